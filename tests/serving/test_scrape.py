"""Who may read the metrics."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from operations.settings import Settings
from serving.scrape import Scrape, _free

TOKEN = "t" * 32


def may(token: str | None, ip: str, **headers: str) -> bool:
    settings = Settings.load({"CHAT_METRICS_TOKEN": token or ""})
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Scrape(settings)._is_allowed(SimpleNamespace(ip=ip, headers=named))


@pytest.mark.parametrize(
    ("ip", "headers", "allowed"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("127.0.0.1", {"x_forwarded_for": "203.0.113.9"}, False),
        ("127.0.0.1", {"forwarded": "for=203.0.113.9"}, False),
        ("203.0.113.9", {}, False),
        ("10.0.0.1", {}, False),
        ("fe80::1%eth0", {}, False),
    ],
)
def test_without_a_token_only_this_machine(ip: str, headers: dict[str, str], allowed: bool) -> None:
    assert may(None, ip, **headers) is allowed


def test_a_folder_that_is_away_has_no_size(tmp_path: Path) -> None:
    assert _free(tmp_path) > 0
    assert math.isnan(_free(tmp_path / "away"))


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"authorization": f"Bearer {TOKEN}"}, True),
        ({"authorization": f"Bearer {TOKEN}", "x_forwarded_for": "203.0.113.9"}, True),
        ({"authorization": f"Bearer {TOKEN}x"}, False),
        ({"authorization": "Bearer é"}, False),
        ({"authorization": "Bearer \udcff"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("ip", ["127.0.0.1", "203.0.113.9"])
def test_with_a_token_only_who_has_it(ip: str, headers: dict[str, str], allowed: bool) -> None:
    assert may(TOKEN, ip, **headers) is allowed
