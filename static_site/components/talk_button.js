/** A button to hold while speaking. A short press keeps it down until the next, for those who cannot hold. */

import { html } from '../dom/html.js';
import { t } from '../state/words.js';
import { icon } from './icon.js';

const HOLD_MS = 400; // a shorter press is a click
const FALL = 0.99; // of the level from one piece of sound to the next: half in a fifth of a second

/** @typedef {'idle' | 'starting' | 'listening'} State */

/** @param {{start: () => void, stop: () => void}} acts */
export function makeTalkButton({ start, stop }) {
  /** @type {State} */
  let state = 'idle';
  let pressedAt = 0;
  let held = false;
  let shown = 0;
  const label = html`<span></span>`;
  const ring = html`<span class="level" aria-hidden="true"></span>`;

  /** @param {boolean} hold whether a release will follow */
  const press = (hold) => {
    if (state !== 'idle') return stop();
    pressedAt = performance.now();
    held = hold;
    start();
  };
  const release = () => {
    if (!held) return;
    held = false;
    if (state !== 'idle' && performance.now() - pressedAt >= HOLD_MS) stop();
  };
  const onpointerdown = (/** @type {PointerEvent} */ event) => {
    if (event.button) return;
    button.setPointerCapture(event.pointerId);
    press(true);
  };
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.detail === 0) press(false); // screen readers and voice control click without a pointer
  };
  const key = (/** @type {KeyboardEvent} */ event) => event.key === ' ' || event.key === 'Enter';
  const onkeydown = (/** @type {KeyboardEvent} */ event) => {
    if (!key(event)) return;
    event.preventDefault();
    if (!event.repeat) press(true);
  };
  const onkeyup = (/** @type {KeyboardEvent} */ event) => {
    if (!key(event)) return;
    event.preventDefault();
    release();
  };
  const button = html`<button
    type="button" class="talk primary"
    onpointerdown=${onpointerdown} onpointerup=${release} onpointercancel=${release} onclick=${onclick}
    onkeydown=${onkeydown} onkeyup=${onkeyup} onblur=${release} oncontextmenu=${(/** @type {Event} */ e) => e.preventDefault()}
  >${ring} ${icon('microphone')} ${label}</button>`;

  /** @param {State} next */
  const show = (next) => {
    state = next;
    button.dataset.state = next;
    label.textContent = t(`keywords.talk.${next}`);
  };
  show('idle');

  return {
    element: button,
    show,
    /** Show how loud it is. @param {number} level 0 to 1 */
    level(level) {
      shown = level && Math.max(level, shown * FALL);
      button.style.setProperty('--level', shown.toFixed(2));
    },
  };
}
