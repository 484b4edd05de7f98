/** <clinic-chat>: the element itself, with its attributes, events, focus and ARIA; no network, no wording. */

import { Conversation } from './conversation.js';
import { attempt, isComposing } from './dom.js';
import { Panel } from './panel.js';
import { loadStrings } from './strings.js';
import { FULL_SIZE, adopt } from './styles.js';

const WORDS = ['server', 'page', 'lang', 'greeting', 'label', 'phone', 'booking-url', 'logo', 'teaser'];
const COLOURS = ['color', 'color-dark'];
/** The bot's address is one folder above this file. */
const HOME = new URL('../', import.meta.url);
const SEEN = attempt(() => visualViewport) ?? new EventTarget();
const media = (query) => attempt(() => matchMedia(query)) ?? new EventTarget();
const TYPING = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste'];
const FOR_ALL = ['Escape', 'Tab', 'Control', 'Alt', 'Meta'];

/** Keeps typing from the page's hotkeys, but lets shortcuts pass. AltGr types letters, so it is no shortcut. */
function keepInside(event) {
  const { key, ctrlKey, altKey, metaKey } = event;
  const shortcut = (ctrlKey || altKey || metaKey) && !event.getModifierState('AltGraph');
  if (!shortcut && !FOR_ALL.includes(key)) event.stopPropagation();
}

export class ClinicChat extends HTMLElement {
  static observedAttributes = [...COLOURS, ...WORDS];

  #panel = null;
  #talk = null;
  #opener = null;
  #started = null;
  #listening = null;
  #full = media(FULL_SIZE);

  constructor() {
    super();
    adopt(this.attachShadow({ mode: 'open' }));
  }

  connectedCallback() {
    this.#started = this.#start();
  }

  disconnectedCallback() {
    this.#stop();
  }

