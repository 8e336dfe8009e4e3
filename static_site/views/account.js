/** A person's own account: name, password, and its end. */

import { makeForm } from '../components/form.js';
import { makeKeyList } from '../components/key_list.js';
import { makeSessionList } from '../components/session_list.js';
import { toast } from '../components/toast.js';
import { html } from '../dom/html.js';
import { checkName, checkPasswordChange } from '../lib/forms.js';
import { api } from '../state/api.js';
import { go } from '../state/going.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view({ signal }) {
  const user = session.user;
  const name = makeForm({
    fields: [{ name: 'name', label: t('form.name'), autocomplete: 'name', value: user?.name ?? '' }],
    submit: t('account.save'),
    check: checkName,
    send: async (values) => {
      const { user: changed } = await api.changeProfile({ name: values.name.trim() });
      session.rename(changed);
      toast(t('account.saved'));
    },
  });
  const password = makeForm({
    fields: [
      { name: 'current_password', label: t('account.current'), type: 'password', autocomplete: 'current-password' },
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
    submit: t('account.change_password'),
    check: checkPasswordChange,
    send: async (values) => {
      await api.changeProfile(values);
      password.reset();
      toast(t('account.password_changed'));
    },
  });
  const farewell = makeForm({
    fields: [{ name: 'password', label: t('form.password'), type: 'password', autocomplete: 'current-password' }],
    submit: t('account.delete'),
    danger: 'danger',
    check: (values) => (values.password ? {} : { password: 'form.password_missing' }),
    send: async (values) => {
      await api.deleteAccount(values.password);
      session.end();
      go('#/');
      toast(t('account.deleted'));
    },
  });
  const element = html`<div class="account">
    <h1>${t('account.title')}</h1>
    <p class="muted">${user?.email ?? ''}</p>
    <section class="slip" aria-labelledby="account-name"><h2 id="account-name">${t('account.name')}</h2>${name}</section>
    <section class="slip" aria-labelledby="account-password"><h2 id="account-password">${t('account.password')}</h2>${password}</section>
    <section class="slip" aria-labelledby="account-sessions">
      <h2 id="account-sessions">${t('sessions.title')}</h2>
      ${makeSessionList(signal)}
    </section>
    <section class="slip" aria-labelledby="account-keys">
      <h2 id="account-keys">${t('keys.title')}</h2>
      <p class="muted">${t('keys.what')}</p>
      ${makeKeyList(signal)}
    </section>
    <section class="slip" aria-labelledby="account-end">
      <h2 id="account-end">${t('account.end')}</h2>
      <p>${t('account.lost')}</p>
      ${farewell}
    </section>
  </div>`;
  return { title: t('account.title'), element };
}
