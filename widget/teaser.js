/** A quiet word above the button: once on a page, and nowhere any more once it was dismissed. Loaded when wanted. */

import { button, el, iconButton } from './dom.js';

/** Where the browser refuses to remember, once could not be kept: it throws, and there is none. */
export function tease({ element, launcher }, words, page, { dismiss }) {
  const [done, here] = [words, page + words].map((mark) => `clinic-chat:teaser:${mark}`);
  if (element.isOpen || sessionStorage[done] || sessionStorage[here]) return;
  sessionStorage[here] = true;
  const end = () => {
    node.remove();
    sessionStorage[done] = true;
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
