"""Hosting: runs the bot in a process of its own, and a clinic's website on another origin."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

_ROOT = Path(__file__).parent.parent
_HOME = _ROOT / "widget" / "demo" / "home.html"
_TAGS = re.compile(r'\s*<script type="module".*?</script>|\s*<clinic-chat></clinic-chat>')


class HostingError(RuntimeError):
    """The bot did not start; the message is what it printed."""


@contextmanager
def bot(**settings: str) -> Iterator[str]:
    """The address of a bot that is ready, without rate limits; its data is deleted afterwards.

    Raises:
        HostingError: the bot did not start.
    """
    with tempfile.TemporaryDirectory() as var:
        own = {"CHAT_PORT": "0", "CHAT_VAR": var}
        rates = {"CHAT_RATE_CONVERSATION": "off", "CHAT_RATE_ADDRESS": "off"}
        rates |= {"CHAT_RATE_PAGES": "off", "CHAT_RATE_BEGIN": "off"}
        process = subprocess.Popen(
            [sys.executable, "-m", "serving.run"],
            cwd=_ROOT,
            env={**os.environ, **own, **rates, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.communicate()


def _address(process: subprocess.Popen[str]) -> str:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if found := re.search(r"Try it\s+(http://[\w.:]+)/", line):
            threading.Thread(target=process.stdout.read, daemon=True).start()  # type: ignore[union-attr]
            return found[1]
    raise HostingError("".join(said))


class Website:
    """The sample clinic's home page, at `/plain` without the chat and at `/chat` with its tags."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def embed(self, bot_url: str, attributes: str = "") -> None:
        """Put the chat of the bot at `bot_url` on `/chat`."""
        plain = _TAGS.sub("", _HOME.read_text(encoding="utf-8"))
        tags = (
            f'<script type="module" src="{bot_url}/widget/clinic-chat.js"></script>\n'
            f"<clinic-chat {attributes}></clinic-chat>\n</body>"
        )
        _Page.pages = {"/plain": plain, "/chat": plain.replace("</body>", tags)}

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Page(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: object) -> None:
        super().__init__(*args, directory=str(_ROOT))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path not in self.pages:
            super().do_GET()
            return
        content = self.pages[self.path].encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""
