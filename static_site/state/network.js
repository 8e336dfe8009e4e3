/** Whether anything answers. A browser's own word for it is often wrong, so each call to the API counts too. */

class Network extends EventTarget {
  #online = navigator.onLine;

  constructor() {
    super();
    globalThis.addEventListener('online', () => this.tell(true));
    globalThis.addEventListener('offline', () => this.tell(false));
  }

  get online() {
    return this.#online;
  }

  /** @param {boolean} online */
  tell(online) {
    if (online === this.#online) return;
    this.#online = online;
    this.dispatchEvent(new Event('change'));
  }
}

export const network = new Network();
