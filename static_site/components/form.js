/** Forms: each error stands beside its field, and what was typed stays. */

import { fill, html } from '../dom/html.js';
import { explain } from '../lib/i18n.js';
import { t } from '../state/words.js';

/**
 * @typedef {object} FieldSpec
 * @property {string} name @property {string} label
 * @property {[string, string][]} [choices] values and their words: a choice instead of an input
 * @property {string} [type] @property {string} [value] @property {string} [autocomplete] @property {string} [hint]
 */

/**
 * @param {object} spec
 * @param {FieldSpec[]} spec.fields
 * @param {string} spec.submit words on the button
 * @param {string} [spec.danger] "danger" for a deed that destroys
 * @param {(values: Record<string, string>) => Record<string, string>} spec.check field → key of a message
 * @param {(values: Record<string, string>) => Promise<void>} spec.send
 * @returns {HTMLFormElement}
 */
export function makeForm({ fields, submit, check, send, danger = '' }) {
  const problem = html`<p class="problem" role="alert"></p>`;
  const button = html`<button type="submit" class="primary ${danger}">${submit}</button>`;

  const values = () => Object.fromEntries(fields.map(({ name }) => [name, form.elements[name].value]));

  /** @param {Record<string, string>} errors */
  const showErrors = (errors) => {
    for (const { name } of fields) {
      const input = form.elements[name];
      const message = errors[name] ?? '';
      form.querySelector(`#${input.id}-error`).textContent = message;
      if (message) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
    const first = fields.find(({ name }) => errors[name]);
    if (first) form.elements[first.name].focus();
    return Boolean(first);
  };

  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (button.disabled) return;
    fill(problem);
    const found = check(values());
    if (showErrors(Object.fromEntries(Object.entries(found).map(([name, key]) => [name, t(key)])))) return;
    button.disabled = true;
    form.setAttribute('aria-busy', 'true');
    try {
      await send(values());
    } catch (/** @type {any} */ error) {
      const message = explain(t, error);
      const beside = Object.entries(error.fields ?? {}).map(([name, text]) => [
        name,
        t.language === 'en' ? text : t.has(`error.${error.code}.${name}`) ? t(`error.${error.code}.${name}`) : message,
      ]);
      const about = beside.find(([name]) => !fields.some((field) => field.name === name)); // as the token of a link
      if (!showErrors(Object.fromEntries(beside))) fill(problem, about?.[1] ?? message);
    } finally {
      button.disabled = false;
      form.removeAttribute('aria-busy');
    }
  };

  const form = html`<form class="form" novalidate onsubmit=${onsubmit}>
    ${fields.map(makeField)} ${problem}
    <div class="actions">${button}</div>
  </form>`;
  return form;
}

let count = 0;

/** @param {FieldSpec} spec */
function makeField({ name, label, type = 'text', value = '', autocomplete = 'off', hint, choices }) {
  const id = `field-${(count += 1)}`;
  const described = hint ? `${id}-hint ${id}-error` : `${id}-error`;
  if (choices) {
    const options = choices.map(([choice, words]) => html`<option value="${choice}">${words}</option>`);
    return html`<div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} name=${name} aria-describedby="${id}-error">${options}</select>
      <p class="error" id="${id}-error"></p>
    </div>`;
  }
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      id=${id} name=${name} type=${type} value=${value} required
      autocomplete=${autocomplete} aria-describedby=${described}
    />
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    <p class="error" id="${id}-error"></p>
  </div>`;
}
