"""Static files: the widget and the demo pages, sent small and only when they have changed."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from channels.message.errors import NOT_FOUND, ChatError

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}


#: Indentation, empty lines, comments that stand alone, breaks after what ends nothing or has
#: ended, and the air in braces and around = and =>: a sixth of the packed scripts, no string of
#: which has any of it.
_FOR_READERS = re.compile(
    rb"(?:^|(?<=[;,{(\[])\n)\s*(?:/\*\*.*?\*/\s*)?|(?<=\{) | (?=\})| (?==>? )|(?<= =) |(?<= =>) ",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Content:
    """What is sent, plain and packed, and the tag by which a browser knows it."""

    kind: str
    plain: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, plain: bytes, kind: str) -> Content:
        tag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
        return cls(kind, plain, gzip.compress(plain, 9, mtime=0), tag)

    def send(self, request: Request, headers: dict[str, str], status: int = 200) -> HTTPResponse:
        """Packed where the browser unpacks, or 304 where it has it."""
        headers = {**headers, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if status == 200 and self.tag in request.headers.get("if-none-match", ""):
            return empty(status=304, headers=headers)
        content = self.plain
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = self.packed, "gzip"
        return raw(content, status=status, headers=headers, content_type=self.kind)


class Files:
    """The files below a folder, of the kinds above; read anew when they are edited."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._files: dict[Path, tuple[tuple[int, int], Content]] = {}

    def send(self, request: Request, name: str, headers: dict[str, str]) -> HTTPResponse:
        """The file, where the browser does not have it.

        Raises:
            ChatError: there is no such file.
        """
        return self._read(self._path(name)).send(request, headers)

    def _path(self, name: str) -> Path:
        try:
            path = (self._folder / name).resolve()
            if path.suffix in _TYPES and self._folder in path.parents and path.is_file():
                return path
        except (OSError, ValueError):  # too long for a name, or with a NUL
            pass
        raise ChatError(NOT_FOUND)

    def _read(self, path: Path) -> Content:
        stat = path.stat()
        state = (stat.st_mtime_ns, stat.st_size)
        known, content = self._files.get(path, (None, None))
        if content is None or known != state:
            plain = path.read_bytes()
            if path.suffix == ".js":
                plain = _FOR_READERS.sub(b"", plain)
            content = Content.of(plain, _TYPES[path.suffix])
            self._files[path] = state, content
        return content
