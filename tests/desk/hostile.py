"""Posts and addresses that no browser would send, and the response to each."""

from __future__ import annotations

from typing import Any, NamedTuple

HTML = '"><script>alert(1)</script>'
LONG = "x" * 10_000


class Post(NamedTuple):
    """`form` is sent with the right token unless it has one; `body` is sent as it is."""

    status: int
    form: dict[str, Any] | None = None
    body: str | bytes = ""
    headers: dict[str, str] = {}  # noqa: RUF012


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOKENS = {
    "no token": None,
    "empty": "",
    "made up": "0" * 64,
    "HTML": HTML,
    "long": LONG,
    "not ASCII": "é" * 64,
}
POSTS = {
    "nothing": Post(422, {}),
    "no id": Post(422, {"other": "first"}),
    "one field more": Post(422, {"id": "first", "admin": "1"}),
    "twice": Post(400, {"id": ["first", "first"]}),
    "two tokens": Post(400, {"id": "first", "token": ["a", "b"]}),
    "HTML": Post(404, {"id": HTML}),
    "long": Post(422, {"id": LONG}),
    "NUL": Post(422, {"id": "first\0"}),
    "SQL": Post(404, {"id": "' OR 1=1 --"}),
    "percent": Post(404, {"id": "%"}),
    "a list": Post(422, {"id[]": "first"}),
    "not UTF-8": Post(400, body="id=%ff&token=%fe", headers=_FORM),
    "not ASCII": Post(400, body="id=é".encode(), headers=_FORM),
    "no pairs": Post(400, body="first", headers=_FORM),
    "many": Post(403, body="&".join(f"f{n}=1" for n in range(300)), headers=_FORM),
    "JSON": Post(415, body='{"id": "first"}', headers={"Content-Type": "application/json"}),
    "text": Post(415, body="id=first", headers={"Content-Type": "text/plain"}),
    "a file": Post(415, body="--x", headers={"Content-Type": "multipart/form-data; boundary=x"}),
    "no type": Post(415, body=b"id=first", headers={"Content-Type": ""}),
    "huge": Post(413, body="id=" + "x" * 100_000, headers=_FORM),
    "another website's": Post(403, {"id": "first"}, headers={"Origin": "https://evil.example"}),
    "nobody's": Post(403, {"id": "first"}, headers={"Origin": "null"}),
    "across": Post(403, {"id": "first"}, headers={"Sec-Fetch-Site": "cross-site"}),
    "beside": Post(403, {"id": "first"}, headers={"Sec-Fetch-Site": "same-site"}),
}
ADDRESSES = [
    "/requests?state=<script>",
    "/requests?state=done&state=failed",
    *(f"/requests?page={page}" for page in ("0", "-1", "2", "x", "%C2%B2", "9" * 40)),
    "/ratings?which=' OR 1=1",
    "/ratings.csv?which=%00",
    "/figures?days=31",
    "/figures?days=" + "9" * 400,
    "/figures/picture.svg",
    "/figures/picture.svg?of=topics&size=huge",
    "/figures/table.csv?of=../../etc/passwd",
    "/../../etc/passwd",
    "/requests/first",
    "/requests/done",
    "/logout",
    "/desk.html",
    "/%3Cscript%3E",
]
COOKIES = {
    "forged": "abc.def",
    "long": LONG[:4000],
    "empty": "",
    "strange": "\x7f;[]=,{}",
    "HTML": HTML,
}
