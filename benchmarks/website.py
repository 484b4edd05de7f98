"""Measures the chat on a clinic's website: bytes, clicks, effect on the page, and messages.

`python -m benchmarks.website [--runs 15] [--messages 500]`

It needs Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks import browsing, report, tables
from benchmarks.hosting import HostingError, Website, bot
from benchmarks.rows import Row, read
from benchmarks.sets import QUESTIONS

RESULT = Path(__file__).parent / "results" / "website.json"
_QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0, or 1 after an error message on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.website")
    parser.add_argument("--runs", type=int, default=15, help="visits per median")
    parser.add_argument("--messages", type=int, default=500, help="messages to send over HTTP")
    parser.add_argument("--out", type=Path, default=RESULT, help="file for the result")
    options = parser.parse_args(arguments)
    try:
        with _chromium() as browser:
            result = measure(browser, options.runs, options.messages)
    except (HostingError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(tables.plain(tables.website_cells(result)))
    return report.main() if options.out == RESULT else 0


def measure(browser: Browser, runs: int, messages: int) -> dict[str, Any]:
    """All measurements, with a new bot and website; `load` is the machine's load before."""
    load, *_ = os.getloadavg()
    with closing(Website()) as website, bot(CHAT_ORIGINS=website.url) as server:
        website.embed(server)
        plain, chat = f"{website.url}/plain", f"{website.url}/chat"
        _say("the bytes")
        weight = browsing.weigh(browser, chat)
        clicks, loads = {}, {}
        for screen in browsing.SCREENS:
            _say(f"the page on a {screen}")
            pages = {"without": plain, "with": chat}
            loads[screen] = {
                name: browsing.load(browser, url, screen, runs) for name, url in pages.items()
            }
            clicks[screen] = browsing.click(browser, chat, screen, runs)
        _say("messages")
        http = browsing.ask(browser, chat, server, _texts(messages))
    return {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Chromium {browser.version}",
        "load": round(load, 1),
        "runs": runs,
        "messages": messages,
        "bytes": weight,
        "loads": loads,
        "clicks_ms": clicks,
        "message_ms": http,
    }


def _texts(count: int) -> list[str]:
    """So many texts, repeating our own questions if necessary."""
    rows = [row for row in read(QUESTIONS / "answers.jsonl") if isinstance(row, Row)]
    return [row.text for row in islice(cycle(rows), count)]


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        raise FileNotFoundError("Chromium is not installed (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET.split())
        yield browser
        browser.close()


def _say(what: str) -> None:
    print(f"measuring {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
