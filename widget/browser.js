/** What a browser may lack, refuse or break (site data blocked, a sandboxed frame), and what does instead. */

/** Null where the browser says no. */
export function attempt(task) {
  try {
    return task();
  } catch {
    return null;
  }
}

/** A random uuid; crypto.randomUUID is missing on pages without TLS. */
export function uuid() {
  const random = () => attempt(() => crypto.getRandomValues(new Uint8Array(1))[0]) ?? Math.random() * 256;
  const digit = (x) => (x ^ (random() & (15 >> (x / 4)))).toString(16);
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, digit);
}

/** Milliseconds that a tab waits for another. */
const PATIENCE = 2000;

/** One tab at a time; without locks, or when none comes, the messages' ids keep things single. */
export async function lock(name, task) {
  let begun;
  const once = () => (begun ??= task());
  const asked = attempt(() => navigator.locks.request(name, once).catch(() => null));
  await Promise.race([asked, new Promise((late) => setTimeout(late, PATIENCE))]);
  return once();
}

/** localStorage or sessionStorage; what it does not take is remembered while the page is there. */
export class Store {
  #area;
  #memory = new Map();

  constructor(name) {
    this.#area = () => globalThis[name];
  }

  get(key) {
    return this.#memory.has(key) ? this.#memory.get(key) : attempt(() => JSON.parse(this.#area().getItem(key)));
  }

  /** Null removes it. */
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

  /** All that is kept under names that begin so. */
  all(start) {
    const keys = new Set([...(attempt(() => Object.keys(this.#area())) ?? []), ...this.#memory.keys()]);
    return [...keys].filter((key) => key.startsWith(start)).map((key) => this.get(key)).filter(Boolean);
  }
}
