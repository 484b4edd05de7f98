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
article { font: 11pt/1.5 -apple-system, "Segoe UI", Roboto, Inter, "Noto Sans", sans-serif; color: #000; overflow-wrap: anywhere; }
h1, h2, p, ul { margin: 0; padding: 0; list-style: none; }
h1 { font-size: 18pt; line-height: 1.3; }
h2 { font-size: 1em; break-after: avoid; }
header, section { padding-block: 1em; border-block-end: 1px solid #bbb; }
header { border-block-end: 3px solid; border-color: inherit; }
header p, .source { font-size: .85em; color: #444; }
img { max-width: 50%; height: 15mm; }
section, p, li, tr { break-inside: avoid; }
p, ul, table { margin-block-start: .5em; }
p { white-space: pre-line; }
svg { display: none; }
.alarm { font-weight: bold; }
a { color: inherit; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .3em .5em; border: 1px solid #bbb; text-align: start; vertical-align: top; }
`;

export async function print(panel, strings) {
  const { article, title } = transcript(panel, strings);
  const logo = panel.dialog.querySelector('img')?.cloneNode();
  if (logo) {
    logo.loading = 'eager';
    article.firstChild.prepend(logo);
    await logo.decode().catch(() => logo.remove());
  }
  const paper = el('div');
  const root = paper.attachShadow({ mode: 'open' });
  adopt(root, PAPER);
  root.append(article);
  const before = [document.title, [...document.adoptedStyleSheets]];
  const clear = () => {
    paper.remove();
    [document.title, document.adoptedStyleSheets] = before;
  };
  addEventListener('afterprint', clear, { once: true });
  adopt(document, INSTEAD);
  document.documentElement.append(paper);
  document.title = title;
  window.print();
}

export function save(panel, strings) {
  const { article, title } = transcript(panel, strings);
  const blocks = [...article.querySelectorAll('h1, h2, p, tr, li')];
  download(`${title}.txt`, 'text/plain', `${blocks.map(words).join('\n')}\n`);
}

export async function exportData(panel) {
  const data = await panel.talk.client.exportAll();
  download('conversation.json', 'application/json', JSON.stringify(data, null, 2));
}

function words(block) {
  if (block.cells) return [...block.cells].map((cell) => cell.textContent).join(' | ');
  const gap = { H2: `\n${'-'.repeat(40)}\n`, P: '\n' }[block.tagName] ?? '';
  return gap + block.textContent.trim();
}

function download(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  el('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** {article, title}: on paper each question stays with its answer. */
function transcript(panel, strings) {
  const entries = [...panel.transcript.log.children].flatMap(({ entry }) => entry ?? []);
  const name = panel.title.textContent;
  const date = days(entries, strings.language);
  const contact = [...panel.reach.children].map((way) => el('p', null, way.cloneNode(true)));
  const head = el('header', null, el('h1', null, name), el('p', null, date), ...contact, el('p', null, strings.subtitle));
  const sections = exchanges(entries).map((exchange) => el('section', null, ...exchange.flatMap((entry) => said(entry, panel, strings))));
  const article = el('article', { lang: strings.language, dir: strings.direction }, head, ...sections);
  article.style.borderColor = getComputedStyle(panel.launcher).backgroundColor;
  article.querySelectorAll('.aside').forEach((aside) => aside.remove());
  article.querySelectorAll('a').forEach(spellOut);
  return { article, title: `${name}, ${date}` };
}

function exchanges(entries) {
  const begins = entries.flatMap(({ role }, at) => (role === 'visitor' || at === 0 ? at : []));
  return begins.map((at, number) => entries.slice(at, begins[number + 1]));
}

function said(entry, panel, strings) {
  if (entry.role !== 'visitor') return [replyNode(entry, { strings, ...panel.transcript.context })];
  const { [entry.state]: state } = { waiting: strings.waiting, failed: strings.failed };
  return [el('h2', null, `${strings.you} `, el('bdi', null, String(entry.text))), state && el('p', { class: 'source' }, state)];
}

/** On paper nothing can be followed. */
function spellOut(anchor) {
  if (anchor.protocol === 'https:' && !anchor.textContent.includes(anchor.href)) anchor.append(': ', el('bdi', { dir: 'ltr' }, anchor.href));
}

function days(entries, language) {
  const times = entries.map(({ time }) => Number(new Date(time ?? NaN))).filter(Number.isFinite);
  const [first, last] = times.length ? [Math.min(...times), Math.max(...times)] : [Date.now(), Date.now()];
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).formatRange(first, last);
}
