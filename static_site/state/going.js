/** Going from view to view, and out. */

import { api } from './api.js';
import { session } from './session.js';

/** Show another view. @param {string} hash @param {Record<string, any>} [passed] what to hand on to it, never shown in the address */
export function go(hash, passed = {}) {
  history.pushState({ passed }, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL: location.href, newURL: location.href }));
}

/** End the session here and on the server; without a network the server's part ends when its time is up. */
export async function logOut() {
  await api.logOut().catch(() => {});
  session.end();
  go('#/');
}
