/** Dialogs, on the browser's own `<dialog>`: it keeps the focus inside and closes on Escape. */

import { html } from '../dom/html.js';
import { t } from '../state/words.js';
import { iconButton } from './icon.js';

/**
 * Show a dialog. It is gone when it closes, or when `signal` ends the view under it.
 * @param {string} title @param {Node} body @param {{signal?: AbortSignal, onClose?: () => void, wide?: boolean}} [options]
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, body, { signal, onClose, wide } = {}) {
  const close = () => dialog.close();
  const done = () => {
    dialog.remove();
    onClose?.();
  };
  const dialog = html`<dialog class=${wide ? 'wide' : ''} aria-labelledby="dialog-title" onclose=${done}>
    <header>
      <h2 id="dialog-title">${title}</h2>
      ${iconButton('close', t('dialog.close'), close)}
    </header>
    ${body}
  </dialog>`;
  leaveDoubleClick(dialog);
  document.body.append(dialog);
  dialog.showModal();
  signal?.addEventListener('abort', close, { once: true });
  return dialog;
}

/** The second click of two, whose first one opened the dialog, is not meant for what lies there now. @param {HTMLElement} dialog */
function leaveDoubleClick(dialog) {
  let known = false; // a first click fell on the dialog
  for (const type of ['mousedown', 'click']) {
    const heard = (/** @type {MouseEvent} */ event) => {
      known ||= event.detail < 2; // 0 = from the keyboard
      if (known) return;
      event.preventDefault();
      event.stopPropagation();
    };
    dialog.addEventListener(type, /** @type {EventListener} */ (heard), { capture: true });
  }
}
