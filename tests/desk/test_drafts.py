"""What was typed before a log-in comes back as it was, for a day, and is nobody else's."""

from __future__ import annotations

import time

import pytest

from desk.drafts import Draft, Drafts
from desk.forms import DeskError
from tests.storage.test_unanswered import DAY, FixedTime

DRAFT = Draft("clinic/answers", {"gap": ["age"]}, {"answer": "é " * 500, "version": "0"})
BODY = 16384


def test_it_comes_back_as_it_was_and_shorter_than_it_came() -> None:
    drafts = Drafts("s" * 32, BODY)
    text = drafts.sealed(DRAFT)
    assert drafts.opened(text) == DRAFT and len(text) < 500


def test_one_that_is_forged_or_too_old_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = Drafts("s" * 32, BODY)
    text = drafts.sealed(DRAFT)
    assert drafts.opened("") is drafts.opened(text[:-1]) is drafts.opened("x" + text) is None
    assert Drafts("t" * 32, BODY).opened(text) is None
    monkeypatch.setattr("itsdangerous.timed.time", FixedTime(time.time() + DAY + 1))
    assert drafts.opened(text) is None


def test_one_that_no_log_in_could_carry_is_refused() -> None:
    with pytest.raises(DeskError, match="too long to be kept"):
        Drafts("s" * 32, 1024).sealed(DRAFT)
