/**
 * Templates that are safe by construction: `html` parses the literal parts once, and puts each value in afterwards as a
 * text node, a node, an attribute or a listener. No value is ever parsed as HTML, so nothing needs escaping.
 *
 *   html`<a href=${url} class="card ${kind}" onclick=${open}>${title}</a>`
 *
 * In an attribute, `false`, `null` and `undefined` leave the attribute out and `true` leaves it empty; a function is a
 * listener (of an `on…` attribute); an object given to `style` sets custom properties. As a child, arrays are put in
 * one by one, and `false`, `null` and `undefined` are nothing.
 */

import { policy } from './trusted.js';

const HOLE = /⟦(\d+)⟧/;
const PREFIX = 'hole:'; // an attribute with a hole goes by another name until it is filled, so that nothing acts on it
const OPEN_ATTRIBUTE = /([\w:-]+)(\s*=\s*(?:"[^"]*|'[^']*)?)$/;

/** @typedef {{template: HTMLTemplateElement, names: Map<string, string>}} Parsed `names`: lower case → as written */
/** @type {WeakMap<TemplateStringsArray, Parsed>} */
const parsed = new WeakMap();

/** @param {TemplateStringsArray} strings @param {boolean} svg @returns {Parsed} */
function parse(strings, svg) {
  const known = parsed.get(strings);
  if (known) return known;
  const names = new Map();
  let markup = '';
  strings.forEach((part, index) => {
    markup += part;
    if (index === strings.length - 1) return;
    if (markup.lastIndexOf('<') < markup.lastIndexOf('>')) {
      markup += `<!--⟦${index}⟧-->`;
      return;
    }
    markup = markup.replace(OPEN_ATTRIBUTE, (whole, name, rest) => {
      if (name.startsWith(PREFIX)) return whole;
      names.set(name.toLowerCase(), name);
      return `${PREFIX}${name}${rest}`;
    });
    markup += `⟦${index}⟧`;
  });
  const template = document.createElement('template');
  template.innerHTML = policy.createHTML(svg ? `<svg>${markup.trim()}</svg>` : markup.trim());
  const root = template.content.firstElementChild;
  if (svg && root) template.content.replaceChildren(...root.childNodes);
  const result = { template, names };
  parsed.set(strings, result);
  return result;
}

/** @param {any} value @returns {Node[]} */
function nodesOf(value) {
  if (value === null || value === undefined || value === false || value === true) return [];
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  return [value instanceof Node ? value : document.createTextNode(String(value))];
}

/** @param {Element} element @param {string} name @param {string} pattern @param {any[]} values */
function fillAttribute(element, name, pattern, values) {
  const hole = pattern.match(HOLE);
  const whole = hole && hole[0] === pattern;
  const value = whole ? values[Number(hole[1])] : pattern.replace(/⟦(\d+)⟧/g, (_, index) => values[index] ?? '');
  if (name.startsWith('on')) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    return;
  }
  if (value === null || value === undefined || value === false) return;
  if (name === 'style') {
    for (const [property, setting] of Object.entries(value)) {
      /** @type {HTMLElement} */ (element).style.setProperty(property, String(setting));
    }
    return;
  }
  if (name === 'value') /** @type {HTMLInputElement} */ (element).value = String(value);
  const text = value === true ? '' : String(value);
  if ((name === 'href' || name === 'src') && /^\s*(javascript|vbscript):/i.test(text)) return;
  element.setAttribute(name, text);
}

/** @param {TemplateStringsArray} strings @param {any[]} values @param {boolean} svg */
function render(strings, values, svg) {
  const { template, names } = parse(strings, svg);
  const fragment = document.importNode(template.content, true);
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);
  /** @type {[Comment, number][]} */
  const places = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Element) {
      for (const { name, value } of [...node.attributes]) {
        if (!name.startsWith(PREFIX)) continue;
        node.removeAttribute(name);
        fillAttribute(node, names.get(name.slice(PREFIX.length)) ?? name, value, values);
      }
    } else {
      const hole = node.nodeValue?.match(HOLE);
      if (hole) places.push([/** @type {Comment} */ (node), Number(hole[1])]);
    }
  }
  for (const [comment, index] of places) comment.replaceWith(...nodesOf(values[index]));
  return fragment.childNodes.length === 1 ? fragment.firstChild : fragment;
}

/**
 * Make an element (or, where the template has several roots, a fragment).
 * @param {TemplateStringsArray} strings @param {...any} values @returns {any}
 */
export const html = (strings, ...values) => render(strings, values, false);

/**
 * The same for parts of an SVG drawing.
 * @param {TemplateStringsArray} strings @param {...any} values @returns {any}
 */
export const svg = (strings, ...values) => render(strings, values, true);

/** Replace the children of an element. @param {Element} element @param {...any} children */
export function fill(element, ...children) {
  element.replaceChildren(...nodesOf(children));
  return element;
}
