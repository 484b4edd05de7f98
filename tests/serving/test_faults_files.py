"""Files and the clock go wrong under a running server, or the model before it starts."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
import requests

from tests.live import Visitor, new_id
from tests.serving.conftest import TimeTraveller, Victim
from tests.serving.faults import COST, FULL, eventually, libfaketime, unharmed
from tests.serving.test_run import start

_YEAR = 366 * 86400


def knowledge_of(victim: Victim) -> str:
    text = requests.get(f"{victim.base_url}/metrics", timeout=30).text
    return next(line for line in text.splitlines() if line.startswith("clinic_chat_versions{"))


@pytest.mark.parametrize("content", ["", ": : : {", "topics: 5\n", "\x00\xff"])
def test_broken_knowledge_is_refused_while_the_last_good_serves(
    victim: Victim, content: str
) -> None:
    file = victim.root / "data" / "knowledge" / "topics.yml"
    good = file.read_text()
    with unharmed(victim, f"knowledge broken: {content!r}") as witness:
        version, said = knowledge_of(victim), len(victim.said())
        file.write_text(content)
        # The server checks once a second, whether somebody writes or not.
        eventually(lambda: "Edited knowledge is not used" in victim.said()[said:])
        (reply,) = witness.say(COST)
        assert reply["custom"]["topic"] == "cost"
        assert knowledge_of(victim) == version
        file.write_text(f"{good}\n# {new_id()}\n")
        time.sleep(1.2)
        (reply,) = witness.say(COST)
        assert reply["custom"]["topic"] == "cost"
        eventually(lambda: knowledge_of(victim) != version)
    file.write_text(good)


def test_a_model_that_is_deleted_still_answers(victim: Victim) -> None:
    content = victim.model.read_bytes()
    with unharmed(victim, "model deleted while serving") as witness:
        victim.model.unlink()
        (reply,) = witness.say("Is PRP safe?")
        assert reply["custom"]["topic"] == "safety"
    victim.model.write_bytes(content)


def test_a_model_that_is_cut_short_stops_the_start(model: Path, tmp_path: Path) -> None:
    content = model.read_bytes()
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(content[: len(content) // 2])
    result = start(tmp_path, CHAT_MODEL=str(cut))
    assert result.returncode == 1
    assert f"{cut}: can't be loaded; `make train` makes a new one" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(
    libfaketime() is None, reason="NOT RUN: libfaketime is not installed (Debian: faketime)"
)
@pytest.mark.parametrize("leap", [_YEAR, -_YEAR, 3600, -3600] if FULL else [_YEAR, -_YEAR])
def test_the_clock_may_leap(traveller: TimeTraveller, leap: int) -> None:
    """Conversations go on, except those whose tokens have rightly expired by the new clock."""
    try:
        with unharmed(traveller, f"clock leaps {leap:+d} s") as witness:
            set_clock(traveller, leap)
            later = Visitor(traveller).begin()
            (reply,) = later.say(COST)
            assert reply["custom"]["topic"] == "cost"
            is_too_old = leap == _YEAR
            assert witness.send("Is PRP safe?").status_code == (401 if is_too_old else 200)
            set_clock(traveller, 0)
            is_too_old = leap == -_YEAR
            assert later.send("and exosomes?").status_code == (401 if is_too_old else 200)
    finally:
        set_clock(traveller, 0)


def set_clock(traveller: TimeTraveller, leap: int) -> None:
    """Returns when the server uses the new clock."""
    traveller.leap(leap)
    eventually(lambda: abs(clock_of(traveller) - time.time() - leap) < 60)


def clock_of(traveller: TimeTraveller) -> float:
    """The server's clock, by a new token, which is valid for seven days."""
    own = {"X-Forwarded-For": "198.51.100.7"}  # an address that other tests haven't used up
    response = requests.post(f"{traveller.base_url}/chat/session", json={}, headers=own, timeout=30)
    return datetime.fromisoformat(response.json()["expires_at"]).timestamp() - 7 * 86400
