/** The link of the mail: setting a new password. */

import { makeForm } from '../components/form.js';
import { html } from '../dom/html.js';
import { checkNewPassword } from '../lib/forms.js';
import { api } from '../state/api.js';
import { go } from '../state/going.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view({ params }) {
  const form = makeForm({
    fields: [
      {
        name: 'password',
        label: t('account.new'),
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
    submit: t('reset.submit'),
    check: checkNewPassword,
    send: async (values) => {
      await api.resetPassword({ ...values, token: params.token });
      session.end(); // all sessions ended on the server
      go('#/login', { reset: true });
    },
  });
  const element = html`<div class="slip">
    <h1>${t('reset.title')}</h1>
    ${form}
    <p class="muted"><a href="#/forgot">${t('reset.another')}</a></p>
  </div>`;
  return { title: t('reset.title'), element };
}
