/**
 * Words as text.
 * @typedef {{text: string, confidence: number, quad: import('./geometry.js').Quad, line: number, block: number, as_read?: string}} Word
 * @typedef {{width: number, height: number, rotation: number, words: Word[]}} Page
 */

/** Words that an engine believes less than this are marked for a person to look at. */
export const DOUBTFUL = 0.7;

/** A word that a person set right is beyond doubt. @param {Word} word */
export const isDoubtful = (word) => word.confidence < DOUBTFUL && word.as_read === undefined;

/**
 * Indices of a page's words, grouped by block and then by line, as read.
 * @param {Pick<Word, 'line' | 'block'>[]} words @returns {number[][][]}
 */
export function blocksOf(words) {
  /** @type {number[][][]} */
  const blocks = [];
  words.forEach((word, index) => {
    const before = words[index - 1];
    if (!before || before.block !== word.block) blocks.push([]);
    const block = blocks[blocks.length - 1];
    if (!block.length || before.line !== word.line) block.push([]);
    block[block.length - 1].push(index);
  });
  return blocks;
}

/**
 * The text of pages: a newline after each line, a blank line between blocks and pages.
 * @param {Pick<Page, 'words'>[]} pages
 */
export function textOf(pages) {
  const blocks = pages.flatMap(({ words }) =>
    blocksOf(words).map((lines) => lines.map((line) => `${line.map((i) => words[i].text.replaceAll('\u00a0', ' ')).join(' ')}\n`).join('')),
  );
  return blocks.join('\n');
}

/**
 * Whether a new block begins between two marks: a pause, and so a sentence of its own.
 * @param {Pick<Page, 'words'>[]} pages
 * @returns {(before: import('./marks.js').Mark, after: import('./marks.js').Mark) => boolean}
 */
export const blockBreaks = (pages) => (before, after) =>
  before.page !== after.page ||
  pages[before.page]?.words[before.word]?.block !== pages[after.page]?.words[after.word]?.block;

/** What to call a document: a file name that nobody has changed goes without its ending. @param {{title: string, filename?: string}} document */
export const titleOf = ({ title, filename }) => (title === filename ? title.replace(/(.)\.[a-z]{3,4}$/i, '$1') : title);

/** A file name out of a title. @param {string} title @param {string} ending */
export function fileName(title, ending) {
  const stem = title
    .replace(/[\u0000-\u001f\\/:*?"<>|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  return `${stem || 'document'}.${ending}`;
}
