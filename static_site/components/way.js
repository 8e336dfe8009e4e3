/** The way of a document until it is read: its steps, and how far it is. */

import { html } from '../dom/html.js';
import { shareDone } from '../lib/progress.js';
import { t } from '../state/words.js';

const STEPS = ['awaiting_upload', 'queued', 'reading', 'speaking'];

export function makeWay() {
  const steps = STEPS.map((step) => html`<li data-step="${step}">${t(`step.${step}`)}</li>`);
  const bar = html`<progress max="1" value="0" aria-label=${t('document.progress')}></progress>`;
  const state = html`<p class="state"></p>`;
  return {
    element: html`<div class="progress-card">
      <ol class="way">${steps}</ol>
      ${bar} ${state}
      <p class="muted">${t('document.leave')}</p>
    </div>`,
    /** @param {any} about @param {string} words its state */
    show(about, words) {
      steps.forEach((step, index) => {
        const order = STEPS.indexOf(about.state) - index;
        step.className = order > 0 ? 'past' : order === 0 ? 'now' : 'ahead';
        if (order === 0) step.setAttribute('aria-current', 'step');
        else step.removeAttribute('aria-current');
      });
      bar.value = shareDone(about);
      state.textContent = words;
    },
  };
}
