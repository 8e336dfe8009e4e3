/** Addresses of pictures on the web: typed, pasted, or dragged from another tab. */

import { nameFor, typeOf } from './files.js';

/**
 * What is wrong with an address, as the key of a message; null where it can be asked for.
 * @param {string} typed
 */
export function addressFault(typed) {
  if (!typed.trim()) return 'address.missing';
  const url = URL.parse(typed.trim());
  if (!url) return 'address.odd';
  return url.protocol === 'https:' ? null : 'address.insecure';
}

/** Whether a text is an address and nothing else. @param {string} text */
export const isAddress = (text) => /^https:\/\/\S+$/.test(text.trim()) && addressFault(text) === null;

/**
 * The address of what was dragged: of the picture rather than of what it links to.
 * @param {{html: string, uris: string}} dragged @returns {string} "" where there is none
 */
export function draggedAddress({ html, uris }) {
  const [, source = ''] = html.match(/<img\b[^>]*?\ssrc\s*=\s*["']([^"']+)["']/i) ?? [];
  const first = uris.split(/\r?\n/).find((line) => line && !line.startsWith('#')) ?? '';
  return [source.replaceAll('&amp;', '&'), first].find(isAddress) ?? '';
}

/**
 * A file name for what came from an address.
 * @param {string} address @param {string} type @param {string} stem where the address has no name @param {Date} now
 */
export function nameOf(address, type, stem, now) {
  const last = new URL(address).pathname.split('/').pop() ?? '';
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // Not every address is what it should be; the name as it stands will do.
  }
  name = name.replace(/[\u0000-\u001f\\/]/g, ' ').trim().slice(-120);
  if (!name) return nameFor(stem, now, type);
  return typeOf({ name, type: '' }) === type ? name : `${name}.${nameFor('', now, type).split('.').pop()}`;
}
