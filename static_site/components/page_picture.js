/** A page's picture with a box on every word; it can be zoomed and moved. */

import { fill, html, svg } from '../dom/html.js';
import { MAX_SCALE, clamp, fit, pan, pointsOf, reveal, zoom } from '../lib/geometry.js';
import { isDoubtful } from '../lib/text.js';
import { t } from '../state/words.js';
import { iconButton } from './icon.js';

const CLICK_SLACK = 6; // pixels that a finger may stray and still mean a click
const STEP = 1.4;

/**
 * @typedef {object} PagePicture
 * @property {HTMLElement} element
 * @property {(word: number | null) => void} point mark the word that is pointed at
 * @property {(word: number | null, follow: boolean) => void} hear mark the word that is heard
 */

/**
 * @param {object} options
 * @param {import('../lib/text.js').Page} options.page
 * @param {string | Promise<string>} options.source address of the picture
 * @param {string} options.label
 * @param {(word: number | null) => void} [options.onPoint] @param {(word: number) => void} [options.onPick]
 * @param {AbortSignal} options.signal
 * @param {boolean} [options.still] a picture that cannot be zoomed
 * @returns {PagePicture}
 */
export function makePagePicture({ page, source, label, onPoint, onPick, signal, still = false }) {
  const boxes = page.words.map(
    (word, index) =>
      svg`<polygon points="${pointsOf(word.quad)}" data-word="${index}" class="box ${isDoubtful(word) ? 'doubtful' : ''}" />`,
  );
  const sheet = html`<div class="sheet">
    <img alt=${label} width=${page.width} height=${page.height} draggable="false" />
    <svg class="boxes" viewBox="0 0 ${page.width} ${page.height}" preserveAspectRatio="none" aria-hidden="true"></svg>
  </div>`;
  fill(sheet.querySelector('.boxes'), boxes);
  const picture = sheet.querySelector('img');
  Promise.resolve(source).then(
    (url) => (picture.src = url),
    () => element.classList.add('broken'),
  );
  const frame = html`<div class="frame" style=${{ '--ratio': page.width / page.height }}>${sheet}</div>`;
  const element = html`<figure class="page-picture">${frame}</figure>`;

  /** @param {string} name */
  const marker = (name) => {
    let last = null;
    return (/** @type {number | null} */ word) => {
      if (last !== null) boxes[last]?.classList.remove(name);
      last = word;
      if (word !== null) boxes[word]?.classList.add(name);
    };
  };
  const markPointed = marker('pointed');
  const markHeard = marker('heard');

  const wordUnder = (/** @type {Event} */ event) => {
    const box = /** @type {Element} */ (event.target).closest?.('[data-word]');
    return box ? Number(box.getAttribute('data-word')) : null;
  };
  sheet.addEventListener('pointerover', (/** @type {PointerEvent} */ event) => {
    if (event.pointerType !== 'touch') onPoint?.(wordUnder(event));
  });
  sheet.addEventListener('pointerleave', () => onPoint?.(null));

  if (still) {
    element.classList.add('still');
    sheet.addEventListener('click', (/** @type {Event} */ event) => {
      const word = wordUnder(event);
      if (word !== null) onPick?.(word);
    });
    return { element, point: markPointed, hear: markHeard };
  }

  // ── What part is looked at ──
  let view = { scale: 1, x: 0, y: 0 };
  let whole = true; // the whole page is shown, and stays so when the frame changes size
  const size = () => ({ width: frame.clientWidth || 1, height: frame.clientHeight || 1 });

  const show = (/** @type {typeof view} */ next, glide = false) => {
    view = next;
    whole = view.scale <= fit(page, size()).scale * 1.001;
    sheet.classList.toggle('gliding', glide);
    sheet.style.setProperty('--scale', String(view.scale));
    sheet.style.setProperty('--x', `${view.x}px`);
    sheet.style.setProperty('--y', `${view.y}px`);
    frame.classList.toggle('zoomed', !whole);
    zoomOut.disabled = whole;
    zoomIn.disabled = view.scale >= fit(page, size()).scale * MAX_SCALE * 0.999;
  };
  const centre = () => /** @type {[number, number]} */ ([size().width / 2, size().height / 2]);
  const zoomBy = (/** @type {number} */ factor) => show(zoom(view, factor, centre(), page, size()), true);

  const zoomIn = iconButton('plus', t('picture.zoom_in'), () => zoomBy(STEP));
  const zoomOut = iconButton('minus', t('picture.zoom_out'), () => zoomBy(1 / STEP));
  element.append(html`<div class="zoom" role="group" aria-label=${t('picture.zoom')}>${zoomOut} ${zoomIn}</div>`);

  // ── Fingers, mouse and wheel ──
  /** @type {Map<number, [number, number]>} */
  const fingers = new Map();
  let strayed = 0;
  /** @type {number | null} */
  let released = null; // the word that a finger or the mouse let go of
  const at = (/** @type {PointerEvent | WheelEvent} */ event) => {
    const box = frame.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - box.left, event.clientY - box.top]);
  };
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return {
      distance: Math.hypot(a[0] - b[0], a[1] - b[1]) || 1,
      middle: /** @type {[number, number]} */ ([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]),
    };
  };
  frame.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
    if (event.button) return;
    if (!fingers.size) strayed = 0;
    fingers.set(event.pointerId, at(event));
  });
  frame.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const by = /** @type {[number, number]} */ ([now[0] - before[0], now[1] - before[1]]);
    strayed += Math.hypot(...by);
    if (fingers.size === 2) {
      const was = spread();
      fingers.set(event.pointerId, now);
      const is = spread();
      const moved = pan(view, [is.middle[0] - was.middle[0], is.middle[1] - was.middle[1]], page, size());
      show(zoom(moved, is.distance / was.distance, is.middle, page, size()));
      return;
    }
    fingers.set(event.pointerId, now);
    if (strayed > CLICK_SLACK && !whole) {
      if (!frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId);
      show(pan(view, by, page, size()));
    }
  });
  for (const type of ['pointerup', 'pointercancel']) {
    frame.addEventListener(type, (/** @type {PointerEvent} */ event) => {
      const held = fingers.delete(event.pointerId);
      released = type === 'pointerup' && held && strayed <= CLICK_SLACK ? wordUnder(event) : null;
    });
  }
  // Not before the click: a touch sends it after the finger is gone, and it would fall on a dialog that opens at once.
  frame.addEventListener('click', () => {
    if (released !== null) onPick?.(released);
    released = null;
  });
  frame.addEventListener('dblclick', (/** @type {MouseEvent} */ event) => {
    if (wordUnder(event) === null)
      show(whole ? zoom(view, 2.5, at(/** @type {any} */ (event)), page, size()) : fit(page, size()), true);
  });
  frame.addEventListener(
    'wheel',
    (/** @type {WheelEvent} */ event) => {
      if (!event.ctrlKey && !event.metaKey) return; // a bare wheel scrolls the page
      event.preventDefault();
      show(zoom(view, Math.exp(-event.deltaY / 200), at(event), page, size()));
    },
    { passive: false },
  );

  const watcher = new ResizeObserver(() => show(whole ? fit(page, size()) : clamp(view, page, size())));
  watcher.observe(frame);
  signal.addEventListener('abort', () => watcher.disconnect(), { once: true });

  return {
    element,
    point: markPointed,
    hear: (word, follow) => {
      markHeard(word);
      if (word === null || !follow || whole || fingers.size) return;
      const next = reveal(view, page.words[word].quad, page, size());
      if (next !== view) show(next, true);
    },
  };
}
