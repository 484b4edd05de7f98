"""The reader, trained on a sample of our sentences: its output for any message."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY

from components.keys import ALARM as PHRASE
from components.keys import CORRECTED_TEXT, LANGUAGE
from components.onnx_encoder import EncoderError
from components.reader import Reader
from components.reading import READING, UNSURE, Reading
from encoder.sentences import sentences
from tests.components.building import RESOURCE, create, example, load, message, training_data

#: These tests load the encoder, which takes seconds.
pytestmark = pytest.mark.agent

SEVERAL = "How much does PRP cost? Does it hurt? And where are you located?"
ALARM = "I can't breathe and my throat is swelling shut"
HELPED = "the ambulance is here now"
SLOTS = ("kind", "topic", "treatment", "urgent", "urgent_stage")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> ModelStorage:
    """The storage that training has left."""
    storage: ModelStorage = LocalModelStorage.create(tmp_path_factory.mktemp("storage"))
    sample = [example(part.text, part.intent) for part in sentences()[::40]]
    create(Reader, storage, encoder="encoder/reader.onnx").train(training_data(sample))
    return storage


@pytest.fixture(scope="module")
def reader(stored: ModelStorage) -> Any:
    return load(Reader, stored)


def tracker(**slots: str) -> DialogueStateTracker:
    known = [TextSlot(name, mappings=[], initial_value=slots.get(name)) for name in SLOTS]
    return DialogueStateTracker("someone", known)


def parsed(
    reader: Any, text: str, slots: dict[str, str] | None = None, **properties: Any
) -> dict[str, Any]:
    """The properties that Rasa keeps of a message."""
    asked = message(text, **properties)
    reader.process([asked], tracker(**(slots or {})))
    kept: dict[str, Any] = asked.as_dict(only_output_properties=True)
    return kept


def read(reader: Any, text: str, slots: dict[str, str] | None = None, **properties: Any) -> Reading:
    return Reading.of(parsed(reader, text, slots, **properties))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("How much does it cost?", "faq/cost"),
        ("does the treatment hurt", "faq/procedure"),
        ("hello", "smalltalk/greeting"),
        ("when are you open", "clinic/hours"),
        ("can I do it while pregnant", "gap/pregnancy"),
    ],
)
def test_a_question_is_read(reader: Any, text: str, intent: str) -> None:
    written = parsed(reader, text)
    (question,) = Reading.of(written).questions
    assert question.intent == intent and question.because
    assert 0 < question.confidence <= 1
    family = intent.partition("/")[0]
    assert written[INTENT] == {"name": family, "confidence": question.confidence}
    assert written[INTENT_RANKING_KEY][0]["name"] == intent
    assert len(written[INTENT_RANKING_KEY]) == 10


def test_several_questions_stand_where_they_are_asked(reader: Any) -> None:
    questions = read(reader, SEVERAL).questions
    spans = [SEVERAL[slice(*question.span)] for question in questions]
    assert [question.family for question in questions] == ["faq", "faq", "clinic"]
    assert "PRP cost" in spans[0] and "hurt" in spans[1] and "located" in spans[2]


def test_the_mended_text_is_read(reader: Any) -> None:
    mended: dict[str, Any] = {CORRECTED_TEXT: "how much does it cost"}
    assert read(reader, "hxw mxch dxes it cxst", **mended).questions[0].intent == "faq/cost"


def test_names_that_were_found_say_which_treatment(reader: Any) -> None:
    name = {"entity": "treatment", "start": 12, "end": 15, "value": "prp"}
    found: dict[str, Any] = {ENTITIES: [name]}
    (question,) = read(reader, "how much is prp", **found).questions
    assert (question.intent, question.treatment) == ("faq/cost", "prp")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("😀😀👍", "empty"),
        ("12345 ?!", "empty"),
        ("价格是多少", "language"),
        ("ราคาเท่าไหร่", "language"),
        ("how much does it cost? " * 300, "long"),
    ],
    ids=range(7),
)
def test_what_cannot_be_read_is_told_why(reader: Any, text: str, reason: str) -> None:
    written = parsed(reader, text)
    (question,) = Reading.of(written).questions
    assert (question.intent, question.reason) == (UNSURE, reason)
    assert written[INTENT]["name"] == UNSURE


@pytest.mark.parametrize(
    "text", ["a" * 5000, "xyz " * 1250, "сколько это стоит", "где вы находитесь"], ids=range(4)
)
def test_what_cannot_be_read_asks_nothing(reader: Any, text: str) -> None:
    reading = read(reader, text)  # a text that looks like an alarm may be read as one
    assert reading.urgency or [q.intent for q in reading.questions] == [UNSURE]


def test_another_language_is_not_read(reader: Any) -> None:
    written: dict[str, Any] = {LANGUAGE: "nl"}
    reading = read(reader, "wat kost het", **written)
    (question,) = reading.questions
    assert (question.reason, reading.language) == ("language", "nl")
    assert read(reader, "how much does it cost").language is None


@pytest.mark.parametrize("text", ["不能呼吸", "saans nahi aa rahi"])
def test_a_phrase_of_an_alarm_is_one(reader: Any, text: str) -> None:
    written: dict[str, Any] = {LANGUAGE: "zh", PHRASE: "emergency"}
    reading = read(reader, text, **written)
    assert (reading.urgency, reading.language) == ("emergency", "zh")
    assert not reading.questions


@pytest.mark.parametrize(
    "text",
    [
        ALARM,
        f"{SEVERAL} {ALARM}",
        f"thanks, how much is it? {ALARM}. {SEVERAL}",
        f"{ALARM} " + "and how much does it cost? " * 200,  # too long to be answered
    ],
    ids=range(4),
)
@pytest.mark.parametrize(
    "slots", [{}, {"urgent": "emergency", "urgent_stage": "over"}, {"topic": "cost"}]
)
def test_an_alarm_outweighs_everything(reader: Any, text: str, slots: dict[str, str]) -> None:
    unknown: dict[str, Any] = {LANGUAGE: "und"}
    written = parsed(reader, text, slots, **unknown)
    reading = Reading.of(written)
    assert reading.urgency == "emergency" and reading.questions == ()
    assert written[INTENT] == {"name": "urgent", "confidence": 1.0}


def test_news_of_help_count_after_an_alarm_only(reader: Any) -> None:
    written = parsed(reader, HELPED, {"urgent": "emergency"})
    assert Reading.of(written).aftermath == "helped" and written[INTENT]["name"] == "aftermath"
    for slots in ({}, {"kind": "answer", "topic": "cost", "treatment": "prp"}):
        reading = read(reader, HELPED, slots)
        assert reading.aftermath is None
        assert "aftermath" not in {question.family for question in reading.questions}


def test_without_a_tracker_nothing_was_said_before(reader: Any) -> None:
    alone = message(HELPED)
    reader.process([alone])
    assert alone.get(READING) == read(reader, HELPED).as_dict()


def test_so_many_are_read_and_the_rest_is_counted(stored: ModelStorage, reader: Any) -> None:
    few = load(Reader, stored, most=2)
    all_, two = read(reader, SEVERAL), read(few, SEVERAL)
    assert two.questions == all_.questions[:2] and (two.left, all_.left) == (1, 0)


def test_a_model_without_its_encoder_says_what_helps(storage: ModelStorage) -> None:
    with storage.write_to(RESOURCE):
        pass
    with pytest.raises(EncoderError, match="make train"):
        load(Reader, storage)


@settings(max_examples=60)
@given(
    text=st.text() | st.text(alphabet="prexosm 'not?.\n"),
    urgent=st.sampled_from(["", "emergency", "crisis"]),
    stage=st.sampled_from(["said", "helped", "over"]),
)
@tried(text="İ" * 1600, urgent="", stage="said")
@tried(text="\ud800 cost?", urgent="emergency", stage="said")
def test_any_text_is_read(reader: Any, text: str, urgent: str, stage: str) -> None:
    slots = {"urgent": urgent, "urgent_stage": stage} if urgent else None
    written = parsed(reader, text, slots)
    assert json.loads(json.dumps(written[READING])) == written[READING]
    reading = Reading.of(written)
    assert reading.questions or reading.urgency or reading.aftermath
    assert urgent or not reading.aftermath
    for question in reading.questions:
        assert 0 <= question.span[0] <= question.span[1] <= len(text)
        assert 0 <= question.confidence <= 1.0001
        assert urgent or question.family != "aftermath"
