/** What Lector does, in one glance: a sample that was read and spoken by Lector itself. */

import { makePagePicture } from '../components/page_picture.js';
import { makePlayer } from '../components/player.js';
import { fill, html } from '../dom/html.js';
import { blockBreaks } from '../lib/text.js';
import { Playback } from '../state/playback.js';
import { t } from '../state/words.js';

const sample = (/** @type {string} */ name) => new URL(`../sample/${name}`, import.meta.url).href;
const PAGE = { width: 1100, height: 960 }; // of the sample, so that nothing moves when it arrives

/** @type {import('../app.js').View} */
export function view({ signal }) {
  const stage = html`<div class="sample" aria-label=${t('landing.sample')} role="region">
    <div class="waiting" style=${{ '--ratio': PAGE.width / PAGE.height }}></div>
  </div>`;
  const element = html`<div class="landing">
    <div class="pitch">
      <h1>${t('landing.title')}</h1>
      <p class="lead">${t('landing.lead')}</p>
      <div class="actions">
        <a class="button primary" href="#/register">${t('landing.start')}</a>
        <a class="button" href="#/login">${t('shell.log_in')}</a>
      </div>
    </div>
    <div class="example">
      ${stage}
      <p class="hint">${t('landing.try')}</p>
    </div>
    <section class="steps" aria-labelledby="how">
      <h2 id="how" class="off-screen">${t('landing.how')}</h2>
      <ol>
        <li><h3>${t('landing.see.title')}</h3><p>${t('landing.see.text')}</p></li>
        <li><h3>${t('landing.read.title')}</h3><p>${t('landing.read.text')}</p></li>
        <li><h3>${t('landing.speak.title')}</h3><p>${t('landing.speak.text')}</p></li>
      </ol>
    </section>
  </div>`;
  showSample(stage, signal).catch(() => stage.remove());
  return { title: '', element };
}

/** @param {HTMLElement} stage @param {AbortSignal} signal */
async function showSample(stage, signal) {
  const [reading, marks] = await Promise.all(
    ['document.json', 'marks.json'].map(async (name) => (await fetch(sample(name), { signal })).json()),
  );
  if (signal.aborted) return;
  const load = async () => {
    const response = await fetch(sample('speech.wav'), { signal });
    if (!response.ok) throw new Error(`speech: ${response.status}`);
    const url = URL.createObjectURL(await response.blob());
    signal.addEventListener('abort', () => URL.revokeObjectURL(url), { once: true });
    return url;
  };
  const playback = new Playback(load, marks, blockBreaks(reading.pages));
  signal.addEventListener('abort', () => playback.close(), { once: true });
  const paper = makePagePicture({
    page: reading.pages[0],
    source: sample('page.webp'),
    label: reading.text,
    onPoint: (word) => paper.point(word),
    onPick: async (word) => (await playback.seekWord(0, word)) && playback.play(),
    signal,
    still: true,
  });
  playback.addEventListener('word', (/** @type {any} */ event) => paper.hear(event.detail?.word ?? null, false), {
    signal,
  });
  fill(stage, paper.element, makePlayer(playback, { title: t('landing.sample'), signal }));
}
