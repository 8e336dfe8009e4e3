/** API keys: made, shown once, deleted. */

import { fill, html } from '../dom/html.js';
import * as format from '../lib/format.js';
import { checkName } from '../lib/forms.js';
import { explain } from '../lib/i18n.js';
import { api } from '../state/api.js';
import { t } from '../state/words.js';
import { makeForm } from './form.js';
import { icon, iconButton } from './icon.js';
import { toast } from './toast.js';

const SCOPES = ['read', 'all'];

/** @param {AbortSignal} signal @returns {HTMLElement} */
export function makeKeyList(signal) {
  const list = html`<ul class="rows"></ul>`;
  const fresh = html`<div role="status"></div>`;
  const load = async () => {
    try {
      const { keys } = await api.keys(signal);
      fill(list, keys.map(makeRow));
    } catch (/** @type {any} */ error) {
      if (!signal.aborted) fill(list, html`<li class="problem">${explain(t, error)}</li>`);
    }
  };
  /** @param {{id: string, name: string, scope: string, last_used_at: number | null}} key */
  const makeRow = ({ id, name, scope, last_used_at }) => {
    const used = last_used_at
      ? format.ago(new Date(last_used_at * 1000).toISOString(), new Date(), t.language)
      : t('keys.unused');
    const remove = async () => {
      await api.deleteKey(id).catch((error) => toast(explain(t, error)));
      fill(fresh);
      load();
    };
    return html`<li>
      <span><strong>${name}</strong> <span class="muted">${t(`keys.scope.${scope}`)} · ${used}</span></span>
      ${iconButton('trash', t('history.delete', { title: name }), remove)}
    </li>`;
  };
  const form = makeForm({
    fields: [
      { name: 'name', label: t('keys.name') },
      { name: 'scope', label: t('keys.scope'), choices: SCOPES.map((scope) => [scope, t(`keys.scope.${scope}`)]) },
    ],
    submit: t('keys.create'),
    check: checkName,
    send: async (values) => {
      const { secret } = await api.createKey(values);
      const copy = () =>
        navigator.clipboard.writeText(secret).then(
          () => toast(t('keys.copied')),
          () => toast(t('take.copy_refused')),
        );
      fill(
        fresh,
        html`<div class="notice"><p>${t('keys.once')} <code>${secret}</code></p>
          <button type="button" onclick=${copy}>${icon('copy')} ${t('keys.copy')}</button></div>`,
      );
      form.reset();
      load();
    },
  });
  load();
  return html`<div class="keys">${list} ${fresh} ${form}</div>`;
}
