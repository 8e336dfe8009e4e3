/** What a person wishes for the pages to come: the language they are in, and the voice to speak them with. */

import { fill, html } from '../dom/html.js';
import * as format from '../lib/format.js';
import { api } from '../state/api.js';
import { preferences } from '../state/preferences.js';
import { t } from '../state/words.js';

const LANGUAGES = ['en', 'es', 'de', 'fr', 'it'];

/** @typedef {{engine: string, name: string, language: string, description: string}} Voice */

/** @param {AbortSignal} signal @returns {HTMLElement} */
export function makeWishes(signal) {
  /** @type {Voice[]} */
  let voices = [];
  const name = (/** @type {string} */ code) => format.languageName(code, t.language);

  const drawVoices = () => {
    const language = preferences.get('readLanguage');
    const fitting = voices.filter((each) => !language || each.language === language);
    if (!fitting.some((each) => idOf(each) === preferences.get('voice'))) {
      if (voices.length) preferences.set('voice', '');
    }
    fill(
      voice,
      html`<option value="">${t('wishes.usual_voice')}</option>`,
      fitting.map((each) => html`<option value="${idOf(each)}">${name(each.language)}, ${describe(each)}</option>`),
    );
    voice.value = preferences.get('voice');
  };
  const setLanguage = () => {
    preferences.set('readLanguage', language.value);
    drawVoices();
  };
  const language = html`<select id="wish-language" onchange=${setLanguage}>
    <option value="">${t('wishes.find_out')}</option>
    ${LANGUAGES.map((code) => html`<option value="${code}">${name(code)}</option>`)}
  </select>`;
  language.value = preferences.get('readLanguage');
  const voice = html`<select id="wish-voice" onchange=${() => preferences.set('voice', voice.value)}></select>`;
  drawVoices();

  const load = async () => {
    if (!details.open || voices.length) return;
    try {
      ({ voices } = await api.voices(signal));
      drawVoices();
    } catch {
      // The usual voice is always there to be chosen.
    }
  };
  const details = html`<details class="wishes" ontoggle=${load}>
    <summary>${t('wishes.title')}</summary>
    <div class="fields">
      <div class="setting"><label for="wish-language">${t('wishes.language')}</label> ${language}</div>
      <div class="setting"><label for="wish-voice">${t('wishes.voice')}</label> ${voice}</div>
    </div>
  </details>`;
  return details;
}

/** @param {Voice} voice */
const idOf = ({ engine, name }) => `${engine}/${name}`;

/** @param {Voice} voice */
function describe(voice) {
  const key = `voice.${voice.engine}.${voice.name}`;
  return t.has(key) ? t(key) : voice.description || voice.name;
}
