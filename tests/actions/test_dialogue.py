"""From readings to replies: who answers, what is shared, and that every message gets a reply."""

from __future__ import annotations

from dataclasses import replace
from itertools import product, starmap
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.alarm import Alarm, Stage
from actions.context import Context, Subject
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.reply import Kind, Reply
from components.reading import Aftermath, Named, Question, Reading, Reason, Urgency

COST = Context("cost", "prp", "answer", (Subject("answer", "cost", "prp"),))


def read(text: str) -> Reading:
    """The reading for a short form such as "faq/cost:prp gap/age"."""
    pairs = (each.partition(":") for each in text.split())
    return Reading(tuple(Question(i, named or None) for i, _, named in pairs))  # type: ignore[arg-type]


def told(aftermath: Aftermath) -> Reading:
    return replace(read("smalltalk/story"), aftermath=aftermath)


def label(reply: Reply) -> str:
    return f"{reply.kind} {reply.topic} {reply.treatment}"


def labels(reading: Reading, before: Context, knowledge: Knowledge) -> str:
    return " + ".join(map(label, respond(reading, before, knowledge)[0]))


@pytest.mark.parametrize(
    ("asked", "before", "said"),
    [
        ("faq/safety:prp", Context(), "answer safety prp"),
        ("gap/age", Context(), "uncovered age None"),
        ("clinic/hours", Context(), "clinic hours None"),
        ("check/recovery:prp", Context(), "answer recovery prp"),
        ("check/medicines", Context(), "uncovered medicines None"),
        ("smalltalk/thanks", Context(), "smalltalk thanks None"),
        ("off_topic/general", Context(), "off_topic general None"),
        ("follow_up/more", COST, "answer cost prp"),
        ("follow_up/same:exosomes", COST, "answer cost exosomes"),
        ("nlu_fallback", COST, "clarify None None"),
        ("faq/gone", COST, "clarify None None"),
        ("gap/gone", COST, "clarify None None"),
        ("check/gone", COST, "clarify None None"),
        ("new_family/cost", COST, "clarify None None"),
        ("", COST, "clarify None None"),
        # several questions
        ("faq/cost faq/safety", Context(), "answer cost both + answer safety both"),
        ("faq/cost:prp faq/safety", Context(), "answer cost prp + answer safety prp"),
        ("faq/cost faq/safety:exosomes", COST, "answer cost exosomes + answer safety exosomes"),
        ("faq/cost:prp follow_up/same:other", Context(), "answer cost prp + answer cost exosomes"),
        ("faq/differences:both faq/differences faq/cost:prp", Context(),
         "answer differences both + answer cost prp"),
        ("smalltalk/greeting faq/cost:prp smalltalk/thanks", Context(), "answer cost prp"),
        ("gap/pregnancy faq/safety", Context(), "uncovered pregnancy None"),
        ("check/recovery:prp faq/recovery", Context(), "answer recovery prp"),
    ],
)  # fmt: skip
def test_who_answers(knowledge: Knowledge, asked: str, before: Context, said: str) -> None:
    assert labels(read(asked), before, knowledge) == said


def test_it_goes_on_with_the_last_of_several(knowledge: Knowledge) -> None:
    _, context = respond(read("faq/cost:prp gap/age clinic/hours"), Context(), knowledge)
    assert (context.kind, context.topic, context.treatment) == ("clinic", "hours", "prp")
    assert [":".join(map(str, subject)) for subject in context.last_subjects] == [
        *("answer:cost:prp", "uncovered:age:prp", "clinic:hours:prp")
    ]
    assert labels(read("follow_up/more:second"), context, knowledge) == "uncovered age prp"


def test_small_talk_leaves_what_was_answered(knowledge: Knowledge) -> None:
    _, before = respond(read("faq/cost:prp faq/safety"), Context(), knowledge)
    _, after = respond(read("smalltalk/thanks"), before, knowledge)
    assert after == before
    assert labels(read("follow_up/same:first"), after, knowledge) == "answer cost prp"


