/** The words of the interface: English here; other languages are fetched when needed. */

/** The languages and their writing directions; each but English has a file in strings/. */
export const LANGUAGES = { en: 'ltr', es: 'ltr', de: 'ltr', fr: 'ltr', ar: 'rtl' };

const ENGLISH = {
  launcher: 'Ask a question',
  title: 'Ask us',
  subtitle: 'Automated guide. General information, not medical advice.',
  greeting: 'Hello! Ask me about PRP and exosome treatment for hair loss.',
  answersIn: 'This guide answers in {language}.',
  unread: '{count} unread',
  close: 'Close chat',
  menu: 'More options',
  conversation: 'Conversation',
  reach: 'Reach the clinic',
  call: 'Call {number}',
  book: 'Book a visit',
  you: 'You said:',
  guide: 'Guide:',
  typing: 'The guide is writing',
  newMessage: 'New message',
  latest: 'Latest message',
  suggestions: 'Suggested questions',
  source: 'From the guide:',
  urgent: 'Please get help now',
  comparison: 'Comparison',
  newTab: '(opens in a new tab)',
  label: 'Your question',
  send: 'Send',
  count: '{count} of {limit} characters',
  tooLong: 'Please shorten your question: {count} of {limit} characters.',
  copy: 'Copy',
  copied: 'Copied',
  more: 'More detail',
  up: 'Helpful',
  down: 'Not helpful',
  thanks: 'Thank you.',
  word: 'Anything to add? (optional)',
  waiting: 'Waiting to be sent',
  offline: 'You are offline. Your message is kept and goes out when you are back. In an emergency, call your local emergency number.',
  unreachable: 'We cannot reach the guide. What you write is kept, and we keep trying. In an emergency, call your local emergency number.',
  slow: 'Still waiting for an answer. In an emergency, call your local emergency number.',
  again: 'Try again',
  failed: 'Not sent.',
  edit: 'Edit',
  dismiss: 'Dismiss',
  noHistory: 'Your earlier messages could not be loaded.',
  restart: 'Start over',
  restarted: 'A new conversation has begun.',
  undo: 'Undo',
  times: 'Show times',
  save: 'Save a copy',
  print: 'Print',
  exportData: 'Export my data',
  erase: 'Erase my conversation',
  eraseQuestion: 'Erase everything written here? This cannot be undone.',
  eraseYes: 'Erase',
  eraseNo: 'Keep it',
  erased: 'Your conversation was erased.',
  notDone: 'That did not work. Please try again.',
};

/** "de-AT" → German, unknown languages → English. */
export async function loadStrings(wanted) {
  const base = String(wanted).toLowerCase().split('-')[0];
  const language = base in LANGUAGES ? base : 'en';
  const table = language === 'en' ? {} : await import(`./strings/${language}.js`).then((file) => file.default, () => null);
  return { ...ENGLISH, ...table, language, direction: LANGUAGES[language] };
}

/** around('Call {number}', node) → ['Call ', node, '']: the node's text keeps its own direction. */
export function around(text, node) {
  const [before, after] = text.split(/\{\w+\}/);
  return [before, node, after];
}

/** fill('{count} unread', {count: 2}) → '2 unread' */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}
