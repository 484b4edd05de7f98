/** The sheet for the consultation, made by the server, printed on paper. Loaded when asked for. */

import { el } from './dom.js';
import { onPaper } from './takeout.js';

const LOOK = `
h1 { font-size: 1.5em; margin: 0; }
article { font-size: 10.5pt; line-height: 1.4; }
header, section { padding: .4em 0; }
section { break-inside: auto; }
.notes, footer { break-inside: avoid; }
ul { padding: 0; list-style: none; }
li { margin: .4em 0; break-inside: avoid; }
li p { margin: 0; }
:is(.told, .bring, .notes) b { font-weight: normal; }
.told p { font-weight: bold; }
.bring li { padding-inline-start: 1.6em; position: relative; }
.bring li::before { content: ''; position: absolute; inset-inline-start: 0; inset-block-start: .3em; width: .7em; height: .7em; border: 1px solid; }
/** Space for handwriting. */
.told li:not(:has(p))::after, .notes::after { content: ''; display: block; height: 1.4em; border-bottom: 1px dotted #555; }
.notes::after { height: 7.2em; background: repeating-linear-gradient(#0000 0 calc(1.8em - 1px), #bbb 0 1.8em); border: 0; print-color-adjust: exact; }
`;

export function print({ dialog, title: { textContent: name }, transcript: { context } }, _, { custom: { sheet }, time }) {
  const { language: lang } = context;
  const date = new Date(time ?? Date.now()).toLocaleDateString(lang, { dateStyle: 'long' });
  const head = [el('h1', null, sheet.title), el('p', null, `${name}, ${date}`), el('p', null, sheet.about)];
  const article = el(
    'article', { lang, dir: 'auto' },
    el('header', null, dialog.querySelector('img')?.cloneNode(), ...head), ...sheet.sections.map(section),
    el('footer', null, ...sheet.lines.map((line) => el('p', null, line))),
  );
  return onPaper({ article, title: `${sheet.title}, ${name}, ${date}`, look: LOOK });
}

function section({ id, title, items }) {
  return el('section', { class: id }, el('h2', null, title), el('ul', null, ...items.map(line)));
}

function line({ title, text, source }) {
  return el('li', null, el('b', null, title), text && el('p', null, text), source && el('p', { class: 'source' }, source));
}
