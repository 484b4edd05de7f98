/** Turns a message into DOM nodes: text, never markup. */

import { aside, attempt, button, el, icon, iconButton, isEnter } from './dom.js';

/** In the bot's language, whatever the interface's language is. */
export const MORE = 'Tell me more';
const SCHEMES = ['https:', 'tel:', 'mailto:'];
const ADDRESS = 'https://[^\\s<>"]*[^\\s<>".,;:!?)]|[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+';
const RATED = ['answer', 'uncovered', 'clinic'];
const WORD_LIMIT = 200;

/** Numbers the tables, so that each has its own name. */
let tables = 0;

const list = (value) => (Array.isArray(value) ? value : []);
const things = (value) => list(value).filter(Boolean);
const text = (value) => String(value ?? '');

/** A number to dial, without the (0) dialled only within its country; some help lines are websites. */
export function reach(number) {
  const digits = text(number).replace(/^(\+.*)\(0\)/, '$1').replace(/[^\d+*#]/g, '');
  return digits ? `tel:${digits}` : `https://${number}`;
}

/** A link, or only its words if its address is not safe to follow. */
export function link(address, strings, ...words) {
  const url = attempt(() => new URL(address)) ?? {};
  if (!SCHEMES.includes(url.protocol)) return el('span', null, ...words);
  const outside = url.protocol === 'https:' && { target: '_blank', rel: 'noopener noreferrer' };
  return el('a', { href: url.href, ...outside }, ...words, outside && aside(` ${strings.newTab}`));
}

export function phoneLink(number, strings, ...words) {
  return link(reach(number), strings, icon('phone'), ...words);
}

function linked(sentence, { strings, phone }) {
  const number = text(phone).replace(/[^\w\s]/g, '\\$&');
  const parts = sentence.split(new RegExp(`(${ADDRESS}${number && `|${number}`})`));
  const address = (part) => (part === phone ? reach(phone) : part.startsWith('https:') ? part : `mailto:${part}`);
  return parts.map((part, at) => (at % 2 ? link(address(part), strings, el('bdi', { dir: 'ltr' }, part)) : part));
}

function paragraphs(reply, context) {
  const parts = text(reply.text).split(/\n{2,}/);
  return parts.map((part) => el('p', { dir: 'auto' }, ...linked(part.trim(), context)));
}

function tableNode({ columns, rows }, strings) {
  const dir = 'auto';
  const head = list(columns).map((name) => el(name ? 'th' : 'td', name && { scope: 'col', dir }, text(name)));
  const body = list(rows).map((cells) => {
    const [first, ...others] = list(cells).map(text);
    return el('tr', null, el('th', { scope: 'row', dir }, first), ...others.map((cell) => el('td', { dir }, cell)));
  });
  const table = el('table', null, el('thead', null, el('tr', null, ...head)), el('tbody', null, ...body));
  return el('div', { class: 'table', role: 'region', tabindex: 0, 'aria-label': `${strings.comparison} ${++tables}`, dir }, table);
}

function listNode(name, items) {
  return items.length > 0 && el('ul', { class: name }, ...items.map((item) => el('li', null, item)));
}

export function replyNode(reply, context) {
  const { strings, language: lang } = context;
  const { kind, table, source, links, numbers } = reply.custom ?? {};
  const words = paragraphs(reply, context);
  const calls = listNode('numbers', things(numbers).map(({ title, number }) => phoneLink(number, strings, `${title} `, el('b', { dir: 'ltr' }, text(number)))));
  return el(
    'div',
    { class: 'card', lang },
    reply.role === 'person' && el('p', { class: 'who', dir: 'auto' }, text(reply.name)),
    kind === 'urgent' && el('p', { class: 'alarm', lang: strings.language }, icon('alert'), strings.urgent),
    ...(kind === 'urgent' ? [calls, ...words] : [...words, table && tableNode(table, strings), calls]),
    listNode('links', things(links).map(({ title, url }) => link(url, strings, text(title)))),
    source && el('p', { class: 'source', dir: 'auto' }, kind === 'answer' && `${strings.source} `, text(source)),
    reply.note && el('p', { class: 'source', lang: strings.language }, reply.note),
  );
}

export function questionNode(entry, { you }) {
  return el('p', { class: 'bubble' }, aside(`${you} `), el('bdi', null, text(entry.text)));
}

export function usableButtons(reply) {
  return list(reply.buttons).filter((choice) => choice?.id && text(choice.title).trim());
}

export function toolsNode(reply, card, strings, panel) {
  const kind = reply.custom?.kind;
  if (!RATED.includes(kind)) return null;
  return el(
    'div',
    { class: 'tools', 'aria-live': 'off' },
    attempt(() => navigator.clipboard) && iconButton('copy', strings.copy, () => panel.copy(card.innerText)),
    ...thumbs(reply, strings, panel),
    reply.custom.sheet && button(() => panel.take('print', reply), { class: 'small' }, strings.print),
    kind === 'answer' && button(() => panel.press({ title: MORE }), { class: 'more' }, strings.more),
  );
}

function thumbs(reply, strings, panel) {
  const show = () => all.forEach((thumb) => thumb.setAttribute('aria-pressed', thumb.name === reply.rating));
  const choose = async ({ currentTarget: { name, parentNode } }) => {
    if (!(await panel.rate(reply, name))) return;
    reply.rating = name;
    show();
    if (parentNode.nextSibling) parentNode.nextSibling.remove();
    const word = wordNode(reply, strings, panel);
    parentNode.after(word);
    word.scrollIntoView({ block: 'nearest' });
  };
  const all = ['up', 'down'].map((name) => iconButton('thumb', strings[name], choose, { name }));
  show();
  return all;
}

function wordNode(reply, strings, panel) {
  const input = el('input', { maxlength: WORD_LIMIT, autocomplete: 'off' });
  const say = async () => {
    if (!input.value.trim()) return;
    if (await panel.rate(reply, reply.rating, input.value.trim())) node.replaceChildren(strings.thanks);
  };
  input.addEventListener('keydown', (event) => isEnter(event) && say());
  const label = el('label', null, `${strings.thanks} ${strings.word}`, input);
  const node = el('div', { class: 'word', 'aria-live': 'off' }, label, button(say, { class: 'small' }, strings.send));
  return node;
}
