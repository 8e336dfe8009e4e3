/**
 * Digits drawn by hand once, as strokes of points between 0 and 1, to try the reader with.
 * @typedef {[number, number][]} Stroke
 */

/** @type {Record<string, Stroke[]>} */
export const SAMPLES = {
  2: [[...arc(0.5, 0.36, 0.17, 0.16, -200, 45, 14), [0.42, 0.62], [0.32, 0.76], [0.5, 0.74], [0.7, 0.77]]],
  3: [[...arc(0.49, 0.34, 0.15, 0.14, -150, 90, 12), ...arc(0.49, 0.63, 0.18, 0.16, -90, 140, 14)]],
  5: [[[0.66, 0.24], [0.42, 0.25], [0.39, 0.46], ...arc(0.47, 0.61, 0.18, 0.17, -110, 145, 16)]],
  7: [
    [
      [0.3, 0.27],
      [0.5, 0.25],
      [0.7, 0.26],
      [0.6, 0.45],
      [0.5, 0.62],
      [0.44, 0.8],
    ],
  ],
};

/**
 * Points along an ellipse, angles in degrees, clockwise from the right.
 * @param {number} x @param {number} y @param {number} rx @param {number} ry @param {number} from @param {number} to
 * @param {number} steps @returns {Stroke}
 */
function arc(x, y, rx, ry, from, to, steps) {
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}
