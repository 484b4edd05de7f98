"""The questions for the consultation sheet: answered, interrupted by others or an alarm, ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.reply import Reply
from actions.sheet_dialogue import (
    BEGIN,
    SKIP,
    STOP,
    choices,
    timed,
    with_way_here,
    without_abandoned,
)
from components.reading import UNSURE, Question, Reading

Talk = tuple[list[Reply], Context]
UNCLEAR = Reading((Question(UNSURE, confidence=0.2, reason="unsure"),))
STORY = Reading((Question("smalltalk/story", confidence=0.9),))


def press(topic: str, context: Context, knowledge: Knowledge) -> Talk:
    return respond(Reading((Question(f"sheet/{topic}"),)), context, knowledge, "pressed")


def write(text: str, context: Context, knowledge: Knowledge, reading: Reading = UNCLEAR) -> Talk:
    return respond(reading, context, knowledge, text)


@pytest.fixture
def begun(knowledge: Knowledge) -> Context:
    return press(BEGIN, Context(), knowledge)[1]


def told(context: Context) -> dict[str, str]:
    return dict((context.sheet_answers or {})["told"])


def test_it_begins_with_what_it_is_and_the_first_question(knowledge: Knowledge) -> None:
    (reply,), context = press(BEGIN, Context(), knowledge)
    assert "5 short questions" in reply.text and "1 of 5: How far" in reply.text
    assert (reply.kind, reply.topic) == ("smalltalk", None)
    titles = [button.title for button in reply.buttons]
    assert titles == [*knowledge.factors["stage"].options, "Skip", "Stop"]
    assert told(context) == {}


@pytest.mark.parametrize("words", ["Moderate", "moderate.", "2"])
def test_an_option_is_told_by_its_button_its_words_or_its_number(
    words: str, begun: Context, knowledge: Knowledge
) -> None:
    (reply,), context = write(words, begun, knowledge)
    assert told(context) == {"stage": "Moderate"} and "2 of 5" in reply.text
    assert told(press("stage-2", begun, knowledge)[1]) == told(context)


@pytest.mark.parametrize(
    "reading", [UNCLEAR, STORY, Reading((Question("gap/minoxidil", confidence=0.95),))]
)
def test_own_words_are_kept_as_they_are(
    reading: Reading, begun: Context, knowledge: Knowledge
) -> None:
    (reply,), context = write(" Minoxidil helped, {phone} <b>a bit</b> ", begun, knowledge, reading)
    assert told(context) == {"stage": "Minoxidil helped, {phone} <b>a bit</b>"}
    assert "2 of 5" in reply.text and "helped" not in reply.text
    told_long = told(write("so  much\nto tell " * 50, begun, knowledge, reading)[1])["stage"]
    assert told_long.startswith("so much to tell so") and len(told_long) <= 160


def test_all_is_skipped_and_the_sheet_is_there(begun: Context, knowledge: Knowledge) -> None:
    context = begun
    for words in ("skip", "Skip it.", "next", "-"):
        (reply,), context = write(words, context, knowledge)
        assert reply.sheet is None
    (reply,), context = press(SKIP, context, knowledge)
    assert reply.sheet and context.sheet_answers is None
    assert (reply.kind, reply.topic, reply.buttons) == ("clinic", "consultation", ())
    assert "You told" not in reply.text


@pytest.mark.parametrize("words", ["stop", "Never mind", "no thanks."])
def test_it_is_stopped_at_any_question(words: str, begun: Context, knowledge: Knowledge) -> None:
    context = press("stage-1", begun, knowledge)[1]
    for (reply,), after in (write(words, context, knowledge), press(STOP, context, knowledge)):
        assert "No sheet is made" in reply.text and after.sheet_answers is None


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("5 years, is that long?", UNCLEAR),
        ("call me back", Reading((Question("clinic/person", confidence=0.6),))),
        ("a real person please", Reading((Question("clinic/person", confidence=0.9),))),
        ("go on", Reading((Question("follow_up/more", confidence=0.9),))),
        ("how much is it", Reading((Question("faq/cost", confidence=0.9),))),
        ("are you a robot", Reading((Question("smalltalk/bot_challenge", confidence=0.9),))),
        ("", Reading((Question(UNSURE, reason="empty"),))),
    ],
)
def test_a_question_in_between_is_answered_and_it_goes_on(
    text: str, reading: Reading, begun: Context, knowledge: Knowledge
) -> None:
    replies, context = write(text, begun, knowledge, reading)
    assert len(replies) == 2 and replies[-1].text.startswith("1 of 5")
    assert replies[0].buttons == () and replies[-1].buttons and told(context) == {}


def test_its_button_can_be_typed(knowledge: Knowledge) -> None:
    (reply,), context = write("prepare my questions.", Context(), knowledge)
    assert "1 of 5" in reply.text and told(context) == {}


def test_a_thank_you_gets_the_question_again(begun: Context, knowledge: Knowledge) -> None:
    reading = Reading((Question("smalltalk/thanks", confidence=0.95),))
    (reply,), _ = write("thanks", begun, knowledge, reading)
    assert reply.text.startswith("1 of 5")


@pytest.mark.parametrize("urgency", ["emergency", "post_procedure", "crisis"])
def test_an_alarm_ends_it_and_it_is_not_offered_again(
    urgency: str, begun: Context, knowledge: Knowledge
) -> None:
    alarm = Reading(urgency=urgency)  # type: ignore[arg-type]
    replies, after = write("the words of it", begun, knowledge, alarm)
    assert [reply.kind for reply in replies] == ["urgent"] and after.sheet_answers is None
    asked, later = write("who is it for", after, knowledge, Reading((Question("faq/suitability"),)))
    assert not any(reply.prepare for reply in with_way_here(asked, after, later))
    assert press(BEGIN, after, knowledge)[0][0].kind == "urgent", "the alarm holds"


def test_an_earlier_button_changes_what_was_told(begun: Context, knowledge: Knowledge) -> None:
    context = press("stage-1", begun, knowledge)[1]
    (reply,), context = press("stage-3", context, knowledge)
    assert told(context) == {"stage": "Far along"} and "2 of 5" in reply.text


@pytest.mark.parametrize("topic", ["stage-9", "stage-0", "gone-1", SKIP])
def test_a_button_that_means_nothing_any_more_begins(topic: str, knowledge: Knowledge) -> None:
    (reply,), context = press(topic, Context(), knowledge)
    assert "1 of 5" in reply.text and told(context) == {}


def test_another_language_is_told_too(begun: Context, knowledge: Knowledge) -> None:
    spanish = Reading((Question(UNSURE, reason="language"),), language="es")
    (reply,), context = write("desde hace cinco años", begun, knowledge, spanish)
    assert told(context) == {"stage": "desde hace cinco años"} and "2 of 5" in reply.text


def test_what_was_left_alone_for_an_hour_is_over(begun: Context) -> None:
    later = timed(begun, 1000.0)
    assert without_abandoned(later, 4500.0) == later
    assert without_abandoned(later, 4700.0).sheet_answers is None
    assert timed(Context(), 1000.0) == without_abandoned(Context(), 1000.0) == Context()


@pytest.mark.parametrize(
    ("intent", "offered"),
    [
        ("faq/suitability", True),
        ("clinic/consultation", True),
        ("faq/cost", False),
        ("gap/duration", False),
        ("clinic/booking", False),
    ],
)
def test_it_is_offered_where_a_consultation_is_spoken_of(
    intent: str, offered: bool, knowledge: Knowledge
) -> None:
    replies, after = respond(Reading((Question(intent),)), Context(), knowledge)
    (reply,) = with_way_here(replies, Context(), after)
    assert reply.prepare == offered
    assert (reply.message()["json_message"].get("prepare") is True) == offered
    assert ("sheet of questions" in reply.text) == (intent == "clinic/consultation")


def test_a_clinic_without_such_questions_gets_the_sheet_at_once(knowledge: Knowledge) -> None:
    own = replace(knowledge, factors={})
    (reply,), context = press(BEGIN, Context(), own)
    assert reply.sheet and context.sheet_answers is None
    assert choices(own).keys() == {BEGIN, SKIP, STOP}
