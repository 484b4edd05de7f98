/** The conversation on the page: messages in a live log, a way to the latest one, suggested questions. */

import { aside, attempt, button, el, icon } from './dom.js';
import { MORE, questionNode, replyNode, toolsNode, usableButtons } from './render.js';

const NEXT_LIMIT = 8;
/** Milliseconds, so that the dots don't flash before a quick answer. */
const TYPING_AFTER = 300;
const SLOW_AFTER = 5000;
/** Pixels from the end that still count as the end. */
const NEAR = 60;

export class Transcript {
  #strings;
  #panel;
  #nodes = new Map();
  #timer = 0;
  #atEnd = true;
  /** The last known scroll position: any other one is the visitor's, even if its event has not come yet. */
  #place = 0;
  /** The first message that came while the visitor read further up. */
  #news = null;
  /** The clinic's phone number and the bot's language: {phone, language}. */
  context = {};

  constructor(strings, panel) {
    this.#strings = strings;
    this.#panel = panel;
    this.dots = el('div', { class: 'typing', hidden: '', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
    const look = { class: 'scroll', role: 'log', tabindex: 0, 'aria-label': strings.conversation };
    this.log = el('div', { ...look, onscroll: () => this.#look() || this.log.scrollTop > NEAR || panel.talk.earlier() }, this.dots);
    this.jump = button(() => this.#jump(), { class: 'jump small', hidden: '' }, icon('down'), el('span'));
    this.next = el('div', { class: 'next', role: 'group', 'aria-label': strings.suggestions });
    attempt(() => new ResizeObserver(() => this.#look() && this.toEnd()).observe(this.log));
  }

  /** The id of the first question. */
  get first() {
    return [...this.log.children].find(({ entry }) => entry?.role === 'visitor').entry.id;
  }

  /** Adds new messages and returns their number. `first`: above the others; `after`: below that question, which is shown unless it is long. */
  add(entries, { first, after, own } = {}) {
    const follows = (this.#atEnd = this.#look() || own || this.#nodes.size < 2);
    const fresh = entries.filter(({ id }) => !this.#nodes.has(id));
    const nodes = fresh.map((entry) => this.#message(entry));
    const question = this.#nodes.get(after);
    this.#change(() => {
      if (first) this.#prepend(nodes);
      else if (question) question.after(...nodes);
      else this.dots.before(...nodes);
      this.#suggest();
    });
    if (!nodes[0] || first) return nodes.length;
    if (!follows) this.#news ??= nodes[0];
    else if (question) this.#showFrom(question.offsetHeight < this.log.clientHeight / 5 ? question : nodes[0]);
    if (question?.matches(':focus')) this.focus(nodes[0].entry.id);
    this.#scrolled();
    return nodes.length;
  }

  /** Where the focus goes when the focused node has disappeared. */
  focus(id) {
    const node = this.#nodes.get(id) ?? this.dots.previousSibling ?? this.log;
    node.focus({ preventScroll: true });
  }

  /** Leaves the words untouched, so that nothing is announced twice. */
  mark(id, change) {
    const node = this.#nodes.get(id);
    if (node?.entry.role !== 'visitor') return;
    const entry = Object.assign(node.entry, change);
    this.#change(() => {
      node.className = `message visitor ${entry.state}`;
      [...node.children].slice(2).forEach((child) => child.remove());
      node.append(...this.#state(entry));
    });
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
    this.log.replaceChildren(this.dots);
    this.#news = null;
    this.toEnd();
    this.typing(false);
  }

  /** The delay counts from the first unanswered question. */
  typing(on) {
    if (on && this.#timer) return;
    clearTimeout(this.#timer);
    this.dots.hidden = true;
    this.#timer = on && setTimeout(() => this.#showDots(), TYPING_AFTER);
  }

  /** A greeting alone is shown from its beginning. */
  toEnd(alone = this.#nodes.size < 2) {
    this.log.scrollTop = alone ? 0 : this.log.scrollHeight;
    this.#scrolled();
  }

  /** A visitor who reads further up keeps their place, whatever is added or removed. */
  #change(task) {
    const { log } = this;
    const place = !this.#look() && [...log.children].find((node) => node.entry?.id !== 'greeting' && node.offsetTop + node.offsetHeight > log.scrollTop);
    const before = place?.offsetTop;
    task();
    if (place) log.scrollTop += place.offsetTop - before;
    else this.toEnd();
  }

  times(on) {
    this.#change(() => this.log.classList.toggle('times', on));
  }

  /** Returns whether the end is visible. */
  #look() {
    if (this.log.scrollTop !== this.#place) this.#scrolled();
    return this.#atEnd;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.#place = scrollTop;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd) this.#news = null;
    this.jump.hidden = this.#atEnd;
    const name = this.#strings[this.#news ? 'newMessage' : 'latest'];
    this.jump.lastChild.textContent = this.jump.title = name;
    this.jump.classList.toggle('news', !!this.#news);
  }

  #jump() {
    const news = this.#news;
    this.toEnd(false);
    if (news) this.#showFrom(news);
    this.focus(news?.entry.id);
  }

  #showFrom(message) {
    this.log.scrollTop = Math.min(this.log.scrollTop, message.offsetTop - 12);
  }

  #showDots() {
    this.#change(() => (this.dots.hidden = false));
    this.#panel.tell(this.#strings.typing);
    this.#timer = setTimeout(() => this.#panel.trouble(this.#strings.slow, true), SLOW_AFTER);
  }

  #message(entry) {
    const node = entry.role === 'visitor' ? this.#question(entry) : this.#reply(entry);
    node.entry = entry;
    this.#nodes.set(entry.id, node);
    return node;
  }

  #question(entry) {
    const look = { class: `message visitor ${entry.state ?? ''}`, tabindex: -1 };
    return el('div', look, questionNode(entry, this.#strings), this.#time(entry), ...this.#state(entry));
  }

  #state(entry) {
    const { waiting, failed } = this.#strings;
    const choice = (name) => button(() => this.#panel[name](entry), { class: 'small' }, this.#strings[name]);
    if (entry.state === 'waiting') return [el('p', { class: 'state' }, waiting)];
    if (entry.state !== 'failed') return [];
    return [el('p', { class: 'state' }, `${failed} ${entry.reason}`), el('div', { class: 'word' }, choice('again'), !entry.button && choice('edit'))];
  }

  #reply(entry) {
    const kind = String(entry.custom?.kind).replace(/\W/g, '');
    const card = replyNode(entry, { strings: this.#strings, ...this.context });
    const tools = toolsNode(entry, card, this.#strings, this.#panel);
    const time = entry.id !== 'greeting' && this.#time(entry);
    const who = entry.role !== 'person' && aside(this.#strings.guide);
    return el('div', { class: `message bot ${kind}`, tabindex: -1 }, who, card, time, tools);
  }

  /** Screen readers always get the time; others see it on request. */
  #time({ time = Date.now() }) {
    const moment = new Date(time);
    const today = moment.toDateString() === new Date().toDateString();
    const how = { ...(!today && { dateStyle: 'medium' }), timeStyle: 'short' };
    return el('time', { class: 'aside', datetime: attempt(() => moment.toISOString()) }, moment.toLocaleString(this.#strings.language, how));
  }

  /** Only the last answer's buttons are shown; an urgent answer shows none. */
  #suggest() {
    const last = [];
    let node = this.dots.previousSibling;
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

  /** Restored messages are not announced as new. */
  #prepend(nodes) {
    if (this.#nodes.size > 1) this.log.setAttribute('aria-live', 'off');
    this.log.prepend(...nodes);
    this.log.prepend(this.#nodes.get('greeting') ?? '');
    setTimeout(() => this.log.removeAttribute('aria-live'), 1000);
  }
}
