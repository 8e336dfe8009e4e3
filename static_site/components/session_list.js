/** Where a person is logged in, each to be ended. */

import { fill, html } from '../dom/html.js';
import * as format from '../lib/format.js';
import { explain } from '../lib/i18n.js';
import { deviceOf } from '../lib/devices.js';
import { api } from '../state/api.js';
import { t } from '../state/words.js';
import { toast } from './toast.js';

/** @param {AbortSignal} signal @returns {HTMLElement} */
export function makeSessionList(signal) {
  const list = html`<ul class="rows"></ul>`;
  const load = async () => {
    try {
      const { sessions } = await api.sessions(signal);
      fill(list, sessions.map(makeRow));
    } catch (/** @type {any} */ error) {
      if (!signal.aborted) fill(list, html`<li class="problem">${explain(t, error)}</li>`);
    }
  };
  /** @param {{id: string, device: string, created_at: number, current: boolean}} session */
  const makeRow = ({ id, device, created_at, current }) => {
    const { browser, system } = deviceOf(device);
    const name = [browser || t('sessions.unknown'), system].filter(Boolean).join(', ');
    const since = format.ago(new Date(created_at * 1000).toISOString(), new Date(), t.language);
    const end = async () => {
      try {
        await api.endSession(id);
        toast(t('sessions.ended'));
      } catch (/** @type {any} */ error) {
        toast(explain(t, error));
      }
      load();
    };
    const label = t('sessions.end_of', { name, since });
    return html`<li>
      <span><strong>${name}</strong> <span class="muted">${current ? t('sessions.here') : since}</span></span>
      ${!current && html`<button type="button" aria-label=${label} onclick=${end}>${t('sessions.end')}</button>`}
    </li>`;
  };
  load();
  return list;
}
