/** The form for a request to the clinic: who asks, how to reach them, and consent. Loaded when asked for. */

import { button, el, isEnter, uuid } from './dom.js';
import { fill } from './strings.js';
import { adopt } from './styles.js';

const LOOK = `
dialog.asking > :is(.scroll, .jump, .next, .composer) { display: none !important; }
.request { flex: 1; min-height: 0; overflow-y: auto; padding: 1em; }
.request h3 { margin: 0; font-size: 1.06em; }
.request p { margin-block: .3em .8em; font-size: .9em; color: var(--_muted); }
.request label { display: block; margin-block-start: .7em; font-weight: 600; }
.request :is(textarea, [autocomplete]) { display: block; width: 100%; padding: .6em .8em; border: 1px solid var(--_edge); border-radius: 12px; background: var(--_bg); font-weight: 400; }
.request > .small { margin-block-start: .5em; }
.request textarea:focus-visible { outline: 3px solid var(--_main) !important; }
.request [aria-invalid="true"] { border-color: var(--_urgent); box-shadow: inset 0 0 0 1px var(--_urgent); }
.request .wrong { margin-block: .2em; color: var(--_urgent); }
.request .agree { display: flex; gap: .3em; align-items: center; font-weight: 400; }
.request [type="checkbox"] { flex: none; accent-color: var(--_main); }
.request .word { padding-inline: 0; }
`;

/** The server has the same limits. */
const FIELDS = {
  name: { autocomplete: 'name', maxlength: 80 },
  phone: { autocomplete: 'tel', type: 'tel', maxlength: 40, dir: 'ltr' },
  email: { autocomplete: 'email', type: 'email', maxlength: 254, dir: 'ltr' },
  time: { autocomplete: 'off', maxlength: 80 },
};
const LONGEST = 300;

const dressed = new WeakSet();

/** Rejects if the clinic does not take requests any more. */
export async function ask(panel, strings) {
  const words = await load(strings.language);
  const { requests } = await panel.talk.client.config('/');
  if (!requests) throw new Error();
  const { dialog, element } = panel;
  if (!dressed.has(element)) adopt(element.shadowRoot, LOOK);
  dressed.add(element);
  dialog.querySelector('.request')?.remove();
  const form = new Form(panel, strings, words, requests);
  dialog.classList.add('asking');
  dialog.append(form.node);
  form.title.focus();
}

function load(language) {
  return import(`./strings/request/${language}.js`).catch(() => import('./strings/request/en.js')).then((file) => file.default);
}

class Form {
  #panel;
  #strings;
  #words;
  #consent;
  #inputs = {};
  #wrong = {};
  /** Sent again with this id, it is the same request. */
  #id = uuid();

