"""The scoring rules, each as a table of labels and replies."""

from __future__ import annotations

import pytest

from benchmarks import scoring
from benchmarks.exam_replies import ExamReply
from benchmarks.labels import Label
from benchmarks.rows import Row

COST_PRP = Label("answer", ("cost",), "prp")
COST = Label("answer", ("cost",))
PRICES = Label("uncovered", ids=("prices",), also_ok=(Label("answer", ("cost",)),))
CLINIC = Label("clinic", ids=("hours", "contact"))
URGENT = Label("urgent", ids=("emergency",))
OFF_TOPIC = Label("off_topic", also_ok=(Label("clarify"), Label("answer")))
PARTS = (COST_PRP, Label("answer", ("safety",), "exosomes"))

SAYS_COST = ExamReply("answer", "cost", "prp")
SAYS_SAFETY = ExamReply("answer", "safety", "exosomes")
ASKS_BACK = ExamReply("clarify", buttons=(("safety", "prp"), ("cost", "prp")))


def row(*labels: Label, exact: bool = False) -> Row:
    return Row("id", "text", labels, exact)


@pytest.mark.parametrize(
    ("label", "reply", "right", "credit"),
    [
        pytest.param(COST_PRP, SAYS_COST, True, 1, id="kind, topic and treatment"),
        pytest.param(
            COST_PRP, ExamReply("answer", "cost", "both"), True, 1, id="both is never wrong"
        ),
        pytest.param(COST_PRP, ExamReply("answer", "cost"), True, 1, id="no treatment named"),
        pytest.param(
            COST_PRP, ExamReply("answer", "cost", "exosomes"), False, 0, id="the other one"
        ),
        pytest.param(
            COST, ExamReply("answer", "cost", "exosomes"), True, 1, id="none was asked for"
        ),
        pytest.param(COST_PRP, ExamReply("answer", "safety", "prp"), False, 0, id="another topic"),
        pytest.param(
            Label("answer", ("procedure", "recovery")),
            ExamReply("answer", "recovery"),
            True,
            1,
            id="any of the topics",
        ),
        pytest.param(PRICES, ExamReply("uncovered", "prices"), True, 1, id="the gap"),
        pytest.param(PRICES, ExamReply("uncovered", "insurance"), True, 1, id="ids don't count"),
        pytest.param(PRICES, SAYS_COST, False, 1, id="also accepted"),
        pytest.param(PRICES, SAYS_SAFETY, False, 0, id="accepted for another topic only"),
        pytest.param(OFF_TOPIC, SAYS_SAFETY, False, 1, id="empty topics mean any"),
        pytest.param(OFF_TOPIC, ExamReply("clarify"), False, 1, id="asking back accepted in full"),
        pytest.param(COST_PRP, ASKS_BACK, False, 0.5, id="asks back with the right button"),
        pytest.param(PRICES, ASKS_BACK, False, 0.5, id="button to what is also accepted"),
        pytest.param(CLINIC, ASKS_BACK, False, 0, id="no button is right"),
        pytest.param(
            COST_PRP,
            ExamReply("clarify", buttons=(("cost", "exosomes"),)),
            False,
            0,
            id="button for the other treatment",
        ),
        pytest.param(COST_PRP, ExamReply("clarify"), False, 0, id="asks back without buttons"),
        pytest.param(
            Label("uncovered", treatment="prp"),
            ExamReply("uncovered", "women", "exosomes"),
            False,
            0,
            id="a gap, but of the other treatment",
        ),
    ],
)
def test_one_question(label: Label, reply: ExamReply, right: bool, credit: float) -> None:
    assert scoring.is_right(label, reply) is right
    assert scoring.credit(label, reply) == credit
    assert scoring.row_is_right(row(label), [reply]) is right
    assert scoring.row_credit(row(label), [reply]) == credit


