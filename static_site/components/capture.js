/** Getting pages in: drop, choose, paste, photograph, or name their address on the web. */

import { html } from '../dom/html.js';
import { draggedAddress, isAddress } from '../lib/addresses.js';
import { ACCEPT, nameFor } from '../lib/files.js';
import { t } from '../state/words.js';
import { uploads } from '../state/uploads.js';
import { openCamera } from './camera.js';
import { openFromAddress } from './from_address.js';
import { icon } from './icon.js';
import { toast } from './toast.js';
import { makeWishes } from './wishes.js';

/** @param {AbortSignal} signal @returns {HTMLElement} */
export function makeCapture(signal) {
  const take = (/** @type {HTMLInputElement} */ input) => {
    uploads.add([...(input.files ?? [])]);
    input.value = '';
  };
  const chooser = html`<input
    type="file" class="off-screen" tabindex="-1" aria-hidden="true"
    multiple accept=${ACCEPT} onchange=${() => take(chooser)}
  />`;
  const shooter = html`<input
    type="file" class="off-screen" tabindex="-1" aria-hidden="true"
    accept="image/*" capture="environment" onchange=${() => take(shooter)}
  />`;
  const photograph = () => {
    // A phone's own camera app is better than anything a page can build; a laptop has none that a page may open.
    if (matchMedia('(pointer: coarse)').matches || !navigator.mediaDevices?.getUserMedia) shooter.click();
    else openCamera({ signal, onPhoto: (photo) => uploads.add([photo]), onChoose: () => chooser.click() });
  };

  const element = html`<section class="capture" aria-labelledby="capture-title">
    <h2 id="capture-title">${t('capture.title')}</h2>
    <p class="muted">${t('capture.how')}</p>
    <div class="actions">
      <button type="button" class="primary" onclick=${() => chooser.click()}>${icon('file')} ${t('capture.choose')}</button>
      <button type="button" onclick=${photograph}>${icon('camera')} ${t('capture.camera')}</button>
      <button type="button" onclick=${pasteNow}>${icon('paste')} ${t('capture.paste')}</button>
      <button type="button" onclick=${() => openFromAddress({ signal })}>${icon('link')} ${t('capture.address')}</button>
    </div>
    <p class="hint">${t('capture.kinds')}</p>
    ${makeWishes(signal)}
    ${chooser} ${shooter}
  </section>`;

  // The whole page takes drops, so that nobody has to aim.
  let inside = 0;
  const lit = (/** @type {boolean} */ on) => element.classList.toggle('dropping', on);
  let ownDrag = false; // a link or picture of this very page is on the move
  const carries = (/** @type {DragEvent} */ event) =>
    !ownDrag && ['Files', 'text/uri-list'].some((type) => event.dataTransfer?.types.includes(type));
  const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ act) =>
    document.addEventListener(type, act, { signal });
  on('dragstart', () => (ownDrag = true));
  on('dragend', () => (ownDrag = false));
  on('dragenter', (event) => carries(event) && lit((inside += 1) > 0));
  on('dragleave', (event) => carries(event) && lit((inside = Math.max(0, inside - 1)) > 0));
  on('dragover', (event) => carries(event) && event.preventDefault());
  on('drop', (event) => {
    lit(false);
    inside = 0;
    if (!carries(event)) return;
    event.preventDefault();
    const { dataTransfer: dragged } = event;
    const files = [...dragged.files];
    if (files.length) return uploads.add(files);
    const address = draggedAddress({ html: dragged.getData('text/html'), uris: dragged.getData('text/uri-list') });
    if (address) openFromAddress({ address, now: true, signal });
    else toast(t('capture.nothing_dropped'));
  });
  on('paste', (event) => {
    if (event.target.closest?.('input, textarea')) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (files.length) uploads.add(files.map((file) => named(file)));
    else if (isAddress(text) && !document.querySelector('dialog[open]')) openFromAddress({ address: text.trim(), signal });
  });
  return element;
}

/** A pasted picture is called "image.png" by every browser. @param {File | Blob} file */
const named = (file) =>
  file instanceof File && file.name !== 'image.png'
    ? file
    : new File([file], nameFor(t('capture.pasted'), new Date(), file.type), { type: file.type });

async function pasteNow() {
  try {
    const items = await navigator.clipboard.read();
    const files = [];
    for (const item of items) {
      const type = item.types.find((candidate) => candidate.startsWith('image/'));
      if (type) files.push(named(await item.getType(type)));
    }
    if (files.length) uploads.add(files);
    else toast(t('capture.nothing_to_paste'));
  } catch {
    toast(t('capture.paste_refused'));
  }
}
