/** The form of options: each change is applied to the element in the corner and to the code shown. */

import { reach } from '/widget/render.js';

const chat = document.querySelector('clinic-chat');
const form = document.querySelector('form');
const code = document.getElementById('code');
const status = document.getElementById('status');
const script = new URL('/widget/clinic-chat.js', location.href);

function chosen() {
  const fields = [...form.elements];
  const set = fields.filter((field) => (field.type === 'checkbox' ? field.checked : field.value !== (field.defaultValue ?? '')));
  return set.map((field) => [field.name, field.type === 'checkbox' ? '' : field.value]);
}

function escaped(value) {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function show() {
  const attributes = chosen().map(([name, value]) => (value ? ` ${name}="${escaped(value)}"` : ` ${name}`));
  code.textContent = `<script type="module" src="${script}"></script>\n<clinic-chat${attributes.join('')}>${links()}</clinic-chat>`;
}

/** Links that are shown if the script can't be loaded; otherwise the chat replaces them. */
function links() {
  const { phone, 'booking-url': booking } = Object.fromEntries(chosen());
  const call = phone && `\n  <a href="${escaped(reach(phone))}">Call ${escaped(phone)}</a>`;
  const book = booking && `\n  <a href="${escaped(booking)}">Book a visit</a>`;
  return call || book ? `${call ?? ''}${book ?? ''}\n` : '';
}

/** Touches only attributes that differ, because some changes restart the chat. */
function apply() {
  const wanted = new Map(chosen());
  for (const { name } of form.elements) {
    if (!wanted.has(name)) chat.removeAttribute(name);
    else if (chat.getAttribute(name) !== wanted.get(name)) chat.setAttribute(name, wanted.get(name));
  }
  show();
}

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('change', apply);
document.getElementById('open').addEventListener('click', () => chat.open());
document.getElementById('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(code.textContent);
  status.textContent = 'Copied.';
});
show();

/** The code contains the clinic's own numbers, so that they are shown even while the bot is down. */
const { clinic } = await fetch('/chat/config?page=/embed').then((answer) => answer.json()).catch(() => ({}));
form.elements.phone.value ||= clinic?.phone ?? '';
form.elements['booking-url'].value ||= clinic?.booking_url ?? '';
show();
