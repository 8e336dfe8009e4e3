/** Numbers and times as people of a language write them. */

/** @param {number} bytes @param {string} language */
export function bytes(bytes, language) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[unit],
    unitDisplay: unit ? 'short' : 'long',
    maximumFractionDigits: unit > 1 ? 1 : 0,
  }).format(value);
}

/** Minutes and seconds of a player: 1:05. @param {number} seconds */
export function clock(seconds) {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** A moment in a recording: 1.4 s. @param {number} seconds @param {string} language */
export const moment = (seconds, language) =>
  new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(seconds);

/** How long ago, in words; a date after a week. @param {string} iso @param {Date} now @param {string} language */
export function ago(iso, now, language) {
  const then = new Date(iso);
  const seconds = Math.round((then.getTime() - now.getTime()) / 1000);
  if (Number.isNaN(seconds)) return '';
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (seconds > -60) return words.format(0, 'second');
  if (seconds > -3600) return words.format(Math.trunc(seconds / 60), 'minute');
  if (seconds > -86_400) return words.format(Math.trunc(seconds / 3600), 'hour');
  if (seconds > -7 * 86_400) return words.format(Math.trunc(seconds / 86_400), 'day');
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(then);
}

/** @param {number} share 0 to 1 @param {string} language */
export const percent = (share, language) =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** The name of a language in another. @param {string} code @param {string} language */
export function languageName(code, language) {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
