/** Checks of forms before they are sent. Each returns field → key of the message; an empty object means all is well. */

export const MIN_PASSWORD = 6;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;

/** @typedef {Record<string, string>} Fields */

/** @param {Fields} values @returns {Fields} */
export function checkRegistration(values) {
  return { ...checkName(values), ...checkEmail(values), ...checkNewPassword(values) };
}

/** @param {Fields} values @returns {Fields} */
export function checkLogin(values) {
  return { ...checkEmail(values), ...(values.password ? {} : { password: 'form.password_missing' }) };
}

/** @param {Fields} values @returns {Fields} */
export function checkPasswordChange(values) {
  const current = values.current_password ? {} : { current_password: 'form.password_missing' };
  return { ...current, ...checkNewPassword(values) };
}

/** @param {Fields} values @returns {Fields} */
export function checkName(values) {
  return values.name?.trim() ? {} : { name: 'form.name_missing' };
}

/** @param {Fields} values @returns {Fields} */
export function checkEmail(values) {
  const email = values.email?.trim();
  if (!email) return { email: 'form.email_missing' };
  return EMAIL.test(email) ? {} : { email: 'form.email_odd' };
}

/** @param {Fields} values @returns {Fields} */
export function checkNewPassword(values) {
  if ([...(values.password ?? '')].length < MIN_PASSWORD) return { password: 'form.password_short' };
  if (values.password !== values.password_confirmation) {
    return { password_confirmation: 'form.password_differs' };
  }
  return {};
}
