/** Logging in. */

import { makeForm } from '../components/form.js';
import { html } from '../dom/html.js';
import { checkLogin } from '../lib/forms.js';
import { api } from '../state/api.js';
import { go } from '../state/going.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view({ passed }) {
  const form = makeForm({
    fields: [
      { name: 'email', label: t('form.email'), type: 'email', autocomplete: 'username', value: passed.email ?? '' },
      { name: 'password', label: t('form.password'), type: 'password', autocomplete: 'current-password' },
    ],
    submit: t('login.submit'),
    check: checkLogin,
    send: async ({ email, password }) => {
      const begun = await api.logIn({ email: email.trim(), password });
      history.replaceState({}, '', passed.next ?? '#/');
      session.begin(begun);
    },
  });
  const element = html`<div class="slip">
    <h1>${t('login.title')}</h1>
    ${passed.reset && html`<p class="notice" role="status">${t('login.reset')}</p>`}
    ${passed.registered && html`<p class="notice" role="status">${t('login.registered')}</p>`} ${form}
    <p class="muted"><a href="#/forgot">${t('login.forgot')}</a></p>
    <p class="muted">${t('login.new')} <a href="#/register">${t('login.register')}</a></p>
  </div>`;
  if (passed.email)
    queueMicrotask(() => /** @type {HTMLElement | null} */ (form.querySelector('[name=password]'))?.focus());
  return { title: t('login.title'), element };
}
