/** Samples of a recording: how loud they are, how they look, and as a file. A sample lies between -1 and 1. */

/** Decibels below full scale at which the meter begins; a quiet room is there. */
const FLOOR = -60;

/**
 * Loudness as a person hears it. @param {Float32Array} samples @returns {number} 0 (silent) to 1 (as loud as can be)
 */
export function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR));
}

/**
 * The greatest swing in each of so many equal parts. @param {Float32Array} samples @param {number} parts
 * @returns {number[]} 0 to 1, the loudest part 1 unless all of it is next to silent
 */
export function envelope(samples, parts) {
  const peaks = Array.from({ length: parts }, (_, part) => {
    const first = Math.floor((part * samples.length) / parts);
    const last = Math.max(first + 1, Math.floor(((part + 1) * samples.length) / parts));
    let peak = 0;
    for (let at = first; at < last && at < samples.length; at += 1) peak = Math.max(peak, Math.abs(samples[at]));
    return peak;
  });
  const loudest = Math.max(0.02, ...peaks);
  return peaks.map((peak) => peak / loudest);
}

/** One array of many. @param {Float32Array[]} pieces */
export function joined(pieces) {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * A WAV file: one channel of 16 bits. @param {Float32Array} samples @param {number} rate Hertz @returns {Blob}
 */
export function wav(samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (/** @type {number} */ at, /** @type {string} */ word) =>
    [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, index) =>
    view.setInt16(44 + 2 * index, Math.round(Math.min(1, Math.max(-1, sample)) * 32767), true),
  );
  return new Blob([view.buffer], { type: 'audio/wav' });
}
