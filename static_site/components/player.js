/** The bar that plays speech. */

import { fill, html } from '../dom/html.js';
import { clock } from '../lib/format.js';
import { preferences } from '../state/preferences.js';
import { t } from '../state/words.js';
import { icon, iconButton } from './icon.js';
import { toast } from './toast.js';

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

/**
 * @param {import('../state/playback.js').Playback} playback @param {{title: string, signal: AbortSignal}} options
 * @returns {HTMLElement}
 */
export function makePlayer(playback, { title, signal }) {
  const play = html`<button type="button" class="primary round play" onclick=${() => playback.toggle()}></button>`;
  const now = html`<output class="time" aria-hidden="true"></output>`;
  const seek = html`<input
    class="seek" type="range" min="0" step="0.1" value="0"
    aria-label=${t('player.position')} oninput=${() => playback.seek(Number(seek.value))}
  />`;
  const number = new Intl.NumberFormat(t.language, { maximumFractionDigits: 2 });
  const speed = html`<select aria-label=${t('player.speed')} onchange=${() => preferences.set('speed', Number(speed.value))}>
    ${SPEEDS.map((value) => html`<option value="${value}">${number.format(value)} ×</option>`)}
  </select>`;
  playback.speed = preferences.get('speed');
  speed.value = String(preferences.get('speed'));
  const step = (/** @type {1 | -1} */ direction) => () => playback.skip(direction);

  const element = html`<section class="player" aria-label=${t('player.name')}>
    <div class="buttons">
      ${iconButton('back', t('player.back'), step(-1))}
      ${play}
      ${iconButton('forward', t('player.forward'), step(1))}
    </div>
    ${seek} ${now} ${speed}
  </section>`;

  let shown = '';
  /** @type {any} */
  let told = null;
  const showTime = () => {
    const at = playback.time;
    const length = playback.duration;
    const text = `${clock(at)} / ${clock(length)}${playback.whole ? '' : '+'}`;
    seek.max = String(length || 1);
    seek.value = String(at);
    seek.style.setProperty('--done', `${length ? (at / length) * 100 : 0}%`);
    if (text === shown) return;
    shown = text;
    now.textContent = text;
    seek.setAttribute('aria-valuetext', text);
  };
  const showState = () => {
    const name = playback.playing ? 'pause' : 'play';
    fill(play, icon(name));
    play.setAttribute('aria-label', t(`player.${name}`));
    play.title = t('player.space');
    if (playback.problem && playback.problem !== told) toast(t('player.no_sound'));
    told = playback.problem;
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = playback.playing ? 'playing' : 'paused';
    showTime();
  };
  playback.addEventListener('time', showTime, { signal });
  playback.addEventListener('state', showState, { signal });
  preferences.addEventListener(
    'change',
    () => {
      playback.speed = preferences.get('speed');
      speed.value = String(preferences.get('speed'));
    },
    { signal },
  );
  showState();
  keys(playback, signal);
  mediaKeys(playback, title, signal);
  return element;
}

/** Space plays and pauses, arrows go by sentence, wherever the focus is not in a control that needs these keys itself. */
function keys(/** @type {import('../state/playback.js').Playback} */ playback, /** @type {AbortSignal} */ signal) {
  const act = (/** @type {KeyboardEvent} */ event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]')) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest('input, select, textarea, [contenteditable]')) return;
    if (event.key === ' ' && !target.closest('button, a, summary')) playback.toggle();
    else if (event.key === 'ArrowLeft') playback.skip(-1);
    else if (event.key === 'ArrowRight') playback.skip(1);
    else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', act, { signal });
}

/** The keys of headphones and lock screens. */
function mediaKeys(
  /** @type {import('../state/playback.js').Playback} */ playback,
  /** @type {string} */ title,
  /** @type {AbortSignal} */ signal,
) {
  if (!('mediaSession' in navigator)) return;
  const media = navigator.mediaSession;
  media.metadata = new MediaMetadata({ title, artist: 'Lector' });
  /** @type {[MediaSessionAction, MediaSessionActionHandler][]} */
  const handlers = [
    ['play', () => playback.play()],
    ['pause', () => playback.pause()],
    ['previoustrack', () => playback.skip(-1)],
    ['nexttrack', () => playback.skip(1)],
    ['seekto', ({ seekTime }) => playback.seek(seekTime ?? 0)],
  ];
  for (const [action, handler] of handlers) media.setActionHandler(action, handler);
  signal.addEventListener(
    'abort',
    () => {
      for (const [action] of handlers) media.setActionHandler(action, null);
      media.metadata = null;
    },
    { once: true },
  );
}
