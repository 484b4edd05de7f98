/** What the tabs of one browser share. Nothing is stored before the first message. */

const EMPTY = { token: null, expires: 0, past: [], unread: 0 };

/** Browsers may refuse storage: then memory has to do. */
function attempt(task) {
  try {
    return task();
  } catch {
    return null;
  }
}

export class SharedState {
  #key;
  #heard;
  #memory = null;
  #unsent = new Map();
  #channel = null;

  constructor(server, heard) {
    this.#key = `clinic-chat:${server}`;
    this.#heard = heard;
    /** Of this tab alone: {draft, open}. */
    this.tab = attempt(() => JSON.parse(sessionStorage[this.#key])) ?? {};
    this.connect();
  }

  connect() {
    this.#channel ??= new BroadcastChannel(this.#key);
    this.#channel.onmessage = ({ data }) => this.#heard(data);
  }

  /** An open channel would keep the page out of the back/forward cache. */
  disconnect() {
    this.#channel?.close();
    this.#channel = null;
  }

  post(event) {
    this.#channel?.postMessage(event);
  }

  get() {
    return { ...EMPTY, ...(attempt(() => JSON.parse(localStorage[this.#key])) ?? this.#memory) };
  }

  set(change) {
    this.#memory = { ...this.get(), ...change };
    attempt(() => (localStorage[this.#key] = JSON.stringify(this.#memory)));
    this.keepInTab();
  }

  /** Unsent messages, each in its own place: tabs that write at once lose nothing. */
  get items() {
    const keys = attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(`${this.#key}:`)));
    const items = keys?.map((key) => JSON.parse(localStorage[key])) ?? [...this.#unsent.values()];
    return items.sort((one, other) => one.time - other.time);
  }

  put(item) {
    this.#unsent.set(item.id, item);
    attempt(() => (localStorage[`${this.#key}:${item.id}`] = JSON.stringify(item)));
    this.keepInTab();
  }

  drop({ id }) {
    this.#unsent.delete(id);
    attempt(() => localStorage.removeItem(`${this.#key}:${id}`));
  }

  forget() {
    this.#memory = null;
    this.items.forEach((item) => this.drop(item));
    attempt(() => localStorage.removeItem(this.#key));
    attempt(() => sessionStorage.removeItem(this.#key));
  }

  /** The old token is kept: erasing later erases the old conversation too. */
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
    if (this.begun) attempt(() => (sessionStorage[this.#key] = JSON.stringify(this.tab)));
  }

  get begun() {
    return Boolean(this.get().token || this.items.length);
  }

  /** Without locks, the messages' ids keep things single. */
  lock(name, task) {
    return navigator.locks ? navigator.locks.request(`${this.#key}:${name}`, task) : task();
  }
}
