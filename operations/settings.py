"""Settings: what a deployment can configure by environment variables (see `.env.example`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import BaseSettings, Field, ValidationError, validator
from pydantic.fields import ModelField

from operations import setting_kinds as kinds
from operations.secret import kept_secret


class SettingsError(ValueError):
    """Settings are wrong; the message has one line for each."""


def _setting(name: str, cast: Callable[[str], Any], default: str | None) -> Any:
    """A field for the variable `name`; `default` is text as in the environment, or None."""
    return Field(default, env=name, cast=cast)


class Settings(BaseSettings):
    """All settings; the comments in `.env.example` say what each is for."""

    host: str = _setting("CHAT_HOST", str, "127.0.0.1")
    port: int = _setting("CHAT_PORT", kinds.number(0, 65535), "5005")
    var: Path = _setting("CHAT_VAR", Path, "var")
    model: Path = _setting("CHAT_MODEL", Path, "models/clinic-chat.tar.gz")
    knowledge: Path = _setting("CHAT_KNOWLEDGE", kinds.folder, "data/knowledge")
    demo: bool = _setting("CHAT_DEMO", kinds.switch, "on")
    faq: bool = _setting("CHAT_FAQ", kinds.switch, "on")
    public_url: str = _setting("CHAT_PUBLIC_URL", kinds.public, "")
    origins: tuple[str, ...] = _setting("CHAT_ORIGINS", kinds.origins, "")
    proxies: int = _setting("CHAT_PROXIES", kinds.number(0, 9), "0")
    secret_text: str | None = _setting("CHAT_SECRET", kinds.secret, None)
    database_url: str | None = _setting("DATABASE_URL", kinds.database, None)
    session_days: int = _setting("CHAT_SESSION_DAYS", kinds.number(1, 366), "7")
    retention_days: int = _setting("CHAT_RETENTION_DAYS", kinds.number(0, 36500), "30")
    text_length: int = _setting("CHAT_TEXT_LENGTH", kinds.number(20, 4000), "500")
    body_bytes: int = _setting("CHAT_BODY_BYTES", kinds.number(1024, 1048576), "16384")
    waiting: int = _setting("CHAT_WAITING", kinds.number(1, 100), "5")
    rate_conversation: str = _setting("CHAT_RATE_CONVERSATION", kinds.rate, "30/minute")
    rate_address: str = _setting("CHAT_RATE_ADDRESS", kinds.rate, "300/minute")
    rate_pages: str = _setting("CHAT_RATE_PAGES", kinds.rate, "1200/minute")
    rate_begin: str = _setting("CHAT_RATE_BEGIN", kinds.rate, "1000/day")
    day_megabytes: int = _setting("CHAT_DAY_MEGABYTES", kinds.number(0, 1000000), "100")
    conversation_messages: int = _setting(
        "CHAT_CONVERSATION_MESSAGES", kinds.number(10, 100000), "1000"
    )
    metrics_token: str | None = _setting("CHAT_METRICS_TOKEN", kinds.secret, None)
    requests_mail: tuple[str, ...] | None = _setting("CHAT_REQUESTS_MAIL", kinds.mailboxes, None)
    requests_webhook: str | None = _setting("CHAT_REQUESTS_WEBHOOK", kinds.address, None)
    requests_webhook_secret: str | None = _setting(
        "CHAT_REQUESTS_WEBHOOK_SECRET", kinds.secret, None
    )
    requests_slack: str | None = _setting("CHAT_REQUESTS_SLACK", kinds.slack_channel, None)
    requests_days: int = _setting("CHAT_REQUESTS_DAYS", kinds.number(1, 3650), "30")
    requests_key_text: str | None = _setting("CHAT_REQUESTS_KEY", kinds.secret, None)
    rate_requests: str = _setting("CHAT_RATE_REQUESTS", kinds.rate, "5/day")
    desk_password_hash: str | None = _setting("CHAT_DESK_PASSWORD_HASH", kinds.argon2, None)
    learn: bool = _setting("CHAT_LEARN", kinds.switch, "off")
    learn_days: int = _setting("CHAT_LEARN_DAYS", kinds.number(1, 366), "30")
    smtp: str | None = _setting("CHAT_SMTP", kinds.mail_server, None)
    handover_slack: str | None = _setting("CHAT_HANDOVER_SLACK", kinds.slack_channel, None)
    handover_minutes: int = _setting("CHAT_HANDOVER_MINUTES", kinds.number(1, 1440), "15")
    smtp_from: tuple[str, ...] | None = _setting("CHAT_SMTP_FROM", kinds.mailboxes, None)

    @classmethod
    def load(
        cls, environment: Mapping[str, str] = os.environ, file: Path | None = None
    ) -> Settings:
        """The settings from the environment; those not set there are read from the file.

        That is `file`, or the one that CHAT_SETTINGS names, or `.env`.

        Raises:
            SettingsError: names every setting that is wrong, and why.
        """
        given = written(environment, file)
        names = cls._names()
        texts: dict[str, Any] = {
            field: given[name] for field, name in names.items() if name in given
        }
        problems = _unknown(given)
        try:
            settings = cls(**texts)
        except ValidationError as error:
            wrong = [(names[str(each["loc"][0])], each["msg"]) for each in error.errors()]
            problems += [f"{name} can't be used: {reason}." for name, reason in wrong]
        if problems := problems or _half_set(given):
            raise SettingsError("\n".join(problems))
        return settings

    @classmethod
    def _names(cls) -> dict[str, str]:
        """Field -> its environment variable."""
        return {field.name: field.field_info.extra["env"] for field in cls.__fields__.values()}

    @validator("*", pre=True)
    def _cast(cls, text: str | None, field: ModelField) -> Any:
        """Convert the text of a setting; an empty one counts as not set."""
        text = (text or "").strip() or field.default
        if text is None:
            return None
        text.encode()  # raises if the environment held bytes that are not text
        return field.field_info.extra["cast"](text)

    class Config:
        frozen = True
        validate_all = True

        @classmethod
        def customise_sources(cls, init_settings: Any, **_: Any) -> tuple[Any, ...]:
            """Only what `load` passes; pydantic would read the environment in its own way."""
            return (init_settings,)

    @property
    def secret(self) -> str:
        """Signs tokens and buttons; if not set, created in `var` at first use."""
        return self.secret_text or kept_secret(self.var / "secret")

    @property
    def requests_key(self) -> str:
        """Encrypts visitors' requests to the clinic; if not set, created in `var` at first use."""
        return self.requests_key_text or kept_secret(self.var / "requests.key")

    @property
    def request_ways(self) -> tuple[str, ...]:
        """The ways by which requests reach the clinic; if empty, no requests are offered."""
        ways = {"mail": self.requests_mail, "webhook": self.requests_webhook}
        ways["slack"] = self.requests_slack
        return tuple(way for way, target in ways.items() if target)

    @property
    def database(self) -> str:
        """The URL of the database; if not set, an SQLite file in `var`."""
        return self.database_url or f"sqlite:///{self.var / 'conversations.db'}"


