/** The interface's words in the chosen language. `t` is a live binding: it is the translator of the moment. */

import { translator } from '../lib/i18n.js';

/** @type {ReturnType<typeof translator>} */
export let t = translator({}, 'en');

/** @type {Map<string, Record<string, string>>} */
const loaded = new Map();

/** @param {string} language */
export async function speakLanguage(language) {
  if (!loaded.has(language)) {
    const response = await fetch(new URL(`../locales/${language}.json`, import.meta.url));
    if (!response.ok) throw new Error(`locale ${language}: ${response.status}`);
    loaded.set(language, await response.json());
  }
  t = translator(loaded.get(language) ?? {}, language);
}
