/** Addresses within the site. They live behind the `#`, so that any static host can serve them. */

/**
 * @typedef {{name: string, params: Record<string, string>, query: Record<string, string>}} Place
 */

/** Route patterns and the views they show. */
export const ROUTES = [
  ['/', 'home'],
  ['/login', 'login'],
  ['/register', 'register'],
  ['/forgot', 'forgot'],
  ['/reset/:token', 'reset'],
  ['/verify/:token', 'verify'],
  ['/account', 'account'],
  ['/documents/:id', 'document'],
  ['/digits', 'digits'],
  ['/keywords', 'keywords'],
];

/** Views that show nothing without an account. */
export const PRIVATE = new Set(['account', 'document']);

/**
 * @param {string} hash as in `location.hash` @returns {Place} `name` is "missing" where no route fits
 */
export function placeOf(hash) {
  const [path, search = ''] = hash.replace(/^#/, '').split('?');
  const query = Object.fromEntries(new URLSearchParams(search));
  const parts = split(path);
  for (const [pattern, name] of ROUTES) {
    const wanted = split(pattern);
    if (wanted.length !== parts.length) continue;
    /** @type {Record<string, string>} */
    const params = {};
    const fits = wanted.every((want, index) => {
      if (!want.startsWith(':')) return want === parts[index];
      const value = decode(parts[index]);
      if (value === null) return false;
      params[want.slice(1)] = value;
      return true;
    });
    if (fits) return { name, params, query };
  }
  return { name: 'missing', params: {}, query };
}

/** @param {string} path */
const split = (path) => path.split('/').filter(Boolean);

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
