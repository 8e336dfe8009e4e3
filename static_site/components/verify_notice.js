/** Says that the mailed link has to be opened before files are taken, and sends it again. */

import { html } from '../dom/html.js';
import { explain } from '../lib/i18n.js';
import { api } from '../state/api.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';
import { toast } from './toast.js';

/** @param {AbortSignal} signal @returns {HTMLElement | string} nothing for a person who need not do it */
export function makeVerifyNotice(signal) {
  if (!session.user?.must_verify_email) return '';
  const again = async () => {
    button.disabled = true;
    try {
      await api.askForVerification();
      toast(t('verify.sent'));
    } catch (/** @type {any} */ error) {
      toast(explain(t, error));
    } finally {
      button.disabled = false;
    }
  };
  const button = html`<button type="button" class="link" onclick=${again}>${t('verify.again')}</button>`;
  const element = html`<div class="notice" role="status">
    <p>${t('verify.needed', { email: session.user.email })}</p>
    ${button}
  </div>`;
  // The link may have been opened in another browser meanwhile.
  api.profile(signal).then(
    ({ user }) => {
      if (user.must_verify_email) return;
      session.rename(user);
      element.remove();
    },
    () => {},
  );
  return element;
}
