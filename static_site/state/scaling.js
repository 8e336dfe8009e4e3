/** Scaling of oversized photos in the browser, the right way up. */

import { canScale, scaledSize, typeOf } from '../lib/files.js';

/**
 * The file to send: the same one, or a smaller JPEG of it where it is oversized and the browser can decode it.
 * `from-image` turns the pixels as EXIF says, and the JPEG written carries no EXIF, so it is not turned twice.
 * @param {File} file @returns {Promise<File>}
 */
export async function fitForUpload(file) {
  if (!canScale(typeOf(file))) return file;
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return file; // The server's decoder is more forgiving, and says what is wrong in its own words.
  }
  try {
    const size = scaledSize(picture.width, picture.height, file.size);
    if (!size) return file;
    const canvas = document.createElement('canvas');
    canvas.width = size.width;
    canvas.height = size.height;
    const pen = canvas.getContext('2d', { alpha: false });
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, size.width, size.height);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(picture, 0, 0, size.width, size.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
    if (!blob) return file;
    return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
  } finally {
    picture.close();
  }
}
