/** The words that the server knows, and what there is to say of an answer. */

/** In the order of the alphabet; a test holds them to the server's. */
export const WORDS = [
  ...'bed bird cat dog down eight five four go happy house left marvin nine no'.split(' '),
  ...'off on one right seven sheila six stop three tree two up wow yes zero'.split(' '),
];

/** Bytes that the server takes at once. */
export const MAX_BYTES = 4 << 20;
/** Seconds that it listens to. */
export const MAX_SECONDS = 60;
/** Seconds below which a recording is a slip of the finger. */
export const MIN_SECONDS = 0.3;

/** @typedef {{keyword: string, start_ms: number, end_ms: number, confidence: number}} Heard */

/**
 * The likeliest words, best first. @param {Record<string, number>} scores @param {number} count
 * @returns {[string, number][]} without `unknown` and `silence`
 */
export function runnersUp(scores, count) {
  return Object.entries(scores)
    .filter(([word]) => WORDS.includes(word))
    .sort(([, a], [, b]) => b - a)
    .slice(0, count);
}

/**
 * Why the microphone cannot be used, as the end of a message's key.
 * @param {{name?: string}} error what `getUserMedia` was refused with
 */
export function faultOf({ name = '' }) {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'other';
}
