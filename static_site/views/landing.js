/** What Lector does, in one glance. */

import { html } from '../dom/html.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view() {
  const element = html`<div class="landing">
    <div class="pitch">
      <h1>${t('landing.title')}</h1>
      <p class="lead">${t('landing.lead')}</p>
      <div class="actions">
        <a class="button primary" href="#/register">${t('landing.start')}</a>
        <a class="button" href="#/login">${t('shell.log_in')}</a>
      </div>
    </div>
  </div>`;
  return { title: '', element };
}
