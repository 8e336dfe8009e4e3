/** How far a document is, and when to ask again. */

export const WORKING = new Set(['awaiting_upload', 'queued', 'reading', 'speaking']);

/** Whether a document still changes by itself. @param {{state: string}} document */
export const isWorking = (document) => WORKING.has(document.state);

/**
 * How much of the way is done, 0 to 1: reading is most of it, speaking the rest.
 * @param {{state: string, progress?: {pages_done: number, pages_total: number}}} document
 */
export function shareDone({ state, progress }) {
  if (state === 'done' || state === 'failed') return 1;
  if (state === 'speaking') return 0.8;
  if (state !== 'reading') return state === 'queued' ? 0.05 : 0;
  const total = progress?.pages_total || 1;
  return 0.1 + 0.7 * Math.min(1, (progress?.pages_done ?? 0) / total);
}

/**
 * Milliseconds until the state is worth asking for again: quick at first, slower for long waits.
 * @param {number} asked how many times it was asked already
 */
export const nextAsk = (asked) => Math.min(4000, 400 * 1.15 ** asked);

/** Milliseconds before try number `tried` + 1 of something that the network broke. @param {number} tried */
export const nextTry = (tried) => Math.min(30_000, 1000 * 2 ** tried);
