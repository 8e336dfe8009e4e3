/** Making an account. */

import { makeForm } from '../components/form.js';
import { html } from '../dom/html.js';
import { checkRegistration } from '../lib/forms.js';
import { api } from '../state/api.js';
import { go } from '../state/going.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view() {
  const form = makeForm({
    fields: [
      { name: 'name', label: t('form.name'), autocomplete: 'name' },
      { name: 'email', label: t('form.email'), type: 'email', autocomplete: 'email' },
      {
        name: 'password',
        label: t('form.password'),
        type: 'password',
        autocomplete: 'new-password',
        hint: t('form.password_hint'),
      },
      {
        name: 'password_confirmation',
        label: t('form.password_again'),
        type: 'password',
        autocomplete: 'new-password',
      },
    ],
    submit: t('register.submit'),
    check: checkRegistration,
    send: async (values) => {
      const email = values.email.trim();
      await api.register({ ...values, name: values.name.trim(), email });
      go('#/login', { email, registered: true });
    },
  });
  const element = html`<div class="slip">
    <h1>${t('register.title')}</h1>
    ${form}
    <p class="muted">${t('register.known')} <a href="#/login">${t('register.log_in')}</a></p>
  </div>`;
  return { title: t('register.title'), element };
}
