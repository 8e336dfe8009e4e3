/** One document: its way until it is read and spoken, then picture, text and speech. */

import { announce } from '../components/announce.js';
import { stateOf } from '../components/history.js';
import { correctionDialog } from '../components/correction.js';
import { icon, iconButton } from '../components/icon.js';
import { makeReader } from '../components/reader.js';
import { renameDialog } from '../components/rename.js';
import { makeDownloads } from '../components/downloads.js';
import { toast } from '../components/toast.js';
import { fill, html } from '../dom/html.js';
import { correct, corrected } from '../lib/corrections.js';
import { explain } from '../lib/i18n.js';
import { languageName } from '../lib/format.js';
import { blockBreaks, titleOf } from '../lib/text.js';
import { isWorking, nextAsk, shareDone } from '../lib/progress.js';
import { api } from '../state/api.js';
import { correctionsOf, keepCorrections } from '../state/corrections.js';
import { loadDocument, loadResult } from '../state/library.js';
import { Playback } from '../state/playback.js';
import { preferences } from '../state/preferences.js';
import { uploads } from '../state/uploads.js';
import { t } from '../state/words.js';

/** @type {import('../app.js').View} */
export function view({ params, signal, setTitle }) {
  const title = html`<h1>${t('document.title')}</h1>`;
  const facts = html`<p class="facts muted"></p>`;
  const renaming = html`<span></span>`;
  const downloads = html`<span></span>`;
  const tools = html`<div class="tools"></div>`;
  const body = html`<div class="body" aria-live="off"></div>`;
  const element = html`<article class="document">
    <header>
      <a class="back" href="#/">${icon('arrow')} ${t('document.back')}</a>
      <div class="heading"><div class="title">${title} ${renaming}</div> ${tools}</div>
      ${facts}
    </header>
    ${body}
  </article>`;

  let state = '';
  let asked = 0;
  let timer = 0;
  /** @type {Promise<{reading: any, reader: ReturnType<typeof makeReader>}> | null} */
  let opened = null;

  const follow = async () => {
    clearTimeout(timer);
    try {
      const about = await loadDocument(params.id, signal);
      uploads.forget(about.id);
      drawHead(about);
      if (about.state !== state) asked = 0;
      if (about.links?.document && about.state !== 'failed') await drawReading(about);
      else drawWay(about);
      if (!isWorking(about)) return;
    } catch (/** @type {any} */ error) {
      if (signal.aborted) return;
      if (error.code !== 'offline' || !state) return drawProblem(error);
    }
    timer = setTimeout(follow, nextAsk((asked += 1)));
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });

  /** @param {any} about */
  const drawHead = (about) => {
    title.textContent = titleOf(about);
    setTitle(titleOf(about));
    const known = [];
    if (about.state === 'done') {
      if (about.words) known.push(t('history.words', { count: about.words }));
      if (about.language) known.push(languageName(about.language, t.language));
      if (about.engine) known.push(about.engine);
    }
    facts.textContent = known.join(' · ');
    const rename = () => renameDialog(about, signal, (renamed) => drawHead({ ...about, ...renamed }));
    fill(renaming, iconButton('pen', t('history.rename', { title: titleOf(about) }), rename));
  };

  /** The way of a document that is not there yet. @param {any} about */
  const drawWay = (about) => {
    const words = stateOf(about);
    if (about.state === 'failed') {
      const retry = async () => {
        try {
          await api.retryDocument(about.id);
          fill(body);
          asked = 0;
          follow();
        } catch (/** @type {any} */ error) {
          drawProblem(error);
        }
      };
      fill(
        body,
        html`<div class="notice problem" role="alert">${icon('alert')}<p>${words}</p>
          ${about.can_retry ? again(retry) : html`<a href="#/">${t('document.another')}</a>`}</div>`,
      );
      state = about.state;
      return;
    }
    if (!state || !body.querySelector('.way')) fill(body, drawSteps());
    for (const step of body.querySelectorAll('.way li')) {
      const order = STEPS.indexOf(about.state) - STEPS.indexOf(String(step.getAttribute('data-step')));
      step.className = order > 0 ? 'past' : order === 0 ? 'now' : 'ahead';
      if (order === 0) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    }
    body.querySelector('progress').value = shareDone(about);
    body.querySelector('.state').textContent = words;
    if (state !== about.state) announce(words);
    state = about.state;
  };

  /** Picture and text stand as soon as they are read; the speech joins them. @param {any} about */
  const drawReading = async (about) => {
    const { links } = about;
    const fetchPart = (/** @type {string} */ name, /** @type {string} */ link) => loadResult(about, name, link, signal);
    opened ??= open(about, fetchPart);
    const { reading, reader } = await opened.catch((error) => {
      opened = null; // so that another try may help
      throw error;
    });
    if (signal.aborted) return;
    if (about.state !== 'done') {
      if (state !== about.state) {
        reader.promise();
        announce(stateOf(about));
      }
      state = about.state;
      return;
    }
    const sound = links.speech ? () => fetchPart('speech', links.speech) : null;
    const marks = links.marks ? JSON.parse(await (await fetchPart('marks', links.marks)).text()) : [];
    if (signal.aborted) return;
    if (sound) {
      const playback = new Playback(async () => objectUrl(await sound(), signal), marks, blockBreaks(reading.pages));
      signal.addEventListener('abort', () => playback.close(), { once: true });
      reader.speak(playback);
      playback.prepare();
    } else {
      reader.silence();
      const notice = t.has(`notice.${about.notice?.code}`)
        ? t(`notice.${about.notice.code}`)
        : (about.notice?.message ?? t('notice.no_text'));
      body.prepend(html`<p class="notice" role="status">${notice}</p>`);
    }
    fill(
      downloads,
      makeDownloads({
        about,
        reading: () => ({ ...reading, pages: corrected(reading.pages, correctionsOf(about.id)) }),
        marks,
        sound,
      }),
    );
    if (state) announce(t('document.ready'));
    state = 'done';
  };

  /** @param {any} about @param {(name: string, link: string) => Promise<Blob>} fetchPart */
  const open = async (about, fetchPart) => {
    if (!body.firstChild) fill(body, html`<p class="muted waiting">${t('document.opening')}</p>`);
    const { document: link, pages: links = [] } = about.links;
    const reading = JSON.parse(await (await fetchPart('document', link)).text());
    const pictures = links.map(async (/** @type {string} */ address, /** @type {number} */ index) =>
      objectUrl(await fetchPart(`page-${index + 1}`, address), signal),
    );
    const pages = () => corrected(reading.pages, correctionsOf(about.id));
    const reader = makeReader({
      title: titleOf(about),
      language: reading.language ?? about.language ?? '',
      pages: pages(),
      pictures,
      onCorrect: ({ page, word }) =>
        correctionDialog({
          page: reading.pages[page],
          word: pages()[page].words[word],
          picture: pictures[page],
          onCorrected: (text) => {
            keepCorrections(about.id, correct(correctionsOf(about.id), reading.pages, page, word, text));
            reader.text.change({ page, word }, text);
            toast(t('correction.kept'));
          },
          signal,
        }),
      signal,
    });
    fill(tools, ...drawLayoutChoice(reader.element), downloads);
    fill(body, reader.element);
    return { reading, reader };
  };

  const drawProblem = (/** @type {any} */ error) => {
    const anew = () => {
      fill(body);
      follow();
    };
    fill(
      body,
      html`<div class="notice problem" role="alert">${icon('alert')}<p>${explain(t, error)}</p>
        ${error.code === 'not_found' ? html`<a href="#/">${t('document.back')}</a>` : again(anew)}</div>`,
    );
  };

  follow();
  return { title: t('document.title'), element };
}

