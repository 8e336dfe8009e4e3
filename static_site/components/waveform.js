/** A recording as a picture, with the places where words were heard. */

import { html, svg } from '../dom/html.js';
import { moment } from '../lib/format.js';
import { envelope } from '../lib/sound.js';
import { t } from '../state/words.js';

const BARS = 160;
const HEIGHT = 48;

/**
 * @param {Float32Array} samples @param {number} seconds how long they last
 * @param {import('../lib/keywords.js').Heard[]} heard
 */
export function drawWaveform(samples, seconds, heard) {
  const bars = envelope(samples, BARS).map((peak, bar) => {
    const half = Math.max(0.5, (peak * (HEIGHT - 2)) / 2);
    return `M${bar + 0.5} ${HEIGHT / 2 - half}V${HEIGHT / 2 + half}`;
  });
  const at = (/** @type {number} */ ms) => Math.min(BARS, (ms / 1000 / seconds) * BARS);
  const places = heard.map(({ start_ms, end_ms }) => {
    const start = at(start_ms);
    return svg`<rect class="place" x="${start}" width="${Math.max(1, at(end_ms) - start)}" y="0" height="${HEIGHT}" rx="1" />`;
  });
  const said = heard.map(({ keyword, start_ms }) =>
    t('keywords.heard_at', { word: keyword, time: moment(start_ms / 1000, t.language) }),
  );
  return html`<div class="waveform" role="img" aria-label=${[t('keywords.waveform'), ...said].join('; ')}>
    <svg viewBox="0 0 ${BARS} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${places}<path d=${bars.join('')} /></svg>
  </div>`;
}
