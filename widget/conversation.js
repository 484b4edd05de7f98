/** One conversation, the same in every tab: what was said and what is being sent. */

import { uuid } from './dom.js';
import { Client, Outbox } from './client.js';
import { SharedState } from './state.js';

export class Conversation {
  client;
  #outbox;
  #page;
  #panel;
  #log;
  #config = null;
  #loaded = false;
  /** Whether there are earlier messages than those shown. */
  #earlier = false;

  /** `panel` is told what happens; its `transcript` shows the messages. */
  constructor(server, page, panel) {
    this.#page = page;
    this.#panel = panel;
    this.#log = panel.transcript;
    this.shared = new SharedState(server, (event) => this.#hear(event));
    this.client = new Client(server, this.shared);
    this.#outbox = new Outbox(this.client, this.shared, (event) => this.#tell(event));
    panel.unread(this.shared.get().unread);
    this.#outbox.flush();
  }

  async load() {
    if (this.#loaded) return;
    this.#loaded = true;
    this.#log.typing(true);
    await Promise.all([this.configure(), this.#restore()]);
    if (!this.shared.items.length) this.#log.typing(false);
  }

  configure() {
    const failed = () => this.#panel.configured((this.#config = null));
    this.#config ??= this.client.config(this.#page).then((config) => this.#panel.configured(config), failed);
    return this.#config;
  }

  /** A refused message is sent again under its own id. */
  say(text, button, id = uuid()) {
    const item = { id, text, button, time: Date.now() };
    this.#outbox.add(item);
    this.#tell({ type: 'asked', item });
    return id;
  }

  /** Returns a function that undoes it, or null if there was nothing to restart. */
  restart() {
    const { begun, items } = this.shared;
    if (!begun) return null;
    const before = this.shared.get();
    this.shared.restart();
    this.#tell({ type: 'cleared' });
    return () => this.#return(before, items);
  }

  #return(before, items) {
    const { token } = this.shared.get();
    items.forEach((item) => this.shared.put(item));
    this.#tell({ type: 'cleared', state: { ...before, past: token ? [token, ...before.past] : before.past } });
  }

  /** Unsent messages are taken back first, or they would begin a new conversation. */
  async erase() {
    const { items } = this.shared;
    items.forEach((item) => this.shared.drop(item));
    this.#tell({ type: 'wake' });
    try {
      await this.shared.lock('outbox', () => this.client.erase());
    } catch (error) {
      items.forEach((item) => this.#outbox.add(item));
      throw error;
    }
    this.shared.forget();
    this.#tell({ type: 'cleared' });
  }

  read(unread = this.shared.get().unread) {
    if (!unread) return;
    this.shared.set({ unread: 0 });
    this.#tell({ type: 'read' });
  }

  reconnect() {
    this.#tell({ type: 'wake' });
    if (!this.#loaded) return;
    this.configure();
    this.#restore();
  }

  leave() {
    this.shared.disconnect();
    this.#outbox.stop();
  }

  /** After a return from the page cache, as other tabs may have continued. */
  resume() {
    this.shared.connect();
    this.#panel.cleared();
    if (this.#loaded) this.#restore();
  }

  /** An event for every tab; another tab may get it before it can read the stored change. */
  #tell(news) {
    if (news.replies) this.shared.set({ unread: this.shared.get().unread + news.replies.length });
    const event = { ...news, unread: this.shared.get().unread, busy: this.shared.items.length > 0 };
    this.shared.post(event);
    this.#panel.element.happened(event);
    this.#hear(event, true);
  }

  /** `own`: whether this tab caused the event. */
  #hear(event, own) {
    const heard = {
      asked: () => this.#show(event.item, own) || this.#outbox.flush(),
      answered: () => this.#receive(event),
      refused: () => this.#settle(event, { state: 'failed', reason: event.message }),
      waiting: () => this.#log.hold() || this.#panel.waiting(event),
      cleared: () => this.#clear(event.state),
      read: () => this.#panel.unread(0),
      wake: () => this.#outbox.wake(),
    };
    heard[event.type]?.();
  }

  #clear(state) {
    this.#earlier = false;
    this.#outbox.wake();
    this.#panel.cleared();
    if (!state) return;
    this.shared.set(state);
    if (this.#loaded) this.#restore();
  }

  #show(item, own) {
    if (!this.#loaded) return;
    this.#log.add([{ ...item, role: 'visitor', state: 'sending' }], { own });
    this.#log.typing(true);
  }

  #settle({ item, busy }, change) {
    this.#show(item);
    this.#log.mark(item.id, change);
    this.#log.typing(false);
    this.#log.typing(busy);
    this.#panel.flowing();
  }

  #receive(event) {
    this.#panel.unread(event.unread);
    if (this.#panel.attending) this.read(event.unread);
    this.#settle(event, { state: 'sent' });
    if (!this.#loaded) return;
    this.#log.add(event.replies, { after: event.item.id });
    if (event.replies.some(({ custom }) => custom?.live)) this.#follow();
    this.configure();
  }

  /** From now on a person of the clinic may write. */
  #follow() {
    import('./person.js').then(({ follow }) => follow(this.#panel)).catch(() => {});
  }

  /** Messages from a person of the clinic; some may be shown already. */
  news(messages) {
    const fresh = this.#log.add(messages);
    if (!fresh || this.#panel.attending) return;
    this.shared.set({ unread: this.shared.get().unread + fresh });
    this.#panel.unread(this.shared.get().unread);
  }

  async #restore() {
    if (this.shared.get().token) await this.#recall();
    this.shared.items.forEach((item) => this.#show(item));
    this.#outbox.flush();
  }

  async earlier() {
    if (this.#earlier) await this.#recall(this.#log.first);
    return this.#earlier;
  }

  async #recall(before) {
    this.#earlier = false;
    try {
      const { messages, earlier, live } = await this.client.history(before);
      this.#earlier = earlier;
      messages.forEach(({ id }) => this.#log.mark(id, { state: 'sent' }));
      this.#log.add(messages, { first: true });
      this.#panel.flowing();
      if (live) this.#follow();
    } catch ({ gone }) {
      /** First the greeting: its arrival would remove the notice. */
      await this.configure();
      if (!gone) this.#panel.historyMissing();
      else if (this.shared.items.length) this.shared.set({ token: null });
      else this.shared.forget();
    }
  }
}
