/** The state that the tabs of one browser share. Nothing is stored before the first message. */

import { attempt } from './dom.js';

/** Milliseconds for which a tab waits for another one. */
const PATIENCE = 2000;

/** One tab at a time; without Web Locks, or if the wait is too long, the messages' ids prevent duplicates. */
async function lock(name, task) {
  let begun;
  const once = () => (begun ??= task());
  const asked = attempt(() => navigator.locks.request(name, once).catch(() => null));
  await Promise.race([asked, new Promise((late) => setTimeout(late, PATIENCE))]);
  return once();
}

/** localStorage or sessionStorage; what it refuses to store is kept in memory until the page is left. */
class Store {
  #area;
  #memory = new Map();

  constructor(name) {
    this.#area = () => globalThis[name];
  }

  get(key) {
    return this.#memory.has(key) ? this.#memory.get(key) : attempt(() => JSON.parse(this.#area().getItem(key)));
  }

  /** A value of null removes the key. */
  set(key, value) {
    this.#memory.set(key, value);
    attempt(() => {
      const area = this.#area();
      const text = value && JSON.stringify(value);
      if (text) area.setItem(key, text);
      else area.removeItem(key);
      if (area.getItem(key) === text) this.#memory.delete(key);
    });
  }

  /** All values whose keys begin with `start`. */
  all(start) {
    const keys = new Set([...(attempt(() => Object.keys(this.#area())) ?? []), ...this.#memory.keys()]);
    return [...keys].filter((key) => key.startsWith(start)).map((key) => this.get(key)).filter(Boolean);
  }
}

const EMPTY = { token: null, expires: 0, past: [], unread: 0 };

export class SharedState {
  #key;
  #heard;
  #shared = new Store('localStorage');
  #own = new Store('sessionStorage');
  #channel = null;

  constructor(server, heard) {
    this.#key = `clinic-chat:${server}`;
    this.#heard = heard;
    /** The state of this tab alone: {draft, open, times}. */
    this.tab = this.#own.get(this.#key) ?? {};
    this.connect();
  }

  connect() {
    this.#channel ??= attempt(() => new BroadcastChannel(this.#key));
    if (this.#channel) this.#channel.onmessage = ({ data }) => this.#heard(data);
  }

  /** An open channel would keep the page out of the back/forward cache. */
  disconnect() {
    attempt(() => this.#channel.close());
    this.#channel = null;
  }

  post(event) {
    attempt(() => this.#channel.postMessage(event));
  }

  get() {
    return { ...EMPTY, ...this.#shared.get(this.#key) };
  }

  set(change) {
    this.#shared.set(this.#key, { ...this.get(), ...change });
    this.keepInTab();
  }

  /** Unsent messages, each under its own key, so that tabs that write at once lose nothing. */
  get items() {
    return this.#shared.all(`${this.#key}:`).filter(({ id }) => id).sort((one, other) => one.time - other.time);
  }

  put(item) {
    this.#shared.set(`${this.#key}:${item.id}`, item);
    this.keepInTab();
  }

  drop({ id }) {
    this.#shared.set(`${this.#key}:${id}`, null);
  }

  forget() {
    this.items.forEach((item) => this.drop(item));
    this.#shared.set(this.#key, null);
    this.#own.set(this.#key, null);
  }

  /** Keeps the old token, so that erasing later erases the old conversation, too. */
  restart() {
    const past = this.tokens;
    this.forget();
    if (past.length) this.set({ past });
  }

  get tokens() {
    const { token, past } = this.get();
    return token ? [token, ...past] : past;
  }

  keepInTab(change) {
    Object.assign(this.tab, change);
    if (this.begun) this.#own.set(this.#key, this.tab);
  }

  get begun() {
    return Boolean(this.get().token || this.items.length);
  }

  lock(name, task) {
    return lock(`${this.#key}:${name}`, task);
  }
}
