"""From questions to replies: who answers, what is shared, and that everybody gets a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply

KINDS = {"answer", "uncovered", "clinic", "urgent", "off_topic", "smalltalk", "clarify"}
COST = Context("cost", "prp", "answer", ("cost:prp",))


def asked(intent: str, *treatments: str, bare: bool = False) -> Question:
    family, _, id_ = intent.partition("/")
    return Question(family, id_, treatments=treatments, bare=bare)


def label(reply: Reply) -> str:
    return f"{reply.kind} {reply.topic} {reply.treatment}"


@pytest.mark.parametrize(
    ("question", "before", "given"),
    [
        (asked("faq/safety", "prp"), Context(), "answer safety prp"),
        (asked("gap/age"), Context(), "uncovered age None"),
        (asked("clinic/hours"), Context(), "clinic hours None"),
        (asked("smalltalk/thanks"), Context(), "smalltalk thanks None"),
        (asked("off_topic/general"), Context(), "off_topic general None"),
        (asked("urgent/crisis"), Context(), "urgent crisis None"),
        (asked("follow_up/more"), COST, "answer cost prp"),
        (asked("nlu_fallback"), COST, "clarify None None"),
        (asked("faq/gone"), COST, "clarify None None"),
        (asked("gap/gone"), COST, "clarify None None"),
        (asked("new_family/cost"), COST, "clarify None None"),
        # "and exosomes?" is the same question for the other treatment, whatever it looks like
        (asked("faq/definition", "exosomes", bare=True), COST, "answer cost exosomes"),
        (asked("nlu_fallback", "exosomes", bare=True), COST, "answer cost exosomes"),
        (asked("faq/definition", "exosomes", bare=True), Context(), "answer definition exosomes"),
        (asked("follow_up/compare", "other", bare=True), COST, "answer cost exosomes"),
        (asked("follow_up/compare", "both", bare=True), COST, "answer cost both"),
        (asked("urgent/emergency", "prp", bare=True), COST, "urgent emergency None"),
    ],
)
def test_who_answers(knowledge: Knowledge, question: Question, before: Context, given: str) -> None:
    replies, _ = respond([question], before, knowledge)
    assert [label(reply) for reply in replies] == [given]


@pytest.mark.parametrize(
    ("first", "second", "given"),
    [
        ((), (), ["both", "both"]),
        (("prp",), (), ["prp", "prp"]),
        ((), ("exosomes",), ["exosomes", "exosomes"]),
        (("prp",), ("exosomes",), ["prp", "exosomes"]),
    ],
)
def test_a_treatment_named_once_is_meant_in_both(
    knowledge: Knowledge, first: tuple[str, ...], second: tuple[str, ...], given: list[str]
) -> None:
    questions = [asked("faq/cost", *first), asked("faq/safety", *second)]
    replies, context = respond(questions, Context(), knowledge)
    assert [reply.treatment for reply in replies] == given
    assert [reply.topic for reply in replies] == ["cost", "safety"]
    assert (context.topic, context.treatment) == ("safety", given[-1])


def test_what_gives_the_same_reply_is_said_once(knowledge: Knowledge) -> None:
    questions = [asked("faq/differences", "both"), asked("faq/differences"), asked("faq/cost")]
    replies, _ = respond(questions, Context(), knowledge)
    assert [reply.topic for reply in replies] == ["differences", "cost"]


@pytest.mark.parametrize(("number", "said"), [(1, "more than I can answer"), (6, "first 6")])
def test_what_is_left_out_is_said(knowledge: Knowledge, number: int, said: str) -> None:
    topics = [*knowledge.topics][:number]
    questions = [asked(f"faq/{topic}", "prp") for topic in topics]
    all_answered, _ = respond(questions, Context(), knowledge)
    questions[-1] = replace(questions[-1], left=2)
    replies, _ = respond(questions, Context(), knowledge)
    *before, last = replies
    assert before == all_answered[:-1] and last.text.startswith(all_answered[-1].text)
    assert said in last.text and last.text.endswith("send the rest again in a new message.")


def test_a_note_is_said_in_full_once_in_a_message(knowledge: Knowledge) -> None:
    questions = [asked(f"faq/{t}", "exosomes") for t in ("safety", "evidence", "availability")]
    replies, _ = respond(questions, Context(), knowledge)
    texts = "".join(reply.text for reply in replies)
    note = knowledge.notes["fda_exosomes"]
    assert texts.count(note.text) == texts.count(knowledge.advice) == 1
    assert texts.count(note.brief) == 2


def test_only_the_last_reply_offers_questions_and_none_of_them(knowledge: Knowledge) -> None:
    questions = [asked(f"faq/{topic}", "prp") for topic in ("cost", "safety", "sessions")]
    replies, _ = respond(questions, Context(), knowledge)
    assert [bool(reply.buttons) for reply in replies] == [False, False, True]
    offered = {button.topic for button in replies[-1].buttons}
    assert not offered & {"cost", "safety", "sessions"}


@pytest.mark.parametrize(
    "intent",
    ["off_topic/general", "off_topic/medical", "nlu_fallback", "faq/gone"],
)
def test_what_is_remembered_is_left_alone(knowledge: Knowledge, intent: str) -> None:
    _, context = respond([asked(intent, "exosomes")], COST, knowledge)
    assert context == COST


TREATMENTS = ["prp", "exosomes", "both", "other", "unknown"]
IDS = (
    "cost differences safety age minoxidil hours greeting general crisis more compare gone".split()
)
IDS += ["source", "repeat", "simpler", "manipulation", ""]
FAMILIES = "faq gap clinic smalltalk follow_up urgent off_topic nlu_fallback unknown".split()

questions = st.builds(
    Question,
    family=st.sampled_from([*FAMILIES, ""]),
    id=st.sampled_from(IDS),
    text=st.sampled_from(["", "what about minoxidil", "is it FDA approved", "\0"]),
    confidence=st.floats(0, 1),
    treatments=st.lists(st.sampled_from(TREATMENTS), max_size=3).map(tuple),
    bare=st.booleans(),
    options=st.lists(st.sampled_from(["faq/cost", "gap/age", "faq/gone", ""])).map(tuple),
    reason=st.sampled_from([None, "unsure", "empty", "language", "long", "new"]),
)
contexts = st.builds(
    Context,
    topic=st.sampled_from([None, *IDS]),
    treatment=st.sampled_from([None, "prp", "exosomes", "both"]),
    kind=st.sampled_from([None, "answer", "uncovered", "clinic"]),
    asked=st.lists(st.sampled_from(["cost:prp", "safety:both", "gone:prp", "x"])).map(tuple),
)


@settings(max_examples=400)
@given(asked_=st.lists(questions, min_size=1, max_size=3), before=contexts)
def test_there_is_always_a_labelled_reply(
    knowledge: Knowledge, asked_: list[Question], before: Context
) -> None:
    replies, after = respond(asked_, before, knowledge)
    assert replies and after.noted == frozenset()
    said = [(reply.kind, reply.topic, reply.treatment, reply.source) for reply in replies]
    assert len({*said}) == len(said)  # nothing twice
    for reply in replies:
        assert reply.text.strip() and "{" not in reply.text
        assert reply.kind in KINDS
        assert reply.treatment in (None, "prp", "exosomes", "both")
        assert reply.topic or reply.kind == "clarify"
    assert all(reply.buttons == () for reply in replies[:-1])
    assert (replies, after) == respond(asked_, before, knowledge)


@settings(max_examples=300)
@given(asked_=st.lists(questions, min_size=1, max_size=2), before=contexts)
def test_buttons_never_ask_what_was_asked(
    knowledge: Knowledge, asked_: list[Question], before: Context
) -> None:
    replies, after = respond(asked_, before, knowledge)
    if replies[-1].kind == "clarify":  # asks back: the nearest, whether asked before or not
        return
    for button in replies[-1].buttons:
        assert button.topic in knowledge.topics and button.payload and button.title
        assert button.treatment in ("prp", "exosomes", "both")
        assert not after.has_asked(button.topic, button.treatment)
