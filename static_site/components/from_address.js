/** The dialog that brings a picture by its address on the web. */

import { html } from '../dom/html.js';
import { addressFault } from '../lib/addresses.js';
import { explain } from '../lib/i18n.js';
import { ApiError } from '../state/api.js';
import { uploads } from '../state/uploads.js';
import { fetchPicture } from '../state/web_pictures.js';
import { t } from '../state/words.js';
import { openDialog } from './dialog.js';
import { makeForm } from './form.js';

/**
 * @param {object} options
 * @param {string} [options.address] to begin with @param {boolean} [options.now] whether to ask for it at once
 * @param {AbortSignal} options.signal
 */
export function openFromAddress({ address = '', now = false, signal }) {
  const asking = new AbortController();
  const during = AbortSignal.any([signal, asking.signal]);
  const form = makeForm({
    fields: [{ name: 'address', label: t('address.label'), type: 'url', value: address, hint: t('address.hint') }],
    submit: t('address.fetch'),
    check: (values) => {
      const fault = addressFault(values.address);
      return fault ? { address: fault } : {};
    },
    send: async (values) => {
      try {
        const file = await fetchPicture(values.address.trim(), t('address.picture'), during);
        uploads.add([file]);
        dialog.close();
      } catch (/** @type {any} */ error) {
        if (during.aborted) return;
        const { status, code } = error;
        throw new ApiError(status, { code, fields: { address: explain(t, error) } });
      }
    },
  });
  const dialog = openDialog(t('address.title'), html`<div class="from-address">${form}</div>`, {
    signal,
    onClose: () => asking.abort(),
  });
  form.querySelector('input')?.focus();
  if (now) form.requestSubmit();
}
