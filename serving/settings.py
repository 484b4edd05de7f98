"""Settings: what a deployment can choose, read once from environment variables (`.env.example`)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from limits import parse_many
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from serving.secret import SHORTEST, kept_secret


class SettingsError(ValueError):
    """One line for each setting that is wrong."""


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def cast(text: str) -> int:
        if not re.fullmatch(r"-?\d{1,12}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"write a whole number from {lowest} to {highest}")
        return int(text)

    return cast


def _switch(text: str) -> bool:
    if text.lower() not in ("on", "off", "1", "0"):
        raise ValueError("write on or off")
    return text.lower() in ("on", "1")


def _rate(text: str) -> str:
    if text.lower() == "off":
        return ""
    try:
        if min(rate.amount for rate in parse_many(text)) < 1:
            raise ValueError
    except ValueError:
        raise ValueError("write a rate such as 30/minute or 30/minute; 300/hour, or off") from None
    return text


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(origin.rstrip("/").lower() for origin in re.split(r"[\s,]+", text) if origin)
    for origin in origins:
        if origin not in ("*", "null") and not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", origin):
            raise ValueError("write addresses such as https://www.example.com, without a path")
    return origins


def _public(text: str) -> str:
    address = text.rstrip("/").lower()
    if address and not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", address):
        raise ValueError("write one address such as https://bot.example.com, without a path")
    return address


def _database(text: str) -> str:
    text = re.sub(r"^postgres://", "postgresql://", text)
    try:
        url = make_url(text)
        kind, is_named = url.drivername, url.database not in (None, "", ":memory:")
    except (ArgumentError, ValueError):
        kind, is_named = "", False
    if kind == "sqlite" and url.query:  # how its file is opened is not to be chosen
        kind = ""
    if kind not in ("sqlite", "postgresql", "postgresql+psycopg2") or not is_named:
        raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host/name")
    return text


def _form(form: str, advice: str) -> Callable[[str], str]:
    def cast(text: str) -> str:
        if not re.fullmatch(form, text):
            raise ValueError(f"write {advice}")
        return text

    return cast


#: Of the clinic's own server; in the clear only on this machine.
_address = _form(
    r"https://[^\s/]+\S*|http://(localhost|127\.0\.0\.1)(:\d+)?(/\S*)?",
    "an address that starts with https://",
)
_mail_server = _form(
    r"smtps?://(\S+:\S+@)?[\w.\-\[\]:]+",
    "smtps://user:password@host or smtp://user:password@host:587",
)
_secret = _form(rf".{{{SHORTEST},}}", f"at least {SHORTEST} random characters, or leave it out")
_slack_channel = _form(r"[CGD][A-Z0-9]{6,20}", "the ID of a channel such as C0123456789")
_argon2 = _form(
    r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[\w+/]+\$[\w+/]+",
    "what `make password` prints, with its quotes, or leave it out",
)


def _mailboxes(text: str) -> tuple[str, ...]:
    boxes = tuple(re.split(r"[\s,]+", text))
    if not all(re.fullmatch(r"[^@\s<>]+@[\w.-]+", box) for box in boxes):
        raise ValueError("write e-mail addresses such as desk@clinic.example, separated by commas")
    return boxes


def _setting(name: str, cast: Callable[[str], Any], default: str | None) -> Any:
    """`default` is as one would write it; without one the setting may be left out."""
    return field(metadata={"name": name, "cast": cast, "default": default})


@dataclass(frozen=True)
class Settings:
    """The comments in `.env.example` say what each is for."""

    host: str = _setting("CHAT_HOST", str, "127.0.0.1")
    port: int = _setting("CHAT_PORT", _number(0, 65535), "5005")
    var: Path = _setting("CHAT_VAR", Path, "var")  # noqa: RUF009
    model: Path = _setting("CHAT_MODEL", Path, "models/clinic-chat.tar.gz")  # noqa: RUF009
    knowledge: Path = _setting("CHAT_KNOWLEDGE", Path, "data/knowledge")  # noqa: RUF009
    demo: bool = _setting("CHAT_DEMO", _switch, "on")
    faq: bool = _setting("CHAT_FAQ", _switch, "on")
    public_url: str = _setting("CHAT_PUBLIC_URL", _public, "")
    origins: tuple[str, ...] = _setting("CHAT_ORIGINS", _origins, "")
    proxies: int = _setting("CHAT_PROXIES", _number(0, 9), "0")
    secret_text: str | None = _setting("CHAT_SECRET", _secret, None)
    database_url: str | None = _setting("DATABASE_URL", _database, None)
    session_days: int = _setting("CHAT_SESSION_DAYS", _number(1, 366), "7")
    retention_days: int = _setting("CHAT_RETENTION_DAYS", _number(0, 36500), "30")
    text_length: int = _setting("CHAT_TEXT_LENGTH", _number(20, 4000), "500")
    body_bytes: int = _setting("CHAT_BODY_BYTES", _number(1024, 1048576), "16384")
    waiting: int = _setting("CHAT_WAITING", _number(1, 100), "5")
    rate_conversation: str = _setting("CHAT_RATE_CONVERSATION", _rate, "30/minute")
    rate_address: str = _setting("CHAT_RATE_ADDRESS", _rate, "300/minute")
    rate_pages: str = _setting("CHAT_RATE_PAGES", _rate, "1200/minute")
    rate_begin: str = _setting("CHAT_RATE_BEGIN", _rate, "1000/day")
    day_megabytes: int = _setting("CHAT_DAY_MEGABYTES", _number(0, 1000000), "100")
    conversation_messages: int = _setting("CHAT_CONVERSATION_MESSAGES", _number(10, 100000), "1000")
    metrics_token: str | None = _setting("CHAT_METRICS_TOKEN", _secret, None)
    requests_mail: tuple[str, ...] | None = _setting("CHAT_REQUESTS_MAIL", _mailboxes, None)
    requests_webhook: str | None = _setting("CHAT_REQUESTS_WEBHOOK", _address, None)
    requests_webhook_secret: str | None = _setting("CHAT_REQUESTS_WEBHOOK_SECRET", _secret, None)
    requests_slack: str | None = _setting("CHAT_REQUESTS_SLACK", _slack_channel, None)
    requests_days: int = _setting("CHAT_REQUESTS_DAYS", _number(1, 3650), "30")
    requests_key_text: str | None = _setting("CHAT_REQUESTS_KEY", _secret, None)
    rate_requests: str = _setting("CHAT_RATE_REQUESTS", _rate, "5/day")
    desk_password_hash: str | None = _setting("CHAT_DESK_PASSWORD_HASH", _argon2, None)
    learn: bool = _setting("CHAT_LEARN", _switch, "off")
    learn_days: int = _setting("CHAT_LEARN_DAYS", _number(1, 366), "30")
    smtp: str | None = _setting("CHAT_SMTP", _mail_server, None)
    handover_slack: str | None = _setting("CHAT_HANDOVER_SLACK", _slack_channel, None)
    handover_minutes: int = _setting("CHAT_HANDOVER_MINUTES", _number(1, 1440), "15")
    smtp_from: tuple[str, ...] | None = _setting("CHAT_SMTP_FROM", _mailboxes, None)

    @classmethod
    def load(
        cls, environment: Mapping[str, str] = os.environ, file: Path = Path(".env")
    ) -> Settings:
        """From the environment, and from `.env` for what is not there.

        Raises:
            SettingsError: what is wrong with each, by name.
        """
        given = written(environment, file)
        values: dict[str, Any] = {}
        problems = _unknown(given)
        for item in fields(cls):
            name, default = item.metadata["name"], item.metadata["default"]
            text = given.get(name, "").strip() or default
            try:
                (text or "").encode()
                values[item.name] = None if text is None else item.metadata["cast"](text)
            except ValueError as error:
                problems.append(f"{name} can't be used: {error}.")
        if not problems:
            problems = _half_set(given)
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(**values)

    @property
    def secret(self) -> str:
        """Signs tokens and buttons; made and kept in `var` on the first start when none is set."""
        return self.secret_text or kept_secret(self.var / "secret")

    @property
    def requests_key(self) -> str:
        """Encrypts what visitors ask the clinic for; kept beside the secret when none is set."""
        return self.requests_key_text or kept_secret(self.var / "requests.key")

    @property
    def request_ways(self) -> tuple[str, ...]:
        """How requests reach the clinic; without any there are none."""
        ways = {"mail": self.requests_mail, "webhook": self.requests_webhook}
        ways["slack"] = self.requests_slack
        return tuple(way for way, target in ways.items() if target)

    @property
    def database(self) -> str:
        """The address of the database: one file in `var` when none is set."""
        return self.database_url or f"sqlite:///{self.var / 'conversations.db'}"


def written(
    environment: Mapping[str, str] = os.environ, file: Path = Path(".env")
) -> dict[str, str]:
    """Everything that is set, as text: in the environment, and in `.env` for what is not there."""
    return {**_read(file), **environment}


NAMES = tuple(item.metadata["name"] for item in fields(Settings))
#: What is of no use without another setting.
_NEEDS = {
    "CHAT_REQUESTS_MAIL": ("CHAT_SMTP", "CHAT_SMTP_FROM"),
    "CHAT_REQUESTS_WEBHOOK": ("CHAT_REQUESTS_WEBHOOK_SECRET",),
    "CHAT_REQUESTS_SLACK": ("SLACK_TOKEN",),
    "CHAT_HANDOVER_SLACK": ("SLACK_TOKEN", "SLACK_SIGNING_SECRET"),
}


def _half_set(given: Mapping[str, str]) -> list[str]:
    """Requests that could not be delivered would be a promise that is not kept."""
    return [
        f"{name} needs {other}."
        for name, others in _NEEDS.items()
        for other in others
        if given.get(name, "").strip() and not given.get(other, "").strip()
    ]


def _unknown(given: Mapping[str, str]) -> list[str]:
    """A misspelt name would be a setting that silently does nothing."""
    strange = sorted(name for name in given if name.startswith("CHAT_") and name not in NAMES)
    return [f"{name} is not a setting; .env.example lists them all." for name in strange]


def _read(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read: {error}.") from None
    pairs = re.findall(r"^ *([A-Z_]+) *= *(.*?) *$", text, re.MULTILINE)
    return {name: value.strip("\"'") for name, value in pairs}