  constructor(panel, strings, words, { consent, days }) {
    this.#panel = panel;
    this.#strings = strings;
    this.#words = words;
    this.#consent = consent;
    this.title = el('h3', { id: 'asking', tabindex: -1 }, words.title);
    this.trouble = el('p', { class: 'wrong', role: 'alert' });
    /** Not a <form>, which a sandboxed frame may not submit. */
    this.node = el(
      'div', { class: 'request', role: 'form', 'aria-labelledby': 'asking' },
      this.title, el('p', null, fill(words.intro, { days })), ...this.#fields(), ...this.#about(), ...this.#agree(), this.trouble, this.#choices(),
    );
    panel.element.addEventListener('clinic-chat:erase', () => this.#leave(), { once: true });
  }

  #fields() {
    const onkeydown = (event) => isEnter(event) && this.#send();
    return Object.entries(FIELDS).flatMap(([name, look]) => this.#field(name, el('input', { ...look, onkeydown }), this.#words[name]));
  }

  #about() {
    const input = el('textarea', { rows: 3, maxlength: LONGEST, dir: 'auto' });
    const asked = this.#asked();
    const add = () => {
      input.value = [input.value, asked].filter(Boolean).join(' ').slice(0, LONGEST);
      input.focus();
    };
    return [...this.#field('about', input, this.#words.about), asked && button(add, { class: 'small' }, this.#words.asked)];
  }

  /** The visitor's latest questions, without what the server refuses; the clinic gets them only if the visitor adds them. */
  #asked() {
    const entries = [...this.#panel.transcript.log.children].map(({ entry }) => entry);
    return entries.filter((entry) => entry?.role === 'visitor').slice(-3).map(({ text }) => text.replace(/[<>]|:\/\/|www\./gi, ' ')).join(' ').replace(/ +/g, ' ');
  }

  #agree() {
    const input = el('input', { type: 'checkbox' });
    const { language: lang } = this.#panel.transcript.context;
    const [label, wrong] = this.#field('consent', input);
    this.agreed = el('span', { lang, dir: 'auto' }, this.#consent);
    label.append(this.agreed);
    label.className = 'agree';
    return [label, wrong];
  }

  /** A label around its input, and an error message below. */
  #field(name, input, words) {
    const wrong = el('p', { id: `wrong-${name}`, class: 'wrong', role: 'alert', hidden: '' });
    input.setAttribute('aria-describedby', wrong.id);
    this.#inputs[name] = input;
    this.#wrong[name] = wrong;
    return [el('label', null, words, input), wrong];
  }

  #choices() {
    const leave = () => {
      this.#leave();
      this.#panel.composer.input.focus();
    };
    this.submit = button(() => this.#send(), { class: 'small' }, this.#words.send);
    return el('div', { class: 'word' }, this.submit, button(leave, { class: 'small' }, this.#words.back));
  }

  #leave() {
    this.#panel.dialog.classList.remove('asking');
    this.node.remove();
  }

  async #send() {
    if (this.submit.disabled || this.#lacks()) return;
    this.submit.disabled = true;
    const told = [...Object.keys(FIELDS), 'about'].map((name) => [name, this.#inputs[name].value.trim()]);
    const form = { id: this.#id, ...Object.fromEntries(told.filter(([, value]) => value)), consent: this.#consent };
    await this.#panel.talk.client.post('requests', form).then(({ replies }) => this.#done(replies), (error) => this.#failed(error));
    this.submit.disabled = false;
  }

  /** Shows all mistakes at once; the focus goes to the first one. */
  #lacks() {
    const { name, phone, email, consent } = this.#inputs;
    const { noName, noWay, noConsent } = this.#words;
    this.#say('consent', !consent.checked && noConsent);
    this.#say('email');
    this.#say('phone', !phone.value.trim() && !email.value.trim() && noWay);
    this.#say('name', !name.value.trim() && noName);
    this.trouble.textContent = '';
    return this.node.querySelector('[aria-invalid="true"]');
  }

  #say(name, words) {
    const { [name]: input } = this.#inputs;
    input.ariaInvalid = String(Boolean(words));
    this.#wrong[name].hidden = !words;
    this.#wrong[name].textContent = words || '';
    if (words) input.focus();
  }

  #done(replies) {
    this.#leave();
    this.#panel.transcript.add(replies, { own: true });
    this.#panel.transcript.focus(replies.at(-1).id);
  }

  /** The clinic has changed the words of consent: the new ones have to be read and agreed to. */
  async #reword() {
    const { requests } = await this.#panel.talk.client.config('/').catch(() => ({}));
    if (!requests) return;
    this.#consent = this.agreed.textContent = requests.consent;
    this.#inputs.consent.checked = false;
  }

  /** The server names the field that is wrong, or says why the request can't be sent now. */
  async #failed({ code, message }) {
    if (code === 'consent_changed') await this.#reword();
    const name = String(code).replace(/^wrong_|_changed$/, '');
    if (name in this.#inputs) this.#say(name, message);
    else this.trouble.textContent = message || this.#strings.notDone;
  }
}
