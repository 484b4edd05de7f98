"""Rankings: order, families and what is left without some of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.ranking import Ranking, family_of
from tests.components.building import ranked

NAMES = ["faq/cost", "faq/safety", "gap/age", "urgent/infection", "smalltalk/thanks", "greet"]
RANKINGS = st.lists(st.floats(0, 1), min_size=1, max_size=len(NAMES)).map(
    lambda shares: Ranking.of(dict(zip(NAMES, shares, strict=False)))
)


def test_an_intent_without_a_slash_is_its_own_family() -> None:
    assert family_of("card_arrival") == "card_arrival" and family_of("faq/cost") == "faq"
    assert ranked(faq__a=0.3, faq__b=0.2, greet=0.1).families == pytest.approx(
        {"faq": 0.5, "greet": 0.1}
    )


def test_best_first_by_place_and_by_slice() -> None:
    ranking = ranked(faq__cost=0.2, gap__age=0.5, greet=0.3)
    assert ranking[0] == {"name": "gap/age", "confidence": 0.5}
    assert [entry["name"] for entry in ranking[:2]] == ["gap/age", "greet"]
    assert [entry["name"] for entry in ranking] == ["gap/age", "greet", "faq/cost"]


@given(RANKINGS)
def test_families_share_the_total(ranking: Ranking) -> None:
    assert sum(ranking.families.values()) == pytest.approx(ranking.total)
    confidences = [entry["confidence"] for entry in ranking]
    assert confidences == sorted(confidences, reverse=True) and len(ranking) == len(confidences)


@given(RANKINGS)
def test_without_some_families_the_total_stays(ranking: Ranking) -> None:
    left = ranking.without(["urgent", "greet"])
    assert left.total == pytest.approx(ranking.total)
    others = [e["confidence"] for e in ranking if family_of(e["name"]) not in ("urgent", "greet")]
    if sum(others):
        assert "urgent" not in {family_of(e["name"]) for e in left if e["confidence"]}


def test_nothing_changes_without_families_that_are_not_there() -> None:
    ranking = ranked(faq__cost=0.2, gap__age=0.5)
    assert ranking.without(["urgent"]) is ranking


@pytest.mark.parametrize(
    ("urgent", "calm", "odds"), [(0.5, 0.5, 0), (0.4, 0, 4.6), (0, 0.4, -4.6), (0, 0, 0)]
)
def test_odds_of_a_family_stay_finite(urgent: float, calm: float, odds: float) -> None:
    ranking = ranked(urgent__a=urgent, faq__b=calm)
    assert ranking.odds("urgent") == pytest.approx(odds, abs=0.02)
    assert ranking.odds("no such family") <= 0
