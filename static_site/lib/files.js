/** What may be uploaded, and how large. The server checks all of it again. */

export const MAX_BYTES = 25 * 1024 * 1024;
/** Photos past these are scaled down in the browser. */
export const SCALE_BYTES = 10 * 1024 * 1024;
export const SCALE_PIXELS = 24_000_000;
/** Longest side of a scaled photo, pixels: a page at 300 dpi. */
export const SCALE_SIDE = 3600;

/** @type {Record<string, string>} */
const TYPES = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  bmp: 'image/bmp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
};
const KNOWN = new Set(Object.values(TYPES));
/** Kinds that a browser can decode, draw and encode again. */
const SCALABLE = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/bmp']);

/** Value of `accept` of a file input. */
export const ACCEPT = [...KNOWN, '.heic', '.heif', '.tif', '.tiff'].join(',');

/**
 * The content type of a file: what the browser says or, where it does not know, what the name's ending means.
 * @param {{name: string, type: string}} file @returns {string} "" where neither is known
 */
export function typeOf({ name, type }) {
  if (type === 'image/jpg' || type === 'image/pjpeg') return 'image/jpeg';
  if (KNOWN.has(type)) return type;
  const ending = name.includes('.') ? name.split('.').pop().toLowerCase() : '';
  return type === '' || type === 'application/octet-stream' ? (TYPES[ending] ?? '') : '';
}

/**
 * What is wrong with a file, as an error code; null where it can be sent.
 * @param {{name: string, type: string, size: number}} file
 */
export function faultOf(file) {
  if (file.size === 0) return 'empty_file';
  const type = typeOf(file);
  if (!type) return 'unsupported_format';
  if (file.size > MAX_BYTES && !SCALABLE.has(type)) return 'file_too_large';
  return null;
}

/** Whether the browser can scale this kind of file. @param {string} type */
export const canScale = (type) => SCALABLE.has(type);

/**
 * The size to scale a picture to; null where it is good as it is.
 * @param {number} width pixels @param {number} height pixels @param {number} bytes
 */
export function scaledSize(width, height, bytes) {
  if (bytes <= SCALE_BYTES && width * height <= SCALE_PIXELS) return null;
  const factor = Math.min(1, SCALE_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/**
 * A name for a pasted or photographed picture, which has none of its own worth keeping.
 * @param {string} stem @param {Date} now @param {string} type
 */
export function nameFor(stem, now, type) {
  const pad = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const day = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  const ending = Object.keys(TYPES).find((key) => TYPES[key] === type) ?? 'png';
  return `${stem} ${day} ${pad(now.getHours())}.${pad(now.getMinutes())}.${ending}`;
}
