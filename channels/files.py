"""Files: the widget and the demo pages, sent small and only when they have changed."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from channels.errors import NOT_FOUND, ChatError

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
class _File:
    content: bytes
    packed: bytes
    tag: str
    state: tuple[int, int]


class Files:
    """The files below a folder, of the kinds above; read anew when they are edited."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._files: dict[Path, _File] = {}

    def send(self, request: Request, name: str, headers: dict[str, str]) -> HTTPResponse:
        """The file, packed where the browser unpacks, or 304 where it has it.

        Raises:
            ChatError: there is no such file.
        """
        path = self._path(name)
        file = self._read(path)
        headers = {**headers, "ETag": file.tag, "Vary": "Accept-Encoding"}
        if file.tag in request.headers.get("if-none-match", ""):
            return empty(status=304, headers=headers)
        content = file.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = file.packed, "gzip"
        return raw(content, headers=headers, content_type=_TYPES[path.suffix])

    def _path(self, name: str) -> Path:
        try:
            path = (self._folder / name).resolve()
            if path.suffix in _TYPES and self._folder in path.parents and path.is_file():
                return path
        except (OSError, ValueError):  # too long for a name, or with a NUL
            pass
        raise ChatError(NOT_FOUND)

    def _read(self, path: Path) -> _File:
        stat = path.stat()
        state = (stat.st_mtime_ns, stat.st_size)
        known = self._files.get(path)
        if known is None or known.state != state:
            content = path.read_bytes()
            if path.suffix == ".js":
                content = _FOR_READERS.sub(b"", content)
            tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
            known = _File(content, gzip.compress(content, 9, mtime=0), tag, state)
            self._files[path] = known
        return known
