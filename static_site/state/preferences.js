/** How a person likes the site: language, theme, size of type, speed of speech. Kept across visits. */

import { pickLanguage } from '../lib/i18n.js';

const KEY = 'lector.preferences';

/**
 * @typedef {object} Preferences
 * @property {'en' | 'es'} language
 * @property {'auto' | 'light' | 'dark'} theme
 * @property {'normal' | 'large'} type
 * @property {number} speed of speech, 0.5 to 2
 * @property {string} readLanguage of pages to come; "" = find out
 * @property {string} voice to speak pages to come with, as engine/name; "" = the usual one
 * @property {'both' | 'picture' | 'text'} layout of the document view
 */

/** Fires "change" with the name of what changed as `detail`. */
class PreferenceStore extends EventTarget {
  /** @type {Preferences} */
  #values = {
    language: pickLanguage(navigator.languages ?? []),
    theme: 'auto',
    type: 'normal',
    speed: 1,
    layout: 'both',
    readLanguage: '',
    voice: '',
    ...read(),
  };

  /** @template {keyof Preferences} K @param {K} name @returns {Preferences[K]} */
  get(name) {
    return this.#values[name];
  }

  /** @template {keyof Preferences} K @param {K} name @param {Preferences[K]} value */
  set(name, value) {
    if (this.#values[name] === value) return;
    this.#values[name] = value;
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [name]: value }));
    this.apply();
    this.dispatchEvent(new CustomEvent('change', { detail: name }));
  }

  /** Put theme, type and language on the root element, where the styles look for them. */
  apply() {
    const root = document.documentElement;
    root.dataset.theme = this.#values.theme;
    root.dataset.type = this.#values.type;
    root.lang = this.#values.language;
  }
}

/** @returns {Partial<Preferences>} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

export const preferences = new PreferenceStore();
