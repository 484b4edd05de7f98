/** The only file that calls the bot; and the outbox, which loses no message and sends none twice. */

import { attempt } from './dom.js';

const TIMEOUT = 20_000;
const RENEW_BEFORE = 30 * 60_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const ATTEMPTS = 8;

/** `status` is 0 if the bot was not reached; `message` is a sentence for the visitor. */
class ChatError extends Error {
  constructor(status, { code, message, retry_after: wait } = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.wait = Number(wait) || 0;
    this.gone = [401, 404].includes(status);
    this.away = [0, 429, 503].includes(status);
    this.passing = this.away || [408, 409, 425].includes(status) || status >= 500;
  }
}

export class Client {
  #server;
  #shared;

  constructor(server, shared) {
    this.#server = server;
    this.#shared = shared;
  }

  config(page) {
    return this.#call('GET', `config?page=${encodeURIComponent(page)}`);
  }

  /** The same id always brings the same replies. */
  send({ id, text, button }) {
    return this.post('messages', button ? { id, button } : { id, text });
  }

  /** If the token no longer works, tries once more in a new conversation. */
  async post(path, body, refused) {
    const token = await this.#session(refused);
    return this.#call('POST', path, token, body).catch((error) => {
      if (error.status !== 401 || refused) throw error;
      return this.post(path, body, token);
    });
  }

  /** A page of the history: the last one, or the one before the message `before`. */
  history(before = '') {
    return this.#call('GET', `messages?before=${before}`, this.#shared.get().token);
  }

  /** What a person of the clinic has said after the message `since`, and whether one is in the chat. */
  live(since = '') {
    return this.#call('GET', `live?since=${since}`, this.#shared.get().token);
  }

  rate(reply, value, word) {
    return this.#call('POST', 'ratings', this.#shared.get().token, { reply, value, word });
  }

  /** A conversation that no longer exists counts as erased. */
  async erase() {
    for (const token of this.#shared.tokens) {
      await this.#call('DELETE', 'conversation', token).catch((error) => error.gone || Promise.reject(error));
    }
  }

  async exportAll() {
    const conversations = this.#shared.tokens.map((token) => this.#call('GET', 'export', token));
    return { conversations: await Promise.all(conversations) };
  }

  /** The shared token, renewed before it expires; a new one if the token `refused` no longer works. */
  #session(refused) {
    return this.#shared.lock('session', async () => {
      const { token, expires } = this.#shared.get();
      const left = expires - Date.now();
      const usable = token !== refused && left > 0 ? token : null;
      if (usable && left > RENEW_BEFORE) return usable;
      const session = await this.#call('POST', 'session', usable, {});
      this.#shared.set({ token: session.token, expires: Date.parse(session.expires_at) });
      return session.token;
    });
  }

  async #call(method, path, token, content) {
    const body = content && JSON.stringify(content);
    const headers = { ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) };
    const signal = attempt(() => AbortSignal.timeout(TIMEOUT));
    const request = { method, headers, body, signal, credentials: 'omit', cache: 'no-store' };
    const call = async () => fetch(`${this.#server}chat/${path}`, request);
    const response = await call().catch(() => Promise.reject(new ChatError(0)));
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return answer;
    const wait = { retry_after: response.headers.get('Retry-After') };
    throw new ChatError(response.ok ? 502 : response.status, { ...wait, ...answer?.error });
  }
}

export class Outbox {
  #client;
  #shared;
  #tell;
  #running = false;
  #stopped = false;
  wake = () => {};

  constructor(client, shared, tell) {
    this.#client = client;
    this.#shared = shared;
    this.#tell = tell;
  }

  add(item) {
    this.#shared.put(item);
    this.flush();
  }

  /** Another outbox will send the rest, and get the same replies. */
  stop() {
    this.#stopped = true;
    this.wake();
  }

  /** One tab sends for all tabs; the others wait for the lock. */
  async flush() {
    if (this.#running) return;
    this.#running = true;
    await this.#shared.lock('outbox', () => this.#drain());
    this.#running = false;
    if (this.#shared.items.length && !this.#stopped) this.flush();
  }

  async #drain() {
    let attempt = 0;
    for (let item; ([item] = this.#shared.items) && item && !this.#stopped; ) {
      const outcome = await this.#client.send(item).then(
        ({ replies }) => ({ type: 'answered', item, replies }),
        (error) => ({ type: 'refused', item, error, status: error.status, message: error.message }),
      );
      if (this.#stopped) return;
      const { error } = outcome;
      if (error?.passing && (error.away || attempt < ATTEMPTS)) await this.#wait(error, attempt++);
      else attempt = this.#finish(item, outcome);
    }
  }

  /** Nothing is told about a message that was erased in the meantime. */
  #finish(item, { error, ...outcome }) {
    const wanted = this.#shared.items.some(({ id }) => id === item.id);
    this.#shared.drop(item);
    if (wanted) this.#tell(outcome);
    return 0;
  }

  #wait({ status, message, wait }, attempt) {
    this.#tell({ type: 'waiting', status, message });
    const backOff = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt) * (0.8 + Math.random() * 0.4);
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, wait * 1000 || backOff);
    });
  }
}
