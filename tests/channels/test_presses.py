"""Button ids fit into the smallest room, say what they meant for years, and can't be made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.knowledge import Knowledge
from actions.knowledge.clinic import ClinicReply
from actions.knowledge.model import Gap
from actions.suggestions import topic_button
from channels.presses import LONGEST, Presses

PRESSES = Presses("s" * 32)
TREATMENTS = ("prp", "exosomes", "both")


def test_every_topic_comes_back(knowledge: Knowledge) -> None:
    for topic in knowledge.topics:
        for treatment in TREATMENTS:
            button = topic_button(knowledge, topic, treatment)  # type: ignore[arg-type]
            id_ = PRESSES.offer(vars(button))["id"]
            assert len(id_.encode()) <= LONGEST
            assert Presses("s" * 32).pressed(id_, knowledge) == (
                button.payload,
                topic,
                button.treatment,
            )


def test_every_gap_and_clinic_entry_comes_back(knowledge: Knowledge) -> None:
    entries: list[Gap | ClinicReply] = [*knowledge.gaps.values()]
    entries += knowledge.clinic_replies.values()
    for entry in entries:
        id_ = PRESSES.offer({"topic": entry.id, "title": entry.title})["id"]
        assert PRESSES.pressed(id_, knowledge) == (entry.question, entry.id, None)


def test_an_id_however_long_fits() -> None:
    offered = PRESSES.offer({"topic": "t" * 200, "treatment": "both", "title": "T"})
    assert len(offered["id"].encode()) == LONGEST


def test_an_entry_that_is_gone_is_none(knowledge: Knowledge) -> None:
    assert PRESSES.pressed(PRESSES.offer({"topic": "gone", "title": ""})["id"], knowledge) is None


@given(st.text(max_size=80))
def test_what_we_did_not_make_is_none(knowledge: Knowledge, id_: str) -> None:
    assert PRESSES.pressed(id_, knowledge) is None


@pytest.mark.parametrize("change", [("cost", "safety"), (".p.", ".e."), (".p.", ".x."), ("p", "")])
def test_a_changed_id_is_none(knowledge: Knowledge, change: tuple[str, str]) -> None:
    id_ = PRESSES.offer({"topic": "cost", "treatment": "prp", "title": ""})["id"]
    assert PRESSES.pressed(id_.replace(*change), knowledge) is None
    assert Presses("t" * 32).pressed(id_, knowledge) is None
