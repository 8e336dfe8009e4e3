/** Speech that plays, and the word that is heard. */

import { markAt, markOfWord, sentenceStarts, skipSentence } from '../lib/marks.js';

/** @typedef {import('../lib/marks.js').Mark} Mark */

/**
 * Fires "word" when another word is heard (`detail`: its mark or null), "time" as time goes by, and "state" when it
 * starts, stops or changes speed.
 */
export class Playback extends EventTarget {
  #frame = 0;
  #heard = -1;
  #load;
  #breaks;
  /** @type {Promise<void> | null} */
  #ready = null;
  #newer = false; // there is a sound with more in it than the one that is loaded
  #waiting = false; // played to the end of what there is, and goes on when there is more
  /** Whether no more of it will come. */
  whole = true;
  /** Why the sound could not be had; null while all is well. @type {any} */
  problem = null;

  /**
   * @param {() => Promise<string>} load gives the address of the sound; asked when it is first needed
   * @param {Mark[]} marks
   * @param {(before: Mark, after: Mark) => boolean} [breaks] whether a new block stands between two marks
   */
  constructor(load, marks, breaks) {
    super();
    this.#load = load;
    this.#breaks = breaks;
    this.marks = marks;
    this.starts = sentenceStarts(marks, breaks);
    this.audio = new Audio();
    this.audio.preload = 'auto';
    this.audio.preservesPitch = true;
    for (const type of ['play', 'pause', 'ended', 'ratechange', 'durationchange', 'error']) {
      this.audio.addEventListener(type, () => this.dispatchEvent(new Event('state')));
    }
    this.audio.addEventListener('ended', () => this.#goOn());
    this.audio.addEventListener('play', () => this.#follow());
    for (const type of ['seeked', 'pause', 'timeupdate']) this.audio.addEventListener(type, () => this.#look());
  }

  get playing() {
    return (!this.audio.paused && !this.audio.ended) || this.#waiting;
  }

  /**
   * Another sound, which begins like this one and has more in it: it is taken when this one comes to its end, where
   * the voice pauses anyway.
   * @param {() => Promise<string>} load @param {Mark[]} marks of all of it @param {boolean} whole whether no more will come
   */
  extend(load, marks, whole) {
    this.#load = load;
    this.#newer = true;
    this.marks = marks;
    this.starts = sentenceStarts(marks, this.#breaks);
    this.whole = whole;
    if (this.#waiting) this.#goOn();
    else if (!this.playing) this.#renew();
    else this.dispatchEvent(new Event('state'));
  }

  /** At the end of the sound that is loaded. */
  async #goOn() {
    if (this.#newer) {
      this.#waiting = false;
      if (await this.#renew()) await this.audio.play().catch(() => {});
    } else this.#waiting = !this.whole;
    this.dispatchEvent(new Event('state'));
  }

  /** Load the newest sound, and stay where we are in it. */
  async #renew() {
    const at = this.time;
    this.#newer = false;
    this.#ready = null;
    const there = await this.prepare();
    if (there && at) this.audio.currentTime = at;
    return there;
  }

  /** Seconds; from the marks until the sound itself is known. */
  get duration() {
    const known = this.audio.duration;
    return Number.isFinite(known) && !this.#newer ? known : (this.marks.at(-1)?.end_ms ?? 0) / 1000;
  }

  get time() {
    return this.audio.currentTime;
  }

  get speed() {
    return this.audio.playbackRate;
  }

  set speed(speed) {
    this.audio.defaultPlaybackRate = speed;
    this.audio.playbackRate = speed;
  }

  /** Fetch the sound, if it is not there yet. @returns {Promise<boolean>} whether it is there */
  async prepare() {
    this.#ready ??= this.#fetch();
    try {
      await this.#ready;
      this.problem = null;
    } catch (error) {
      this.#ready = null; // so that another try may help
      this.problem = error;
    }
    this.dispatchEvent(new Event('state'));
    return !this.problem;
  }

  async #fetch() {
    this.audio.src = await this.#load();
    await new Promise((resolve, reject) => {
      this.audio.addEventListener('loadedmetadata', resolve, { once: true });
      this.audio.addEventListener('error', () => reject(this.audio.error), { once: true });
    });
  }

  async play() {
    if (!(await this.prepare())) return;
    if (this.audio.ended && this.whole && !this.#newer) this.audio.currentTime = 0;
    await this.audio.play().catch(() => this.dispatchEvent(new Event('state')));
  }

  pause() {
    this.#waiting = false;
    this.audio.pause();
    this.dispatchEvent(new Event('state'));
  }

  toggle() {
    return this.playing ? this.pause() : this.play();
  }

  /** @param {number} seconds */
  async seek(seconds) {
    if (!(await this.prepare())) return;
    this.#waiting = false;
    if (this.#newer && seconds >= this.audio.duration) {
      const playing = this.playing;
      await this.#renew();
      if (playing) await this.audio.play().catch(() => {});
    }
    this.audio.currentTime = Math.min(Math.max(0, seconds), this.duration || seconds);
  }

  /** To the sentence before (-1) or after (1). @param {1 | -1} direction */
  skip(direction) {
    this.seek(skipSentence(this.marks, this.starts, this.time * 1000, direction) / 1000);
  }

  /** To a word; false where neither it nor one after it is spoken. @param {number} page @param {number} word */
  async seekWord(page, word) {
    const index = markOfWord(this.marks, page, word);
    if (index < 0) return false;
    await this.seek(this.marks[index].start_ms / 1000 + 0.001);
    return true;
  }

  /** Stop, and let go of the sound. */
  close() {
    this.#waiting = false;
    this.whole = true;
    cancelAnimationFrame(this.#frame);
    this.audio.pause();
    this.audio.removeAttribute('src');
  }

  #follow() {
    cancelAnimationFrame(this.#frame);
    const step = () => {
      this.#look();
      if (this.playing) this.#frame = requestAnimationFrame(step);
    };
    step();
  }

  #look() {
    this.dispatchEvent(new Event('time'));
    const heard = markAt(this.marks, this.time * 1000);
    if (heard === this.#heard) return;
    this.#heard = heard;
    this.dispatchEvent(new CustomEvent('word', { detail: this.marks[heard] ?? null }));
  }
}