def written(
    environment: Mapping[str, str] = os.environ, file: Path | None = None
) -> dict[str, str]:
    """All variables as text: those of the environment, and those only in the file.

    Raises:
        SettingsError: the file can't be read.
    """
    named = environment.get(FILE, "").strip()
    if named and not Path(named).is_file():
        raise SettingsError(
            f"{FILE} can't be used: write the path of a file like .env; {named} is no file."
        )
    path = file or Path(named or ".env")
    found = _read(path)
    if found.pop(FILE, ""):
        raise SettingsError(f"{FILE} can't be used in {path}: write it into the environment.")
    return {**found, **environment}


#: The variable that names the file of settings; one of several clinics reads its own alone.
FILE = "CHAT_SETTINGS"
NAMES = (FILE, *Settings._names().values())


#: Setting -> the other settings without which it is of no use.
_NEEDS = {
    "CHAT_REQUESTS_MAIL": ("CHAT_SMTP", "CHAT_SMTP_FROM"),
    "CHAT_REQUESTS_WEBHOOK": ("CHAT_REQUESTS_WEBHOOK_SECRET",),
    "CHAT_REQUESTS_SLACK": ("SLACK_TOKEN",),
    "CHAT_HANDOVER_SLACK": ("SLACK_TOKEN", "SLACK_SIGNING_SECRET"),
}


def _half_set(given: Mapping[str, str]) -> list[str]:
    """A problem for each missing setting; without them, requests could not be delivered."""
    return [
        f"{name} needs {other}."
        for name, others in _NEEDS.items()
        for other in others
        if given.get(name, "").strip() and not given.get(other, "").strip()
    ]


def _unknown(given: Mapping[str, str]) -> list[str]:
    """A problem for each unknown name, as a misspelt setting would silently do nothing."""
    strange = sorted(
        name
        for name in given
        if name not in NAMES and (name.upper().startswith("CHAT_") or name.upper() in NAMES)
    )
    similar = {name: get_close_matches(name.upper(), NAMES, n=1, cutoff=0.8) for name in strange}
    return [
        f"{name} is not a setting{f' ({meant[0]} is)' if meant else ''}; .env.example lists all."
        for name, meant in similar.items()
    ]


def _read(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read: {error}.") from None
    values: dict[str, str] = {}
    for line in parse_stream(StringIO(text)):
        if line.error or (line.key and line.value is None):
            blank = len(line.original.string) - len(line.original.string.lstrip())
            number = line.original.line + line.original.string.count("\n", 0, blank)
            raise SettingsError(f"{file}, line {number}: write it like CHAT_PORT=5005.")
        if line.key:
            values[line.key] = line.value or ""
    return values
