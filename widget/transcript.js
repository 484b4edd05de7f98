/** The conversation on the page: messages in a live log, then what may be asked next. */

import { aside, button, el } from './dom.js';
import { MORE, questionNode, replyNode, toolsNode, usableButtons } from './render.js';

const NEXT_LIMIT = 8;
/** So that a quick answer makes no dots flash. */
const TYPING_AFTER = 300;

export class Transcript {
  #strings;
  #panel;
  #nodes = new Map();
  #timer = 0;
  /** Of the bot: {phone, language}. */
  context = {};

  constructor(strings, panel) {
    this.#strings = strings;
    this.#panel = panel;
    const label = strings.conversation;
    this.log = el('div', { role: 'log', 'aria-label': label });
    this.dots = el('div', { class: 'typing', hidden: '', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
    this.next = el('div', { class: 'next', role: 'group', 'aria-label': strings.suggestions });
    this.node = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, this.log, this.dots, this.next);
  }

  /** `first`: above the others; `after`: right below that question, shown from there (a long one gives way). */
  add(entries, { first, after } = {}) {
    const fresh = entries.filter(({ id }) => !this.#nodes.has(id));
    const nodes = fresh.map((entry) => this.#message(entry));
    const question = this.#nodes.get(after);
    if (first) this.#prepend(nodes);
    else if (question) question.after(...nodes);
    else this.log.append(...nodes);
    this.#suggest();
    this.toEnd();
    if (question && nodes[0]) this.#showFrom(question.offsetHeight < this.node.clientHeight / 5 ? question : nodes[0]);
  }

  /** The words stay untouched: nothing is announced twice. */
  mark(id, change) {
    const node = this.#nodes.get(id);
    if (node?.entry.role !== 'visitor') return;
    const entry = Object.assign(node.entry, change);
    node.className = `message visitor ${entry.state}`;
    [...node.children].slice(1).forEach((child) => child.remove());
    node.append(...this.#state(entry));
  }

  hold() {
    this.#nodes.forEach(({ entry }, id) => entry.state === 'sending' && this.mark(id, { state: 'waiting' }));
    this.typing(false);
  }

  remove(id) {
    this.#nodes.get(id)?.remove();
    this.#nodes.delete(id);
    this.#suggest();
  }

  clear() {
    this.#nodes.clear();
    this.log.replaceChildren();
    this.typing(false);
  }

  typing(on) {
    clearTimeout(this.#timer);
    if (!on) this.dots.hidden = true;
    else this.#timer = setTimeout(() => this.#showDots(), TYPING_AFTER);
  }

  toEnd() {
    this.#scrollers.forEach((box) => (box.scrollTop = box.scrollHeight));
  }

  /** On low screens the panel scrolls as a whole. */
  get #scrollers() {
    return [this.node, this.node.parentNode];
  }

  #showFrom(message) {
    const [own, whole] = this.#scrollers;
    own.scrollTop = Math.min(own.scrollTop, message.offsetTop - 12);
    whole.scrollTop = Math.min(whole.scrollTop, this.node.offsetTop + message.offsetTop - 12);
  }

  #showDots() {
    this.dots.hidden = false;
    this.toEnd();
    this.#panel.tell(this.#strings.typing);
  }

  #message(entry) {
    const node = entry.role === 'visitor' ? this.#question(entry) : this.#reply(entry);
    node.entry = entry;
    this.#nodes.set(entry.id, node);
    return node;
  }

  #question(entry) {
    return el('div', { class: `message visitor ${entry.state ?? ''}` }, questionNode(entry, this.#strings), ...this.#state(entry));
  }

  #state(entry) {
    const { waiting, failed } = this.#strings;
    const choice = (name) => button(() => this.#panel[name](entry), { class: 'small' }, this.#strings[name]);
    if (entry.state === 'waiting') return [el('p', { class: 'state' }, waiting)];
    if (entry.state !== 'failed') return [];
    return [el('p', { class: 'state' }, `${failed} ${entry.reason}`), choice('again'), entry.button ? '' : choice('edit')];
  }

  #reply(entry) {
    const kind = String(entry.custom?.kind).replace(/\W/g, '');
    const card = replyNode(entry, { strings: this.#strings, ...this.context });
    const tools = toolsNode(entry, card, this.#strings, this.#panel);
    return el('div', { class: `message bot ${kind}` }, aside(this.#strings.guide), card, tools);
  }

  /** Buttons belong to the last answer; an urgent one leaves no room for them. */
  #suggest() {
    const last = [];
    let node = this.log.lastChild;
    for (; node && node.entry.role !== 'visitor'; node = node.previousSibling) last.unshift(node);
    const urgent = last.some(({ entry }) => entry.custom?.kind === 'urgent');
    const buttons = urgent ? [] : last.flatMap(({ entry }) => usableButtons(entry));
    const byTitle = new Map(buttons.map((choice) => [choice.title, choice]));
    const attributes = { class: 'chip', dir: 'auto', lang: this.context.language };
    const chip = (choice) => button(() => this.#panel.press(choice), attributes, choice.title);
    this.next.replaceChildren(...[...byTitle.values()].slice(0, NEXT_LIMIT).map(chip));
    this.log.querySelector('.latest')?.classList.remove('latest');
    if (!urgent && node?.entry.text !== MORE) last.at(-1)?.classList.add('latest');
  }

  /** Restored messages are not news. */
  #prepend(nodes) {
    if (this.#nodes.size > 1) this.log.setAttribute('aria-live', 'off');
    this.log.prepend(...nodes);
    this.log.prepend(this.#nodes.get('greeting') ?? '');
    setTimeout(() => this.log.removeAttribute('aria-live'), 1000);
  }
}
