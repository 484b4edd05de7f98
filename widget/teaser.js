/** A quiet line above the button: once per page, and never again after it was dismissed. Loaded when wanted. */

import { button, el, iconButton } from './dom.js';

/** Throws if the browser has no storage: without it "once" could not be kept, so there is no teaser. */
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