  attributeChangedCallback(name) {
    if (!this.#panel) return;
    if (COLOURS.includes(name)) this.#dress();
    else this.#restart();
  }

  get isOpen() {
    return Boolean(this.#panel?.dialog.open);
  }

  /** With `focus: false` the keyboard focus stays where it is. */
  async open({ focus = true } = {}) {
    await this.#started;
    if (!this.#panel) return;
    const news = !this.isOpen;
    if (news) this.#begin();
    if (focus) this.#focusInside();
    if (news) this.fire('open');
  }

  close() {
    if (!this.isOpen) return;
    const inside = this.shadowRoot.activeElement;
    const { dialog, launcher } = this.#panel;
    dialog.close();
    launcher.ariaExpanded = 'false';
    this.#talk.shared.keepInTab({ open: false });
    const outside = this.#opener?.isConnected && ![this, document.body].includes(this.#opener);
    if (inside) (outside ? this.#opener : launcher).focus();
    this.fire('close');
  }

  toggle() {
    this.isOpen ? this.close() : this.open();
  }

  /** Asks as the visitor, for links such as "Ask about recovery". */
  async ask(text) {
    await this.open();
    this.#panel.say(String(text));
  }

  async restart() {
    await this.#started;
    this.#talk.restart();
  }

  async erase() {
    await this.#started;
    await this.#talk.erase();
    this.fire('erase');
  }

  async print() {
    await this.#started;
    await this.#panel?.take('print');
  }

  /** Events tell the kind of an answer, so that it can be counted, but never what anybody wrote. */
  fire(name, about) {
    const { kind, topic, treatment, value, status } = about ?? {};
    const detail = { kind, topic, treatment, value, status };
    this.dispatchEvent(new CustomEvent(`clinic-chat:${name}`, { bubbles: true, composed: true, detail }));
  }

  happened({ type, replies, status }) {
    if (type === 'asked') this.fire('send');
    if (type === 'waiting' || type === 'refused') this.fire('error', { status });
    replies?.forEach(({ custom }) => this.fire('reply', custom));
  }

  async #start() {
    const strings = await loadStrings(this.lang || document.documentElement.lang);
    if (!this.isConnected || this.#panel) return;
    const { server, page, ...options } = Object.fromEntries(WORDS.map((name) => [name, this.getAttribute(name)]));
    this.#panel = new Panel(strings, options, this);
    const base = server ? new URL(server.replace(/\/?$/, '/'), document.baseURI) : HOME;
    const here = page || location.pathname;
    this.#talk = new Conversation(base.href, here, this.#panel);
    this.#panel.talk = this.#talk;
    this.shadowRoot.append(this.#panel.root);
    this.#dress();
    this.#listen();
    this.#resumeTab();
    this.fire('ready');
    if (!this.#talk.shared.begun) this.#panel.tease(here);
  }

  #begin() {
    this.#opener = document.activeElement;
    this.#show();
    this.#talk.load();
    this.#talk.read();
    this.#talk.shared.keepInTab({ open: true });
  }

  #stop() {
    this.#listening?.abort();
    this.#talk?.leave();
    this.#panel?.root.remove();
    this.#panel = null;
  }

  #restart() {
    const open = this.isOpen;
    this.#stop();
    this.#started = this.#start();
    if (open) this.open({ focus: false });
  }

  #listen() {
    this.#listening = new AbortController();
    const on = (target, name, task, capture) => target.addEventListener(name, task, { signal: this.#listening.signal, capture });
    const { root, launcher, dialog, menu } = this.#panel;
    TYPING.forEach((name) => on(root, name, keepInside));
    on(root, 'keydown', (event) => event.key === 'Escape' && !isComposing(event) && this.#escape(event));
    on(dialog, 'cancel', (event) => this.#escape(event));
    on(window, 'pointerdown', (event) => event.composedPath().includes(menu) || (menu.open = false), true);
    on(launcher, 'pointerenter', () => this.#talk.configure());
    on(window, 'online', () => this.#talk.reconnect());
    on(window, 'pagehide', () => this.#talk.shared.disconnect());
    on(window, 'pageshow', ({ persisted }) => persisted && this.#talk.resume());
    on(document, 'visibilitychange', () => this.#panel.attending && this.#talk.read());
    for (const name of ['resize', 'scroll']) attempt(() => on(SEEN, name, () => this.#fit()));
    on(this.#full, 'change', () => this.isOpen && this.#show());
  }

  /** Restores what the visitor left in this tab; but on a small screen the chat never covers a new page. */
  #resumeTab() {
    const { begun, tab } = this.#talk.shared;
    this.#panel.composer.write(tab.draft ?? '');
    this.#panel.times(!!tab.times);
    const wanted = begun ? tab.open : this.hasAttribute('open-on-load');
    if (wanted && !this.#full.matches) this.open({ focus: false });
  }

  /** Beside the page, or modal if it fills the screen. */
  #show() {
    const { dialog, launcher, transcript } = this.#panel;
    dialog.close();
    if (this.#full.matches) attempt(() => dialog.showModal());
    dialog.open = true;
    launcher.ariaExpanded = 'true';
    this.#fit();
    transcript.toEnd();
  }

  /** A touch keyboard shrinks the visible part of the page, not the page. */
  #fit() {
    const { height, offsetTop, scale } = SEEN;
    const places = { seen: height, top: offsetTop, under: Math.max(0, innerHeight - height - offsetTop) };
    const { style } = this.#panel.root;
    for (const [name, pixels] of Object.entries(places)) {
      style.setProperty(`--_${name}`, scale === 1 ? `${pixels}px` : '');
    }
  }

  #dress() {
    for (const name of COLOURS) {
      const colour = this.getAttribute(name);
      this.#panel.root.style.setProperty(`--_${name}`, attempt(() => CSS.supports('color', colour)) ?? colour ? colour : '');
    }
  }

  #escape(event) {
    if (!this.isOpen) return;
    event.preventDefault();
    if (!this.#panel.retreat()) this.close();
  }

  /** With a touch screen not the field: its keyboard would hide the greeting. */
  #focusInside() {
    const { title, composer } = this.#panel;
    (media('(pointer: coarse)').matches ? title : composer.input).focus();
  }
}

if (!customElements.get('clinic-chat')) customElements.define('clinic-chat', ClinicChat);
