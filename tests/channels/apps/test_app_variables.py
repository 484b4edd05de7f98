"""A channel is off, on or half set; then missing variables are named, and no value is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from rasa.shared.utils.common import class_from_module_path

from channels.apps.app_variables import ADDRESS, Variable, setup
from channels.apps.messaging_channel import MessagingChannel
from operations.settings import Settings

ROOT = Path(__file__).parents[3]
NEEDED = (
    Variable("APP_TOKEN", r"t-\w+", "a token like t-abc"),
    Variable("APP_SECRET"),
    Variable("APP_URL", default=""),
    Variable("APP_API", default="https://api.example"),
)


def apps() -> list[type[MessagingChannel]]:
    paths = yaml.safe_load((ROOT / "credentials.yml").read_text())
    found = [class_from_module_path(path) for path in paths]
    return [channel for channel in found if issubclass(channel, MessagingChannel)]


@pytest.mark.parametrize(
    "given", [{}, {"APP_TOKEN": " "}, {"APP_API": "https://api.example", "OTHER": "x"}]
)
def test_nothing_set_is_off(given: dict[str, str]) -> None:
    configured = setup(NEEDED, given)
    assert not configured.is_on and not configured.problems


def test_all_set_is_on() -> None:
    configured = setup(NEEDED, {"APP_TOKEN": " t-a ", "APP_SECRET": "s"})
    assert configured.is_on
    assert dict(configured.values) == {
        "APP_TOKEN": "t-a",
        "APP_SECRET": "s",
        "APP_URL": "",
        "APP_API": "https://api.example",
    }


def test_half_set_names_what_is_missing() -> None:
    configured = setup(NEEDED, {"APP_URL": "https://bot.example"})
    assert not configured.is_on and configured.problems
    assert configured.problems == "APP_TOKEN, APP_SECRET missing"


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"APP_TOKN": "t-a", "APP_SECRET": "s"},
         "APP_TOKEN missing; APP_TOKN is not a setting (APP_TOKEN is)"),
        ({"APP_TOKEN": "t-a", "APP_SECRET": "s", "APP_ULR": "https://x.example"},
         "APP_ULR is not a setting (APP_URL is)"),
        ({"APP_TOKN": "t-a"},
         "APP_TOKEN, APP_SECRET missing; APP_TOKN is not a setting (APP_TOKEN is)"),
        ({"APP_TOKENS": ""}, ""),
        ({"MY_TOKEN": "x", "APP_OTHER": "y"}, ""),  # variables of something else
    ],
)  # fmt: skip
def test_a_misspelt_name_is_said(given: dict[str, str], problems: str) -> None:
    configured = setup(NEEDED, given)
    assert not configured.is_on and configured.problems == problems
    assert "t-a" not in configured.problems


def test_no_variable_is_taken_for_another_misspelt() -> None:
    every = {variable.name: "x" for channel in apps() for variable in channel.variables}
    for channel in apps():
        own = {variable.name for variable in channel.variables}
        others = {name: value for name, value in every.items() if name not in own}
        assert not setup(channel.variables, others).problems


def test_a_wrong_value_is_named_and_not_shown() -> None:
    configured = setup(NEEDED, {"APP_TOKEN": "hunter2", "APP_SECRET": "s"})
    assert not configured.is_on
    assert configured.problems == "APP_TOKEN should be a token like t-abc"
    assert "hunter2" not in repr(configured)


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example.com/webhooks/sms",
        "https://bot.example.com/webhooks",
        "https://bot.example.com/?a=1",
        "bot.example.com",
    ],
)
def test_the_address_of_the_server_is_not_that_of_a_webhook(url: str) -> None:
    for address in ("https://bot.example.com", "https://bot.example.com:8443/path/"):
        assert re.fullmatch(ADDRESS, address)
    assert not re.fullmatch(ADDRESS, url)
    found = {v.name: v for channel in apps() for v in channel.variables}
    for name in ("TWILIO_URL", "TELEGRAM_URL"):
        assert setup([found[name]], {name: url}).problems.startswith(f"{name} should be an address")


def test_a_comment_that_became_part_of_a_value_is_said() -> None:
    configured = setup(NEEDED, {"APP_TOKEN": "t-a", "APP_SECRET": "hunter2 # from the app"})
    assert configured.problems == (
        "APP_SECRET should be a value without spaces (without a comment behind it)"
    )


def test_nothing_is_said_twice() -> None:
    given = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32}
    settings = Settings.load({"CHAT_SECRET": "s" * 32}, Path("no.env"))
    standings = [channel(settings, setup(channel.variables, given)).standing for channel in apps()]
    said = [standing for standing in standings if standing]
    assert sorted(said) == ["not on, as SMS", "not on: TWILIO_AUTH_TOKEN, TWILIO_URL missing"]


def test_no_value_is_shown() -> None:
    assert "t-a" not in repr(setup(NEEDED, {"APP_TOKEN": "t-a", "APP_SECRET": "s"}))


def test_the_example_lists_every_variable_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text().partition("# Messaging apps.")[2]
    listed = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    wanted = {v.name: v.default or "" for channel in apps() for v in channel.variables}
    assert listed == wanted


def test_a_copied_example_leaves_everything_off() -> None:
    text = (ROOT / ".env.example").read_text()
    copied = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    configured = [setup(channel.variables, copied) for channel in apps()]
    assert not any(each.is_on or each.problems for each in configured)


def test_names_are_told_apart() -> None:
    names = [channel.name() for channel in apps()]
    assert len(set(names)) == len(names) >= 2
    assert all(re.fullmatch("[a-z_]+", name) and len(name) <= 32 for name in names)
