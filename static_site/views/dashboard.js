/** The first view of a person who is logged in: pages go in above, documents stand below. */

import { makeCapture } from '../components/capture.js';
import { makeHistory } from '../components/history.js';
import { makeUploadList } from '../components/upload_list.js';
import { makeVerifyNotice } from '../components/verify_notice.js';
import { html } from '../dom/html.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view({ signal }) {
  const element = html`<div class="dashboard">
    <h1>${t('dashboard.greeting', { name: session.user?.name ?? '' })}</h1>
    ${makeVerifyNotice(signal)} ${makeCapture(signal)} ${makeUploadList(signal)} ${makeHistory(signal)}
  </div>`;
  return { title: t('dashboard.title'), element };
}
