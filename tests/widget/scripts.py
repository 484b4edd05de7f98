"""JavaScript that tests run inside the page, to look, count or listen."""

from __future__ import annotations

_ROOT = "document.querySelector('clinic-chat').shadowRoot"

#: The transcript's texts, message by message, without those for screen readers only.
WORDS = f"""() => {{
    const shown = (paragraph) => {{
        const copy = paragraph.cloneNode(true);
        copy.querySelectorAll('.aside').forEach((aside) => aside.remove());
        return copy.textContent;
    }};
    const words = (node) => [...node.querySelectorAll('.bubble, .card > p')].map(shown).join('|');
    return [...{_ROOT}.querySelectorAll('.message')].map(words);
}}"""

#: Everything that this origin stores in the browser.
STORED = """async () => ({
    local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie,
    databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""

#: The focused element: its label, id or text.
FOCUSED = """() => {
    let node = document.activeElement;
    if (node === document.body) return 'BODY';
    if (node.shadowRoot) node = node.shadowRoot.activeElement ?? node;
    return node.getAttribute('aria-label') || node.id || node.innerText.trim() || node.tagName;
}"""

#: Targets smaller than 44 px; links inside a sentence are exempt.
SMALL_TARGETS = f"""() => {{
    const targets = {_ROOT}.querySelectorAll('button, summary, a, textarea, input');
    const shown = (node) => node.checkVisibility({{visibilityProperty: true}});
    const sizes = [...targets].filter((node) => shown(node) && !node.closest('.card p'))
        .map((node) => [node.getBoundingClientRect(), node.outerHTML]);
    return sizes.filter(([{{width, height}}]) => width < 43.9 || height < 43.9)
        .map(([{{width, height}}, html]) => `${{html}} ${{width}} x ${{height}}`);
}}"""

#: From now on, window.added lists the classes of what is added to the log or changes in it.
WATCH_LOG = f"""() => {{
    window.added = [];
    const add = (node) => window.added.push(node.className);
    const note = ({{addedNodes}}) => addedNodes.forEach(add);
    new MutationObserver((records) => records.forEach(note))
        .observe({_ROOT}.querySelector('[role=log]'), {{childList: true, subtree: true}});
}}"""

#: From now on, window.dots counts how often the typing dots were shown.
WATCH_DOTS = f"""() => {{
    window.dots = 0;
    const dots = {_ROOT}.querySelector('.typing');
    const count = () => {{ window.dots += !dots.hidden; }};
    new MutationObserver(count).observe(dots, {{attributes: true}});
}}"""

#: From now on, window.heard lists the element's events with their details.
WATCH_EVENTS = """(names) => {
    window.heard = [];
    const told = (detail) => Object.fromEntries(Object.entries(detail).filter(([, it]) => it));
    const note = ({type, detail}) => window.heard.push([type.split(':')[1], told(detail)]);
    for (const name of names) addEventListener(`clinic-chat:${name}`, note);
}"""

#: To run before the page loads: window.shift sums up layout shifts.
WATCH_SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach(({value}) => { window.shift += value; }))
    .observe({type: 'layout-shift', buffered: true});
"""

#: To run before the page loads: the browser refuses to store anything.
REFUSE_STORAGE = """
const get = () => { throw new DOMException('denied', 'SecurityError'); };
for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {get});
"""

_STYLES = ["color", "fontSize", "letterSpacing", "visibility", "textTransform", "direction"]
#: Where the parts are, and which styles they have.
LOOK = f"""(names) => Object.fromEntries(names.map((name) => {{
    const node = {_ROOT}.querySelector(name);
    const {{x, y, width, height}} = node.getBoundingClientRect();
    const computed = getComputedStyle(node);
    const style = {_STYLES}.map((property) => computed[property]);
    return [name, [x, y, width, height, ...style].join(' ')];
}}))"""

#: Whether nothing covers a node, tested at its middle and at the middles of its edges.
IS_CLEAR = f"""(node) => {{
    const {{x, y, width, height}} = node.getBoundingClientRect();
    const places = [[.5, .5], [.5, .03], [.5, .97], [.05, .5], [.95, .5]];
    const at = ([across, down]) => {_ROOT}.elementFromPoint(x + across * width, y + down * height);
    return places.every((place) => node.contains(at(place)));
}}"""

#: The direction of each node's text.
DIRECTIONS = "(nodes) => nodes.map((node) => getComputedStyle(node).direction)"
#: Horizontal overflow, in pixels.
OVERFLOW = "(node) => node.scrollWidth - node.clientWidth"
MODAL = "(dialog) => dialog.matches(':modal')"
