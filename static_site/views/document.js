/** One document: its way until it is read and spoken, then picture, text and speech. */

import { announce } from '../components/announce.js';
import { makeCorrecting } from '../components/correcting.js';
import { stateOf } from '../components/history.js';
import { icon, iconButton } from '../components/icon.js';
import { makeReader } from '../components/reader.js';
import { renameDialog } from '../components/rename.js';
import { makeDownloads } from '../components/downloads.js';
import { makeWay } from '../components/way.js';
import { fill, html } from '../dom/html.js';
import { explain } from '../lib/i18n.js';
import { languageName } from '../lib/format.js';
import { blockBreaks, titleOf } from '../lib/text.js';
import { isWorking, nextAsk } from '../lib/progress.js';
import { api } from '../state/api.js';
import { keepDocument, loadDocument, loadResult } from '../state/library.js';
import { Playback } from '../state/playback.js';
import { preferences } from '../state/preferences.js';
import { SpeechStream } from '../state/speech_stream.js';
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
  const way = makeWay();
  /** @type {ReturnType<typeof open> | null} */
  let opened = null;
  /** @type {Playback | null} */
  let playback = null;
  /** @type {SpeechStream | null} while the speech is made */
  let stream = null;

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
    tools.hidden = facts.hidden = about.state === 'failed' || !about.links?.document; // there is nothing to choose from
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
    opened = null; // should it have been read before, it is read anew
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
    if (body.firstChild !== way.element) fill(body, way.element);
    way.show(about, words);
    if (state !== about.state) announce(words);
    state = about.state;
  };

  /** Picture and text stand as soon as they are read; the speech joins them, part by part. @param {any} about */
  const drawReading = async (about) => {
    opened ??= open(about);
    const { reading, reader, correcting } = await opened.catch((error) => {
      opened = null; // so that another try may help
      throw error;
    });
    if (signal.aborted) return;
    correcting.show(about);
    body.querySelector(':scope > .notice')?.remove();
    if (about.state !== 'done') {
      if (state !== about.state) {
        endSpeech();
        stream = null;
        reader.promise();
        announce(stateOf(about));
        state = about.state;
      }
      await playParts(about, reading, reader);
      return;
    }
    const { links } = about;
    const fetchPart = (/** @type {string} */ name) => loadResult(about, name, about.speech_edition, links[name], signal);
    const sound = links.speech ? () => fetchPart('speech') : null;
    const marks = links.marks ? JSON.parse(await (await fetchPart('marks')).text()) : [];
    if (signal.aborted) return;
    if (sound) {
      const load = async () => objectUrl(await sound(), signal);
      if (stream && playback) playback.extend(load, marks, true);
      else startSpeech(reader, new Playback(load, marks, blockBreaks(reading.pages)));
      stream = null;
    } else {
      endSpeech();
      reader.silence();
    }
    if (about.notice) {
      const known = t.has(`notice.${about.notice.code}`);
      const notice = known ? t(`notice.${about.notice.code}`) : about.notice.message;
      body.prepend(html`<p class="notice" role="status">${notice}</p>`);
    }
    fill(downloads, makeDownloads({ about, reading: () => ({ ...reading, pages: correcting.pages() }), marks, sound }));
    if (state) announce(t('document.ready'));
    state = 'done';
  };

  /** Speech can be heard before all of it is made. */
  const playParts = async (
    /** @type {any} */ { links },
    /** @type {any} */ reading,
    /** @type {ReturnType<typeof makeReader>} */ reader,
  ) => {
    const making = (stream ??= new SpeechStream(signal));
    const more = await making.take(links.speech_parts ?? [], links.marks_parts ?? []);
    if (!more || signal.aborted || making !== stream) return;
    const load = async () => objectUrl(making.sound(), signal);
    if (playback) return playback.extend(load, making.marks, false);
    const first = new Playback(load, making.marks, blockBreaks(reading.pages));
    first.whole = false;
    startSpeech(reader, first);
  };

  /** @param {ReturnType<typeof makeReader>} reader @param {Playback} speech */
  const startSpeech = (reader, speech) => {
    endSpeech();
    playback = speech;
    reader.speak(speech);
    speech.prepare();
  };
  const endSpeech = () => {
    playback?.close();
    playback = null;
  };
  signal.addEventListener('abort', endSpeech, { once: true });

  /** @param {any} about */
  const open = async (about) => {
    if (!body.firstChild) fill(body, html`<p class="muted waiting">${t('document.opening')}</p>`);
    const { pages: links = [] } = about.links;
    const load = async (/** @type {any} */ told) => {
      const { edition, links } = told;
      return JSON.parse(await (await loadResult(told, 'document', edition, links.document, signal)).text());
    };
    const reading = await load(about);
    const pictures = links.map(async (/** @type {string} */ address, /** @type {number} */ index) =>
      objectUrl(await loadResult(about, `page-${index + 1}`, '', address, signal), signal),
    );
    const correcting = makeCorrecting({
      id: about.id,
      reading,
      edition: about.edition,
      load: async (told) => (await load(told)).pages,
      pictures,
      onWords: (spots) => reader.text.change(correcting.pages(), spots),
      onDocument: (told) => {
        if (told.state === 'done') keepDocument(told);
        correcting.show(told);
        if (told.state !== state) follow();
      },
      signal,
    });
    const reader = makeReader({
      title: titleOf(about),
      language: reading.language ?? about.language ?? '',
      pages: correcting.pages(),
      pictures,
      onCorrect: correcting.ask,
      signal,
    });
    reader.textSide.prepend(correcting.element);
    fill(tools, ...drawLayoutChoice(reader.element), downloads);
    fill(body, reader.element);
    return { reading, reader, correcting };
  };

  const drawProblem = (/** @type {any} */ error) => {
    tools.hidden = facts.hidden = !state;
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
