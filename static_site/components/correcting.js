/** Setting words of a document right: the dialog, the way to the API, and a strip that tells how the speech stands to it. */

import { html } from '../dom/html.js';
import { asRead, corrected, undoing } from '../lib/corrections.js';
import { explain } from '../lib/i18n.js';
import { wordKey } from '../lib/marks.js';
import { nextTry } from '../lib/progress.js';
import { api } from '../state/api.js';
import { addWaiting, sendWaiting, waitingOf } from '../state/corrections.js';
import { network } from '../state/network.js';
import { t } from '../state/words.js';
import { correctionDialog } from './correction.js';
import { icon } from './icon.js';
import { endToast, toast } from './toast.js';

/** @typedef {import('./reading_text.js').Spot} Spot */

/**
 * @param {object} options
 * @param {string} options.id of the document
 * @param {{pages: import('../lib/text.js').Page[]}} options.reading kept as the API has it
 * @param {string | null} options.edition that `reading` is of; it follows what the API tells
 * @param {(about: any) => Promise<import('../lib/text.js').Page[]>} options.load the pages of the edition that the API tells of
 * @param {Promise<string>[]} options.pictures
 * @param {(spots: Spot[]) => void} options.onWords after words changed
 * @param {(about: any) => void} options.onDocument after the API told of the document
 * @param {AbortSignal} options.signal
 */
export function makeCorrecting({ id, reading, edition, load, pictures, onWords, onDocument, signal }) {
  /** @type {any} */
  let about = {};
  const status = html`<p role="status"></p>`;
  const speak = html`<button type="button" class="primary" onclick=${() => speakAgain()}>
    ${icon('speak')} ${t('correction.speak')}
  </button>`;
  const undo = html`<button type="button" onclick=${() => change(undoing(pages()))}>
    ${t('correction.undo_all')}
  </button>`;
  const element = html`<section class="corrections" aria-label=${t('correction.name')} hidden>
    ${status}
    <div class="actions">${speak} ${undo}</div>
  </section>`;

  /** The pages as the person sees them. */
  const pages = () => corrected(reading.pages, waitingOf(id));

  const draw = () => {
    const count = Object.keys(undoing(pages())).length;
    const waits = Object.keys(waitingOf(id)).length > 0;
    const speaking = about.state === 'speaking';
    const differs = Boolean(about.can_speak_again) || (waits && !speaking);
    const lines = [];
    if (count) lines.push(t('correction.count', { count }));
    if (waits && !network.online) lines.push(t('correction.waits'));
    else if (speaking) lines.push(t('correction.speaking'));
    else if (differs) lines.push(t(count ? 'correction.unsaid' : 'correction.said_still'));
    else if (count) lines.push(t('correction.said'));
    const text = lines.join(' ');
    if (status.textContent !== text) status.textContent = text;
    speak.hidden = !differs;
    undo.hidden = !count;
    element.hidden = !count && !differs;
  };

  /** Another tab or device may have set other words right: what the API made of all holds. @param {any} told */
  const takeEdition = async (told) => {
    if (told.edition === edition) return;
    edition = told.edition;
    try {
      const loaded = await load(told);
      if (edition !== told.edition) return; // there is a newer one by now
      reading.pages = loaded;
      onWords(allSpots());
      draw();
    } catch {
      if (edition === told.edition) edition = null; // what the API tells next is another chance
    }
  };

  /** Changes go one after the other; what comes meanwhile goes with the next. @type {Promise<void>} */
  let sending = Promise.resolve();
  let timer = 0;
  let tried = 0;
  const send = () => {
    clearTimeout(timer);
    sending = sending.then(async () => {
      try {
        const answer = await sendWaiting(id);
        tried = 0;
        if (!answer) return;
        reading.pages = corrected(reading.pages, answer.sent);
        onDocument(answer.document);
      } catch (/** @type {any} */ error) {
        if (signal.aborted || error.code === 'conflict') return;
        // A browser that does not notice its network go does not tell when it is back.
        if (error.code === 'offline') {
          clearTimeout(timer);
          timer = setTimeout(send, nextTry(tried));
          tried += 1;
          return;
        }
        onWords(allSpots());
        toast(explain(t, error));
      } finally {
        draw();
      }
    });
    return sending;
  };
  const allSpots = () => reading.pages.flatMap(({ words }, page) => words.map((_, word) => ({ page, word })));

  /** @param {import('../lib/corrections.js').Corrections} corrections */
  const change = (corrections) => {
    const spots = Object.keys(corrections).map((key) => {
      const [page, word] = key.split(':').map(Number);
      return { page, word };
    });
    addWaiting(id, corrections);
    onWords(spots);
    draw();
    send();
  };

  const speakAgain = async () => {
    speak.disabled = true;
    try {
      await send();
      const { document } = await api.speakAgain(id);
      onDocument(document);
    } catch (/** @type {any} */ error) {
      if (!signal.aborted) toast(explain(t, error));
    } finally {
      speak.disabled = false;
      draw();
    }
  };

  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  signal.addEventListener('abort', endToast, { once: true }); // its undoing is for this view
  network.addEventListener('change', () => (network.online ? send() : draw()), { signal });

  return {
    element,
    pages,
    /** @param {any} told what the API says of the document now */
    show(told) {
      about = told;
      draw();
      takeEdition(told);
      if (about.state === 'done') send();
    },
    /** @param {Spot} spot */
    ask(spot) {
      const word = pages()[spot.page].words[spot.word];
      correctionDialog({
        page: reading.pages[spot.page],
        word,
        picture: pictures[spot.page],
        onCorrected: (text) => {
          const before = word.text;
          if (text === before) return;
          const set = (/** @type {string} */ to) => change({ [wordKey(spot.page, spot.word)]: to });
          set(text);
          const message = t(text === asRead(word) ? 'correction.back' : 'correction.kept');
          toast(message, { label: t('history.undo'), act: () => set(before) });
        },
        signal,
      });
    },
  };
}
