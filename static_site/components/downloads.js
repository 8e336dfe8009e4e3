/** Taking a document along: copy, text, JSON, speech, captions. */

import { html } from '../dom/html.js';
import { captionsOf } from '../lib/captions.js';
import { fileName, textOf, titleOf } from '../lib/text.js';
import { t } from '../state/words.js';
import { icon } from './icon.js';
import { toast } from './toast.js';

/**
 * @param {{about: any, reading: () => any, marks: import('../lib/marks.js').Mark[], sound: (() => Promise<Blob>) | null}} document
 * @returns {HTMLElement}
 */
export function makeDownloads({ about, reading, marks, sound }) {
  const text = () => textOf(reading().pages);
  const copy = async () => {
    details.open = false;
    try {
      await navigator.clipboard.writeText(text());
      toast(t('take.copied'));
    } catch {
      toast(t('take.copy_refused'));
    }
  };
  /** @param {string} ending @param {() => Blob | Promise<Blob>} make */
  const save = (ending, make) => async () => {
    details.open = false;
    const content = await Promise.resolve(make()).catch(() => null);
    if (!content) return toast(t('error.offline'));
    const url = URL.createObjectURL(content);
    html`<a href=${url} download=${fileName(titleOf(about), ending)}></a>`.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  /** @param {string} key @param {() => void} act @param {'copy' | 'download'} [drawing] */
  const item = (key, act, drawing = 'download') =>
    html`<li><button type="button" class="quiet" onclick=${act}>${icon(drawing)} ${t(`take.${key}`)}</button></li>`;
  const closeOnEscape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary')?.focus();
  };
  const blob = (/** @type {string} */ content, /** @type {string} */ type) => new Blob([content], { type });
  const details = html`<details class="menu" onkeydown=${closeOnEscape}>
    <summary title=${t('take.title')}>${icon('download')} <span>${t('take.title')}</span></summary>
    <ul class="sheet">
      ${item('copy', copy, 'copy')}
      ${item(
        'text',
        save('txt', () => blob(text(), 'text/plain;charset=utf-8')),
      )}
      ${item(
        'json',
        save('json', () => blob(JSON.stringify({ ...reading(), text: text() }, null, 2), 'application/json')),
      )}
      ${sound && item('wav', save('wav', sound))}
      ${
        marks.length > 0 &&
        item(
          'captions',
          save('vtt', () => blob(captionsOf(marks), 'text/vtt')),
        )
      }
    </ul>
  </details>`;
  return details;
}
