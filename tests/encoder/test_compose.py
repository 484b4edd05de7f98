"""Composed messages have all sentences, which keep their labels however they are wrapped."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encoder.compose import Composer
from encoder.sentences import LabelledTurn, Part

#: These tests read all training data, which takes seconds.
pytestmark = pytest.mark.agent

INTENTS = """
faq/cost faq/safety faq/sessions gap/age gap/diet clinic/hours check/recovery off_topic/general
smalltalk/greeting smalltalk/thanks smalltalk/goodbye smalltalk/story smalltalk/worry
urgent/emergency aftermath/over follow_up/same
""".split()
#: Sentences of five digits, which simulated typos don't change, so each is recognised.
NUMBERS = {
    str(10_000 + number): Part(str(10_000 + number), intent, (None, "prp", "exosomes")[number % 3])
    for number, intent in enumerate(INTENTS * 6)
}
TALK = [
    LabelledTurn((Part("20001", "faq/cost"), Part("20002", "gap/age"))),
    LabelledTurn((Part("20003", "follow_up/more"),), "uncovered: age"),
]
_NUMBER = re.compile(r"\d{5}")


def messages(seed: int) -> list[LabelledTurn]:
    return list(Composer(list(NUMBERS.values()), [TALK], seed).epoch())


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_every_sentence_comes_in_each_epoch_with_its_labels(seed: int) -> None:
    composed = messages(seed)
    found = Counter[str]()
    for part in (part for turn in composed[: len(NUMBERS)] for part in turn.parts):
        (number,) = _NUMBER.findall(part.text)  # each part has its own number and no other
        found[number] += 1
        known = NUMBERS[number]
        assert (part.intent, part.treatment) == (known.intent, known.treatment)
    assert set(found) == set(NUMBERS)


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_turns_of_conversations_stay_whole(seed: int) -> None:
    after_the_sentences = messages(seed)[len(NUMBERS) :]  # lists, then turns
    counts = Counter(
        turn
        for turn in after_the_sentences
        if NUMBERS.keys().isdisjoint(_NUMBER.findall(turn.parts[0].text))
    )
    assert set(counts) == set(TALK) and len(set(counts.values())) == 1


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_what_is_said_before_fits(seed: int) -> None:
    kinds = re.compile(r"((answer|uncovered|clinic): [a-z ]+(, (prp|exosomes|both))?|urgent: .+)?")
    for turn in messages(seed)[: len(NUMBERS)]:
        assert kinds.fullmatch(turn.before)
        if turn.parts[0].family == "aftermath":
            assert turn.before.startswith("urgent: ")


def test_the_same_seed_makes_the_same_messages() -> None:
    assert messages(1) == messages(1) != messages(2)
    composer = Composer(list(NUMBERS.values()), [], 1)
    assert list(composer.epoch()) != list(composer.epoch())


@pytest.fixture(scope="module")
def sample(parts: list[Part]) -> list[Part]:
    return parts[::8]


@pytest.fixture(scope="module")
def real(sample: list[Part]) -> list[LabelledTurn]:
    return list(Composer(sample, [], seed=1).epoch())


def test_messages_are_of_many_kinds(real: list[LabelledTurn]) -> None:
    counts = Counter(len(turn.parts) for turn in real)
    assert set(range(1, 6)) <= set(counts)
    assert 0.5 < counts[1] / len(real) < 0.9
    assert 0.2 < sum(bool(turn.before) for turn in real) / len(real) < 0.8


def test_no_label_is_made_up(sample: list[Part], real: list[LabelledTurn]) -> None:
    """Except the treatment of a list's first part, which the words before it may name."""
    known = {(part.intent, part.treatment) for part in sample}
    parts = [part for turn in real for part in turn.parts]
    made = {(part.intent, part.treatment) for part in parts}
    assert known <= made
    leads = [turn.parts[0] for turn in real if len(turn.parts) > 1]
    led = {(part.intent, part.treatment) for part in leads if (part.intent, None) in known}
    rest = [part for turn in real for part in turn.parts[len(turn.parts) > 1 :]]
    assert made - known <= led and {(part.intent, part.treatment) for part in rest} <= known
    assert all(part.text.strip() for part in parts)


def test_joined_parts_keep_their_words(sample: list[Part], real: list[LabelledTurn]) -> None:
    """Except for typos, which may join or split words; one in ten is spelt by ear."""
    texts: dict[str, list[set[str]]] = {}
    for part in sample:
        texts.setdefault(part.intent, []).append(_words(part.text))
    joined = [turn for turn in real if len(turn.parts) > 2]
    parts = [part for turn in joined for part in turn.parts]
    kept = [
        any(len(known - _words(part.text)) <= 2 for known in texts[part.intent]) for part in parts
    ]
    assert len(joined) > 200 and sum(kept) > 0.85 * len(kept)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.replace("'", "").lower()))
