"""A messaging app's server for tests: accepts calls like the real one, and can misbehave."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

JSON = dict[str, Any]
#: Seconds that a busy machine may take to answer.
PATIENCE = 30.0


@dataclass
class Answer:
    """A response of the fake, sent after `delay` seconds."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass
class Call:
    """A call that the fake received, and its response."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    at: float
    status: int = 0
    is_taken: bool = True  # by the app's rules, whatever `misbehave` makes of it


class FakeApp:
    """Subclasses answer each call in `handle`, by the app's rules."""

    def __init__(self) -> None:
        self.bot = ""  # the bot's real address; the app itself would use the one it was told
        self.calls: list[Call] = []
        self._mishaps: list[tuple[str, Answer]] = []
        self._changed = threading.Condition()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def handle(self, call: Call) -> Answer:
        raise NotImplementedError

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def misbehave(self, path: str, *answers: Answer) -> None:
        """Answer the next calls whose paths end in `path` with these responses."""
        self._mishaps += [(path, answer) for answer in answers]

    @property
    def mishaps(self) -> int:
        """How many of these responses no call has met yet."""
        return len(self._mishaps)

    def called(self, path: str) -> list[Call]:
        """The calls so far whose paths end in `path`."""
        return [call for call in list(self.calls) if call.path.endswith(path)]

    def wait(self, ready: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """The first result of `ready` that is true."""
        end = time.monotonic() + seconds
        with self._changed:
            while not (found := ready()):
                rest = end - time.monotonic()
                assert rest > 0, (
                    f"waited in vain; calls: {[(c.path, c.status) for c in self.calls]}"
                )
                self._changed.wait(min(rest, 0.5))
        return found

    def quiet(self, seconds: float = 1.0) -> None:
        """Wait until nothing was called for so many seconds."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            count = len(self.calls)
            time.sleep(seconds)
            if len(self.calls) == count:
                return

    def receive(self, call: Call) -> Answer:
        with self._changed:
            number = next(
                (n for n, (path, _) in enumerate(self._mishaps) if call.path.endswith(path)), None
            )
            mishap = None if number is None else self._mishaps.pop(number)[1]
        call.is_taken = mishap is None
        answer = mishap or self.handle(call)
        time.sleep(answer.delay)
        with self._changed:
            call.status = answer.status
            self.calls.append(call)
            self._changed.notify_all()
        return answer


def _handler(fake: FakeApp) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            sent = _parsed(content, headers.get("content-type", ""))
            call = Call(self.command, self.path, headers, sent, time.monotonic())
            answer = fake.receive(call)
            said = (
                answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            )
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except OSError:
                pass  # the caller did not wait

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _parsed(content: bytes, kind: str) -> Any:
    if "json" in kind:
        return json.loads(content)
    return dict(parse_qsl(content.decode(), keep_blank_values=True))
