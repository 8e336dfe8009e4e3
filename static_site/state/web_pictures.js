/** Pictures from other sites, which the browser asks for only when a person names one. They learn nothing of Lector. */

import { nameOf } from '../lib/addresses.js';
import { MAX_BYTES, SCALE_BYTES, canScale, faultOf, typeOf } from '../lib/files.js';
import { ApiError } from './api.js';

const PATIENCE_MS = 30_000;

/**
 * Fetch a picture. It is held to what files are held to, before all of it is here.
 * @param {string} address https @param {string} stem for its name, where the address gives none
 * @param {AbortSignal} signal @returns {Promise<File>}
 * @throws {ApiError} with the code address_refused, address_empty, address_page, or one of files
 */
export async function fetchPicture(address, stem, signal) {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const response = await fetch(address, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: patience,
    });
    if (!response.ok) throw new ApiError(response.status, { code: 'address_empty' });
    const sent = (response.headers.get('Content-Type') ?? '').split(';')[0].trim().toLowerCase();
    const type = typeOf({ name: new URL(address).pathname, type: sent });
    if (!type) throw new ApiError(415, { code: sent === 'text/html' ? 'address_page' : 'unsupported_format' });
    const content = await bounded(response, canScale(type) ? MAX_BYTES + SCALE_BYTES : MAX_BYTES);
    const file = new File(content, nameOf(address, type, stem, new Date()), { type });
    const fault = faultOf(file);
    if (fault) throw new ApiError(422, { code: fault });
    return file;
  } catch (error) {
    if (error instanceof ApiError || signal.aborted) throw error;
    // A browser does not tell whether the site refused, is not there, or took too long.
    throw new ApiError(0, { code: navigator.onLine ? 'address_refused' : 'offline' });
  }
}

/** @param {Response} response @param {number} most bytes @returns {Promise<BlobPart[]>} */
async function bounded(response, most) {
  const tooLarge = () => new ApiError(413, { code: 'file_too_large' });
  if (Number(response.headers.get('Content-Length')) > most) throw tooLarge();
  const chunks = [];
  let size = 0;
  for await (const chunk of /** @type {any} */ (response.body ?? [])) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks;
}
