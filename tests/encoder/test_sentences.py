"""Training sentences and conversations: how files are read, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.synonyms import SynonymExtractor
from encoder.sentences import (
    DIALOGUES,
    NLU,
    TREATMENTS,
    DialoguesError,
    LabelledTurn,
    Part,
    conversations,
    named_in,
)

#: These tests read all training data, which takes seconds.
pytestmark = pytest.mark.agent

NAMES = SynonymExtractor.of(
    {
        "prp": "prp",
        "plasma": "prp",
        "exosomes": "exosomes",
        "both": "both",
        "which one": "both",
        "the other one": "other",
    }
)


def of(folder: Path, *turns: str) -> list[list[LabelledTurn]]:
    """The conversations of a file that has a valid one before these turns."""
    lines = ["dialogues:", "  - turns:", "      - {say: hello, read: smalltalk/greeting}"]
    lines += ["  - turns:", *(f"      - {turn}" for turn in turns)]
    (folder / "talks.yml").write_text("\n".join(lines), encoding="utf-8")
    return conversations(folder)


def test_a_conversation_has_parts_and_what_was_said_before(tmp_path: Path) -> None:
    _, turns = of(
        tmp_path,
        "{say: how much is prp, read: faq/cost prp}",
        "{say: 'hello |is it safe? | and age', read: [smalltalk/greeting, faq/safety, gap/age]}",
        "{say: i can't breathe, read: urgent/emergency}",
        "{say: help is here, read: aftermath/helped}",
        "{say: 'false alarm, i am fine', read: aftermath/over}",
        "{say: thanks, read: smalltalk/thanks}",
    )
    assert turns[0] == LabelledTurn((Part("how much is prp", "faq/cost", "prp"),), "")
    assert turns[1].parts == (
        Part("hello", "smalltalk/greeting"),
        Part("is it safe?", "faq/safety"),
        Part("and age", "gap/age"),
    )
    assert [turn.before for turn in turns[1:]] == [
        "answer: cost, prp",
        "uncovered: age, prp",
        "urgent: emergency",
        "urgent: emergency",
        "uncovered: age, prp",
    ]


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        ("{say: one | two, read: faq/cost}", "'one | two' needs one label for each part"),
        ("{say: one, read: [faq/cost, faq/safety]}", "'one' needs one label"),
        ("{say: one |, read: [faq/cost, faq/safety]}", r"'one \|' needs one label"),
        ("{say: '', read: faq/cost}", "'' needs one label"),
        ("{say: one, read: cost}", "'cost' is not 'intent' or 'intent treatment'"),
        ("{say: one, read: faq/cost botox}", "'faq/cost botox' is not"),
    ],
)
def test_a_wrong_turn_is_named_with_its_file(tmp_path: Path, turn: str, said: str) -> None:
    with pytest.raises(DialoguesError, match=rf"talks\.yml, conversation 2: {said}"):
        of(tmp_path, "{say: hello, read: smalltalk/greeting}", turn)


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("how much is prp", "prp"),
        ("is it safe", None),
        ("prp and exosomes", "both"),
        ("prp or plasma", "prp"),
        ("both please", "both"),
        ("which one hurts", "both"),
        ("and the other one", "other"),
        ("exosomes or the other one", "both"),
        ("not prp, exosomes", "exosomes"),  # an excluded treatment is not named
        ("not prp", None),
        ("is prp cheaper than surgery", "both"),
        ("is it safer than exosomes", "both"),  # compared with the one not named
        ("are exosomes much better", "both"),
        ("better than minoxidil", None),
    ],
)
def test_which_treatment_words_name(text: str, treatment: str | None) -> None:
    assert named_in(text, NAMES) == treatment


def test_every_training_sentence_is_there(parts: list[Part]) -> None:
    lines = [
        line
        for path in NLU.glob("*.yml")
        if path.name not in ("treatments.yml", "languages.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("- ") and not line.strip().startswith("- intent:")
    ]
    assert len(parts) == len(lines) > 15_000
    assert all("/" in part.intent and part.text == part.text.strip() for part in parts)
    assert {part.treatment for part in parts} <= {None, *TREATMENTS}


def test_every_conversation_is_labelled_with_what_is_trained(
    parts: list[Part], talks: list[list[LabelledTurn]]
) -> None:
    assert len(talks) >= 400 and all(talks)
    assert {path.suffix for path in DIALOGUES.iterdir()} == {".yml"}
    assert {turns[0].before for turns in talks} == {""}
    said = [part for turns in talks for turn in turns for part in turn.parts]
    assert all(part.text for part in said)
    assert {part.intent for part in said} <= {part.intent for part in parts}
