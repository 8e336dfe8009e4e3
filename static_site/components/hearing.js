/** What was heard in a recording: the word, how sure, the runners-up, and where; each place can be heard again. */

import { fill, html } from '../dom/html.js';
import { moment, percent } from '../lib/format.js';
import { WORDS, runnersUp } from '../lib/keywords.js';
import { t } from '../state/words.js';
import { announce } from './announce.js';
import { icon } from './icon.js';
import { drawWaveform } from './waveform.js';

const AROUND = 0.1; // seconds before and after a place that is heard again

/** @typedef {{keyword: string, confidence: number, scores: Record<string, number>, heard: import('../lib/keywords.js').Heard[]}} Answer */

/** @param {AbortSignal} signal */
export function makeHearing(signal) {
  const verdict = html`<div class="verdict" aria-live="off"></div>`;
  const scores = html`<ol class="scores" aria-label=${t('keywords.scores')}></ol>`;
  const picture = html`<div></div>`;
  const player = new Audio();
  let address = '';
  let until = Infinity; // seconds at which the player stops

  const clear = () => {
    player.pause();
    if (address) URL.revokeObjectURL(address);
    address = '';
    fill(scores);
    fill(picture);
  };
  player.addEventListener('timeupdate', () => player.currentTime >= until && player.pause());
  signal.addEventListener('abort', clear, { once: true });

  /** Show a sign or words, large, and what they mean. @param {string} sign @param {string} words */
  const say = (sign, words) => {
    clear();
    verdict.classList.remove('several');
    fill(verdict, html`<p class="word" lang="en">${sign}</p>`, html`<p class="muted">${words}</p>`);
  };
  /** @param {string} words */
  const problem = (words) => {
    clear();
    fill(verdict, html`<p class="problem" role="alert">${words}</p>`);
  };

  const play = (/** @type {number} */ from, /** @type {number} */ to) => {
    until = to;
    player.currentTime = Math.max(0, from);
    player.play().catch(() => {});
  };
  /** @param {import('../lib/keywords.js').Heard} one */
  const place = ({ keyword, start_ms, end_ms }) => {
    const again = () => play(start_ms / 1000 - AROUND, end_ms / 1000 + AROUND);
    return html`<li>
      <button type="button" onclick=${again}>
        ${icon('play')} <span lang="en">${keyword}</span>
        <span class="muted">${moment(start_ms / 1000, t.language)}</span>
      </button>
    </li>`;
  };

  /**
   * @param {Answer} answer @param {Blob} recording @param {Float32Array | null} samples of it, where the browser can decode it
   * @param {number} rate of the samples, Hertz
   */
  const show = ({ keyword, confidence, scores: likeness, heard }, recording, samples, rate) => {
    const known = WORDS.includes(keyword);
    const several = heard.length > 1;
    const sign = several ? heard.map((one) => one.keyword).join(' ') : known ? keyword : '–';
    const sure = t('keywords.sure', { share: percent(Math.min(confidence, 0.99), t.language) });
    const one = known ? sure : t(`keywords.none.${keyword}`);
    const words = several ? t('keywords.found', { count: heard.length }) : one;
    say(sign, words);
    verdict.classList.toggle('several', several);
    fill(
      scores, // of several words, the sounds of one would mislead
      !several && runnersUp(likeness, 5).map(
        ([word, score]) => html`<li>
          <span aria-hidden="true" lang="en">${word}</span>
          <meter min="0" max="1" value=${score} aria-label=${word}></meter>
        </li>`,
      ),
    );
    address = URL.createObjectURL(recording);
    player.src = address;
    fill(
      picture,
      samples && drawWaveform(samples, samples.length / rate, heard),
      html`<ul class="places" aria-label=${t('keywords.places')}>
        <li>
          <button type="button" onclick=${() => play(0, Infinity)}>${icon('play')} ${t('keywords.listen')}</button>
        </li>
        ${several && heard.map(place)}
      </ul>`,
    );
    announce(`${known ? sign : ''} ${words}`);
  };

  return { element: html`<div class="answer">${verdict} ${picture} ${scores}</div>`, say, problem, show, clear };
}
