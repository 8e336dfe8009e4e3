/** Placeholder until the digit service answers. */

export { view } from './missing.js';
