/** Building blocks: DOM nodes, and substitutes for what a browser lacks or refuses. */

/** The task's result, or null if the browser throws an error. */
export function attempt(task) {
  try {
    return task();
  } catch {
    return null;
  }
}

/** A random UUID; crypto.randomUUID is missing on pages without TLS. */
export function uuid() {
  const random = () => attempt(() => crypto.getRandomValues(new Uint8Array(1))[0]) ?? Math.random() * 256;
  const digit = (x) => (x ^ (random() & (15 >> (x / 4)))).toString(16);
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, digit);
}

const ICONS = {
  chat: 'M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM8 9h8M8 13h5',
  down: 'M6 9l6 6 6-6',
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M5 12h.01M12 12h.01M19 12h.01',
  phone: 'M6 4h4l1 4-2 2a12 12 0 0 0 5 5l2-2 4 1v4a2 2 0 0 1-2 2A16 16 0 0 1 4 6a2 2 0 0 1 2-2z',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v5M16 3v5',
  send: 'M12 20V5M6 11l6-6 6 6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  thumb: 'M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 2 2v4h5a2 2 0 0 1 2 2l-1 7a2 2 0 0 1-2 2H7',
  alert: 'M12 4L3 20h18zM12 10v5M12 17h.01',
};

/** el('button', {class: 'send', onclick}, 'Send'): leaves out what is false, null or undefined. */
export function el(name, attributes, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

function dressed(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') node.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child ?? false));
  return node;
}

export function icon(name) {
  const draw = (tag, attributes, ...children) => dressed(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
  return draw('svg', { viewBox: '0 0 24 24', 'aria-hidden': true, class: name }, draw('path', { d: ICONS[name] }));
}

/** The icon replaces an image that is not given or fails to load. */
export function picture(src, name) {
  const onerror = ({ target }) => target.replaceWith(icon(name));
  return src ? el('img', { loading: 'lazy', alt: '', onerror, src }) : icon(name);
}

export function button(onclick, attributes, ...children) {
  return el('button', { type: 'button', onclick, ...attributes }, ...children);
}

export function iconButton(name, label, onclick, attributes) {
  return button(onclick, { class: 'icon', 'aria-label': label, title: label, ...attributes }, icon(name));
}

/** Whether Enter only confirms a word of an input method; Safari tells that by the key code alone. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;
export const isEnter = (event) => event.key === 'Enter' && !isComposing(event);

/** Text for screen readers only. */
export function aside(text, attributes) {
  return el('span', { class: 'aside', ...attributes }, text);
}
