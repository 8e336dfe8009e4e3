/** Rows of files on their way up. */

import { fill, html } from '../dom/html.js';
import * as format from '../lib/format.js';
import { explain } from '../lib/i18n.js';
import { t } from '../state/words.js';
import { uploads } from '../state/uploads.js';
import { announce } from './announce.js';
import { icon, iconButton } from './icon.js';

/** @typedef {import('../state/uploads.js').Upload} Upload */

/** @param {AbortSignal} signal @returns {HTMLElement} */
export function makeUploadList(signal) {
  const element = html`<ul class="uploads" aria-label=${t('uploads.name')}></ul>`;
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  const rows = new Map();
  const list = () => {
    for (const [id, row] of rows) {
      if (uploads.list.some((upload) => upload.id === id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    for (const upload of uploads.list) {
      if (rows.has(upload.id)) continue;
      const row = makeRow(upload);
      rows.set(upload.id, row);
      element.append(row.element);
    }
    element.hidden = rows.size === 0;
  };
  uploads.addEventListener('list', list, { signal });
  uploads.addEventListener('change', (/** @type {any} */ event) => rows.get(event.detail.id)?.show(), { signal });
  list();
  return element;
}

/** @param {Upload} upload */
function makeRow(upload) {
  const state = html`<span class="state"></span>`;
  const bar = html`<progress max="1" value="0" aria-label=${t('uploads.progress', { name: upload.file.name })}></progress>`;
  const retry = html`<button type="button" class="quiet" onclick=${() => uploads.retry(upload)}>
    ${icon('retry')} ${t('uploads.retry')}
  </button>`;
  const cancel = iconButton('close', '', () => uploads.cancel(upload));
  const element = html`<li class="upload">
    <span class="name">${upload.file.name}</span> <span class="muted size">${format.bytes(upload.file.size, t.language)}</span>
    ${state} ${bar} <span class="buttons">${retry} ${cancel}</span>
  </li>`;
  let told = '';
  const show = () => {
    const failed = upload.state === 'failed';
    const words = failed
      ? explain(t, upload.error ?? {})
      : t(`upload.${upload.state}`, { share: format.percent(upload.share, t.language) });
    fill(state, words);
    element.dataset.state = upload.state;
    bar.hidden = failed;
    if (upload.state === 'preparing') bar.removeAttribute('value');
    else bar.value = upload.share;
    retry.hidden = !(failed || upload.state === 'paused') || !canRetry(upload);
    const label = t(failed ? 'uploads.remove' : 'uploads.cancel', { name: upload.file.name });
    cancel.setAttribute('aria-label', label);
    if (told !== upload.state && upload.state !== 'preparing') announce(`${upload.file.name}: ${words}`);
    told = upload.state;
  };
  show();
  return { element, show };
}

/** A wrong kind of file stays one. @param {Upload} upload */
const canRetry = ({ error }) => !['empty_file', 'unsupported_format', 'file_too_large'].includes(error?.code ?? '');
