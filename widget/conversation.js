/** One conversation: what was said, what is on its way, and the same in every tab. */

import { Client, Outbox, uuid } from './client.js';
import { SharedState } from './state.js';

export class Conversation {
  #client;
  #outbox;
  #page;
  #panel;
  #log;
  #entries = new Map();
  #config = null;
  #loaded = false;

  /** `panel` is told what happens, its `transcript` what to show. */
  constructor(server, page, panel) {
    this.#page = page;
    this.#panel = panel;
    this.#log = panel.transcript;
    this.shared = new SharedState(server, (event) => this.#hear(event));
    this.#client = new Client(server, this.shared);
    this.#outbox = new Outbox(this.#client, this.shared, (event) => this.#tell(event));
    panel.unread(this.shared.get().unread);
    this.#outbox.flush();
  }

  /** Fetch what the visitor is about to see; harmless to call again. */
  async load() {
    if (this.#loaded) return;
    this.#loaded = true;
    await Promise.all([this.configure(), this.#restore()]);
  }

  async configure() {
    if (this.#config) return;
    this.#config = await this.#client.config(this.#page).catch(() => null);
    this.#panel.configured(this.#config);
  }

  say(text, button) {
    this.#ask({ id: uuid(), text, button });
  }

  /** Send a refused message again, under its own id. */
  again(entry) {
    const { id, text, button } = this.withdraw(entry);
    this.#ask({ id, text, button });
  }

  withdraw(entry) {
    this.#entries.delete(entry.id);
    this.#log.remove(entry.id);
    return entry;
  }

  rate(reply, value, word) {
    return this.#client.rate(reply.id, value, word);
  }

  exportAll() {
    return this.#client.exportAll();
  }

  restart() {
    this.shared.restart();
    this.#tell({ type: 'cleared' });
  }

  /** Whatever is on its way is called back first, so that it cannot begin a new conversation. */
  async erase() {
    const { items } = this.shared;
    items.forEach((item) => this.shared.drop(item));
    this.#tell({ type: 'wake' });
    try {
      await this.shared.lock('outbox', () => this.#client.erase());
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

  /** The network may be back: what waits is tried at once, in whichever tab it waits. */
  reconnect() {
    this.#tell({ type: 'wake' });
    if (!this.#loaded) return;
    this.configure();
    this.#restore();
  }

  /** Back from the page cache: other tabs may have gone on meanwhile. */
  resume() {
    this.shared.connect();
    this.#clear();
    if (this.#loaded) this.#restore();
  }

  /** What happens here happens in every tab; a tab may hear of it before it sees what is stored. */
  #tell(news) {
    if (news.replies) this.shared.set({ unread: this.shared.get().unread + news.replies.length });
    const event = { ...news, unread: this.shared.get().unread, busy: this.shared.items.length > 0 };
    this.shared.post(event);
    this.#panel.happened(event);
    this.#hear(event);
  }

  #hear(event) {
    const heard = {
      asked: () => this.#show(event.item) || this.#outbox.flush(),
      answered: () => this.#receive(event),
      refused: () => this.#settle(event, { state: 'failed', reason: event.message }),
      waiting: () => this.#hold(event),
      cleared: () => this.#clear(),
      read: () => this.#panel.unread(0),
      wake: () => this.#outbox.wake(),
    };
    heard[event.type]();
  }

  #ask(item) {
    const timed = { ...item, time: Date.now() };
    this.#outbox.add(timed);
    this.#tell({ type: 'asked', item: timed });
  }

  #show(item) {
    if (!this.#loaded) return;
    this.#add([{ ...item, role: 'visitor', state: 'sending' }]);
    this.#log.typing(true);
  }

  #settle({ item, busy }, change) {
    this.#show(item);
    this.#mark(item.id, change);
    this.#log.typing(busy);
    this.#panel.flowing();
  }

  #receive(event) {
    this.#panel.unread(event.unread);
    if (this.#panel.attending) this.read(event.unread);
    this.#settle(event, { state: 'sent' });
    if (!this.#loaded) return;
    this.#add(event.replies, { after: event.item.id });
    this.configure();
  }

  #hold(event) {
    this.#entries.forEach(({ id, state }) => state === 'sending' && this.#mark(id, { state: 'waiting' }));
    this.#log.typing(false);
    this.#panel.waiting(event);
  }

  async #restore() {
    if (this.shared.get().token) await this.#recall();
    this.shared.items.forEach((item) => this.#show(item));
    this.#outbox.flush();
  }

  async #recall() {
    try {
      const messages = await this.#client.history();
      messages.forEach(({ id }) => this.#mark(id, { state: 'sent' }));
      this.#add(messages, { first: true });
      this.#panel.flowing();
    } catch ({ status }) {
      if (status !== 401 && status !== 404) this.#panel.historyMissing();
      else if (this.shared.items.length) this.shared.set({ token: null });
      else this.shared.forget();
    }
  }

  #add(entries, place) {
    const fresh = entries.filter(({ id }) => !this.#entries.has(id));
    fresh.forEach((entry) => this.#entries.set(entry.id, entry));
    if (fresh.length) this.#log.add(fresh, place);
  }

  #mark(id, change) {
    const entry = this.#entries.get(id);
    if (entry) this.#log.update(Object.assign(entry, change));
  }

  #clear() {
    this.#entries.clear();
    this.#panel.cleared();
  }
}
