/** Who is logged in. Kept across visits, shared between tabs. */

const KEY = 'lector.session';

/**
 * @typedef {{id: string, name: string, email: string, must_verify_email?: boolean}} User
 * @typedef {{token: string, expires_at: string | number, user: User}} Session
 */

/** Fires "change" when a person logs in or out, here or in another tab. */
class SessionStore extends EventTarget {
  /** @type {Session | null} */
  #session = read();

  constructor() {
    super();
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key !== KEY) return;
      this.#session = read();
      this.dispatchEvent(new Event('change'));
    });
  }

  get token() {
    return this.#session?.token ?? null;
  }

  get user() {
    return this.#session?.user ?? null;
  }

  /** @param {Session} session */
  begin(session) {
    this.#write(session);
  }

  /** The profile changed. @param {User} user */
  rename(user) {
    if (this.#session) this.#write({ ...this.#session, user });
  }

  end() {
    if (this.#session) this.#write(null);
  }

  /** @param {Session | null} session */
  #write(session) {
    this.#session = session;
    if (session) localStorage.setItem(KEY, JSON.stringify(session));
    else localStorage.removeItem(KEY);
    this.dispatchEvent(new Event('change'));
  }
}

/** @returns {Session | null} */
function read() {
  try {
    const session = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (!session?.token) return null;
    const end = typeof session.expires_at === 'number' ? session.expires_at * 1000 : Date.parse(session.expires_at);
    return end <= Date.now() ? null : session;
  } catch {
    return null;
  }
}

export const session = new SessionStore();
