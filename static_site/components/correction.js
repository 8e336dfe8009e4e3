/** The dialog that sets one word right, with the word as the picture shows it. */

import { html } from '../dom/html.js';
import { MAX_WORD, asRead, cleanWord } from '../lib/corrections.js';
import { boundsOf } from '../lib/geometry.js';
import { t } from '../state/words.js';
import { openDialog } from './dialog.js';
import { makeForm } from './form.js';

const MARGIN = 0.6; // of the word's height, around it
const HEIGHT = 96; // pixels of the cut-out

/**
 * @param {object} options
 * @param {import('../lib/text.js').Word} options.word @param {import('../lib/text.js').Page} options.page
 * @param {Promise<string>} options.picture of the page
 * @param {(text: string) => void} options.onCorrected @param {AbortSignal} options.signal
 */
export function correctionDialog({ word, page, picture, onCorrected, signal }) {
  const cutting = html`<canvas class="cutting" role="img" aria-label=${t('correction.cutting')}></canvas>`;
  picture.then((url) => cut(cutting, url, word, page)).catch(() => cutting.remove());
  const done = (/** @type {string} */ text) => {
    dialog.close();
    onCorrected(text);
  };
  const form = makeForm({
    fields: [{ name: 'text', label: t('correction.label'), value: word.text }],
    submit: t('correction.save'),
    check: ({ text }) => {
      const length = cleanWord(text).length;
      if (!length) return { text: 'correction.missing' };
      return length > MAX_WORD ? { text: 'correction.long' } : {};
    },
    send: async ({ text }) => done(cleanWord(text)),
  });
  if (word.as_read !== undefined) {
    const back = html`<button type="button" class="quiet" onclick=${() => done(asRead(word))}>${t('correction.undo', { text: word.as_read })}</button>`;
    form.querySelector('.actions')?.append(back);
  }
  const dialog = openDialog(t('correction.title'), html`<div>${cutting} ${form}</div>`, { signal });
  form.querySelector('input')?.select();
}

/** Draw a word's surroundings. The picture may be smaller than the page that it shows. */
async function cut(
  /** @type {HTMLCanvasElement} */ canvas,
  /** @type {string} */ url,
  /** @type {import('../lib/text.js').Word} */ word,
  /** @type {import('../lib/text.js').Page} */ page,
) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const box = boundsOf(word.quad);
  const margin = box.height * MARGIN;
  const shrunk = image.naturalWidth / page.width;
  const [x, y] = [(box.x - margin) * shrunk, (box.y - margin) * shrunk];
  const [width, height] = [(box.width + 2 * margin) * shrunk, (box.height + 2 * margin) * shrunk];
  canvas.height = HEIGHT * devicePixelRatio;
  canvas.width = (canvas.height * width) / height;
  canvas.getContext('2d').drawImage(image, x, y, width, height, 0, 0, canvas.width, canvas.height);
}
