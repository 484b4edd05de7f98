"""Kinds of settings: converts their text in the environment, and says what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from limits import parse_many
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from operations.secret import SHORTEST


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """A converter to a whole number from `lowest` to `highest`."""

    def cast(text: str) -> int:
        if not re.fullmatch(r"-?\d{1,12}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"write a whole number from {lowest} to {highest}")
        return int(text)

    return cast


def folder(text: str) -> Path:
    """An existing folder."""
    if not Path(text).is_dir():
        raise ValueError(f"write the folder that has clinic.yml in it; {text} is no folder")
    return Path(text)


def switch(text: str) -> bool:
    """True for on, False for off."""
    if text.lower() not in ("on", "off", "1", "0"):
        raise ValueError("write on or off")
    return text.lower() in ("on", "1")


def rate(text: str) -> str:
    """One or more rates in the notation of `limits`, such as 30/minute; "" for off."""
    if text.lower() == "off":
        return ""
    try:
        if min(rate.amount for rate in parse_many(text)) < 1:
            raise ValueError
    except ValueError:
        raise ValueError("write a rate such as 30/minute or 30/minute; 300/hour, or off") from None
    return text


def origins(text: str) -> tuple[str, ...]:
    """The origins (scheme, host and port) of websites; also * and null."""
    origins = tuple(origin.rstrip("/").lower() for origin in re.split(r"[\s,]+", text) if origin)
    for origin in origins:
        if origin not in ("*", "null") and not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", origin):
            raise ValueError("write addresses such as https://www.example.com, without a path")
    return origins


def public(text: str) -> str:
    """The public address of this server, without a path; "" if not set."""
    address = text.rstrip("/").lower()
    if address and not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", address):
        raise ValueError("write one address such as https://bot.example.com, without a path")
    return address


def database(text: str) -> str:
    """A database URL as SQLAlchemy writes it, for SQLite or PostgreSQL."""
    text = re.sub(r"^postgres://", "postgresql://", text)
    try:
        url = make_url(text)
        kind, is_named = url.drivername, url.database not in (None, "", ":memory:")
    except (ArgumentError, ValueError):
        kind, is_named = "", False
    if kind == "sqlite" and url.query:  # how the file is opened is for our code to decide
        kind = ""
    if kind not in ("sqlite", "postgresql", "postgresql+psycopg2") or not is_named:
        raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host/name")
    return text


def mailboxes(text: str) -> tuple[str, ...]:
    """One or more e-mail addresses."""
    boxes = tuple(re.split(r"[\s,]+", text))
    if not all(re.fullmatch(r"[^@\s<>]+@[\w.-]+", box) for box in boxes):
        raise ValueError("write e-mail addresses such as desk@clinic.example, separated by commas")
    return boxes


def _form(form: str, advice: str) -> Callable[[str], str]:
    def cast(text: str) -> str:
        if not re.fullmatch(form, text):
            raise ValueError(f"write {advice}")
        return text

    return cast


#: Address of the clinic's own server; without encryption only on this machine.
address = _form(
    r"https://[^\s/]+\S*|http://(localhost|127\.0\.0\.1)(:\d+)?(/\S*)?",
    "an address that starts with https://",
)
mail_server = _form(
    r"smtps?://(\S+:\S+@)?[\w.\-\[\]:]+",
    "smtps://user:password@host or smtp://user:password@host:587",
)
secret = _form(rf".{{{SHORTEST},}}", f"at least {SHORTEST} random characters, or leave it out")
slack_channel = _form(r"[CGD][A-Z0-9]{6,20}", "the ID of a channel such as C0123456789")
argon2 = _form(
    r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[\w+/]+\$[\w+/]+",
    "what `make password` prints, with its quotes, or leave it out",
)
