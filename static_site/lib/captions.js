/** WebVTT captions out of marks. */

const MAX_CHARACTERS = 80;
const MAX_MS = 6000;
const PAUSE_MS = 700;
const SENTENCE_END = /[.!?…]["'”’»)\]]*$/;

/**
 * Group marks into cues that can be read in time: broken at sentence ends and pauses, 80 characters or 6 seconds at most.
 * @param {readonly import('./marks.js').Mark[]} marks
 */
export function cuesOf(marks) {
  /** @type {{start_ms: number, end_ms: number, text: string}[]} */
  const cues = [];
  let open = null;
  for (const mark of marks) {
    const full =
      open &&
      (open.text.length + mark.text.length + 1 > MAX_CHARACTERS ||
        mark.end_ms - open.start_ms > MAX_MS ||
        mark.start_ms - open.end_ms > PAUSE_MS ||
        SENTENCE_END.test(open.text));
    if (!open || full) {
      open = { start_ms: mark.start_ms, end_ms: mark.end_ms, text: mark.text };
      cues.push(open);
    } else {
      open.text += ` ${mark.text}`;
      open.end_ms = mark.end_ms;
    }
  }
  return cues;
}

/** @param {readonly import('./marks.js').Mark[]} marks @returns {string} a WebVTT file */
export function captionsOf(marks) {
  const cues = cuesOf(marks).map((cue) => `${stamp(cue.start_ms)} --> ${stamp(cue.end_ms)}\n${escape(cue.text)}\n`);
  return ['WEBVTT\n', ...cues].join('\n');
}

/** @param {number} ms */
function stamp(ms) {
  const whole = Math.round(ms);
  const pad = (/** @type {number} */ n, width = 2) => String(n).padStart(width, '0');
  const seconds = Math.floor(whole / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => pad(n));
  return `${clock.join(':')}.${pad(whole % 1000, 3)}`;
}

/** @param {string} text */
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
