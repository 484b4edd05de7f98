"""Examples: messages as arrays that mean the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.pieces import pieces_of
from encoder.examples import MOST_LENGTH, MOST_PARTS, Labels, data_hash, pack, write
from encoder.sentences import LabelledTurn, Part, conversations, sentences

#: These tests load the encoder, which takes seconds.
pytestmark = pytest.mark.agent

LABELS = Labels(
    ("faq/cost", "faq/safety", "follow_up/same", "gap/age", "smalltalk/greeting",
     "smalltalk/story", "urgent/emergency")
)  # fmt: skip
TWO = LabelledTurn(
    (Part("how much is prp?", "faq/cost", "prp"), Part("Is it safe", "faq/safety")),
    "answer: cost",
)


def turn(*intents: str) -> LabelledTurn:
    return LabelledTurn(tuple(Part("one two", intent) for intent in intents))


def test_shapes_of_a_message() -> None:
    arrays = pack([TWO, turn("faq/cost")], LABELS)
    for name in ("ids", "types", "parts", "begins"):
        assert arrays[name].shape == (2, MOST_LENGTH)
    for name in ("intents", "treatments"):
        assert arrays[name].shape == (2, MOST_PARTS)
    assert arrays["whole"].shape == arrays["length"].shape == (2,)
    assert {array.dtype for array in arrays.values()} == {np.dtype(np.int16)}


def test_a_message_is_what_the_bot_will_read() -> None:
    arrays = {name: array[0] for name, array in pack([TWO], LABELS).items()}
    pieces = pieces_of("how much is prp? Is it safe", "answer: cost")
    length = int(arrays["length"])
    assert length == len(pieces.ids)
    assert arrays["ids"][:length].tolist() == pieces.ids.tolist()
    assert arrays["types"][:length].tolist() == pieces.types.tolist()
    assert not arrays["ids"][length:].any()
    inside = arrays["parts"][1 : pieces.count + 1].tolist()
    assert inside == [0] * 6 + [1] * 3  # how much is pr p ? is it safe
    assert set(arrays["parts"].tolist()) == {-1, 0, 1}
    assert np.flatnonzero(arrays["begins"]).tolist() == [1, 7]
    assert arrays["intents"].tolist() == [0, 1, -1, -1, -1, -1]
    assert [LABELS.treatments[i] for i in arrays["treatments"][:2]] == ["prp", "none"]


@pytest.mark.parametrize(
    ("intents", "whole"),
    [
        ("faq/cost", "faq/cost"),
        ("faq/cost faq/cost", "faq/cost"),
        ("faq/cost gap/age", None),
        ("smalltalk/greeting faq/cost smalltalk/story", "faq/cost"),
        ("smalltalk/story follow_up/same", "follow_up/same"),
        ("faq/cost urgent/emergency gap/age", "urgent/emergency"),  # outweighs all others
        ("smalltalk/story smalltalk/story", "smalltalk/story"),
        ("smalltalk/greeting smalltalk/story", None),
    ],
)
def test_label_of_the_whole_message(intents: str, whole: str | None) -> None:
    (label,) = pack([turn(*intents.split())], LABELS)["whole"]
    assert label == (LABELS.intents.index(whole) if whole else -1)


@pytest.mark.parametrize(
    "left_out",
    [
        LabelledTurn((Part("safe " * MOST_LENGTH, "faq/safety"),)),
        LabelledTurn((Part("\u200b", "faq/safety"),)),
        turn(*["faq/cost"] * (MOST_PARTS + 1)),
    ],
)
def test_what_teaches_little_is_left_out(left_out: LabelledTurn) -> None:
    assert len(pack([TWO, left_out], LABELS)["whole"]) == 1


@given(
    texts=st.lists(
        st.text("ab é价?.", min_size=1).filter(str.strip), min_size=1, max_size=MOST_PARTS
    )
)
def test_parts_begin_at_their_first_piece_only(texts: list[str]) -> None:
    parts = tuple(Part(text[:12].strip() or "a", "faq/cost") for text in texts)
    arrays = {name: array[0] for name, array in pack([LabelledTurn(parts)], LABELS).items()}
    places, begins = arrays["parts"], np.flatnonzero(arrays["begins"]).tolist()
    inside = places[1 : int(arrays["length"]) - 1]
    assert inside[0] == 0 and np.all(np.diff(inside) >= 0) and begins[0] == 1
    assert [int(places[at]) for at in begins] == sorted(set(inside.tolist()))
    assert all(places[at] != places[at - 1] for at in begins)


def test_a_sample_can_be_written(
    parts: list[Part], talks: list[list[LabelledTurn]], tmp_path: Path
) -> None:
    labels = write(tmp_path, epochs=2, seed=1, only=60)
    first, second = (np.load(tmp_path / f"messages{epoch}.npz") for epoch in range(2))
    assert 60 <= len(first["ids"]) < 600
    assert not np.array_equal(first["ids"][:50], second["ids"][:50])
    assert int(first["intents"].max()) < len(labels.intents)
    written = json.loads((tmp_path / "labels.json").read_text(encoding="utf-8"))
    assert tuple(written["intents"]) == labels.intents and written["data"] == data_hash(
        parts, talks
    )


def test_the_hash_knows_every_change_but_not_the_files(tmp_path: Path) -> None:
    nlu, dialogues = tmp_path / "nlu", tmp_path / "dialogues"
    nlu.mkdir()
    dialogues.mkdir()
    names = "nlu: [{synonym: prp, examples: '- plasma'}]"
    (nlu / "treatments.yml").write_text(names, encoding="utf-8")

    def with_(one: str, two: str, said: str) -> str:
        for name, texts in (("one", one), ("two", two)):
            examples = "".join(f"\n      - {text}" for text in texts.split())
            entry = f"nlu:\n  - intent: faq/cost\n    examples: |{examples}\n"
            (nlu / f"{name}.yml").write_text(entry if texts else "nlu: []", encoding="utf-8")
        talk = f"dialogues: [{{turns: [{{say: '{said}', read: faq/cost}}]}}]"
        (dialogues / "talks.yml").write_text(talk, encoding="utf-8")
        return data_hash(sentences(nlu), conversations(dialogues))

    first = with_("price cost", "", "price?")
    assert first == with_("cost", "price", "price?") == with_("", "cost price", "price?")
    assert first != with_("cost", "prices", "price?")
    assert first != with_("price cost", "", "how much?")
