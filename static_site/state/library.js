/** Documents and their results, kept in the browser once seen, so that they open offline too. */

import { ApiError, api } from './api.js';
import { session } from './session.js';

const CACHE = 'lector-documents';

session.addEventListener('change', () => {
  if (!session.token) globalThis.caches?.delete(CACHE);
});

/** The address of a thing in the cache: results' own links change with every signature. @param {string[]} parts */
const keyOf = (...parts) => `/kept/${session.user?.id}/${parts.map(encodeURIComponent).join('/')}`;

/** @param {string} id @param {string} name @param {string} edition */
const resultKey = (id, name, edition) => keyOf(id, name, edition || 'as-read');

/** @param {string} key @param {Blob | string} content @param {string} type */
async function keep(key, content, type) {
  if (!globalThis.caches || !session.token) return;
  try {
    const cache = await caches.open(CACHE);
    await cache.put(key, new Response(content, { headers: { 'Content-Type': type } }));
  } catch {
    // A full disk or a private window: the site works without.
  }
}

/** @param {string} key @returns {Promise<Response | undefined>} */
async function kept(key) {
  return globalThis.caches ? (await caches.open(CACHE)).match(key) : undefined;
}

/**
 * A document as the API tells it or, offline, as it was last seen.
 * @param {string} id @param {AbortSignal} [signal] @returns {Promise<any>}
 */
export async function loadDocument(id, signal) {
  const key = keyOf(id, 'about');
  try {
    const { document } = await api.document(id, signal);
    if (document.state === 'done') keepDocument(document);
    return document;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'offline') throw error;
    const response = await kept(key);
    if (!response) throw error;
    return response.json();
  }
}

/**
 * A result of a document: from the browser where it is kept, else from its link. A result of one edition of the text
 * never changes; that of another edition takes its place.
 * @param {{id: string}} document @param {string} name @param {string} edition @param {string} link
 * @param {AbortSignal} [signal] @returns {Promise<Blob>}
 */
export async function loadResult(document, name, edition, link, signal) {
  const old = await kept(resultKey(document.id, name, edition));
  if (old) return old.blob();
  let response;
  try {
    response = await fetch(link, { signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, { code: 'offline' });
  }
  if (!response.ok) throw new ApiError(response.status, { code: 'result_missing' });
  const blob = await response.blob();
  await keepResult(document.id, name, edition, blob);
  return blob;
}

/**
 * Keep a result, in place of that of another edition.
 * @param {string} id @param {string} name @param {string} edition @param {Blob} blob
 */
async function keepResult(id, name, edition, blob) {
  await drop(`${keyOf(id, name)}/`);
  await keep(resultKey(id, name, edition), blob, blob.type);
}

/** Documents kept in this browser, newest first, for a history without network. @param {string} query */
export async function keptDocuments(query = '') {
  if (!globalThis.caches) return [];
  const cache = await caches.open(CACHE);
  const own = (await cache.keys()).filter(({ url }) => {
    const { pathname } = new URL(url);
    return pathname.startsWith(keyOf()) && pathname.endsWith('/about');
  });
  const found = await Promise.all(own.map(async (request) => (await cache.match(request))?.json()));
  const wanted = query.toLowerCase();
  return found
    .filter(({ title, excerpt }) => `${title} ${excerpt}`.toLowerCase().includes(wanted))
    .sort((a, b) => b.created_at.localeCompare(a.created_at))
    .map((document) => ({ ...document, links: undefined }));
}

/** Let go of a document that was deleted. @param {string} id */
export const forgetDocument = (id) => drop(`${keyOf(id)}/`);

/** Keep what the API just told of a document. @param {any} document */
export const keepDocument = (document) => keep(keyOf(document.id, 'about'), JSON.stringify(document), 'application/json');

/** @param {string} prefix */
async function drop(prefix) {
  if (!globalThis.caches) return;
  const cache = await caches.open(CACHE);
  const own = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(prefix));
  await Promise.all(own.map((request) => cache.delete(request)));
}
