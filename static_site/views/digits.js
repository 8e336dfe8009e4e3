/** One handwritten digit: draw it, and see what Lector takes it for. */

import { announce } from '../components/announce.js';
import { icon } from '../components/icon.js';
import { makeInkPad } from '../components/ink_pad.js';
import { fill, html } from '../dom/html.js';
import * as format from '../lib/format.js';
import { explain } from '../lib/i18n.js';
import { SAMPLES } from '../lib/strokes.js';
import { api } from '../state/api.js';
import { session } from '../state/session.js';
import { t } from '../state/words.js';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const PAUSE_MS = 400; // between strokes of one digit

/** @type {import('../app.js').View} */
export function view({ signal }) {
  let timer = 0;
  let asked = new AbortController();
  const pad = makeInkPad({
    label: t('digits.pad'),
    onDrawn: () => {
      clearTimeout(timer);
      timer = setTimeout(async () => ask(await pad.picture()), PAUSE_MS);
    },
  });
  const verdict = html`<div class="verdict" aria-live="off"></div>`;
  const bars = new Map(
    DIGITS.map((digit) => [digit, html`<meter min="0" max="1" value="0" aria-label=${digit}></meter>`]),
  );
  const scores = html`<ol class="scores" aria-label=${t('digits.scores')}>
    ${DIGITS.map((digit) => html`<li><span aria-hidden="true">${digit}</span>${bars.get(digit)}</li>`)}
  </ol>`;

  /** @param {string} digit @param {string} words @param {Record<string, number>} [likeness] */
  const show = (digit, words, likeness = {}) => {
    fill(verdict, html`<p class="digit">${digit}</p>`, html`<p class="muted">${words}</p>`);
    for (const [name, bar] of bars) bar.value = likeness[name] ?? 0;
    announce(`${digit} ${words}`);
  };
  /** Words without an answer, beside a sign that says nothing by itself. @param {string} sign @param {string} words */
  const say = (sign, words) => {
    fill(verdict, html`<p class="digit" aria-hidden="true">${sign}</p>`, html`<p class="muted">${words}</p>`);
    for (const bar of bars.values()) bar.value = 0;
  };
  /** @param {Blob} picture */
  const ask = async (picture) => {
    asked.abort();
    asked = new AbortController();
    if (!session.token) return say('–', t('digits.log_in'));
    say('…', t('digits.asking'));
    const own = AbortSignal.any([asked.signal, signal]);
    try {
      const { digit, confidence, scores: likeness } = await api.recogniseDigit(picture, own);
      show(digit, t('digits.sure', { share: format.percent(Math.min(confidence, 0.99), t.language) }), likeness);
    } catch (/** @type {any} */ error) {
      if (own.aborted) return;
      const reason = `digits.reason.${error.fields?.reason}`;
      if (t.has(reason)) show('?', t(reason));
      else fill(verdict, html`<p class="problem" role="alert">${explain(t, error)}</p>`);
    }
  };
  const clear = () => {
    clearTimeout(timer);
    asked.abort();
    pad.clear();
    say('–', t('digits.empty'));
  };
  const useFile = async () => {
    const [file] = chooser.files ?? [];
    chooser.value = '';
    if (!file) return;
    await pad.show(file).catch(() => pad.clear());
    ask(file);
  };
  const useSample = async (/** @type {string} */ digit) => {
    pad.draw(SAMPLES[digit]);
    ask(await pad.picture());
  };
  const chooser = html`<input
    type="file" class="off-screen" tabindex="-1" aria-hidden="true"
    accept="image/*" onchange=${useFile}
  />`;
  const sampleButton = (/** @type {string} */ digit) => {
    const label = t('digits.sample', { digit });
    return html`<button type="button" class="round" aria-label=${label} onclick=${() => useSample(digit)}>${digit}</button>`;
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  say('–', t('digits.empty'));

  const element = html`<div class="digits">
    <h1>${t('digits.title')}</h1>
    <p class="lead">${t('digits.lead')}</p>
    ${!session.token && html`<p class="notice">${t('digits.log_in')} <a href="#/login">${t('shell.log_in')}</a></p>`}
    <div class="desk">
      <div class="sheet-of-ink">
        ${pad.element}
        <div class="actions">
          <button type="button" onclick=${clear}>${icon('retry')} ${t('digits.clear')}</button>
          <button type="button" onclick=${() => chooser.click()}>${icon('file')} ${t('digits.file')}</button>
        </div>
        <div class="samples" role="group" aria-label=${t('digits.samples')}>
          <span class="muted">${t('digits.samples')}</span>
          ${Object.keys(SAMPLES).map(sampleButton)}
        </div>
        ${chooser}
      </div>
      <div class="answer">${verdict} ${scores}</div>
    </div>
  </div>`;
  return { title: t('digits.title'), element };
}
