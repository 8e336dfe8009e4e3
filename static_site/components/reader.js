/** Picture, text and speech of a document, linked: what is pointed at or heard in one lights up in the others. */

import { fill, html } from '../dom/html.js';
import { preferences } from '../state/preferences.js';
import { t } from '../state/words.js';
import { icon } from './icon.js';
import { makePagePicture } from './page_picture.js';
import { makePlayer } from './player.js';
import { makeReadingText } from './reading_text.js';

/** @typedef {import('./reading_text.js').Spot} Spot */

/**
 * @param {object} options
 * @param {string} options.title @param {string} options.language
 * @param {import('../lib/text.js').Page[]} options.pages @param {Promise<string>[]} options.pictures address of each page's picture
 * @param {(spot: Spot) => void} [options.onCorrect]
 * @param {AbortSignal} options.signal
 */
export function makeReader({ title, language, pages, pictures, onCorrect, signal }) {
  const point = (/** @type {Spot | null} */ spot) => {
    papers.forEach((paper, index) => paper.point(spot?.page === index ? spot.word : null));
    text.point(spot);
  };
  /** @type {import('../state/playback.js').Playback | null} */
  let playback = null;
  let speaking = new AbortController(); // ends with one speech; another may follow
  const end = () => {
    speaking.abort();
    speaking = new AbortController();
    playback = null;
    papers.forEach((paper) => paper.hear(null, false));
    text.hear(null, false);
  };
  const pick = async (/** @type {Spot} */ spot) => {
    if (correcting && correct.checkVisibility()) return stopAndCorrect(spot); // beside the picture alone it is not seen
    if (await playback?.seekWord(spot.page, spot.word)) playback?.play();
  };

  const papers = pages.map((page, index) =>
    makePagePicture({
      page,
      source: pictures[index],
      label: pages.length > 1 ? t('document.picture_of', { page: index + 1 }) : t('document.picture'),
      onPoint: (word) => point(word === null ? null : { page: index, word }),
      onPick: (word) => pick({ page: index, word }),
      signal,
    }),
  );
  let correcting = false; // while it is, a click on a word corrects it
  const correct = html`<button type="button" class="correct" aria-pressed="false" onclick=${() => {
    correcting = !correcting;
    correct.setAttribute('aria-pressed', String(correcting));
    if (correcting) playback?.pause();
    showHint();
  }}>${icon('pen')} ${t('correction.begin')}</button>`;
  const stopAndCorrect = (/** @type {Spot} */ spot) => {
    playback?.pause(); // the first click of two may have begun it
    onCorrect?.(spot);
  };
  const text = makeReadingText({ pages, language, onPoint: point, onPick: pick, onCorrect: onCorrect && stopAndCorrect });

  const hint = html`<p class="hint" id="text-hint"></p>`;
  let hinted = '';
  const showHint = (/** @type {string} */ key = hinted) => {
    hinted = key;
    if (correcting) hint.textContent = t('correction.hint');
    else hint.textContent = key && t(key);
  };
  const bar = html`<div class="player-place"></div>`;
  const scrolls = pages.length > 1 ? '0' : null; // so that the keyboard can
  const pictureSide = html`<div class="picture-side" role="region" tabindex=${scrolls} aria-label=${t('document.pictures')}>
    ${papers.map(({ element }) => element)}
  </div>`;
  const element = html`<div class="reader" data-layout=${preferences.get('layout')}>
    ${pictureSide}
    <div class="text-side">
      ${onCorrect && pages.some(({ words }) => words.length) && correct}
      ${text.element}
      ${hint}
    </div>
    ${bar}
  </div>`;

  return {
    element,
    text,
    textSide: /** @type {HTMLElement} */ (element.querySelector('.text-side')),

    /** While the speech is made: say so where the player will be. */
    promise() {
      end();
      fill(
        bar,
        html`<div class="player">
          <p class="state">${t('state.speaking')}…</p>
          <progress aria-label=${t('state.speaking')}></progress>
        </div>`,
      );
      showHint('');
    },

    /** There is no speech, and none will come. */
    silence() {
      end();
      fill(bar);
      showHint('document.hint_silent');
    },

    /** The speech is there: show the player, and light up what is heard. @param {import('../state/playback.js').Playback} speech */
    speak(speech) {
      end();
      playback = speech;
      const during = AbortSignal.any([signal, speaking.signal]);
      fill(bar, makePlayer(speech, { title, signal: during }));
      showHint(matchMedia('(pointer: coarse)').matches ? 'document.hint_touch' : 'document.hint');
      const light = (/** @type {any} */ event) => {
        const mark = /** @type {import('../lib/marks.js').Mark | null} */ (event.detail);
        const follow = speech.playing;
        papers.forEach((paper, index) => paper.hear(mark?.page === index ? mark.word : null, follow));
        text.hear(mark, follow);
        if (mark && follow) showWithin(pictureSide, papers[mark.page]?.element, mark.word);
      };
      speech.addEventListener('word', light, { signal: during });
    },
  };
}

/**
 * Scroll the pictures, and nothing else, so that a word is seen.
 * @param {HTMLElement} side @param {HTMLElement | undefined} paper @param {number} word
 */
function showWithin(side, paper, word) {
  const box = paper?.querySelector(`[data-word="${word}"]`)?.getBoundingClientRect();
  if (!paper || !box) return;
  const frame = side.getBoundingClientRect();
  const beside = paper.getBoundingClientRect().left - frame.left;
  const above = box.top < frame.top || box.bottom > frame.bottom ? box.top - frame.top - frame.height / 3 : 0;
  if (above || Math.abs(beside) > 1) side.scrollBy({ top: above, left: beside });
}
