/** Picture, text and speech of a document, linked: what is pointed at or heard in one lights up in the others. */

import { html } from '../dom/html.js';
import { preferences } from '../state/preferences.js';
import { t } from '../state/words.js';
import { makePagePicture } from './page_picture.js';
import { makePlayer } from './player.js';
import { makeReadingText } from './reading_text.js';

/** @typedef {import('./reading_text.js').Spot} Spot */

/**
 * @param {object} options
 * @param {string} options.title @param {string} options.language
 * @param {import('../lib/text.js').Page[]} options.pages @param {Promise<string>[]} options.pictures address of each page's picture
 * @param {import('../state/playback.js').Playback | null} options.playback null where nothing is spoken
 * @param {(spot: Spot) => void} [options.onCorrect]
 * @param {AbortSignal} options.signal
 */
export function makeReader({ title, language, pages, pictures, playback, onCorrect, signal }) {
  const point = (/** @type {Spot | null} */ spot) => {
    papers.forEach((paper, index) => paper.point(spot?.page === index ? spot.word : null));
    text.point(spot);
  };
  const pick = async (/** @type {Spot} */ spot) => {
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
  const text = makeReadingText({ pages, language, onPoint: point, onPick: pick, onCorrect });

  const pictureSide = html`<div class="picture-side" tabindex=${pages.length > 1 ? '0' : null} role="region" aria-label=${t('document.pictures')}>${papers.map(({ element }) => element)}</div>`;
  const element = html`<div class="reader" data-layout=${preferences.get('layout')}>
    ${pictureSide}
    <div class="text-side">
      ${text.element}
      <p class="hint" id="text-hint">${t(playback ? 'document.hint' : 'document.hint_silent')}</p>
    </div>
    ${playback && makePlayer(playback, { title, signal })}
  </div>`;

  let shownPage = 0;
  playback?.addEventListener(
    'word',
    (/** @type {any} */ event) => {
      const mark = /** @type {import('../lib/marks.js').Mark | null} */ (event.detail);
      const follow = playback.playing;
      papers.forEach((paper, index) => paper.hear(mark?.page === index ? mark.word : null, follow));
      text.hear(mark, follow);
      if (mark && mark.page !== shownPage && follow) {
        shownPage = mark.page;
        papers[shownPage]?.element.scrollIntoView({ block: 'nearest' });
      }
    },
    { signal },
  );
  return { element, text };
}