@pytest.mark.parametrize(("number", "said"), [(1, "more than I can answer"), (6, "first 6")])
def test_what_is_left_out_is_said(knowledge: Knowledge, number: int, said: str) -> None:
    topics = [*knowledge.topics][:number]
    reading = read(" ".join(f"faq/{topic}:prp" for topic in topics))
    all_answered, _ = respond(reading, Context(), knowledge)
    (*before, last), _ = respond(replace(reading, left=2), Context(), knowledge)
    assert before == all_answered[:-1] and last.text.startswith(all_answered[-1].text)
    assert said in last.text and last.text.endswith("send the rest again in a new message.")


def test_a_note_is_said_once_in_a_message(knowledge: Knowledge) -> None:
    reading = read("faq/safety:exosomes faq/evidence faq/availability")
    replies, _ = respond(reading, Context(), knowledge)
    texts = "".join(reply.text for reply in replies)
    note = knowledge.notes["fda_exosomes"]
    assert texts.count(note.text) == 1
    assert note.brief not in texts


def test_only_the_last_reply_offers_questions_and_none_of_them(knowledge: Knowledge) -> None:
    replies, _ = respond(read("faq/cost:prp faq/safety faq/sessions"), Context(), knowledge)
    assert [bool(reply.buttons) for reply in replies] == [False, False, True]
    offered = {button.topic for button in replies[-1].buttons}
    assert not offered & {"cost", "safety", "sessions"}


@pytest.mark.parametrize(
    "asked", ["off_topic/general:exosomes", "nlu_fallback", "faq/gone:exosomes"]
)
def test_what_is_remembered_is_left_alone(knowledge: Knowledge, asked: str) -> None:
    _, context = respond(read(asked), COST, knowledge)
    assert replace(context, unclear=0) == COST and context.unclear == 1


@pytest.mark.parametrize("asked", ["faq/cost", "nlu_fallback faq/cost", "smalltalk/thanks"])
def test_what_is_understood_ends_a_row_of_unclear_messages(
    knowledge: Knowledge, asked: str
) -> None:
    before = replace(COST, unclear=2)
    _, context = respond(read(asked), before, knowledge)
    assert context.unclear == 0
    _, context = respond(Reading(urgency="emergency"), before, knowledge)
    assert context.unclear == 0


def test_the_clinics_own_words(knowledge: Knowledge) -> None:
    known = replace(knowledge, terms={"zorblax": "minoxidil"}, words={"zorb": "deny"})
    unsure = Reading((Question("faq/cost", confidence=0.3),))
    (reply,), _ = respond(unsure, Context(), known, "and zorblax?")
    assert label(reply) == "uncovered minoxidil None"
    (reply,), _ = respond(unsure, Context(), known, "Zorb!")
    assert label(reply) == "smalltalk deny None"
    (reply,), _ = respond(Reading(urgency="crisis"), Context(), known, "zorb")
    assert reply.kind == "urgent"


@pytest.mark.parametrize("kind", get_args(Urgency))
def test_after_an_alarm(knowledge: Knowledge, kind: Urgency) -> None:
    alarm = Reading(read("faq/cost").questions, urgency=kind)
    (reply,), said = respond(alarm, COST, knowledge)
    assert reply.kind == "urgent" and said == replace(COST, alarm=Alarm(kind, Stage.SAID))
    again = knowledge.urgent[kind].again

    (reply,), after = respond(told("still"), said, knowledge)
    assert reply.text == knowledge.fill(again[0]) and after.alarm.reminders == 1
    (reply,), after = respond(told("helped"), after, knowledge)
    assert reply.text == knowledge.fill(knowledge.urgent[kind].helped)
    (reply,), _ = respond(read("smalltalk/thanks"), after, knowledge)
    assert reply.text == knowledge.smalltalk["thanks"].text

    (reply,), after = respond(read("faq/cost:prp"), said, knowledge)
    assert reply.kind == "answer" and reply.text.startswith(knowledge.fill(again[0]))
    assert not after.alarm.is_raised
    (reply,), after = respond(read("smalltalk/thanks"), said, knowledge)
    assert reply.kind == "smalltalk" and knowledge.fill(again[0]) in reply.text

    (reply,), after = respond(told("over"), said, knowledge)
    assert reply.text == knowledge.fill(knowledge.urgent[kind].over)
    assert labels(told("over"), after, knowledge) == "smalltalk affirm None"
    assert labels(read("faq/cost:prp"), after, knowledge) == "answer cost prp"


