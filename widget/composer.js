/** The field in which the visitor writes. */

import { el, iconButton, isEnter } from './dom.js';
import { fill } from './strings.js';

export class Composer {
  #strings;
  #panel;
  limit = 500;

  constructor(strings, panel) {
    this.#strings = strings;
    this.#panel = panel;
    const onkeydown = (event) => {
      if (isEnter(event) && !event.shiftKey) this.#submit(event);
    };
    this.input = el('textarea', {
      id: 'question', rows: 1, dir: 'auto', enterkeyhint: 'send', placeholder: ' ', 'aria-describedby': 'count',
      oninput: () => this.#typed(), onkeydown,
    });
    this.count = el('p', { id: 'count' });
    const label = el('div', { class: 'label' }, el('label', { for: 'question' }, strings.label), this.count);
    const field = el('div', { class: 'field' }, this.input, iconButton('send', strings.send, (event) => this.#submit(event)));
    /** Not a <form>, which a sandboxed frame may not submit. */
    this.node = el('div', { class: 'composer' }, label, field);
  }

  write(words) {
    this.input.value = words;
    this.#typed();
  }

  /** The length as the server counts it: an emoji is one character. */
  get #length() {
    return [...this.input.value.trim()].length;
  }

  /** A text that is too long gets a warning and is not cut: half a question gets a wrong answer. */
  #typed() {
    const { input, limit } = this;
    const count = this.#length;
    const over = count > limit;
    this.count.textContent = count > limit * 0.8 ? fill(this.#strings[over ? 'tooLong' : 'count'], { count, limit }) : '';
    this.count.role = over ? 'alert' : 'none';
    input.ariaInvalid = String(over);
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
    this.#panel.talk?.shared.keepInTab({ draft: input.value });
  }

  #submit(event) {
    event.preventDefault();
    const words = this.input.value.trim();
    this.input.focus();
    if (!words || this.#length > this.limit) return;
    this.write('');
    this.#panel.say(words);
  }
}
