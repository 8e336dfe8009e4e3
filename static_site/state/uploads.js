/** Files on their way up. They go on while a person looks at other views. */

import { MAX_BYTES, faultOf, typeOf } from '../lib/files.js';
import { nextTry } from '../lib/progress.js';
import { ApiError, api } from './api.js';
import { preferences } from './preferences.js';
import { fitForUpload } from './scaling.js';
import { network } from './network.js';
import { session } from './session.js';

const AT_ONCE = 2;
const TRIES = 4;

/**
 * @typedef {'waiting' | 'preparing' | 'sending' | 'paused' | 'sent' | 'failed'} UploadState
 * @typedef {object} Upload
 * @property {string} id of this row, not of the document
 * @property {File} file
 * @property {UploadState} state
 * @property {number} share sent, 0 to 1
 * @property {{code?: string, message?: string} | null} error
 * @property {string | null} documentId
 * @property {string[]} shadows documents of tries that came to nothing, to be deleted
 * @property {AbortController} control
 * @property {number} tried
 */

/** Fires "change" with the upload as `detail`, and "list" when uploads come or go. */
class UploadQueue extends EventTarget {
  /** @type {Upload[]} */
  list = [];
  #count = 0;

  constructor() {
    super();
    network.addEventListener('change', () => {
      if (!network.online) return;
      for (const upload of this.list) if (upload.state === 'paused') this.retry(upload);
    });
    session.addEventListener('change', () => {
      if (!session.token) for (const upload of [...this.list]) this.cancel(upload);
    });
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      const code = faultOf(file);
      this.list.push({
        id: `upload-${(this.#count += 1)}`,
        file,
        state: code ? 'failed' : 'waiting',
        share: 0,
        error: code ? { code } : null,
        documentId: null,
        shadows: [],
        control: new AbortController(),
        tried: 0,
      });
    }
    this.#fire('list');
    this.#pump();
  }

  /** Take it off the list, whatever it is doing. @param {Upload} upload */
  cancel(upload) {
    upload.control.abort();
    this.list = this.list.filter((other) => other !== upload);
    if (upload.state !== 'sent') giveUp(upload);
    if (session.token) deleteShadows(upload);
    this.#fire('list');
    this.#pump();
  }

  /** @param {Upload} upload */
  retry(upload) {
    upload.control = new AbortController();
    upload.tried = 0;
    this.#set(upload, { state: 'waiting', error: null, share: 0 });
    this.#pump();
  }

  /** Take the sent ones off the list. @param {string} documentId */
  forget(documentId) {
    const before = this.list.length;
    this.list = this.list.filter((upload) => upload.state !== 'sent' || upload.documentId !== documentId);
    if (this.list.length !== before) this.#fire('list');
  }

  /** Whether a document is only what a row of the list already tells. @param {string} documentId */
  tellsOf(documentId) {
    return this.list.some(
      (upload) =>
        upload.shadows.includes(documentId) || (upload.state === 'sending' && upload.documentId === documentId),
    );
  }

  #pump() {
    const busy = this.list.filter(({ state }) => state === 'preparing' || state === 'sending').length;
    const next = this.list.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, AT_ONCE - busy));
    for (const upload of next) this.#run(upload);
  }

  /** @param {Upload} upload */
  async #run(upload) {
    const { signal } = upload.control;
    this.#set(upload, { state: 'preparing' });
    try {
      const file = await fitForUpload(upload.file);
      if (file.size > MAX_BYTES) throw new ApiError(413, { code: 'file_too_large' });
      signal.throwIfAborted();
      const about = { filename: file.name, content_type: typeOf(file), size: file.size, ...wishes() };
      const { document, upload: form } = await api.createDocument(about, signal);
      upload.documentId = document.id;
      await deleteShadows(upload);
      signal.throwIfAborted();
      this.#set(upload, { state: 'sending' });
      await send(form, file, signal, (share) => this.#set(upload, { share }));
      this.#set(upload, { state: 'sent', share: 1 });
    } catch (error) {
      if (!signal.aborted) this.#failed(upload, error);
    }
    this.#pump();
  }

  /** A lost connection is waited for; anything else is told at once. @param {Upload} upload @param {any} error */
  #failed(upload, error) {
    const lost = error instanceof ApiError && error.code === 'offline';
    giveUp(upload);
    upload.tried += 1;
    if (!lost || (upload.tried > TRIES && network.online)) {
      this.#set(upload, { state: 'failed', error: { code: error.code ?? 'internal', message: error.message } });
      return;
    }
    this.#set(upload, { state: 'paused', share: 0 });
    const again = () => {
      if (upload.state !== 'paused' || upload.control.signal.aborted) return;
      this.#set(upload, { state: 'waiting' });
      this.#pump();
    };
    setTimeout(again, nextTry(upload.tried - 1));
  }

  /** @param {Upload} upload @param {Partial<Upload>} change */
  #set(upload, change) {
    Object.assign(upload, change);
    this.dispatchEvent(new CustomEvent('change', { detail: upload }));
  }

  /** @param {string} type */
  #fire(type) {
    this.dispatchEvent(new Event(type));
  }
}

/** The next try makes a document of its own. @param {Upload} upload */
function giveUp(upload) {
  if (upload.documentId) upload.shadows.push(upload.documentId);
  upload.documentId = null;
}

/** There is a network again; one that stays nevertheless expires by itself. @param {Upload} upload */
async function deleteShadows(upload) {
  await Promise.allSettled(upload.shadows.map((id) => api.deleteDocument(id)));
  upload.shadows = [];
}

/** What the person chose for their pages; what they left open is left out. */
function wishes() {
  const chosen = { language: preferences.get('readLanguage'), voice: preferences.get('voice') };
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value));
}

/**
 * Post a form with a file. XMLHttpRequest, since fetch tells nothing of how much has been sent.
 * @param {{url: string, fields: Record<string, string>}} form @param {File} file
 * @param {AbortSignal} signal @param {(share: number) => void} onProgress @returns {Promise<void>}
 */
function send(form, file, signal, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
    body.append('file', file);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new ApiError(request.status, { code: 'upload_refused' }));
    };
    request.onerror = () => reject(new ApiError(0, { code: 'offline' }));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.onabort = () => reject(signal.reason);
    request.open('POST', form.url);
    request.send(body);
  });
}

export const uploads = new UploadQueue();
