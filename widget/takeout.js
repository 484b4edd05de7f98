/** What a visitor takes along: the conversation on paper or as text, or all data. Loaded when asked for. */

import { el } from './dom.js';
import { adopt } from './styles.js';

/** Printed in place of the body, so that the page's own styles don't affect it. */
const INSTEAD = `@media print {
  :root { all: initial !important; display: block !important; }
  :root > * { display: none !important; }
}`;

const PAPER = `
:host { all: initial !important; display: none !important; }
@media print { :host { display: block !important; } }
article { font: 11pt/1.5 sans-serif; white-space: pre-line; overflow-wrap: break-word; }
h2, p, ul { margin: .4em 0; font-size: 1em; }
header, section { padding: .6em 0; border-bottom: 1px solid #bbb; }
header p, .source { font-size: .85em; }
img { height: 15mm; }
h2 { break-after: avoid; }
section, tr { break-inside: avoid; }
.alarm { font-weight: bold; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4em; border: 1px solid #bbb; text-align: start; }
`;

/** Milliseconds within which printing must begin. */
const PATIENCE = 2000;

let clear = () => {};

export async function print(panel, strings) {
  return onPaper(await transcript(panel, strings));
}

/** Rejects if the browser doesn't print, for example in a sandboxed frame. */
export function onPaper({ article, title, look = '' }) {
  clear();
  const paper = el('div');
  const before = [document.title, [...document.adoptedStyleSheets]];
  clear = () => {
    paper.remove();
    [document.title, document.adoptedStyleSheets] = before;
    clear = () => {};
  };
  addEventListener('afterprint', () => clear(), { once: true });
  paper.attachShadow({ mode: 'open' }).append(article);
  adopt(paper.shadowRoot, PAPER + look);
  adopt(document, INSTEAD);
  document.documentElement.append(paper);
  document.title = title;
  return new Promise((begun, refused) => {
    addEventListener('beforeprint', begun, { once: true });
    setTimeout(refused, PATIENCE);
    window.print();
  }).catch((error) => {
    clear();
    throw error;
  });
}

export async function save(panel, strings) {
  const { article, title } = await transcript(panel, strings);
  const blocks = [...article.querySelectorAll('h1, h2, p, tr, li')];
  download(`${title}.txt`, blocks.map(words).join('\n'));
}

export async function exportData({ talk }) {
  download('conversation.json', JSON.stringify(await talk.client.exportAll(), null, 2));
}

function words(block) {
  const gap = { H2: '\n---\n', P: '\n' }[block.tagName] ?? '';
  return gap + [...(block.cells ?? [block])].map((cell) => cell.textContent.trim()).join(' | ');
}

function download(name, text) {
  el('a', { href: URL.createObjectURL(new Blob([text, '\n'])), download: name }).click();
}

/** Returns {article, title}; each question is in one section with its answer, which keeps them together on paper. */
async function transcript({ dialog, reach, talk, title, transcript: { log } }, { language, direction, subtitle }) {
  while (await talk.earlier());
  const name = title.textContent;
  const last = [...log.children].findLast(({ entry }) => entry?.time);
  const date = new Date(last?.entry.time ?? Date.now()).toLocaleDateString(language, { dateStyle: 'long' });
  const lines = [date, ...reach.cloneNode(true).children, subtitle].map((line) => el('p', null, line));
  const logo = dialog.querySelector('img')?.cloneNode();
  const article = el('article', { lang: language, dir: direction }, el('header', null, logo, el('h1', null, name), ...lines));
  for (const part of log.cloneNode(true).querySelectorAll('.bubble, .card, .state')) {
    const asked = part.matches('.bubble');
    if (asked || !article.children[1]) article.append(el('section'));
    article.lastChild.append(asked ? el('h2', null, ...part.childNodes) : part);
  }
  article.querySelectorAll('a .aside, svg').forEach((node) => node.remove());
  /** Links can't be followed on paper, so their addresses are added. */
  article.querySelectorAll('a[href^=https]').forEach((to) => to.textContent.includes(to.href) || to.append(`: ${to.href}`));
  return { article, title: `${name}, ${date}` };
}
