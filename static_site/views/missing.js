/** An address that leads nowhere. */

import { html } from '../dom/html.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export const view = () => ({
  title: t('missing.title'),
  element: html`<div class="slip">
    <h1>${t('missing.title')}</h1>
    <p>${t('missing.text')}</p>
    <p><a href="#/">${t('missing.home')}</a></p>
  </div>`,
});
