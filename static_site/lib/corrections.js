/**
 * Words that a person set right. A corrected word keeps what was read in `as_read`.
 * @typedef {import('./text.js').Page} Page
 * @typedef {Record<string, string>} Corrections word key (see marks.js) → its text from now on
 */

import { wordKey } from './marks.js';

/** What a person typed, as one word: no white space within. @param {string} typed */
export const cleanWord = (typed) => typed.normalize('NFC').trim().replace(/\s+/g, '\u00a0');

/** Characters of the longest word that the API takes. */
export const MAX_WORD = 100;

/** @param {import('./text.js').Word} word */
export const asRead = (word) => word.as_read ?? word.text;

/** The pages with corrections made. @param {Page[]} pages @param {Corrections} corrections @returns {Page[]} */
export const corrected = (pages, corrections) =>
  pages.map((page, index) => ({
    ...page,
    words: page.words.map((word, at) => {
      const text = corrections[wordKey(index, at)];
      if (text === undefined) return word;
      const { as_read: _, ...plain } = word;
      return text === asRead(word) ? { ...plain, text } : { ...plain, text, as_read: asRead(word) };
    }),
  }));

/** Corrections as the API takes them. @param {Corrections} corrections */
export const listOf = (corrections) =>
  Object.entries(corrections).map(([key, text]) => {
    const [page, word] = key.split(':').map(Number);
    return { page, word, text };
  });

/** Corrections that bring all that was read back. @param {Page[]} pages @returns {Corrections} */
export const undoing = (pages) =>
  Object.fromEntries(
    pages.flatMap(({ words }, page) =>
      words.flatMap((word, at) => (word.as_read === undefined ? [] : [[wordKey(page, at), word.as_read]])),
    ),
  );
