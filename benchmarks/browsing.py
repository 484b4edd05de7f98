"""Browsing: load times, response times and bytes of a page with the chat, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, Request

#: Screens. The phone is throttled like Lighthouse's: a processor with a quarter of this machine's
#: speed, 150 ms to the server, 1.6 Mbit/s down, 750 kbit/s up.
SCREENS: Mapping[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1350, "height": 940}},
    "phone": {"viewport": {"width": 412, "height": 823}, "is_mobile": True, "has_touch": True},
}
_SLOW = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
_SLOWER = 4
#: Milliseconds to wait after a page was loaded, for late layout shifts and tasks.
_QUIET = 1_500
#: Scripts of the chat, without those of the sample clinic's pages.
_SCRIPT = re.compile(r"/widget/(?!demo/).*\.js$")
#: Messages per conversation.
_TURNS = 5

_WATCH = """
window.seen = {fcp: 0, lcp: 0, tbt: 0, cls: 0, ready: 0};
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({type, buffered: true});
watch('paint', ({name, startTime}) => {
    if (name === 'first-contentful-paint') seen.fcp = startTime;
});
watch('largest-contentful-paint', ({startTime}) => { seen.lcp = startTime; });
watch('layout-shift', ({value}) => { seen.cls += value; });
watch('longtask', ({duration}) => { seen.tbt += duration - 50; });
addEventListener('clinic-chat:ready', () => { seen.ready = performance.now(); });
"""
#: Milliseconds from a click on `button` until `count` nodes that match `kind` are painted.
_CLICK = """([button, kind, count]) => new Promise((resolve) => {
    const root = document.querySelector('clinic-chat').shadowRoot;
    const shown = () => root.querySelectorAll(kind).length >= count;
    let start;
    const painted = () => requestAnimationFrame(() =>
        setTimeout(() => resolve(performance.now() - start)));
    const look = () => { if (shown()) { observer.disconnect(); painted(); } };
    const observer = new MutationObserver(look);
    observer.observe(root, {childList: true, subtree: true, attributes: true});
    start = performance.now();
    root.querySelector(button).click();
})"""
#: Milliseconds of each message, sent with fetch by the page itself.
_ASK = """async ([server, texts, turns]) => {
    const call = (path, body, token) => fetch(`${server}/chat/${path}`, {
        method: 'POST', body: JSON.stringify(body),
        headers: {'Content-Type': 'application/json', Authorization: `Bearer ${token}`},
    }).then((response) => response.ok ? response.json() : Promise.reject(response.status));
    const times = [];
    let token;
    for (const [at, text] of texts.entries()) {
        if (at % turns === 0) ({token} = await call('session', {}));
        const start = performance.now();
        await call('messages', {id: crypto.randomUUID(), text}, token);
        times.push(performance.now() - start);
    }
    return times;
}"""

Figures = dict[str, float]


def load(browser: Browser, url: str, screen: str, runs: int) -> Figures:
    """Medians of paint, ready chat, blocking time (all ms) and layout shift, without any cache."""
    seen = []
    for _ in range(runs):
        with _visit(browser, url, screen) as page:
            page.wait_for_timeout(_QUIET)
            seen.append(page.evaluate("window.seen"))
    return _medians(seen)


def click(browser: Browser, url: str, screen: str, runs: int) -> Figures:
    """Medians in ms for a new visitor: to open the chat, and for the first two replies.

    The first reply includes the start of the conversation.
    """
    times = []
    for _ in range(runs):
        with _visit(browser, url, screen) as page:
            opened = page.evaluate(_CLICK, [".launcher", ".chip", 1])
            first = page.evaluate(_CLICK, [".chip", ".bot", 2])
            next_ = page.evaluate(_CLICK, [".chip", ".bot", 3])
            times.append({"open": opened, "first_reply": first, "next_reply": next_})
    return _medians(times)


def weigh(browser: Browser, url: str) -> dict[str, int]:
    """Compressed bytes on the wire: the chat's scripts, opening the chat, and the first message.

    The first message includes the start of its session and the browser's CORS preflights.
    """
    sizes: dict[str, int] = {}
    finished: list[Request] = []
    with _visit(browser, url, "desktop", lambda request: finished.append(request)) as page:
        scripts = [request for request in finished if _SCRIPT.search(request.url)]
        sizes["files"] = len(scripts)
        sizes["scripts"] = sum(r.sizes()["responseBodySize"] for r in scripts)
        sizes["scripts_with_headers"] = _bytes(scripts)
        for name, button, count in (("open", ".launcher", 1), ("first_message", ".chip", 2)):
            finished.clear()
            page.evaluate(_CLICK, [button, ".bot", count])
            page.wait_for_load_state("networkidle")
            sizes[name] = _bytes(finished)
    return sizes


def ask(browser: Browser, url: str, server: str, texts: Sequence[str]) -> Figures:
    """Percentiles (ms) of messages that a page sends one after the other over HTTP."""
    with _visit(browser, url, "desktop") as page:
        times = page.evaluate(_ASK, [server, list(texts), _TURNS])
    return {f"p{p}": round(float(np.percentile(times, p)), 1) for p in (50, 95, 99)}


@contextmanager
def _visit(
    browser: Browser, url: str, screen: str, note: Callable[[Request], None] | None = None
) -> Iterator[Page]:
    """A page loaded by a new visitor, once its network is idle."""
    context = browser.new_context(**SCREENS[screen])
    context.add_init_script(_WATCH)
    page = context.new_page()
    if note:
        page.on("requestfinished", note)
    try:
        if screen == "phone":
            client = context.new_cdp_session(page)
            client.send("Network.enable")
            client.send("Network.emulateNetworkConditions", {"offline": False, **_SLOW})
            client.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        page.goto(url, wait_until="networkidle")
        yield page
    finally:
        context.close()


def _bytes(requests: Sequence[Request]) -> int:
    """Bytes of requests and responses, including headers."""
    sizes = [request.sizes() for request in requests]
    return sum(sum(int(str(part)) for part in size.values()) for size in sizes)


def _medians(runs: Sequence[Mapping[str, float]]) -> Figures:
    return {name: round(median(run[name] for run in runs), 3) for name in runs[0]}
