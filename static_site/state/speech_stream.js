/** Speech that is still being made: its parts are joined as they come, and play as one sound. */

import { HEADER_BYTES, headerOf, rateOf } from '../lib/wav.js';
import { ApiError } from './api.js';

export class SpeechStream {
  /** @type {Blob[]} PCM */
  #sounds = [];
  #rate = 0;
  #signal;
  /** @type {import('../lib/marks.js').Mark[]} of all parts so far */
  marks = [];

  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * Fetch the parts that are new.
   * @param {string[]} sounds @param {string[]} marks links to all parts so far
   * @returns {Promise<boolean>} whether there were any
   */
  async take(sounds, marks) {
    const known = this.#sounds.length;
    for (let part = known; part < Math.min(sounds.length, marks.length); part += 1) {
      const [sound, spoken] = await Promise.all([this.#fetch(sounds[part]), this.#fetch(marks[part])]);
      this.#rate ||= rateOf(await sound.slice(0, HEADER_BYTES).arrayBuffer());
      this.marks = [...this.marks, ...JSON.parse(await spoken.text())];
      this.#sounds.push(sound.slice(HEADER_BYTES));
    }
    return this.#sounds.length > known;
  }

  /** All parts so far as one WAV file. */
  sound() {
    const bytes = this.#sounds.reduce((sum, { size }) => sum + size, 0);
    return new Blob([headerOf(bytes, this.#rate), ...this.#sounds], { type: 'audio/wav' });
  }

  /** @param {string} link @returns {Promise<Blob>} */
  async #fetch(link) {
    const response = await fetch(link, { signal: this.#signal });
    if (!response.ok) throw new ApiError(response.status, { code: 'result_missing' });
    return response.blob();
  }
}
