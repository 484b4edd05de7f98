/** The conversation on the page: messages in a live log, then what may be asked next. */

import { button, el } from './dom.js';
import { MORE, questionNode, replyNode, toolsNode, usableButtons } from './render.js';

const NEXT_LIMIT = 8;
/** A quick answer never makes the dots flash. */
const TYPING_AFTER = 300;

export class Transcript {
  #strings;
  #acts;
  #nodes = new Map();
  #timer = 0;
  /** Of the bot: {phone, language}. */
  context = {};

  /** `acts`: press(button), say(text), rate(reply, value, word), again(entry), edit(entry), tell(text). */
  constructor(strings, acts) {
    this.#strings = strings;
    this.#acts = acts;
    const label = strings.conversation;
    this.log = el('div', { role: 'log', 'aria-label': label });
    this.dots = el('div', { class: 'typing', hidden: '', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
    this.next = el('div', { class: 'next', role: 'group', 'aria-label': strings.suggestions });
    this.node = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, this.log, this.dots, this.next);
  }

  /** `first` puts earlier messages above, `after` puts answers right below their question. */
  add(entries, { first, after } = {}) {
    const nodes = entries.map((entry) => this.#message(entry));
    const question = this.#nodes.get(after);
    if (first) this.#prepend(nodes);
    else if (question) question.after(...nodes);
    else this.log.append(...nodes);
    this.#suggest();
    this.#follow(question ? nodes[0] : null);
  }

  /** Only what changed is touched: nothing is announced twice. */
  update(entry) {
    const node = this.#nodes.get(entry.id);
    if (entry.role !== 'visitor') return;
    node.className = `message visitor ${entry.state}`;
    [...node.children].slice(1).forEach((child) => child.remove());
    node.append(...this.#state(entry));
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
    this.node.scrollTop = this.node.scrollHeight;
  }

  #showDots() {
    this.dots.hidden = false;
    this.toEnd();
    this.#acts.tell(this.#strings.typing);
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
    const choice = (name) => button(() => this.#acts[name](entry), { class: 'small' }, this.#strings[name]);
    if (entry.state === 'waiting') return [el('p', { class: 'state' }, waiting)];
    if (entry.state !== 'failed') return [];
    return [el('p', { class: 'state' }, `${failed} ${entry.reason}`), choice('again'), entry.button ? '' : choice('edit')];
  }

  #reply(entry) {
    const kind = String(entry.custom?.kind).replace(/\W/g, '');
    const context = { strings: this.#strings, ...this.context };
    const tools = toolsNode(entry, this.#strings, this.#acts);
    return el('div', { class: `message bot ${kind}` }, replyNode(entry, context), tools);
  }

  /** Buttons and "more detail" belong to the last answer; an urgent one leaves no room for them. */
  #suggest() {
    const last = [];
    let node = this.log.lastChild;
    for (; node && node.entry.role !== 'visitor'; node = node.previousSibling) last.unshift(node);
    const urgent = last.some(({ entry }) => entry.custom?.kind === 'urgent');
    const buttons = urgent ? [] : last.flatMap(({ entry }) => usableButtons(entry));
    const byTitle = new Map(buttons.map((choice) => [choice.title, choice]));
    this.next.replaceChildren(...[...byTitle.values()].slice(0, NEXT_LIMIT).map((choice) => this.#chip(choice)));
    this.log.querySelector('.latest')?.classList.remove('latest');
    if (!urgent && node?.entry.text !== MORE) last.at(-1)?.classList.add('latest');
  }

  #chip(choice) {
    return button(() => this.#acts.press(choice), { class: 'chip', dir: 'auto', lang: this.context.language }, choice.title);
  }

  /** Restored messages are not news: the log keeps silent about them. */
  #prepend(nodes) {
    if (this.#nodes.size > 1) this.log.setAttribute('aria-live', 'off');
    this.log.prepend(...nodes);
    this.log.prepend(this.#nodes.get('greeting') ?? '');
    setTimeout(() => this.log.removeAttribute('aria-live'), 1000);
  }

  /** A long answer is shown from its beginning. */
  #follow(answer) {
    this.toEnd();
    if (answer) this.node.scrollTop = Math.min(this.node.scrollTop, answer.offsetTop - 12);
  }
}
