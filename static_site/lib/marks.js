/**
 * Marks: which word is heard when.
 * @typedef {{start_ms: number, end_ms: number, page: number, word: number, text: string}} Mark
 */

const SENTENCE_END = /[.!?…]["'”’»)\]]*$/;

/**
 * Index of the mark heard at a moment: the last that has begun; -1 before the first. By bisection.
 * @param {readonly Mark[]} marks in order of time @param {number} ms
 */
export function markAt(marks, ms) {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (marks[middle].start_ms <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Indices of the marks that begin a sentence.
 * @param {readonly Mark[]} marks
 * @param {(before: Mark, after: Mark) => boolean} [breaks] whether a new block stands between two marks
 */
export function sentenceStarts(marks, breaks = (a, b) => a.page !== b.page) {
  const starts = [];
  for (let i = 0; i < marks.length; i += 1) {
    if (i === 0 || SENTENCE_END.test(marks[i - 1].text) || breaks(marks[i - 1], marks[i])) starts.push(i);
  }
  return starts;
}

/**
 * Where to go from here by one sentence. Back goes to this sentence's beginning first, if more than `grace` ms into it.
 * @param {readonly Mark[]} marks @param {readonly number[]} starts @param {number} ms now
 * @param {1 | -1} direction @param {number} [grace] ms
 * @returns {number} ms
 */
export function skipSentence(marks, starts, ms, direction, grace = 1500) {
  if (!starts.length) return ms;
  const here = Math.max(0, markAt(marks, ms)); // the moment before the first word belongs to it
  if (direction === 1) {
    const next = starts.find((start) => start > here);
    return next === undefined ? marks[marks.length - 1].end_ms : marks[next].start_ms;
  }
  const before = starts.filter((start) => start <= here);
  const own = before[before.length - 1];
  if (own === undefined) return 0;
  if (ms - marks[own].start_ms > grace || before.length === 1) return marks[own].start_ms;
  return marks[before[before.length - 2]].start_ms;
}

/** @param {number} page @param {number} word */
export const wordKey = (page, word) => `${page}:${word}`;

/**
 * Index of the mark at which to start so that a word is heard: its own, or else the next one's.
 * @param {readonly Mark[]} marks @param {number} page @param {number} word @returns {number} -1 where none follows
 */
export function markOfWord(marks, page, word) {
  return marks.findIndex((mark) => mark.page > page || (mark.page === page && mark.word >= word));
}
