/** A document's text, word by word: each can be pointed at, heard, and started from. */

import { fill, html } from '../dom/html.js';
import { wordKey } from '../lib/marks.js';
import { blocksOf, isDoubtful } from '../lib/text.js';
import { t } from '../state/words.js';
import { announce } from './announce.js';

/**
 * @typedef {{page: number, word: number}} Spot
 */

/**
 * @param {object} options
 * @param {import('../lib/text.js').Page[]} options.pages
 * @param {string} options.language of the text
 * @param {(spot: Spot | null) => void} [options.onPoint] @param {(spot: Spot) => void} [options.onPick]
 * @param {(spot: Spot) => void} [options.onCorrect] asked for by a double click or F2
 */
export function makeReadingText({ pages, language, onPoint, onPick, onCorrect }) {
  /** @type {Map<string, HTMLElement>} */
  const spans = new Map();
  /** @type {Spot[]} */
  const spots = [];

  /** @param {import('../lib/text.js').Page} page @param {number} index */
  const makePage = ({ words }, index) => {
    const blocks = blocksOf(words).map((lines) => {
      const paragraph = html`<p></p>`;
      lines.flat().forEach((word, at) => {
        const span = html`<span data-page="${index}" data-word="${word}"></span>`;
        dress(span, words[word]);
        spans.set(wordKey(index, word), span);
        spots.push({ page: index, word });
        if (at) paragraph.append(' ');
        paragraph.append(span);
      });
      return paragraph;
    });
    const many = pages.length > 1;
    return html`<section aria-label=${many ? t('document.page', { page: index + 1 }) : null}>
      ${many && html`<p class="page-mark" aria-hidden="true">${index + 1}</p>`} ${blocks}
    </section>`;
  };

  const element = html`<div
    class="reading-text" lang=${language} tabindex="0"
    role="group" aria-label=${t('document.text')} aria-describedby="text-hint"
  ></div>`;
  fill(element, pages.map(makePage));

  /** @param {string} name */
  const marker = (name) => {
    /** @type {HTMLElement | undefined} */
    let last;
    return (/** @type {Spot | null} */ spot) => {
      last?.classList.remove(name);
      last = spot ? spans.get(wordKey(spot.page, spot.word)) : undefined;
      last?.classList.add(name);
      return last;
    };
  };
  const point = marker('pointed');
  const markHeard = marker('heard');
  const markCursor = marker('cursor');

  const spotUnder = (/** @type {Event} */ event) => {
    const span = /** @type {Element} */ (event.target).closest?.('.word');
    if (!span) return null;
    return { page: Number(span.getAttribute('data-page')), word: Number(span.getAttribute('data-word')) };
  };
  element.addEventListener('pointerover', (/** @type {PointerEvent} */ event) => {
    if (event.pointerType !== 'touch') onPoint?.(spotUnder(event));
  });
  element.addEventListener('pointerleave', () => onPoint?.(null));
  element.addEventListener('click', (/** @type {MouseEvent} */ event) => {
    const spot = spotUnder(event);
    if (!spot || !getSelection()?.isCollapsed) return;
    cursor = spots.findIndex(({ page, word }) => page === spot.page && word === spot.word);
    onPick?.(spot);
  });
  element.addEventListener('dblclick', (/** @type {MouseEvent} */ event) => {
    const spot = spotUnder(event);
    if (spot && onCorrect) {
      getSelection()?.removeAllRanges();
      onCorrect(spot);
    }
  });

  // ── Keyboard: arrows walk from word to word, Enter starts there ──
  let cursor = -1;
  let heard = 0;
  const walk = (/** @type {number} */ to) => {
    if (!spots.length) return;
    cursor = Math.min(Math.max(0, to), spots.length - 1);
    const spot = spots[cursor];
    const span = markCursor(spot);
    span?.scrollIntoView({ block: 'nearest' });
    onPoint?.(spot);
    announce(pages[spot.page].words[spot.word].text);
  };
  element.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const here = cursor < 0 ? heard - 1 : cursor;
    if (event.key === 'ArrowRight') walk(here + 1);
    else if (event.key === 'ArrowLeft') walk(here - 1);
    else if (event.key === 'Home') walk(0);
    else if (event.key === 'End') walk(spots.length - 1);
    else if (event.key === 'Enter' && cursor >= 0) onPick?.(spots[cursor]);
    else if (event.key === 'F2' && cursor >= 0) onCorrect?.(spots[cursor]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  element.addEventListener('blur', () => {
    markCursor(null);
    onPoint?.(null);
  });

  return {
    element,
    point,
    /** Show pages whose words were set right. @param {import('../lib/text.js').Page[]} changed @param {Spot[]} changes */
    change(changed, changes) {
      pages = changed;
      for (const { page, word } of changes) {
        const span = spans.get(wordKey(page, word));
        if (span) dress(span, pages[page].words[word]);
      }
    },
    /** @param {Spot | null} spot @param {boolean} follow */
    hear(spot, follow) {
      const span = markHeard(spot);
      if (!span || !spot) return;
      heard = spots.findIndex(({ page, word }) => page === spot.page && word === spot.word);
      if (follow) keepInSight(span);
    },
  };
}

/** @param {HTMLElement} span @param {import('../lib/text.js').Word} word */
function dress(span, word) {
  const corrected = word.as_read !== undefined;
  span.classList.add('word');
  span.classList.toggle('doubtful', isDoubtful(word));
  span.classList.toggle('corrected', corrected);
  if (corrected) span.title = t('correction.was', { text: word.as_read });
  else span.removeAttribute('title');
  span.textContent = word.text;
}

/** Scroll only when the word is out of sight, so that the page stands still to be read. @param {HTMLElement} span */
function keepInSight(span) {
  const box = span.getBoundingClientRect();
  const foot = document.querySelector('.player')?.getBoundingClientRect().top ?? innerHeight;
  const head = span.closest('.reading-text')?.getBoundingClientRect().top ?? 0;
  if (box.top >= Math.max(8, head) && box.bottom <= foot - 8) return;
  span.scrollIntoView({ block: 'center' });
}
