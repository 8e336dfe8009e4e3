/**
 * Where words stand on a picture, and what part of the picture is looked at.
 * @typedef {[number, number]} Point
 * @typedef {Point[]} Quad four corners, pixels of the page
 * @typedef {{scale: number, x: number, y: number}} View the page is drawn at `scale`, its origin at (x, y) of the frame
 * @typedef {{width: number, height: number}} Size
 */

export const MAX_SCALE = 8;

/** Value of `points` of an SVG polygon. @param {Quad} quad */
export const pointsOf = (quad) => quad.map(([x, y]) => `${x},${y}`).join(' ');

/** The upright box around a quad. @param {Quad} quad */
export function boundsOf(quad) {
  const xs = quad.map(([x]) => x);
  const ys = quad.map(([, y]) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The whole page, in the middle of the frame. @param {Size} page @param {Size} frame @returns {View} */
export function fit(page, frame) {
  const scale = Math.min(frame.width / page.width, frame.height / page.height);
  return {
    scale,
    x: (frame.width - page.width * scale) / 2,
    y: (frame.height - page.height * scale) / 2,
  };
}

/**
 * Keep the page over the frame: no empty edge while it is larger than the frame, in the middle while it is smaller.
 * @param {View} view @param {Size} page @param {Size} frame @returns {View}
 */
export function clamp(view, page, frame) {
  const least = fit(page, frame).scale;
  const scale = Math.min(Math.max(view.scale, least), least * MAX_SCALE);
  const along = (/** @type {number} */ at, /** @type {number} */ length, /** @type {number} */ room) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, at));
  return {
    scale,
    x: along(view.x, page.width * scale, frame.width),
    y: along(view.y, page.height * scale, frame.height),
  };
}

/**
 * Zoom so that the point of the page under (x, y) of the frame stays there.
 * @param {View} view @param {number} factor @param {Point} at @param {Size} page @param {Size} frame @returns {View}
 */
export function zoom(view, factor, [x, y], page, frame) {
  const least = fit(page, frame).scale;
  const scale = Math.min(Math.max(view.scale * factor, least), least * MAX_SCALE);
  const real = scale / view.scale;
  return clamp({ scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real }, page, frame);
}

/** Move by (dx, dy). @param {View} view @param {Point} by @param {Size} page @param {Size} frame @returns {View} */
export const pan = (view, [dx, dy], page, frame) => clamp({ ...view, x: view.x + dx, y: view.y + dy }, page, frame);

/**
 * The view that shows a word: the same one where the word is in sight already, else one with the word in the middle.
 * @param {View} view @param {Quad} quad @param {Size} page @param {Size} frame @returns {View}
 */
export function reveal(view, quad, page, frame) {
  const box = boundsOf(quad);
  const left = view.x + box.x * view.scale;
  const top = view.y + box.y * view.scale;
  const right = left + box.width * view.scale;
  const bottom = top + box.height * view.scale;
  const margin = 12;
  const seen = left >= margin && top >= margin && right <= frame.width - margin && bottom <= frame.height - margin;
  if (seen) return view;
  const centred = {
    scale: view.scale,
    x: frame.width / 2 - (box.x + box.width / 2) * view.scale,
    y: frame.height / 2 - (box.y + box.height / 2) * view.scale,
  };
  return clamp(centred, page, frame);
}
