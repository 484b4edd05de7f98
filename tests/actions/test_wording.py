"""What is said again is said in other words."""

from __future__ import annotations

from actions.context import MAX_SAID, Context
from actions.knowledge import Knowledge
from actions.knowledge.clinic import ClinicReply
from actions.knowledge.model import Gap, SmalltalkReply
from actions.wording import lines, worded

THREE = {"a": "One.", "b": "Two.", "c": "Three."}


def test_each_comes_once_and_then_all_but_the_first_take_turns() -> None:
    context, said = Context(), []
    for _ in range(6):
        text, context = worded(THREE, context)
        said.append(text)
    assert said == ["One.", "Two.", "Three.", "Two.", "Three.", "Two."]


def test_one_wording_is_better_than_none() -> None:
    _, context = worded({"a": "One."}, Context())
    assert worded({"a": "One."}, context) == ("One.", context)


def test_what_was_said_long_ago_is_forgotten() -> None:
    context = Context()
    for number in range(MAX_SAID + 1):
        context = context.saying(str(number))
    assert len(context.said) == MAX_SAID and "0" not in context.said


def test_wordings_change_nothing_of_what_is_meant() -> None:
    assert Context().saying("a") == Context()
    assert Context().saying("a").events(Context())[0].get("name") == "said"


def test_every_entry_has_other_words_for_who_asks_again(knowledge: Knowledge) -> None:
    said = {"welcome", "no_prices"}  # a greeting by the page, and a line after an answer
    entries: list[Gap | ClinicReply | SmalltalkReply] = [*knowledge.gaps.values()]
    entries += knowledge.clinic_replies.values()
    entries += (each for each in knowledge.smalltalk.values() if each.id not in said)
    for entry in entries:
        texts = [*lines(entry, knowledge).values()]
        assert len({*texts}) == len(texts) > 1, entry.id
        shown = f"{texts[0]} {getattr(entry, 'nearby', None) or ''}"
        assert len(texts[1].split()) <= len(shown.split()), entry.id
