/** Which word was spoken: hold a button and say it, or bring a recording. */

import { announce } from '../components/announce.js';
import { makeHearing } from '../components/hearing.js';
import { icon } from '../components/icon.js';
import { listen, missingMicrophone } from '../components/microphone.js';
import { makeTalkButton } from '../components/talk_button.js';
import { html } from '../dom/html.js';
import * as format from '../lib/format.js';
import { explain } from '../lib/i18n.js';
import { MAX_BYTES, MAX_SECONDS, MIN_SECONDS, WORDS, faultOf } from '../lib/keywords.js';
import { loudness, wav } from '../lib/sound.js';
import { api } from '../state/api.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';

const RATE = 16_000; // Hertz that the server works with
const MOST_BYTES = 64 << 20; // that the browser is asked to decode
const SAMPLES = ['yes', 'stop', 'happy', 'three-words'];
const ACCEPT = 'audio/*,video/webm,video/mp4,.wav,.mp3,.flac,.ogg,.opus,.webm,.m4a';

/** @type {import('../app.js').View} */
export function view({ signal }) {
  const hearing = makeHearing(signal);
  const status = html`<p class="hint status"></p>`;
  let asked = new AbortController();

  /** Ask the server about a recording, and show what it says. @param {Blob} recording */
  const ask = async (recording) => {
    asked.abort();
    asked = new AbortController();
    const own = AbortSignal.any([asked.signal, signal]);
    hearing.say('…', t('keywords.asking'));
    status.textContent = '';
    const samples = recording.size > MOST_BYTES ? null : await samplesOf(recording).catch(() => null);
    const small = recording.size > MAX_BYTES && samples ? wav(samples, RATE) : recording;
    try {
      if (samples && samples.length > MAX_SECONDS * RATE) throw refusal('sound_too_long');
      if (small.size > MAX_BYTES) throw refusal('file_too_large');
      const answer = await api.recogniseKeyword(small, own);
      if (!own.aborted) hearing.show(answer, recording, samples, RATE);
    } catch (/** @type {any} */ error) {
      if (own.aborted) return;
      const key = `keywords.error.${error.code}`;
      hearing.problem(t.has(key) ? t(key) : explain(t, error));
    }
  };

  // ── Speaking ──────────────────────────────────────────────────────────────────────────────────

  /** @type {{stop: () => Promise<import('../components/microphone.js').Recording>} | null} */
  let microphone = null;
  let clock = 0;
  let letGo = false; // while it was still starting: a question of the browser took the hand away
  const start = async () => {
    const missing = missingMicrophone();
    if (missing) return hearing.problem(t(`keywords.problem.${missing}`));
    asked.abort();
    hearing.clear();
    talk.show('starting');
    letGo = false;
    try {
      microphone = await listen({ signal, onSound: (samples) => talk.level(loudness(samples)) });
    } catch (error) {
      talk.show('idle');
      if (!signal.aborted) hearing.problem(t(`keywords.problem.${faultOf(/** @type {any} */ (error))}`));
      return;
    }
    if (letGo) {
      await microphone.stop();
      microphone = null;
      talk.show('idle');
      status.textContent = t('keywords.ready');
      return announce(t('keywords.ready'));
    }
    talk.show('listening');
    hearing.say('…', t('keywords.speak_now'));
    announce(t('keywords.speak_now'));
    const end = performance.now() + (MAX_SECONDS - 1) * 1000; // the last sound comes a little later
    const tick = () => {
      const left = Math.ceil((end - performance.now()) / 1000);
      status.textContent = t('keywords.left', { time: format.clock(left) });
      if (left <= 0) stop();
    };
    tick();
    clock = setInterval(tick, 250);
  };
  const stop = async () => {
    letGo = true;
    if (!microphone) return;
    const open = microphone;
    microphone = null;
    clearInterval(clock);
    const { samples, rate } = await open.stop();
    talk.show('idle');
    talk.level(0);
    status.textContent = '';
    if (signal.aborted) return;
    if (samples.length < MIN_SECONDS * rate) return hearing.problem(t('keywords.problem.short'));
    const spoken = wav(samples, rate);
    const fewer = rate === RATE ? samples : await samplesOf(spoken).catch(() => null);
    ask(fewer ? wav(fewer, RATE) : spoken);
  };
  const talk = makeTalkButton({ start, stop });

  // ── Recordings ────────────────────────────────────────────────────────────────────────────────

  const useFile = () => {
    const [file] = chooser.files ?? [];
    chooser.value = '';
    if (file) ask(file);
  };
  const useSample = async (/** @type {string} */ name) => {
    const answer = await fetch(`sample/${name}.mp3`, { signal }).catch(() => null);
    if (answer?.ok) ask(await answer.blob());
    else if (!signal.aborted) hearing.problem(t('error.offline'));
  };
  const chooser = html`<input
    type="file" class="off-screen" tabindex="-1" aria-hidden="true" accept=${ACCEPT} onchange=${useFile}
  />`;
  const closed = !session.token;
  talk.element.disabled = closed;
  const sampleButton = (/** @type {string} */ name) => {
    const words = name === 'three-words' ? t('keywords.three_words') : name;
    const label = t('keywords.sample', { word: words });
    return html`<button type="button" disabled=${closed} aria-label=${label} onclick=${() => useSample(name)}>${words}</button>`;
  };
  const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ act) =>
    document.addEventListener(type, act, { signal });
  on('dragover', (event) => event.preventDefault());
  on('drop', (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file && !closed) ask(file);
  });
  signal.addEventListener('abort', () => clearInterval(clock), { once: true });
  hearing.say('–', t('keywords.empty'));

  const element = html`<div class="keywords">
    <h1>${t('keywords.title')}</h1>
    <p class="lead">${t('keywords.lead')}</p>
    ${closed && html`<p class="notice">${t('keywords.log_in')} <a href="#/login">${t('shell.log_in')}</a></p>`}
    <div class="desk">
      <div class="mouth">${talk.element} ${status}</div>
      ${hearing.element}
      <div class="ways">
        <div class="actions">
          <button type="button" disabled=${closed} onclick=${() => chooser.click()}>${icon('file')} ${t('keywords.file')}</button>
        </div>
        <p class="hint">${t('keywords.kinds')}</p>
        <div class="samples" role="group" aria-label=${t('keywords.samples')}>
          <span class="muted">${t('keywords.samples')}</span>
          ${SAMPLES.map(sampleButton)}
        </div>
        ${chooser}
      </div>
    </div>
    <section class="vocabulary" aria-labelledby="vocabulary">
      <h2 id="vocabulary">${t('keywords.vocabulary')}</h2>
      <ul lang="en">${WORDS.map((word) => html`<li>${word}</li>`)}</ul>
      <p class="hint">${t('keywords.samples_from')}</p>
    </section>
  </div>`;
  return { title: t('keywords.title'), element };
}

/** An error as the server would have it. @param {string} code */
const refusal = (code) => Object.assign(new Error(code), { code });

/** What the browser hears in a recording, one channel at RATE. @param {Blob} recording */
async function samplesOf(recording) {
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await recording.arrayBuffer());
  const channels = Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel));
  return channels[0].map((_, at) => channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length);
}
