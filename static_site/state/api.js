/** The HTTP API. Every answer that is no success becomes an ApiError. */

import { network } from './network.js';
import { session } from './session.js';

const BASE = document.querySelector('meta[name="lector-api"]')?.getAttribute('content') ?? '/api';

/** An error that a person can be told of: `code` is the API's, or "offline" where nothing answered. */
export class ApiError extends Error {
  /** @param {number} status @param {{code?: string, message?: string, fields?: Record<string, string>}} error */
  constructor(status, { code = 'internal', message = '', fields = {} }) {
    super(message || code);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/**
 * @param {string} method @param {string} path
 * @param {{json?: unknown, body?: BodyInit, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the JSON of the answer; null for an empty one
 */
async function call(method, path, { json, body, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = {};
  const token = session.token;
  if (token) headers.Authorization = `Bearer ${token}`;
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (body instanceof Blob) headers['Content-Type'] = body.type || 'application/octet-stream';
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers,
      body: json === undefined ? body : JSON.stringify(json),
      signal,
      cache: 'no-store',
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    network.tell(false);
    throw new ApiError(0, { code: 'offline' });
  }
  network.tell(true);
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const error = answer?.error ?? { code: response.status >= 500 ? 'internal' : 'unexpected' };
  if (error.code === 'not_signed_in' && token && token === session.token) session.end();
  throw new ApiError(response.status, error);
}

/** @param {string} id */
const documentPath = (id) => `/documents/${encodeURIComponent(id)}`;

export const api = {
  /** @param {Record<string, string>} values */
  register: (values) => call('POST', '/users', { json: values }),
  /** @param {{email: string, password: string}} values */
  logIn: (values) => call('POST', '/sessions', { json: values }),
  logOut: () => call('DELETE', '/sessions/current'),
  /** @param {string} email */
  askForReset: (email) => call('POST', '/password-resets', { json: { email } }),
  /** @param {Record<string, string>} values token, password, password_confirmation */
  resetPassword: (values) => call('PUT', '/password-resets', { json: values }),
  /** Mail another link that verifies the address. */
  askForVerification: () => call('POST', '/email-verifications'),
  /** @param {string} token */
  verifyEmail: (token) => call('PUT', '/email-verifications', { json: { token } }),
  /** @param {AbortSignal} [signal] */
  sessions: (signal) => call('GET', '/sessions', { signal }),
  /** @param {string} id */
  endSession: (id) => call('DELETE', `/sessions/${encodeURIComponent(id)}`),
  /** @param {AbortSignal} [signal] */
  keys: (signal) => call('GET', '/keys', { signal }),
  /** @param {Record<string, string>} values name and scope */
  createKey: (values) => call('POST', '/keys', { json: values }),
  /** @param {string} id */
  deleteKey: (id) => call('DELETE', `/keys/${encodeURIComponent(id)}`),
  /** @param {AbortSignal} [signal] */
  profile: (signal) => call('GET', '/users/me', { signal }),
  /** @param {Record<string, string>} values */
  changeProfile: (values) => call('PATCH', '/users/me', { json: values }),
  /** @param {string} password */
  deleteAccount: (password) => call('DELETE', '/users/me', { json: { password } }),

  /** @param {{filename: string, content_type: string, size: number, language?: string, voice?: string}} about @param {AbortSignal} [signal] */
  createDocument: (about, signal) => call('POST', '/documents', { json: about, signal }),
  /** @param {{q?: string, cursor?: string | null, limit?: number}} query @param {AbortSignal} [signal] */
  documents: (query, signal) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value) search.set(name, String(value));
    return call('GET', `/documents?${search}`, { signal });
  },
  /** @param {string} id @param {AbortSignal} [signal] */
  document: (id, signal) => call('GET', documentPath(id), { signal }),
  /** @param {string} id @param {string} title */
  renameDocument: (id, title) => call('PATCH', documentPath(id), { json: { title } }),
  /** Read a document that failed once more. @param {string} id */
  retryDocument: (id) => call('POST', `${documentPath(id)}/retries`),
  /** @param {string} id @param {{page: number, word: number, text: string | null}[]} words */
  correctWords: (id, words) => call('PATCH', `${documentPath(id)}/words`, { json: { words } }),
  /** Speak the text as it is now. @param {string} id */
  speakAgain: (id) => call('POST', `${documentPath(id)}/speeches`),
  /** @param {string} id */
  deleteDocument: (id) => call('DELETE', documentPath(id)),

  /** @param {AbortSignal} [signal] */
  voices: (signal) => call('GET', '/voices', { signal }),

  /** @param {Blob} image @param {AbortSignal} [signal] */
  recogniseDigit: (image, signal) => call('POST', '/recognitions/digit', { body: image, signal }),
  /** @param {Blob} audio @param {AbortSignal} [signal] */
  recogniseKeyword: (audio, signal) => call('POST', '/recognitions/keyword', { body: audio, signal }),
  /** @param {AbortSignal} [signal] */
  health: (signal) => call('GET', '/health', { signal }),
};
