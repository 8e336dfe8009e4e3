/** The link of the mail that says whose address it is. Opening it is all that is needed. */

import { fill, html } from '../dom/html.js';
import { explain } from '../lib/i18n.js';
import { api } from '../state/api.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view({ params, signal }) {
  const place = html`<p role="status">${t('verify.checking')}</p>`;
  const tell = async () => {
    try {
      await api.verifyEmail(params.token);
      if (session.user) session.rename({ ...session.user, must_verify_email: false });
      if (!signal.aborted) fill(place, t('verify.done'));
    } catch (/** @type {any} */ error) {
      if (!signal.aborted) fill(place, error.fields?.token ? t('verify.invalid') : explain(t, error));
    }
  };
  tell();
  const element = html`<div class="slip">
    <h1>${t('verify.title')}</h1>
    ${place}
    <p class="muted"><a href="#/">${t('verify.go_on')}</a></p>
  </div>`;
  return { title: t('verify.title'), element };
}
