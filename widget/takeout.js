/** What a visitor takes along: the conversation on paper or as text, or all data. Loaded when asked for. */

import { el } from './dom.js';
import { replyNode } from './render.js';
import { adopt } from './styles.js';

/** Beside the body, so that nothing of the page shapes it. */
const INSTEAD = `@media print {
  :root { all: initial !important; display: block !important; }
  :root > * { display: none !important; }
}`;

const PAPER = `
:host { all: initial !important; display: none !important; }
@media print { :host { display: block !important; } }
article { font-size: 11pt; line-height: 1.5; white-space: pre-line; overflow-wrap: break-word; }
h1, h2, p, ul { margin: .4em 0; padding: 0; list-style: none; }
h2 { font-size: 1em; break-after: avoid; }
header, section { padding: .6em 0; border-bottom: 1px solid #bbb; }
header { border-bottom: 3px solid; border-color: inherit; }
header p, .source { font-size: .85em; color: #444; }
img { max-width: 50%; height: 15mm; }
section, p, tr { break-inside: avoid; }
.alarm { font-weight: bold; }
a { color: inherit; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .3em .5em; border: 1px solid #bbb; text-align: start; vertical-align: top; }
`;

let clear = () => {};

export async function print(panel, strings) {
  const { article, title } = transcript(panel, strings);
  const logo = panel.dialog.querySelector('img')?.cloneNode();
  if (logo) {
    logo.loading = 'eager';
    article.prepend(logo);
    await logo.decode().catch(() => logo.remove());
  }
  const paper = el('div');
  const root = paper.attachShadow({ mode: 'open' });
  adopt(root, PAPER);
  root.append(article);
  clear();
  const before = [document.title, [...document.adoptedStyleSheets]];
  clear = () => {
    paper.remove();
    [document.title, document.adoptedStyleSheets] = before;
    clear = () => {};
  };
  addEventListener('afterprint', () => clear(), { once: true });
  adopt(document, INSTEAD);
  document.documentElement.append(paper);
  document.title = title;
  window.print();
}

export function save(panel, strings) {
  const { article, title } = transcript(panel, strings);
  const blocks = [...article.querySelectorAll('h1, h2, p, tr, li')];
  download(`${title}.txt`, blocks.map(words).join('\n'));
}

export async function exportData({ talk }) {
  download('conversation.json', JSON.stringify(await talk.client.exportAll(), null, 2));
}

function words(block) {
  const gap = { H2: `\n${'-'.repeat(40)}\n`, P: '\n' }[block.tagName] ?? '';
  return gap + [...(block.cells ?? [block])].map((cell) => cell.textContent.trim()).join(' | ');
}

function download(name, text) {
  const href = URL.createObjectURL(new Blob([text, '\n']));
  el('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** {article, title}: on paper each question stays with its answer. */
function transcript({ transcript: { log, context }, title: { textContent: name }, reach, launcher }, strings) {
  const entries = [...log.children].flatMap(({ entry }) => entry ?? []);
  const date = days(entries, strings.language);
  const head = el('header', null, el('h1', null, name), ...[date, ...reach.cloneNode(true).children, strings.subtitle].map((line) => el('p', null, line)));
  const article = el('article', { lang: strings.language, dir: strings.direction }, head);
  for (const entry of entries) {
    const asked = entry.role === 'visitor';
    if (asked || entry === entries[0]) article.append(el('section'));
    article.lastChild.append(...(asked ? question(entry, strings) : [replyNode(entry, { strings, ...context })]));
  }
  const { backgroundColor: borderColor, fontFamily } = getComputedStyle(launcher);
  Object.assign(article.style, { borderColor, fontFamily });
  article.querySelectorAll('.aside, svg').forEach((node) => node.remove());
  article.querySelectorAll('a').forEach(spellOut);
  return { article, title: `${name}, ${date}` };
}

function question({ text, state }, { you, waiting, failed }) {
  const { [state]: fate } = { waiting, failed };
  return [el('h2', null, `${you} `, el('bdi', null, String(text))), fate ? el('p', { class: 'source' }, fate) : ''];
}

/** On paper nothing can be followed. */
function spellOut(anchor) {
  const { protocol, href, textContent } = anchor;
  if (protocol === 'https:' && !textContent.includes(href)) anchor.append(': ', el('bdi', { dir: 'ltr' }, href));
}

function days(entries, language) {
  const times = entries.map(({ time }) => +new Date(time)).filter(Boolean).sort();
  const [first = Date.now()] = times;
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).formatRange(first, times.at(-1) ?? first);
}
