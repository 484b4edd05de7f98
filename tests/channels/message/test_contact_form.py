"""What is said when a request was stored."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.knowledge import Knowledge
from channels.message.contact_form import done


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 11, 30, 15, tzinfo=timezone.utc), "Saturday 9 am to 1 pm). This is"),
        (
            datetime(2026, 11, 29, 15, tzinfo=timezone.utc),
            "Saturday 9 am to 1 pm); they are closed now and open again tomorrow at 9:00. This is",
        ),
    ],
)
def test_who_is_closed_is_said_to_be(knowledge: Knowledge, now: datetime, said: str) -> None:
    assert said in done(knowledge, now)
