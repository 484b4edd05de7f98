"""Settings are converted once, fail by their names, and are all documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from operations.settings import FILE, NAMES, Settings, SettingsError

ROOT = Path(__file__).parents[2]
NO_FILE = Path("no.env")


def load(**environment: str) -> Settings:
    return Settings.load(environment, NO_FILE)


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = load(CHAT_VAR=str(tmp_path))
    assert (settings.host, settings.port, settings.text_length) == ("127.0.0.1", 5005, 500)
    assert settings.database == f"sqlite:///{tmp_path}/conversations.db"
    assert len(settings.secret) >= 32 and settings.secret == settings.secret


def test_values_are_cast() -> None:
    settings = load(
        CHAT_PORT="80",
        CHAT_DEMO="OFF",
        CHAT_ORIGINS="https://A.example/, http://b.example:8080 null",
        CHAT_RATE_ADDRESS="off",
        DATABASE_URL="postgres://u:p@h/d",
        CHAT_SECRET="s" * 32,
    )
    assert (settings.port, settings.demo, settings.rate_address) == (80, False, "")
    assert settings.origins == ("https://a.example", "http://b.example:8080", "null")
    assert settings.database == "postgresql://u:p@h/d"
    assert settings.secret == "s" * 32


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHAT_PORT", "http"),
        ("CHAT_PORT", "70000"),
        ("CHAT_KNOWLEDGE", "no/such/folder"),
        ("CHAT_SETTINGS", "no/such/file.env"),
        ("CHAT_DEMO", "maybe"),
        ("CHAT_ORIGINS", "www.example.com"),
        ("CHAT_ORIGINS", "https://www.example.com/prices"),
        ("CHAT_PROXIES", "-1"),
        ("CHAT_RETENTION_DAYS", "a month"),
        ("CHAT_RATE_CONVERSATION", "30"),
        ("CHAT_RATE_CONVERSATION", "30/minute; 0/hour"),
        ("CHAT_SECRET", "too short"),
        ("DATABASE_URL", "conversations.db"),
        ("DATABASE_URL", "mysql://user:password@host/name"),
        ("DATABASE_URL", "postgresql+asyncpg://user:password@host/name"),
        ("DATABASE_URL", "postgresql://user:password@host:port/name"),
        ("DATABASE_URL", "postgresql://user:password@host"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///conversations.db?timeout=long"),
        ("CHAT_METRICS_TOKEN", "too short"),
        ("CHAT_PUBLIC_URL", "bot.example"),
        ("CHAT_PUBLIC_URL", "https://bot.example/faq"),
        ("CHAT_PUBLIC_URL", "https://user@bot.example"),
        ("CHAT_PUBLIC_URL", 'https://a"><script>'),
        ("CHAT_TEXT_LENGTH", "1e3"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} can't be used: write .*\\.$") as error:
        load(**{name: value})
    assert "\n" not in str(error.value)


def test_a_misspelt_name_is_noticed() -> None:
    with pytest.raises(SettingsError, match=r"CHAT_PROT is not a setting \(CHAT_PORT is\); "):
        load(CHAT_PROT="5005")
    with pytest.raises(SettingsError, match="CHAT_OTHERWISE is not a setting; "):
        load(CHAT_OTHERWISE="1")
    with pytest.raises(SettingsError, match=r"database_url is not a setting \(DATABASE_URL is\); "):
        load(database_url="sqlite:///c.db")
    load(DATABASE_HOST="db", DATABASE_PASSWORD="x", chatty="1")  # another program's


def test_only_its_own_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("CHAT_HOST", "0.0.0.0")
    assert load().host == "127.0.0.1"
    assert Settings.load(file=NO_FILE).host == "0.0.0.0"


def test_every_problem_is_said_at_once_and_no_secret_is() -> None:
    with pytest.raises(SettingsError) as error:
        load(CHAT_PORT="x", CHAT_DEMO="x", CHAT_SECRET="hunter2")
    assert str(error.value).count("\n") == 2
    assert "hunter2" not in str(error.value)


def test_a_file_gives_what_the_environment_does_not(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "# comment\nCHAT_PORT=1234\nCHAT_HOST = '0.0.0.0'\nCHAT_DEMO=\nOTHER=x\n"
        "\texport CHAT_WAITING=7  # people\nCHAT_ORIGINS=https://a.example, https://b.example\n"
        "CHAT_RATE_PAGES=10/minute; 100/hour\nDATABASE_URL=postgresql://u:p$w@h/d?a=1&b=#2\n"
    )
    settings = Settings.load({"CHAT_PORT": "4321"}, file)
    assert (settings.host, settings.port, settings.demo) == ("0.0.0.0", 4321, True)
    assert (settings.waiting, settings.origins) == (7, ("https://a.example", "https://b.example"))
    assert settings.rate_pages == "10/minute; 100/hour"
    assert settings.database == "postgresql://u:p$w@h/d?a=1&b=#2"


@pytest.mark.parametrize("line", ["CHAT_PORT: 1", "CHAT_PORT", "= 1", "CHAT_SECRET='abc", "a b=1"])
def test_a_line_that_can_not_be_read_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / ".env"
    file.write_text(f"# comment\n\n{line}\nCHAT_HOST=::\n")
    with pytest.raises(SettingsError, match=f"{file}, line 3: write it like CHAT_PORT=5005"):
        Settings.load({}, file)


def test_the_file_can_not_name_another(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CHAT_SETTINGS=other.env\n")
    with pytest.raises(SettingsError, match=r"^CHAT_SETTINGS can't be used in .*: write it into"):
        Settings.load({}, file)


def test_the_example_lists_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text().partition("# Messaging apps.")[0]
    written = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    assert tuple(sorted(written)) == tuple(sorted(NAMES))
    fields = Settings.__fields__.values()
    defaults = {field.field_info.extra["env"]: field.default or "" for field in fields}
    assert written == defaults | {FILE: ""}


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"CHAT_PORT=\xff")
    with pytest.raises(SettingsError, match=f"{file} can't be read"):
        Settings.load({}, file)
