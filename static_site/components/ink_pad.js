/** A sheet to draw on with finger, pen or mouse. */

import { html } from '../dom/html.js';

const SIDE = 280; // pixels of the drawing
const NIB = 20;

/** @typedef {[number, number][]} Stroke points, 0 to 1 */

/**
 * @param {{label: string, onDrawn: () => void}} options `onDrawn` is called after each stroke
 */
export function makeInkPad({ label, onDrawn }) {
  const canvas = html`<canvas class="ink-pad" width="${SIDE}" height="${SIDE}" role="img" aria-label=${label}></canvas>`;
  const pen = canvas.getContext('2d');
  let blank = true;

  const clear = () => {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.lineWidth = NIB;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.strokeStyle = '#111';
    blank = true;
  };
  clear();

  const at = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  };
  const lineTo = (/** @type {number} */ x, /** @type {number} */ y) => {
    pen.lineTo(x, y);
    pen.stroke();
    blank = false;
  };
  let drawing = false;
  canvas.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
    if (event.button) return;
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    pen.beginPath();
    pen.moveTo(x, y);
    lineTo(x + 0.1, y);
  });
  canvas.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => {
    if (!drawing) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) lineTo(.../** @type {[number, number]} */ (at(step)));
  });
  const end = () => {
    if (!drawing) return;
    drawing = false;
    onDrawn();
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);

  return {
    element: canvas,
    clear,
    isBlank: () => blank,
    /** Draw strokes, as a hand would. @param {Stroke[]} strokes */
    draw(strokes) {
      clear();
      for (const [[x, y], ...rest] of strokes) {
        pen.beginPath();
        pen.moveTo(x * SIDE, y * SIDE);
        for (const [nextX, nextY] of rest) lineTo(nextX * SIDE, nextY * SIDE);
      }
    },
    /** Show a picture, whole. @param {Blob} file */
    async show(file) {
      const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
      clear();
      const scale = Math.min(SIDE / picture.width, SIDE / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      pen.drawImage(picture, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
      picture.close();
      blank = false;
    },
    /** @returns {Promise<Blob>} PNG */
    picture: () =>
      new Promise((resolve, reject) =>
        canvas.toBlob(
          (/** @type {Blob | null} */ blob) => (blob ? resolve(blob) : reject(new Error('no picture'))),
          'image/png',
        ),
      ),
  };
}
