"""How replies sound: their beginnings, repetitions, length and reading grade."""

from __future__ import annotations

from benchmarks.outcomes import AnyOutcome, outcome_of
from benchmarks.rows import Dialogue, Item, Row
from benchmarks.voice import voice_figures


def outcome(id_: str, *turns: str) -> AnyOutcome:
    """A dialogue whose turns got these replies, or a message if there is only one."""
    rows = tuple(Row(f"{id_}#{n}", "?", ()) for n in range(len(turns)))
    answered = [{"replies": [{"kind": "answer", "text": text}], "ms": 1.0} for text in turns]
    item: Item = Dialogue(id_, rows) if len(rows) > 1 else rows[0]
    return outcome_of(item, {"turns": answered} if len(rows) > 1 else answered[0])


def values(*outcomes: AnyOutcome) -> list[float]:
    return [figure.value for figure in voice_figures(outcomes)]


def test_of_nothing_there_is_nothing_to_say() -> None:
    assert values() == []


def test_texts_that_begin_alike_count_once_each() -> None:
    said = ["The guide says one.", "The guide is two.", "It is three.", "Here is four."]
    alike, *_ = values(*(outcome("a", text) for text in [*said, said[2], said[2]]))
    assert alike == 50.0


def test_only_what_was_said_in_the_same_dialogue_is_repeated() -> None:
    talk = outcome("a", "One thing.", "Another.", "One thing.")
    _, repeated, *_ = values(talk, outcome("b", "One thing.", "Else."), outcome("c", "One thing."))
    assert repeated == 1


def test_words_and_grade_are_medians_over_all_replies() -> None:
    hard = "Regenerative interventions necessitate multidisciplinary consideration."
    *_, words, grade = values(
        *(outcome(str(n), "It is red.") for n in range(3)), outcome("x", hard)
    )
    assert words == 3 and grade < 2


def test_every_measure_has_a_target() -> None:
    figures = voice_figures([outcome("a", "It is red.")])
    assert [(figure.target, figure.at_most) for figure in figures] == [
        (10, True),
        (0, True),
        (30, True),
        (7, True),
    ]
