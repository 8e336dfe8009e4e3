/** The frame of every view: ways to go, preferences, and whether there is a network. */

import { fill, html } from '../dom/html.js';
import { LANGUAGES } from '../lib/i18n.js';
import { languageName } from '../lib/format.js';
import { logOut } from '../state/going.js';
import { network } from '../state/network.js';
import { preferences } from '../state/preferences.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';
import { icon } from './icon.js';

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Draw header and footer. @param {string} view the one that is shown */
export function drawShell(view) {
  /** @param {string} name of the view @param {string} drawing @param {string} words */
  const link = (name, drawing, words) =>
    html`<a href="#/${name}" aria-current=${view === name ? 'page' : null} title=${words}>
      ${icon(drawing)} <span>${words}</span>
    </a>`;
  const leave = html`<button type="button" class="quiet" id="log-out" onclick=${logOut} title=${t('shell.log_out')}>
    ${icon('leave')} <span>${t('shell.log_out')}</span>
  </button>`;
  at('skip').textContent = t('shell.skip');
  at('nav').setAttribute('aria-label', t('shell.nav'));
  const open = at('nav').querySelector('details')?.open;
  const focused = document.activeElement?.id;
  fill(
    at('nav'),
    link('digits', 'digit', t('shell.digits')),
    link('keywords', 'microphone', t('shell.keywords')),
    session.user ? [link('account', 'person', t('shell.account')), leave] : link('login', 'person', t('shell.log_in')),
    drawSettings(Boolean(open)),
  );
  if (focused) document.getElementById(focused)?.focus();
  fill(at('foot'), html`<p>${t('shell.promise')}</p>`);
  drawOffline();
}

/** @param {boolean} open */
function drawSettings(open) {
  /** @param {'language' | 'theme' | 'type'} name @param {readonly string[]} values @param {(value: string) => string} label */
  const choice = (name, values, label) => {
    const set = () => preferences.set(name, /** @type {any} */ (select.value));
    const select = html`<select id="setting-${name}" onchange=${set}>
      ${values.map((value) => html`<option value="${value}">${label(value)}</option>`)}
    </select>`;
    select.value = preferences.get(name);
    return html`<div class="setting"><label for="setting-${name}">${t(`settings.${name}`)}</label> ${select}</div>`;
  };
  const closeOnEscape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary')?.focus();
  };
  const details = html`<details class="settings" onkeydown=${closeOnEscape}>
    <summary aria-label=${t('settings.title')} title=${t('settings.title')}>${icon('settings')}</summary>
    <div class="sheet">
      ${choice('language', LANGUAGES, (code) => capital(languageName(code, code)))}
      ${choice('theme', ['auto', 'light', 'dark'], (theme) => t(`theme.${theme}`))}
      ${choice('type', ['normal', 'large'], (size) => t(`type.${size}`))}
    </div>
  </details>`;
  details.open = open;
  return details;
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

document.addEventListener('pointerdown', (event) => {
  const details = document.querySelector('details.settings[open], details.menu[open]');
  if (details && !details.contains(/** @type {Node} */ (event.target))) details.removeAttribute('open');
});

function drawOffline() {
  const bar = at('offline');
  bar.hidden = network.online;
  bar.textContent = network.online ? '' : t('shell.offline');
}
network.addEventListener('change', drawOffline);
