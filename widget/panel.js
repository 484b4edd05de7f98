/** Everything that a visitor sees, put together. */

import { Composer } from './composer.js';
import { aside, attempt, button, el, icon, iconButton, picture } from './dom.js';
import { link, phoneLink } from './render.js';
import { around, fill } from './strings.js';
import { Transcript } from './transcript.js';

const SEEN_FOR = 3000;

export class Panel {
  #strings;
  #options;
  #config = null;
  #troubled = false;

  /** `options` are the element's attributes. */
  constructor(strings, options, element) {
    this.#strings = strings;
    this.#options = options;
    this.element = element;
    this.transcript = new Transcript(strings, this);
    this.whisper = aside('', { role: 'status' });
    this.composer = new Composer(strings, this);
    this.dialog = el(
      'dialog',
      { id: 'panel', 'aria-labelledby': 'title', 'aria-describedby': 'about' },
      this.#header(), this.transcript.log, this.transcript.jump, this.whisper, this.transcript.next, this.#notice(), this.composer.node,
    );
    this.root = el('div', { class: 'root', lang: strings.language, dir: strings.direction }, this.dialog, this.#launcher());
    this.#showClinic();
  }

  say(text) {
    if (!this.#troubled) this.#hush();
    this.talk.say(text);
  }

  /** The pressed button disappears, so the focus goes to the question, and then to its answer. */
  press({ title, id }) {
    if (!this.#troubled) this.#hush();
    if (id === 'request') return this.#attempt(import('./request.js').then((request) => request.ask(this, this.#strings)));
    this.transcript.focus(this.talk.say(title, id));
  }

  async rate(reply, value, word) {
    const done = await this.#attempt(this.talk.client.rate(reply.id, value, word));
    if (done) this.element.fire('rate', { ...reply.custom, value });
    return done;
  }

  async copy(words) {
    const copied = async () => navigator.clipboard.writeText(words);
    if (await this.#attempt(copied())) this.tell(this.#strings.copied, true);
  }

  again({ id, text, button: choice }) {
    this.transcript.remove(id);
    this.transcript.focus(this.talk.say(text, choice, id));
  }

  edit(entry) {
    this.transcript.remove(entry.id);
    this.composer.write(entry.text);
    this.composer.input.focus();
  }

  take(what, reply) {
    return this.#attempt((reply ? import('./sheet.js') : import('./takeout.js')).then((takeout) => takeout[what](this, this.#strings, reply)));
  }

  tease(page) {
    if (this.#options.teaser) import('./teaser.js').then(({ tease }) => tease(this, this.#options.teaser, page, this.#strings)).catch(() => {});
  }

  /** Tells screen readers; with `seen`, shows the text to everybody for a moment, too. */
  tell(text, seen) {
    this.whisper.textContent = text;
    this.whisper.className = seen ? 'seen' : 'aside';
    if (seen) setTimeout(() => this.tell(''), SEEN_FOR);
  }

  get attending() {
    return this.dialog.open && !document.hidden;
  }

  configured(config) {
    this.#config = config;
    this.composer.limit = config?.limits?.text ?? this.composer.limit;
    this.#showClinic();
    this.reach.hidden = !this.reach.firstChild;
    this.#greet();
    config ? this.flowing() : this.waiting({});
  }

  cleared() {
    this.transcript.clear();
    this.#hush();
    this.#greet();
  }

  waiting({ status, message }) {
    this.trouble((status === 429 && message) || this.#strings[navigator.onLine ? 'unreachable' : 'offline']);
  }

  historyMissing() {
    this.trouble(this.#strings.noHistory);
  }

  flowing() {
    if (this.#troubled) this.#hush();
  }

  unread(count) {
    this.badge.hidden = !count;
    this.badge.replaceChildren(`${count}`, aside(fill(this.#strings.unread, { count: '' })));
  }

  #launcher() {
    this.badge = el('span', { class: 'badge', hidden: '' });
    const words = el('span', null, this.#options.label || this.#strings.launcher);
    const state = { class: 'launcher', 'aria-expanded': 'false', 'aria-controls': 'panel' };
    return (this.launcher = button(() => this.element.toggle(), state, icon('chat'), icon('down'), words, this.badge));
  }

  #header() {
    const { subtitle, close, reach } = this.#strings;
    this.title = el('h2', { id: 'title', tabindex: -1 });
    this.reach = el('nav', { 'aria-label': reach });
    const words = el('div', null, this.title, el('p', { id: 'about' }, subtitle));
    const leave = iconButton('close', close, () => this.element.toggle());
    return el('div', { class: 'head' }, el('div', { class: 'top' }, picture(this.#options.logo, 'chat'), words, this.#menu(), leave), this.reach);
  }

  #menu() {
    const acts = {
      restart: () => this.#restart(),
      times: () => this.times(!this.talk.shared.tab.times),
      print: () => this.take('print'),
      save: () => this.take('save'),
      exportData: () => this.take('exportData'),
      erase: () => this.#confirmErase(),
    };
    const choose = (act) => (event) => this.closeMenu() && act(event);
    const items = Object.entries(acts).map(([name, act]) => el('li', null, button(choose(act), { name }, this.#strings[name])));
    const name = this.#strings.menu;
    const left = ({ relatedTarget }) => relatedTarget && !this.menu.contains(relatedTarget) && (this.menu.open = false);
    this.menu = el('details', { onfocusout: left }, el('summary', { 'aria-label': name, title: name }, icon('menu')), el('ul', null, ...items));
    return this.menu;
  }

  times(on) {
    this.menu.querySelector('[name=times]').ariaPressed = on;
    this.transcript.times(on);
    this.talk.shared.keepInTab({ times: on });
  }

  /** Closes what is open innermost and returns whether anything was; a notice of trouble stays. */
  retreat() {
    const word = this.dialog.querySelector('.tools + .word:focus-within');
    word?.previousSibling.querySelector('[aria-pressed=true]').focus();
    word?.remove();
    const asked = !this.#troubled && this.notice.matches(':focus-within');
    if (asked) this.#hush();
    return word || asked || this.closeMenu();
  }

  closeMenu() {
    const { open } = this.menu;
    this.menu.open = false;
    if (open) this.menu.firstChild.focus();
    return open;
  }

  /** The contacts are always visible; without the bot they come from the element's attributes. */
  #showClinic() {
    const { title, call, book } = this.#strings;
    const { name, phone, 'booking-url': page, booking_url: booking = page } = { ...this.#options, ...this.#config?.clinic };
    this.transcript.context = { phone, language: this.#config?.languages?.[0] ?? 'en' };
    this.title.textContent = name || title;
    this.reach.replaceChildren();
    if (phone) this.reach.append(phoneLink(phone, this.#strings, el('span', null, ...around(call, el('bdi', { dir: 'ltr' }, phone)))));
    if (booking) this.reach.append(link(booking, this.#strings, icon('calendar'), el('span', null, book)));
  }

  #greet() {
    const { greeting, language, answersIn } = this.#strings;
    const { text, buttons } = this.#config?.greeting ?? {};
    const [spoken, ...others] = this.#config?.languages ?? [language];
    const name = attempt(() => new Intl.DisplayNames([language], { type: 'language' }).of(spoken)) ?? spoken;
    const note = [spoken, ...others].includes(language) ? null : fill(answersIn, { language: name });
    this.transcript.remove('greeting');
    const words = this.#options.greeting || text || greeting;
    this.transcript.add([{ id: 'greeting', text: words, buttons, note }], { first: true });
  }

  #notice() {
    this.words = el('p', { role: 'status' });
    this.choices = el('div');
    this.notice = el('div', { class: 'notice', hidden: '' }, this.words, this.choices);
    return this.notice;
  }

  #notify(text, ...choices) {
    this.notice.hidden = false;
    if (this.words.textContent !== text) this.words.textContent = text;
    this.choices.replaceChildren(...choices);
  }

  #choice(name, task) {
    return button(task, { class: 'small' }, this.#strings[name]);
  }

  #hush() {
    this.#troubled = false;
    if (this.notice.matches(':focus-within')) this.transcript.focus();
    this.notice.hidden = true;
    this.words.textContent = '';
    this.tell('');
  }

  /** With `calm`, there is no button to try again. */
  trouble(text, calm) {
    this.#troubled = true;
    const { phone } = this.transcript.context;
    const call = phone ? phoneLink(phone, this.#strings, el('bdi', { dir: 'ltr' }, phone)) : '';
    this.#notify(text, calm ? '' : this.#choice('again', () => this.talk.reconnect()), call);
  }

  #restart() {
    const undo = this.talk.restart();
    if (undo) this.#notify(this.#strings.restarted, this.#choice('undo', undo));
  }

  #confirmErase() {
    const { eraseQuestion, erased } = this.#strings;
    const erase = async () => {
      this.#hush();
      if (await this.#attempt(this.element.erase())) this.#notify(erased);
    };
    this.#notify(eraseQuestion, this.#choice('eraseYes', erase), this.#choice('eraseNo', () => this.#hush()));
    this.choices.lastChild.focus();
  }

  /** A failure is shown, and doesn't count as done. */
  #attempt(work) {
    return work.then(() => true, () => this.#notify(this.#strings.notDone));
  }
}
