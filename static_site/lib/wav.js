/** WAV files as Lector writes them: 44 bytes of header, then PCM of 16 bits, mono. */

export const HEADER_BYTES = 44;

/** Samples a second. @param {ArrayBuffer} header */
export const rateOf = (header) => new DataView(header).getUint32(24, true);

/** The header of a file of so many bytes of PCM. @param {number} bytes @param {number} rate @returns {ArrayBuffer} */
export function headerOf(bytes, rate) {
  const header = new ArrayBuffer(HEADER_BYTES);
  const view = new DataView(header);
  const write = (/** @type {number} */ at, /** @type {string} */ text) =>
    [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  write(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); // bytes of the format part
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, bytes, true);
  return header;
}
