"""Static files: the widget and the demo pages, compressed, and sent only if they have changed."""

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


#: What can be left out of the scripts: indentation, empty lines, comments on lines of their own,
#: line breaks where no statement ends, spaces inside braces and around = and =>. This makes the
#: compressed scripts a sixth smaller. No string in them contains any of these.
_FOR_READERS = re.compile(
    rb"(?:^|(?<=[;,{(\[])\n)\s*(?:/\*\*.*?\*/\s*)?|(?<=\{) | (?=\})| (?==>? )|(?<= =) |(?<= =>) ",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Content:
    """A file's content, plain and compressed, and its ETag."""

    kind: str
    plain: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, plain: bytes, kind: str) -> Content:
        tag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
        return cls(kind, plain, gzip.compress(plain, 9, mtime=0), tag)

    def send(self, request: Request, headers: dict[str, str], status: int = 200) -> HTTPResponse:
        """Compressed if the browser accepts that; 304 if it has this content already."""
        headers = {**headers, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if status == 200 and self.tag in request.headers.get("if-none-match", ""):
            return empty(status=304, headers=headers)
        content = self.plain
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = self.packed, "gzip"
        return raw(content, status=status, headers=headers, content_type=self.kind)


class Files:
    """The files of known types in a folder; an edited file is read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._files: dict[Path, tuple[tuple[int, int], Content]] = {}

    def send(self, request: Request, name: str, headers: dict[str, str]) -> HTTPResponse:
        """The file, or 304 if the browser has it already.

        Raises:
            ChatError: there is no such file.
        """
        return self._read(self._path(name)).send(request, headers)

    def _path(self, name: str) -> Path:
        try:
            path = (self._folder / name).resolve()
            if path.suffix in _TYPES and self._folder in path.parents and path.is_file():
                return path
        except (OSError, ValueError):  # a name that is too long or has a NUL
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
