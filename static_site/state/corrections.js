/** A person's corrections, kept in this browser: one entry a document. */

import { session } from './session.js';

const KEY = 'lector.corrections';

session.addEventListener('change', () => {
  if (!session.token) localStorage.removeItem(KEY);
});

/** @returns {Record<string, import('../lib/corrections.js').Corrections>} */
function all() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

/** @param {string} documentId */
export const correctionsOf = (documentId) => all()[documentId] ?? {};

/** @param {string} documentId @param {import('../lib/corrections.js').Corrections} corrections */
export function keepCorrections(documentId, corrections) {
  const { [documentId]: _, ...others } = all();
  const kept = Object.keys(corrections).length ? { ...others, [documentId]: corrections } : others;
  localStorage.setItem(KEY, JSON.stringify(kept));
}
