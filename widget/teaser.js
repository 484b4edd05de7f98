/** A quiet word above the button: once on a page, and nowhere any more once it was dismissed. Loaded when wanted. */

import { button, el, iconButton } from './dom.js';

const KEY = 'clinic-chat:teaser:';

/** Of this tab. Where the browser refuses to remember, once could not be kept. */
const mark = (what) => sessionStorage.setItem(KEY + what, '');
const isMarked = (what) => sessionStorage.getItem(KEY + what) !== null;

export function tease(panel, words, page, { dismiss }) {
  const { element, launcher } = panel;
  try {
    if (element.isOpen || isMarked(words) || isMarked(page + words)) return;
    mark(page + words);
  } catch {
    return;
  }
  const end = () => {
    node.remove();
    mark(words);
  };
  const leave = () => {
    launcher.focus();
    end();
  };
  const onkeydown = ({ key }) => key === 'Escape' && leave();
  const open = button(() => element.open(), { dir: 'auto' }, words);
  const node = el('div', { class: 'teaser', onkeydown }, open, iconButton('close', dismiss, leave));
  launcher.before(node);
  element.addEventListener('clinic-chat:open', end, { once: true });
}
