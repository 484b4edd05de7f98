"""From rankings made by hand to decisions, whatever the thresholds are tuned to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.decision import UNSURE, Decision, clearer, decide
from components.questions import QuestionSelector
from components.ranking import Ranking
from tests.components.building import ranked

CONFIG: Mapping[str, Any] = {
    **QuestionSelector.get_default_config(),
    "accept": 0.5,
    "accept_in": {},
    "family": 0.6,
    "least": 0.2,
    "known": 0.4,
    "far": "off_topic/general",
    "offered": ["faq"],
    "general": {"gap": "gap/other"},
}
NAMES = ["faq/cost", "faq/safety", "gap/age", "gap/women", "smalltalk/thanks", "greet"]


def test_sure_of_the_intent() -> None:
    assert decide(ranked(faq__cost=0.6, faq__safety=0.2), CONFIG) == Decision("faq/cost", 0.6)


def test_a_family_may_need_more() -> None:
    config = {**CONFIG, "accept_in": {"smalltalk": 0.7}}
    assert decide(ranked(smalltalk__thanks=0.6, faq__cost=0.1), config).intent == UNSURE
    assert decide(ranked(smalltalk__thanks=0.8, faq__cost=0.1), config).family == "smalltalk"
    assert decide(ranked(faq__cost=0.6, smalltalk__thanks=0.1), config).intent == "faq/cost"


def test_far_from_everything() -> None:
    decision = decide(ranked(faq__cost=0.3, faq__safety=0.05), CONFIG)
    assert decision.intent == "off_topic/general"


def test_sure_of_the_family_only_takes_its_best() -> None:
    ranking = ranked(smalltalk__thanks=0.3, gap__age=0.28, gap__women=0.26, gap__laser=0.1)
    assert decide(ranking, CONFIG).intent == "gap/age"


def test_sure_of_the_family_but_of_none_in_it_takes_its_general_one() -> None:
    ranking = ranked(gap__age=0.19, gap__women=0.18, gap__laser=0.17, faq__cost=0.1)
    decision = decide(ranking, CONFIG)
    assert (decision.intent, decision.family) == ("gap/other", "gap")
    assert decision.confidence == pytest.approx(0.54)


def test_unsure_offers_the_nearest_that_can_be_offered() -> None:
    ranking = ranked(gap__age=0.3, faq__cost=0.2, faq__safety=0.15, clinic__hours=0.1)
    decision = decide(ranking, CONFIG)
    assert decision == Decision(UNSURE, 0.3, ("faq/cost", "faq/safety"), "unsure")


def test_a_family_without_a_general_one_is_unsure() -> None:
    ranking = ranked(faq__a=0.19, faq__b=0.18, faq__c=0.17, faq__d=0.16)
    decision = decide(ranking, CONFIG)
    assert (decision.intent, decision.options) == (UNSURE, ("faq/a", "faq/b", "faq/c"))


def test_intents_without_a_slash() -> None:
    assert decide(ranked(card_arrival=0.7), CONFIG).intent == "card_arrival"


SURE, GAP, LOST = Decision("faq/cost", 0.6), Decision("gap/age", 0.6), Decision(UNSURE, 0.1)


@pytest.mark.parametrize(
    ("whole", "part", "chosen"),
    [
        (LOST, SURE, SURE),
        (SURE, LOST, SURE),
        (GAP, SURE, GAP),  # "I am 16. Does it work?"
        (Decision("faq/safety", 0.6), SURE, SURE),
        (LOST, LOST, LOST),
    ],
)
def test_of_a_message_and_its_one_question(
    whole: Decision, part: Decision, chosen: Decision
) -> None:
    assert clearer(whole, part) == chosen


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=len(NAMES)).map(
        lambda shares: ranked(**dict(zip(NAMES, shares, strict=False)))
    )
)
def test_any_ranking_gives_a_decision(ranking: Ranking) -> None:
    decision = decide(ranking, QuestionSelector.get_default_config())
    allowed = {*NAMES, UNSURE, "off_topic/general", "gap/other"}
    assert decision.intent in allowed and len(decision.options) <= 3
    assert (decision.reason == "unsure") is (decision.intent == UNSURE)
