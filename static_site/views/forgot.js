/** A forgotten password: asking for the mail with the link. */

import { makeForm } from '../components/form.js';
import { fill, html } from '../dom/html.js';
import { checkEmail } from '../lib/forms.js';
import { api } from '../state/api.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view({ passed }) {
  const form = makeForm({
    fields: [
      { name: 'email', label: t('form.email'), type: 'email', autocomplete: 'username', value: passed.email ?? '' },
    ],
    submit: t('forgot.submit'),
    check: checkEmail,
    send: async ({ email }) => {
      await api.askForReset(email.trim());
      fill(place, html`<p class="notice" role="status">${t('forgot.sent')}</p>`);
    },
  });
  const place = html`<div>${form}</div>`;
  const element = html`<div class="slip">
    <h1>${t('forgot.title')}</h1>
    <p>${t('forgot.how')}</p>
    ${place}
    <p class="muted"><a href="#/login">${t('forgot.back')}</a></p>
  </div>`;
  return { title: t('forgot.title'), element };
}
