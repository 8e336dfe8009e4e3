/** Line drawings of 24 × 24, in the colour of the text. They say nothing that a name beside them does not. */

import { html } from '../dom/html.js';

/** @type {Record<string, string>} */
const PATHS = {
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  back: 'M18 5.5v13L8.5 12zM6 5.5v13',
  forward: 'M6 5.5v13l9.500-6.500zM18 5.5v13',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  whole: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  camera: 'M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.200 3.200 0 1 0 0 6.400 3.200 3.200 0 0 0 0-6.400',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  paste: 'M8 5H6v15h12V5h-2M9 3.500h6v3H9z',
  trash: 'M5 7h14M10 4h4M7 7l1 13h8l1-13',
  pen: 'M4 20l1-4L16 5l3 3L8 19z',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  search: 'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.500 15.500 20 20',
  close: 'M6 6l12 12M18 6 6 18',
  retry: 'M19 8a8 8 0 1 0 1 6M19 3v5h-5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  arrow: 'M19 12H5M11 6l-6 6 6 6',
  digit: 'M5 4h14v16H5zM9.5 8h5l-3 8',
  speak: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11',
  link: 'M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1',
  microphone: 'M12 3.500a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3M5.500 11a6.500 6.500 0 0 0 13 0M12 17.500V21',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500',
  leave: 'M14 4H5v16h9M10 12h10M16 8l4 4-4 4',
  check: 'M5 13l4.500 4.500L19 7',
  alert: 'M12 4 2.500 20h19zM12 10v5M12 17.500v.5',
};

/** @param {keyof typeof PATHS} name @returns {SVGElement} */
export const icon = (name) =>
  html`<svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${PATHS[name]}" /></svg>`;

/**
 * A round button that shows a drawing and has a name.
 * @param {keyof typeof PATHS} name of the drawing @param {string} label @param {(event: any) => void} act
 * @param {string} [kind] a class of its own @returns {HTMLButtonElement}
 */
export const iconButton = (name, label, act, kind = '') =>
  html`<button type="button" class="${kind} quiet round" aria-label=${label} onclick=${act}>${icon(name)}</button>`;