@pytest.mark.parametrize(
    ("asked", "replies", "right", "credit"),
    [
        pytest.param(row(COST), [], False, 0, id="nothing said"),
        pytest.param(row(COST), [SAYS_COST, SAYS_SAFETY], True, 1, id="the first reply counts"),
        pytest.param(row(COST), [SAYS_SAFETY, SAYS_COST], False, 0, id="not the second"),
        pytest.param(row(COST, exact=True), [SAYS_COST], True, 1, id="exactly one"),
        pytest.param(row(COST, exact=True), [SAYS_COST, SAYS_SAFETY], False, 0, id="one too many"),
        pytest.param(row(*PARTS), [SAYS_COST, SAYS_SAFETY], True, 1, id="each part answered"),
        pytest.param(row(*PARTS), [SAYS_SAFETY, SAYS_COST], True, 1, id="in whatever order"),
        pytest.param(row(*PARTS), [SAYS_COST], False, 0, id="a part forgotten"),
        pytest.param(row(*PARTS), [SAYS_SAFETY, ASKS_BACK], False, 0, id="no half for parts"),
        pytest.param(row(COST, PRICES), [SAYS_COST], False, 1, id="also_ok of a part"),
        pytest.param(
            row(Label("answer", ("safety",), "prp"), Label("answer", ("safety",), "exosomes")),
            [ExamReply("answer", "safety", "both")],
            True,
            1,
            id="one side-by-side reply for both parts",
        ),
    ],
)
def test_replies_of_a_row(asked: Row, replies: list[ExamReply], right: bool, credit: float) -> None:
    assert scoring.row_is_right(asked, replies) is right
    assert scoring.row_credit(asked, replies) == credit


@pytest.mark.parametrize(
    ("asked", "replies", "false"),
    [
        (row(CLINIC), [SAYS_COST], True),
        (row(CLINIC), [ExamReply("clinic", "hours"), SAYS_COST], True),
        (row(CLINIC), [ExamReply("clarify")], False),
        (row(CLINIC), [], False),
        (row(URGENT), [SAYS_COST], True),
        (row(PRICES), [SAYS_COST], False),
        (row(PRICES), [SAYS_SAFETY], True),
        (row(PRICES), [SAYS_COST, SAYS_SAFETY], True),
        (row(OFF_TOPIC), [SAYS_SAFETY], False),
        (row(Label("smalltalk")), [SAYS_COST], False),
        (row(COST), [SAYS_SAFETY], False),
        (row(CLINIC, PRICES), [ExamReply("clinic"), SAYS_COST], False),
        (row(CLINIC, URGENT), [SAYS_COST], True),
        (row(CLINIC, COST), [SAYS_SAFETY], False),
    ],
)
def test_false_answers(asked: Row, replies: list[ExamReply], false: bool) -> None:
    assert scoring.is_false_answer(asked, replies) is false


@pytest.mark.parametrize(
    ("asked", "replies", "alarm"),
    [
        (row(COST), [ExamReply("urgent", "crisis")], True),
        (row(COST), [SAYS_COST, ExamReply("urgent", "crisis")], True),
        (row(COST), [SAYS_COST], False),
        (row(Label("uncovered", also_ok=(Label("urgent"),))), [ExamReply("urgent")], False),
        (row(COST, URGENT), [SAYS_COST, ExamReply("urgent")], False),
        (row(URGENT), [ExamReply("urgent")], False),
    ],
)
def test_false_alarms(asked: Row, replies: list[ExamReply], alarm: bool) -> None:
    assert scoring.is_false_alarm(asked, replies) is alarm


def test_help_must_come_first() -> None:
    assert scoring.is_urgent(row(URGENT)) and not scoring.is_urgent(row(COST))
    assert scoring.is_recalled(row(URGENT), [ExamReply("urgent", "crisis"), SAYS_COST])
    assert not scoring.is_recalled(row(URGENT), [SAYS_COST, ExamReply("urgent")])
    assert not scoring.is_recalled(row(URGENT), [])


@pytest.mark.parametrize(
    ("asked", "reply", "named"),
    [
        (row(CLINIC), ExamReply("clinic", "hours"), True),
        (row(CLINIC), ExamReply("clinic", "contact"), True),
        (row(CLINIC), ExamReply("clinic", "staff"), False),
        (row(CLINIC), ExamReply("uncovered", "prices"), None),
        (row(COST), SAYS_COST, None),
        (row(Label("clinic")), ExamReply("clinic", "staff"), None),
        (row(CLINIC, CLINIC), ExamReply("clinic", "staff"), None),
    ],
)
def test_ids_within_a_kind(asked: Row, reply: ExamReply, named: bool | None) -> None:
    assert scoring.names_id(asked, [reply]) is named
