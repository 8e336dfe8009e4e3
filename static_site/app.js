/** The site: shows the view that the address names, and the frame around it. */

import { announce } from './components/announce.js';
import { drawShell } from './components/shell.js';
import { fill, html } from './dom/html.js';
import { policy } from './dom/trusted.js';
import { PRIVATE, placeOf } from './lib/routes.js';
import { preferences } from './state/preferences.js';
import { session } from './state/session.js';
import { speakLanguage, t } from './state/words.js';

/**
 * @typedef {object} Visit what a view is given
 * @property {Record<string, string>} params @property {Record<string, string>} query
 * @property {AbortSignal} signal ends when the view is left; listeners, timers and requests end with it
 * @property {any} passed what the view before handed on
 * @property {(title: string) => void} setTitle
 *
 * @typedef {(visit: Visit) => {title: string, element: Node}} View
 */

/** Each view is fetched when it is first shown. @type {Record<string, () => Promise<{view: View}>>} */
const VIEWS = {
  landing: () => import('./views/landing.js'),
  dashboard: () => import('./views/dashboard.js'),
  login: () => import('./views/login.js'),
  register: () => import('./views/register.js'),
  forgot: () => import('./views/forgot.js'),
  reset: () => import('./views/reset.js'),
  verify: () => import('./views/verify.js'),
  account: () => import('./views/account.js'),
  document: () => import('./views/document.js'),
  digits: () => import('./views/digits.js'),
  keywords: () => import('./views/keywords.js'),
  missing: () => import('./views/missing.js'),
};

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
let visit = new AbortController();
let shown = '';

/** Show what the address names. */
async function show() {
  visit.abort();
  visit = new AbortController();
  const { signal } = visit;
  const place = placeOf(location.hash);
  let { name } = place;
  let passed = history.state?.passed ?? {};
  if (PRIVATE.has(name) && !session.token) {
    passed = { next: location.hash };
    name = 'login';
  }
  if (name === 'home') name = session.token ? 'dashboard' : 'landing';
  let module;
  try {
    module = await VIEWS[name]();
  } catch {
    fill(main, html`<p class="notice problem">${t('error.offline')}</p>`);
    return;
  }
  if (signal.aborted) return;
  const setTitle = (/** @type {string} */ title) => {
    document.title = title ? `${title} · Lector` : 'Lector';
  };
  let drawn;
  try {
    drawn = module.view({ params: place.params, query: place.query, signal, passed, setTitle });
  } catch (error) {
    fill(main, html`<p class="notice problem">${t('error.internal')}</p>`);
    throw error;
  }
  const { title, element } = drawn;
  setTitle(title);
  drawShell(name);
  main.dataset.view = name;
  fill(main, element);
  const moved = shown !== '' && shown !== location.hash;
  shown = location.hash;
  if (moved) {
    scrollTo(0, 0);
    if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
    announce(title || 'Lector');
  }
}

async function showInLanguage() {
  await speakLanguage(preferences.get('language')).catch(() => speakLanguage('en'));
  await show();
}

let user = session.user?.id;
session.addEventListener('change', () => {
  if (session.user?.id === user) return drawShell(main.dataset.view ?? '');
  user = session.user?.id;
  show();
});
preferences.addEventListener('change', (/** @type {any} */ event) => {
  if (event.detail === 'language') showInLanguage();
  if (event.detail === 'theme' || event.detail === 'type') drawShell(main.dataset.view ?? '');
});
addEventListener('hashchange', () => show());
document.getElementById('skip')?.addEventListener('click', (event) => {
  // An address within the page, not a place of the site.
  event.preventDefault();
  main.focus();
});

preferences.apply();
await showInLanguage();
if ('serviceWorker' in navigator)
  navigator.serviceWorker.register(/** @type {any} */ (policy.createScriptURL('sw.js'))).catch(() => {});
