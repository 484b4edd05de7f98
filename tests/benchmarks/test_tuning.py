"""Which intents are left out when tuning is measured; tuning itself is tested in tests/encoder."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import tuning
from encoder.sentences import LabelledTurn, Part, sentences

COST, SAFETY = Part("what is the price", "faq/cost"), Part("is it safe", "faq/safety")


@pytest.mark.agent  # reads all training data
def test_intents_left_out_are_of_all_kinds_and_none_is_a_general_one() -> None:
    intents = [part.intent for part in sentences()]
    chosen = tuning.left_out(intents, ("gap/other",))
    assert len(set(chosen)) == 20
    assert {intent.partition("/")[0] for intent in chosen} == {"faq", "gap", "clinic"}
    assert "gap/other" not in chosen and set(chosen) < set(intents)
    assert min(intents.count(intent) for intent in chosen) > 25  # enough are left for the test


def test_nothing_of_an_intent_left_out_is_learnt() -> None:
    talks = [
        [
            LabelledTurn((SAFETY,)),
            LabelledTurn((COST, SAFETY), "answer: safety, prp"),
            LabelledTurn((Part("and exosomes?", "follow_up/same"),), "answer: cost, prp"),
            LabelledTurn((Part("why?", "follow_up/more"),), "answer: safety"),
        ]
    ]
    parts, kept = tuning.without(["faq/cost"], [COST, SAFETY], talks)
    assert parts == [SAFETY]
    assert kept == [[talks[0][0], talks[0][3]]]


def test_missing_data_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tuning.main([str(tmp_path), "--only", "clinc150"]) == 1
    assert "clinc150_small.json" in capsys.readouterr().err
