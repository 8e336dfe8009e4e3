/** Which word was spoken: hold a button and say it, or bring a recording. */

import { announce } from '../components/announce.js';
import { icon } from '../components/icon.js';
import { listen, missingMicrophone } from '../components/microphone.js';
import { makeTalkButton } from '../components/talk_button.js';
import { drawWaveform } from '../components/waveform.js';
import { fill, html } from '../dom/html.js';
import * as format from '../lib/format.js';
import { explain } from '../lib/i18n.js';
import { MAX_BYTES, MAX_SECONDS, MIN_SECONDS, WORDS, faultOf, runnersUp } from '../lib/keywords.js';
import { loudness, wav } from '../lib/sound.js';
import { api } from '../state/api.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';

const RATE = 16_000; // Hertz that the server works with
const SAMPLES = ['yes', 'stop', 'happy', 'three-words'];
const ACCEPT = 'audio/*,video/webm,video/mp4,.wav,.mp3,.flac,.ogg,.opus,.webm,.m4a';

/** @type {import('../app.js').View} */
export function view({ signal }) {
  const verdict = html`<div class="verdict" aria-live="off"></div>`;
  const scores = html`<ol class="scores" aria-label=${t('keywords.scores')}></ol>`;
  const picture = html`<div class="hearing"></div>`;
  const status = html`<p class="hint status"></p>`;
  const player = new Audio();
  let asked = new AbortController();
  let address = '';
  let until = Infinity; // seconds at which the player stops

  /** @param {string} sign @param {string} words */
  const show = (sign, words) => {
    verdict.classList.remove('several');
    fill(verdict, html`<p class="word" lang="en">${sign}</p>`, html`<p class="muted">${words}</p>`);
    fill(scores);
  };
  const problem = (/** @type {string} */ words) => {
    fill(verdict, html`<p class="problem" role="alert">${words}</p>`);
    fill(scores);
    status.textContent = '';
  };
  const sure = (/** @type {number} */ share) =>
    t('keywords.sure', { share: format.percent(Math.min(share, 0.99), t.language) });

  /** @param {any} answer */
  const showAnswer = ({ keyword, confidence, scores: likeness, heard }) => {
    const several = heard.length > 1;
    const said = several ? heard.map((/** @type {any} */ one) => one.keyword).join(' ') : keyword;
    const known = WORDS.includes(keyword);
    const one = known ? sure(confidence) : t(`keywords.none.${keyword}`);
    const words = several ? t('keywords.found', { count: heard.length }) : one;
    show(known ? said : '–', words);
    verdict.classList.toggle('several', several);
    const bars = runnersUp(likeness, 5).map(
      ([word, score]) => html`<li>
        <span aria-hidden="true" lang="en">${word}</span><meter min="0" max="1" value=${score} aria-label=${word}></meter>
      </li>`,
    );
    fill(scores, bars);
    announce(`${known ? said : ''} ${words}`);
  };

  /** @param {Float32Array | null} samples at RATE @param {any[]} heard */
  const showSound = (samples, heard) => {
    const play = (/** @type {number} */ from, /** @type {number} */ to) => {
      until = to;
      player.currentTime = from;
      player.play().catch(() => {});
    };
    const places = heard.map((one) => {
      const time = format.moment(one.start_ms / 1000, t.language);
      return html`<li>
        <button type="button" onclick=${() => play(one.start_ms / 1000 - 0.1, one.end_ms / 1000 + 0.1)}>
          ${icon('play')} <span lang="en">${one.keyword}</span> <span class="muted">${time}</span>
        </button>
      </li>`;
    });
    const whole = html`<li>
      <button type="button" onclick=${() => play(0, Infinity)}>${icon('play')} ${t('keywords.listen')}</button>
    </li>`;
    fill(
      picture,
      samples && drawWaveform(samples, samples.length / RATE, heard),
      html`<ul class="places" aria-label=${t('keywords.places')}>${whole} ${places.length > 1 && places}</ul>`,
    );
  };
  player.addEventListener('timeupdate', () => player.currentTime >= until && player.pause());

  /** Ask the server about a recording, and show what it says. @param {Blob} recording */
  const ask = async (recording) => {
    asked.abort();
    asked = new AbortController();
    const own = AbortSignal.any([asked.signal, signal]);
    show('…', t('keywords.asking'));
    fill(picture);
    status.textContent = '';
    const samples = await samplesOf(recording).catch(() => null);
    const small = recording.size > MAX_BYTES && samples ? wav(samples, RATE) : recording;
    try {
      if (small.size > MAX_BYTES) throw Object.assign(new Error('too large'), { code: 'file_too_large' });
      const answer = await api.recogniseKeyword(small, own);
      if (own.aborted) return;
      forget();
      address = URL.createObjectURL(recording);
      player.src = address;
      showSound(samples, answer.heard);
      showAnswer(answer);
    } catch (/** @type {any} */ error) {
      if (own.aborted) return;
      const key = `keywords.error.${error.code}`;
      problem(t.has(key) ? t(key) : explain(t, error));
    }
  };
  const forget = () => {
    player.pause();
    if (address) URL.revokeObjectURL(address);
    address = '';
  };

  // ── Speaking ──────────────────────────────────────────────────────────────────────────────────

  /** @type {{stop: () => Promise<import('../components/microphone.js').Recording>} | null} */
  let microphone = null;
  let clock = 0;
  let letGo = false; // while it was still starting: a question of the browser took the hand away
  const start = async () => {
    const missing = missingMicrophone();
    if (missing) return problem(t(`keywords.problem.${missing}`));
    asked.abort();
    player.pause();
    talk.show('starting');
    letGo = false;
    try {
      microphone = await listen({ signal, onSound: (samples) => talk.level(loudness(samples)) });
    } catch (error) {
      talk.show('idle');
      if (!signal.aborted) problem(t(`keywords.problem.${faultOf(/** @type {any} */ (error))}`));
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
    fill(picture);
    show('…', t('keywords.speak_now'));
    announce(t('keywords.speak_now'));
    const end = performance.now() + MAX_SECONDS * 1000;
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
    if (samples.length < MIN_SECONDS * rate) return problem(t('keywords.problem.short'));
    const spoken = wav(samples, rate);
    ask(rate === RATE ? spoken : await samplesOf(spoken).then((fewer) => wav(fewer, RATE), () => spoken));
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
    else if (!signal.aborted) problem(t('error.offline'));
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
  signal.addEventListener('abort', () => (clearInterval(clock), forget()), { once: true });
  show('–', t('keywords.empty'));

  const element = html`<div class="keywords">
    <h1>${t('keywords.title')}</h1>
    <p class="lead">${t('keywords.lead')}</p>
    ${closed && html`<p class="notice">${t('keywords.log_in')} <a href="#/login">${t('shell.log_in')}</a></p>`}
    <div class="desk">
      <div class="mouth">${talk.element} ${status}</div>
      <div class="answer">${verdict} ${picture} ${scores}</div>
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

/** What the browser hears in a recording, one channel at RATE. @param {Blob} recording */
async function samplesOf(recording) {
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await recording.arrayBuffer());
  const channels = Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel));
  return channels[0].map((_, at) => channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length);
}
