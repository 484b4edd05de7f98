/** The look, as a style sheet that a strict CSP allows. Pages may set only the --clinic-chat-… properties. */

import { attempt, el } from './dom.js';

/** The screens that the panel fills: phones, and large screens at 400 % zoom. */
export const FULL_SIZE = '(max-width: 480px), (max-height: 480px)';

const DARK = `
  --_bg: var(--clinic-chat-background, #141b1a); --_surface: var(--clinic-chat-surface, #212b29);
  --_text: var(--clinic-chat-text, #ecf2f0); --_muted: var(--clinic-chat-muted, #a9b8b4);
  --_line: #34413e; --_edge: #7a8b86; --_urgent: #ff9d94; --_alarm: #3b1a18; --_own: #5cc2b2; --_lift: #000a; --_dark: var(--_color-dark); color-scheme: dark;`;

const CSS = `
:host { all: initial !important; display: contents !important; }
:host([hidden]) { display: none !important; }
.root {
  --_bg: var(--clinic-chat-background, #fff); --_surface: var(--clinic-chat-surface, #f1f6f5);
  --_text: var(--clinic-chat-text, #14201e); --_muted: var(--clinic-chat-muted, #52625e);
  --_line: #dce5e2; --_edge: #778783; --_urgent: #b3261e; --_alarm: #fdf0ef; --_own: #0c6b62; --_lift: #0f2a2633; color-scheme: light;
  --_main: var(--_dark, var(--_color, var(--clinic-chat-accent, var(--_own))));
  --_gap: var(--clinic-chat-gap, 20px); --_rise: var(--clinic-chat-gap-block, var(--_gap));
  color: var(--_text); line-height: 1.5; text-align: start; overflow-wrap: anywhere;
  font-family: var(--clinic-chat-font, -apple-system, "Segoe UI", sans-serif);
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) .root { ${DARK} } }
:host([theme="dark"]) .root { ${DARK} }
*, ::before, ::after { box-sizing: border-box; }
[hidden], .next:empty { display: none !important; }
p, h2, ul { margin: 0; padding: 0; list-style: none; }
button, textarea, input { font: inherit; color: inherit; }
button, summary, a, input { min-height: 44px; min-width: 44px; border: 1px solid transparent; border-radius: 12px; }
button, summary { background: none; cursor: pointer; }
.launcher, .top, nav, nav a, li a, .notice a, .jump, .alarm, .tools, .word, .next, .numbers, .links, .typing, .notice, .notice div, .label, .field { display: flex; align-items: center; gap: .5em; }
.launcher, nav a, .urgent li a, .more, .small, .chip, .notice a, .label { font-weight: 600; }
nav, .word, .next, .numbers, .links, .notice, .label { flex-wrap: wrap; }
:where(button, summary):hover { background: var(--_surface); }
:focus-visible { outline: 3px solid var(--_main); outline-offset: 2px; }
svg { width: 1.3em; height: 1.3em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
svg.menu { stroke-width: 3; }
.icon, summary { display: inline-grid; place-items: center; padding: 0; flex: none; color: var(--_muted); }
.aside, .launcher[aria-expanded="true"] > span:not(.badge), .jump:not(.news) span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
/** Black or white on the clinic's colour, chosen by its luminance (the y of xyz), with at least 4.5 : 1. */
.launcher, .field button, .bubble, .top > svg {
  background: var(--_main); color: var(--clinic-chat-accent-text, #fff);
  --_n: clamp(0, (.179 - y) * 10000, 1);
}
@supports (color: color(from red xyz y y y)) {
  .launcher, .field button, .bubble, .top > svg { color: var(--clinic-chat-accent-text, color(from var(--_main) xyz calc(.95 * var(--_n)) var(--_n) calc(1.089 * var(--_n)))); }
}

.launcher, dialog, .teaser { position: fixed; z-index: var(--clinic-chat-z-index, 2147483000); inset-inline-end: var(--_gap); box-shadow: 0 8px 30px var(--_lift); }
:host([position="start"]) :is(.launcher, dialog, .teaser) { inset-inline: var(--_gap) auto; }
.launcher { inset-block-end: calc(var(--_rise) + env(safe-area-inset-bottom)); justify-content: center; min-height: 3.5em; min-width: 3.5em; padding: .6em 1.3em; border-radius: 2em; }
.launcher:hover, .field button:hover { filter: brightness(1.08); }
[aria-expanded="false"] .down, [aria-expanded="true"] .chat { display: none; }
/** A new display value makes a new box, for which no layout shift is counted. */
.launcher[aria-expanded="true"] { display: grid; place-items: center; padding: 0; }
.badge { position: absolute; inset: -.4em -.2em auto auto; min-width: 1.8em; padding: 0 .4em; border: 2px solid var(--_bg); border-radius: 1em; background: #b3261e; color: #fff; font-size: .8em; }

dialog {
  inset: auto; inset-inline-end: var(--_gap); inset-block-end: calc(var(--_rise) + 4.5em + var(--_under, 0px)); margin: 0; padding: 0; flex-direction: column; overflow: hidden auto; container: panel / size;
  width: min(var(--clinic-chat-width, 25.5em), 100vw - 2 * var(--_gap)); max-width: none;
  height: min(var(--clinic-chat-height, 42em), var(--_seen, 100dvh) - var(--_gap) - var(--_rise) - 5em); max-height: none;
  color: inherit; background: var(--_bg); border: 1px solid var(--_line); border-radius: var(--clinic-chat-radius, 20px);
}
dialog[open] { display: flex; animation: rise .18s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
.head { position: sticky; top: 0; z-index: 2; flex: none; padding: .7em .5em .2em; border-block-end: 1px solid var(--_line); background: var(--_bg); }
.top { position: relative; gap: 0; }
.top > svg { padding: .5em; width: 2.5em; height: 2.5em; margin-inline-start: .4em; border-radius: 50%; }
.top > div { flex: 1; min-width: 0; padding-inline: .75em .3em; }
.top > img { height: 2.5em; max-width: 6em; margin-inline-start: .4em; border-radius: 8px; background: #fff; object-fit: contain; }
h2 { font-size: 1.06em; }
h2, #about { line-height: 1.3; }
#about { font-size: .8em; color: var(--_muted); }
summary::-webkit-details-marker { display: none; }
details ul { position: absolute; z-index: 1; inset: 3.2em auto auto; inset-inline-end: .4em; min-width: 14em; max-height: calc(100cqh - 3.4em); overflow-y: auto; padding: .4em; border: 1px solid var(--_line); border-radius: 16px; background: var(--_bg); box-shadow: 0 8px 30px var(--_lift); }
details button { width: 100%; padding-inline: 1em; text-align: start; }
nav { gap: 0; min-height: 44px; }
nav a { padding-inline: .6em; font-size: .88em; }
a { color: inherit; text-decoration: underline 2px var(--_main); text-underline-offset: .25em; }

.scroll { position: relative; flex: 1 0 5em; overflow-y: auto; overscroll-behavior: contain; overflow-anchor: none; padding: 1em .9em .4em; border-block-end: 1px solid var(--_line); }
.scroll:focus-visible { outline-offset: -4px; }
.message { margin-block-end: .8em; outline-offset: 4px; }
.message p { white-space: pre-line; }
.card, .bubble, .typing { width: fit-content; border: 1px solid transparent; border-radius: 18px; padding: .7em .95em; }
.card, .typing { max-width: 94%; background: var(--_surface); border-start-start-radius: 4px; }
.card:has(table), .urgent .card { max-width: none; width: 100%; }
.who { margin-block-end: .25em; font-size: .85em; font-weight: 600; color: var(--_muted); }
.card p + p { margin-block-start: .55em; }
.card p a { min-height: 0; min-width: 0; border: 0; }
p [href^="tel"] { white-space: nowrap; }
.visitor { display: flex; flex-direction: column; align-items: flex-end; }
.bubble { position: relative; max-width: 86%; border-end-end-radius: 4px; }
.waiting .bubble, .failed .bubble { background: none; color: inherit; border: 1px dashed var(--_edge); }
.failed .bubble { border: 1px solid var(--_urgent); }
.state, .source, #count, .composer label, .word, .times time { font-size: .84em; color: var(--_muted); }
.times time { position: static; display: block; width: auto; height: auto; clip-path: none; }
.state { margin-block: .3em; }
.card > .source { margin-block-start: .8em; padding-block-start: .55em; border-block-start: 1px solid var(--_line); }

.table { overflow-x: auto; border: 1px solid var(--_line); border-radius: 12px; background: var(--_bg); }
table { border-collapse: collapse; width: 100%; font-size: .86em; line-height: 1.4; overflow-wrap: break-word; }
th, td { padding: .6em .7em; text-align: start; vertical-align: top; min-width: 6em; }
tr + tr, tbody { border-block-start: 1px solid var(--_line); }
.numbers, .links, .table, .numbers + p { margin-block-start: .7em; }
li a { padding: .3em .9em; border: 1px solid var(--_edge); background: var(--_bg); }
.urgent .card { border: 2px solid var(--_urgent); border-radius: 18px; background: var(--_alarm); }
.alarm { font-weight: 700; }
.alarm, .failed .state { color: var(--_urgent); }
.urgent .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr)); }
li b { margin-inline-start: auto; white-space: nowrap; }
.urgent li a { min-height: 3.25em; border: 2px solid var(--_urgent); text-decoration: none; }
.urgent li:first-child a { background: var(--_urgent); color: var(--_bg); }

.tools { gap: 0; font-size: .92em; }
.tools:has(.small) { position: sticky; bottom: -.4em; background: var(--_bg); }
[aria-pressed="true"] { background: var(--_surface); }
[aria-pressed="true"] svg { fill: currentColor; }
[name="down"] svg { transform: rotate(180deg); }
.more { display: none; margin-inline-start: auto; padding-inline: .9em; }
.latest .more { display: block; }
.word { align-items: end; padding: .2em .3em; scroll-margin: .8em; }
.word label { flex: 1 1 12em; }
.word input { display: block; width: 100%; padding-inline: .8em; }
.small, .word input { border-color: var(--_edge); background: var(--_bg); color: var(--_text); }
.small { padding-inline: 1em; font-size: .92em; }
.next { flex: none; max-height: max(3.5em, min(40cqh, 100cqh - 15em)); overflow-y: auto; padding: .5em .9em 0; }
.jump { align-self: center; margin-block-start: .4em; padding: 0 .7em; border-radius: 22px; }
.seen { position: relative; z-index: 1; align-self: center; margin-block: -2.7em .6em; padding: .3em 1em; border-radius: 1em; background: var(--_text); color: var(--_bg); font-size: .84em; }
.jump.news { border: 3px solid var(--_main); }
.chip { padding: .4em 1em; border: 1.5px solid var(--_main); border-radius: 22px; text-align: start; font-size: .92em; line-height: 1.3; }
.typing { padding: .95em 1.1em; }
i { width: .5em; height: .5em; border-radius: 50%; background: var(--_muted); animation: breathe 1.2s infinite; }
i + i { animation-delay: .2s; }
@keyframes breathe { 40% { opacity: .3; } }

.notice { margin: .6em .9em 0; padding: .4em .4em .4em .9em; border-radius: 16px; background: var(--_surface); font-size: .9em; }
.notice p { flex: 1 1 11em; }
.notice a { padding-inline: .4em; }
.composer { padding: .5em .9em .9em; }
.label { gap: 0 1em; justify-content: space-between; padding-inline: .3em; }
.field { gap: 0; align-items: end; margin-block-start: .25em; padding: 3px; border: 1px solid var(--_edge); border-radius: 26px; }
.field:focus-within { border-color: var(--_main); box-shadow: inset 0 0 0 1px var(--_main); }
.field:has([aria-invalid="true"]) { border-color: var(--_urgent); box-shadow: inset 0 0 0 1px var(--_urgent); }
textarea { flex: 1; min-width: 0; min-height: 44px; max-height: 8em; padding: .6em .9em; border: 0; outline: 0 !important; background: none; resize: none; line-height: 1.45; }
.field button { border-radius: 50%; }

.teaser {
  display: flex; inset-block-end: calc(var(--_rise) + 4.5em + env(safe-area-inset-bottom)); max-width: min(20em, 100vw - 2 * var(--_gap)); padding: .3em;
  border: 1px solid var(--_line); border-radius: 16px; background: var(--_bg); animation: tease .4s 3s both;
}
.teaser :first-child { text-align: start; }
@keyframes tease { from { opacity: 0; visibility: hidden; } }

@media ${FULL_SIZE} {
  dialog { inset: var(--_top, 0) 0 auto !important; width: 100%; height: var(--_seen, 100dvh); border: 0; border-radius: 0; padding-block-end: env(safe-area-inset-bottom); }
  .launcher { padding: 0; }
  .launcher > span:not(.badge) { position: absolute; clip-path: inset(50%); }
  .launcher[aria-expanded="true"] { visibility: hidden; }
}
/** A low screen, or a keyboard on it: one line each for the header, the questions and the field. */
@container panel (max-height: 480px) {
  .head { display: flex; align-items: center; padding: 0 .4em; }
  .top { display: contents; }
  .top > :is(svg, img) { display: none; }
  .top > div { padding-inline: .5em .2em; }
  h2, #about { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
  #about { -webkit-line-clamp: 1; }
  nav { order: 1; flex-wrap: nowrap; }
  details { order: 2; }
  .top > .icon { order: 3; }
  .scroll { flex-basis: 3em; padding-block: .6em .2em; }
  .notice { flex: none; max-height: 6em; margin: .3em .6em 0; overflow-y: auto; }
  .notice p { flex-basis: 6em; line-height: 1.3; }
  .next { padding: .3em .6em 0; }
  .next:has(~ .notice:not([hidden]), ~ .composer [aria-invalid="true"]) { display: none; }
  .composer { position: relative; padding: .3em .6em .4em; }
  .composer label { position: absolute; inset-block-end: 1.65em; inset-inline-start: 2em; pointer-events: none; font-weight: 400; }
  .composer:has(textarea:not(:placeholder-shown)) label { clip-path: inset(50%); }
  .field { margin: 0; }
  .jump { position: absolute; inset-block-end: .6em; inset-inline-start: .5em; }
  .jump span { position: absolute; clip-path: inset(50%); }
  .jump:not([hidden]) ~ .composer { margin-inline-start: 50px; }
  textarea { max-height: 4.2em; }
}
@container panel (max-height: 230px) {
  .next { display: none; }
  .alarm { position: absolute; clip-path: inset(50%); }
  .numbers { margin: 0; }
}
/** With a keyboard on the smallest screen, leave room to type and for the emergency numbers. */
@container panel (max-height: 160px) {
  :has(> .composer :focus) > .head { display: none; }
  .scroll { flex-basis: 0; }
  .card { padding-block: .2em; }
  .composer { padding-block: 0; }
  .composer label { inset-block-end: 1.2em; }
}
@container panel (max-height: 480px) and (max-width: 600px) {
  #about, nav span { position: absolute; clip-path: inset(50%); }
  h2 { font-size: .95em; }
  nav a { padding: 0; justify-content: center; }
}
@media (max-height: 480px) { .teaser { display: none; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
@media (forced-colors: active) { .card, .bubble, .launcher, .field button, .badge, .top > svg { border: 1px solid; } [aria-pressed="true"] { outline: 2px solid Highlight; } }
@media print { :host { display: none !important; } }
`;

export function adopt(root, css = CSS) {
  const adopted = attempt(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return (root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]);
  });
  if (!adopted) (root.head ?? root).append(el('style', null, css));
}