IDS = "cost differences safety recovery age minoxidil medicines hours greeting general".split()
IDS += "manipulation recap no_recap clarify same more compare source repeat simpler gone".split()
FAMILIES = "faq gap clinic check smalltalk follow_up off_topic nlu_fallback urgent unknown".split()

questions = st.builds(
    Question,
    intent=st.builds("{}/{}".format, st.sampled_from(FAMILIES), st.sampled_from(IDS))
    | st.sampled_from(["nlu_fallback", ""]),
    treatment=st.sampled_from([None, *get_args(Named)]),
    span=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    confidence=st.floats(0, 1),
    options=st.lists(st.sampled_from(["faq/cost", "gap/age", "faq/gone", ""])).map(tuple),
    reason=st.sampled_from([None, *get_args(Reason)]),
)
readings = st.builds(
    Reading,
    questions=st.lists(questions, max_size=3).map(tuple),
    urgency=st.sampled_from([None, None, None, *get_args(Urgency)]),
    aftermath=st.sampled_from([None, None, None, *get_args(Aftermath)]),
    left=st.integers(0, 2),
)
SUBJECTS = st.lists(
    st.builds(
        Subject,
        st.sampled_from(["answer", "uncovered", "clinic"]),
        st.sampled_from(["cost", "safety", "gone", "hours", "age"]),
        st.sampled_from([None, "prp", "both"]),
    ),
    unique=True,
).map(tuple)
contexts = st.builds(
    Context,
    topic=st.sampled_from([None, *IDS]),
    treatment=st.sampled_from([None, "prp", "exosomes", "both"]),
    kind=st.sampled_from([None, "answer", "uncovered", "clinic"]),
    subjects=SUBJECTS,
    last_subjects=SUBJECTS,
    exosomes_first=st.booleans(),
    alarm=st.sampled_from(
        [Alarm(), *starmap(Alarm, product(get_args(Urgency), [*Stage][1:], [0, 2]))]
    ),
)
texts = st.sampled_from(["", "what about minoxidil", "is it FDA approved", "stop", "\0"])


@settings(max_examples=500)
@given(readings, contexts, texts)
def test_there_is_always_a_labelled_reply(
    knowledge: Knowledge, reading: Reading, before: Context, text: str
) -> None:
    replies, after = respond(reading, before, knowledge, text)
    assert replies
    said = [(reply.kind, reply.topic, reply.treatment, reply.source) for reply in replies]
    assert len({*said}) == len(said)  # no reply occurs twice
    for reply in replies:
        assert reply.text.strip() and "{" not in reply.text
        assert reply.kind in get_args(Kind)
        assert reply.treatment in (None, "prp", "exosomes", "both")
        assert reply.topic or reply.kind == "clarify"
    assert all(reply.buttons == () for reply in replies[:-1])
    assert (replies, after) == respond(reading, before, knowledge, text)
    if reading.urgency:
        assert [reply.kind for reply in replies] == ["urgent"] and after.alarm.is_raised


@settings(max_examples=300)
@given(readings, contexts)
def test_buttons_never_ask_what_was_asked(
    knowledge: Knowledge, reading: Reading, before: Context
) -> None:
    replies, after = respond(reading, before, knowledge)
    if replies[-1].kind == "clarify":  # asking back offers the nearest topics, asked before or not
        return
    for button in replies[-1].buttons:
        assert button.topic in knowledge.topics and button.payload and button.title
        assert button.treatment in ("prp", "exosomes", "both")
        assert not after.has_asked(button.topic, button.treatment)
