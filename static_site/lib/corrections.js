/**
 * Words that a person set right. They are kept beside the reading and never change it.
 * @typedef {import('./text.js').Page} Page
 * @typedef {Record<string, string>} Corrections word key (see marks.js) → its right text
 */

import { wordKey } from './marks.js';

/** What a person typed, as one word: no white space within. @param {string} typed */
export const cleanWord = (typed) => typed.normalize('NFC').trim().replace(/\s+/g, '\u00a0');

/**
 * The corrections after one more. A word set back to what was read is no correction.
 * @param {Corrections} corrections @param {Page[]} pages as read
 * @param {number} page @param {number} word @param {string} text @returns {Corrections}
 */
export function correct(corrections, pages, page, word, text) {
  const { [wordKey(page, word)]: _, ...others } = corrections;
  return text === pages[page].words[word].text ? others : { ...others, [wordKey(page, word)]: text };
}

/** The pages with corrections; a corrected word is beyond doubt. @param {Page[]} pages @param {Corrections} corrections @returns {Page[]} */
export const corrected = (pages, corrections) =>
  pages.map((page, index) => ({
    ...page,
    words: page.words.map((word, at) => {
      const text = corrections[wordKey(index, at)];
      return text === undefined ? word : { ...word, text, confidence: 1 };
    }),
  }));
