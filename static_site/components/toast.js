/** A short message at the foot of the page, with at most one thing to do about it. */

import { fill, html } from '../dom/html.js';
import { announce } from './announce.js';

const SHOWN_MS = 7000;
let timer = 0;

/**
 * Show a message for some seconds; it stays while it is pointed at or has the focus.
 * @param {string} message
 * @param {{label: string, act: () => void}} [action] @param {() => void} [onGone] called when it goes without the action
 */
export function toast(message, action, onGone) {
  const place = document.getElementById('toasts');
  if (!place) return;
  place.dispatchEvent(new Event('leave'));
  let over = false; // it ends once, in one way: what was undone must not be done after all
  const leave = (acted = false) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    place.removeEventListener('leave', gone);
    box.remove(); // which takes the focus from its button, if it was there
    if (!acted) onGone?.();
  };
  const gone = () => leave();
  const wait = () => {
    if (over) return;
    clearTimeout(timer);
    timer = setTimeout(gone, SHOWN_MS);
  };
  const act = () => {
    leave(true);
    action?.act();
  };
  const stay = () => clearTimeout(timer);
  const box = html`<div class="toast" onmouseenter=${stay} onmouseleave=${wait} onfocusin=${stay} onfocusout=${wait}>
    <span>${message}</span>
    ${action && html`<button type="button" class="link" onclick=${act}>${action.label}</button>`}
  </div>`;
  place.addEventListener('leave', gone);
  fill(place, box);
  announce(message);
  wait();
}

/** Let the message go now, as if its time were over. */
export const endToast = () => document.getElementById('toasts')?.dispatchEvent(new Event('leave'));
