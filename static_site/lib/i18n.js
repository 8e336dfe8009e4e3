/** Words of the interface, in the person's language. */

export const LANGUAGES = /** @type {const} */ (['en', 'es']);

/**
 * The first language that both sides know.
 * @param {readonly string[]} wanted BCP 47 tags, best first @returns {'en' | 'es'}
 */
export function pickLanguage(wanted) {
  for (const tag of wanted) {
    const language = LANGUAGES.find((known) => known === tag.toLowerCase().split('-')[0]);
    if (language) return language;
  }
  return 'en';
}

/**
 * Make `t(key, values)`. A key with a `count` looks for `key.one`, `key.other` … by the language's plural rules.
 * An unknown key shows as itself, so that a gap is seen and nothing breaks.
 * @param {Record<string, string>} messages @param {string} language
 */
export function translator(messages, language) {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  /** @param {string} key @param {Record<string, any>} [values] @returns {string} */
  function t(key, values = {}) {
    const plural = 'count' in values ? messages[`${key}.${plurals.select(values.count)}`] : undefined;
    const pattern = plural ?? messages[key] ?? key;
    return pattern.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      if (value === undefined || value === null) return whole;
      return typeof value === 'number' ? numbers.format(value) : String(value);
    });
  }
  /** @param {string} key */
  t.has = (key) => key in messages;
  t.language = language;
  return t;
}

/**
 * What to tell a person about an error of the API: the site's own words where it knows the code, else the server's.
 * @param {ReturnType<typeof translator>} t @param {{code?: string, message?: string}} error
 */
export function explain(t, error) {
  const key = `error.${error.code}`;
  return t.has(key) ? t(key) : error.message || t('error.internal');
}