/** @param {() => void} act */
const again = (act) => html`<button type="button" onclick=${act}>${icon('retry')} ${t('uploads.retry')}</button>`;

const STEPS = ['awaiting_upload', 'queued', 'reading', 'speaking'];

const drawSteps = () => html`<div class="progress-card">
  <ol class="way">${STEPS.map((step) => html`<li data-step="${step}">${t(`step.${step}`)}</li>`)}</ol>
  <progress max="1" value="0" aria-label=${t('document.progress')}></progress>
  <p class="state"></p>
  <p class="muted">${t('document.leave')}</p>
</div>`;

/** Picture, text or both. @param {HTMLElement} reader */
function drawLayoutChoice(reader) {
  const choose = (/** @type {any} */ layout) => {
    preferences.set('layout', layout);
    reader.dataset.layout = layout;
    for (const button of group.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.dataset.layout === layout));
    }
  };
  const button = (/** @type {string} */ layout) =>
    html`<button type="button" data-layout="${layout}" onclick=${() => choose(layout)}>${t(`layout.${layout}`)}</button>`;
  const group = html`<div class="segments" role="group" aria-label=${t('layout.name')}>
    ${['picture', 'both', 'text'].map(button)}
  </div>`;
  choose(preferences.get('layout'));
  return [group];
}

/** An address for a blob, for as long as the view is shown. @param {Blob} blob @param {AbortSignal} signal */
function objectUrl(blob, signal) {
  const url = URL.createObjectURL(blob);
  signal.addEventListener('abort', () => URL.revokeObjectURL(url), { once: true });
  return url;
}
