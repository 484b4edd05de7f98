/** Buttons on the page that begin a conversation: <button data-ask="How does PRP work?">. */

const chat = document.querySelector('clinic-chat');

document.addEventListener('click', (event) => {
  const asking = event.target.closest('[data-ask]');
  if (!asking) return;
  event.preventDefault();
  chat.ask(asking.dataset.ask);
});
