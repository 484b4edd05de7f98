"""Messages to and from a person of the clinic are stored once, and a handover is closed once."""

from __future__ import annotations

from pathlib import Path

from operations.settings import Settings
from storage.handovers import _MOST, Handovers
from storage.sql.database import Database


def handovers(database: Database, folder: Path) -> Handovers:
    return Handovers(database, Settings.load({"CHAT_VAR": str(folder)}, Path("no.env")))


async def test_the_latest_are_shown_and_all_are_taken_along(
    database: Database, tmp_path: Path
) -> None:
    kept = handovers(database, tmp_path)
    live = await kept.begin("C1:1", "conversation", "web", {})
    for number in range(_MOST + 1):
        await kept.keep(live, f"id {number}", "visitor", f"message {number}")
    shown = await kept.said("conversation")
    assert [len(shown), shown[0].text] == [_MOST, "message 1"]
    assert len(await kept.said("conversation", most=None)) == _MOST + 1


async def test_only_one_closes_it(database: Database, tmp_path: Path) -> None:
    kept = handovers(database, tmp_path)
    live = await kept.begin("C1:1", "conversation", "web", {})
    assert [await kept.close(live), await kept.close(live)] == [True, False]
    assert await kept.of("conversation") is None
