/** The words of the interface: English at hand, another language fetched when asked for. */

import english from './strings/en.js';

/** Each has a file in strings/ and its writing direction here. */
export const LANGUAGES = { en: 'ltr', es: 'ltr', de: 'ltr', fr: 'ltr', ar: 'rtl' };

/** "de-AT" → German, unknown → English. */
export async function loadStrings(wanted) {
  const base = String(wanted).toLowerCase().split('-')[0];
  const language = base in LANGUAGES ? base : 'en';
  const table = language === 'en' ? {} : (await import(`./strings/${language}.js`)).default;
  return { ...english, ...table, language, direction: LANGUAGES[language] };
}

/** fill('{count} unread', {count: 2}) → '2 unread' */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}
