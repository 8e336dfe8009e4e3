/**
 * A person's corrections on their way to the API: kept in this browser until they are there, so that none is lost
 * without a network or while the document is not ready for them.
 */

import { listOf } from '../lib/corrections.js';
import { api } from './api.js';
import { session } from './session.js';

const KEY = 'lector.corrections';
const AT_ONCE = 500;

/** @typedef {import('../lib/corrections.js').Corrections} Corrections */

session.addEventListener('change', () => {
  if (!session.token) localStorage.removeItem(KEY);
});

/** @returns {Record<string, Corrections>} */
function all() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

/** What waits to be sent. @param {string} documentId @returns {Corrections} */
export const waitingOf = (documentId) => all()[documentId] ?? {};

/** @param {string} documentId @param {Corrections} corrections */
export const addWaiting = (documentId, corrections) =>
  keepWaiting(documentId, { ...waitingOf(documentId), ...corrections });

/** @param {string} documentId @param {Corrections} corrections */
function keepWaiting(documentId, corrections) {
  const { [documentId]: _, ...others } = all();
  const kept = Object.keys(corrections).length ? { ...others, [documentId]: corrections } : others;
  localStorage.setItem(KEY, JSON.stringify(kept));
}

/**
 * Send what waits. What the API cannot use is forgotten; after any other error it waits on.
 * @param {string} documentId
 * @returns {Promise<{document: any, sent: Corrections} | null>} null where nothing waited
 */
export async function sendWaiting(documentId) {
  const entries = Object.entries(waitingOf(documentId)).slice(0, AT_ONCE);
  if (!entries.length) return null;
  const sent = Object.fromEntries(entries);
  const forget = () => {
    const still = Object.entries(waitingOf(documentId)).filter(([key, text]) => sent[key] !== text);
    keepWaiting(documentId, Object.fromEntries(still));
  };
  try {
    const { document } = await api.correctWords(documentId, listOf(sent));
    forget();
    return { document, sent };
  } catch (/** @type {any} */ error) {
    if (error.status === 400 || error.status === 404) forget();
    throw error;
  }
}
