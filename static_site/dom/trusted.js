/** The site's one Trusted Types policy: templates written in its own modules, and its own service worker. */

const rules = {
  createHTML: (/** @type {string} */ markup) => markup,
  createScriptURL: (/** @type {string} */ url) => {
    if (url !== 'sw.js') throw new TypeError(`no script of this site: ${url}`);
    return url;
  },
};

/** `createHTML` is for html.js alone, which hands it literal parts of templates and never a value. */
export const policy = globalThis.trustedTypes?.createPolicy('lector', rules) ?? rules;
