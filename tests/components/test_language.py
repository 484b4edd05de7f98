"""Messages that are not English are told by their language, and English ones never are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.nlu.training_data.loading import load_data

from components.keys import ALARM, KNOWN_SHARE, LANGUAGE
from components.language import LanguageDetector
from tests.components.building import create, load, message

#: These tests load the encoder, which takes seconds.
pytestmark = pytest.mark.agent

FOREIGN = {
    "es": "hola|es seguro?|cuánto cuesta|duele mucho|no entiendo|que es prp|y los exosomas?|ayuda",
    "pt": "olá|Quanto custa o PRP|é seguro?|dói muito?|não entendi|quero marcar uma consulta",
    "fr": "bonjour|c'est sûr?|ça fait mal?|Combien coûte le PRP ?|je ne comprends pas|où êtes-vous",
    "de": "guten tag|ist es sicher?|was kostet das|Was kostet PRP?|tut es weh?|wie viele sitzungen",
    "it": "buongiorno|è sicuro?|quanto costa|Quanto costa il PRP?|fa male?|perdo i capelli",
    "nl": "doet het pijn?|wat kost het|ik begrijp het niet|hoeveel sessies",
    "pl": "czy to bezpieczne?|ile kosztuje prp|czy to boli?|cześć|wypadają mi włosy",
    "tr": "merhaba|güvenli mi?|prp ne kadar|saçım dökülüyor|fiyatı nedir",
    "vi": "xin chào|prp giá bao nhiêu|có đau không",
    "ms": "berapa harga prp|apakah sakit?|rambut saya rontok|saya tidak mengerti",
    "hi_latn": "kya ye safe hai|kitna paisa lagega|prp ka price kitna hai|mere baal jhad rahe hain",
    "hi": "नमस्ते|क्या यह सुरक्षित है?|PRP की कीमत कितनी है",
    "bn": "এটা কি নিরাপদ?|PRP এর দাম কত",
    "ur": "کیا یہ محفوظ ہے؟|میرے بال گر رہے ہیں",
    "fa": "آیا بی خطر است؟|موهایم می‌ریزد",
    "ar": "مرحبا|هل هو آمن؟|كم سعر PRP",
    "ru": "привет|это безопасно?|сколько стоит prp",
    "uk": "привіт|це безпечно?|скільки коштує prp",
    "zh": "你好|PRP多少钱|安全吗？|多少錢",
    "ja": "こんにちは|PRPはいくらですか|痛いですか",
    "ko": "안녕하세요|PRP 얼마예요",
}
ENGLISH = """
PRP?|ok|hmm|hi|hello|yo|hiya|ty|thx|lol|pls|no|yep|na|si|kk|idk|gr8|nvm|eh?|wtf|asap|k|a|67|b12
exosoms|prp price?|cost prp|hw mny sesions|wat is prp|wht is exosome|side efects|dose it hurt
bald|im bald|im 67|men|son|mate|teen|och|fine|info|more info|photo|pics|hiv|lupus|pus|numb|botox
alopecia areata|androgenetic alopecia|telogen effluvium|minoxidil|finasteride?|dutasteride|keratin
microneedling|lidocaine|ketoconazole|spironolactone|mesotherapy|fut vs fue|hair transplant fue|gfc
thyroid|chemo|propecia|platelet rich plasma|derma pen|prp exosomes combo|halal?|klarna|trustpilot
José García|Hans Müller|Maria Garcia|mohammed|Priya|Los Angeles|San Francisco|Dr. Patel|dr schmidt
ciao|merci|gracias|danke|hola, how much does PRP cost?|bhai is it safe|is hai loss permanent|hai
my husband José says PRP is a con|what's the crème de la crème|I had it in São Paulo, is it safe
de novo|et al|Smith et al?|no problema|per se|in vitro|ad hoc|a la carte
"""
ALARMS = {
    "emergency": "me falta el aire|au secours|socorro|ich blute stark|не могу глотать|胸が痛い|"
    "no puedo respirar|me duele el pecho|não consigo respirar|je ne peux pas respirer"
    "|ich bekomme keine Luft|не могу дышать|我不能呼吸|सांस नहीं आ रही|saans nahi aa rahi"
    "|لا أستطيع التنفس|والإسعاف|শ্বাস নিতে পারছি না|سانس نہیں آ رہی|tidak bisa bernapas|息ができません"
    "|SE DESMAYO|no puedo  respirar",
    "crisis": "quiero morir|quero morrer|je veux mourir|ich will sterben|хочу умереть|我想死"
    "|मरना चाहता हूँ|marna chahta hoon|أريد أن أموت|আমি মরতে চাই"
    "|میں مرنا چاہتا ہوں|saya mau bunuh diri|死にたい",
}


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A detector trained on our sentences and lookup tables, and loaded again."""
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("storage"))
    create(LanguageDetector, storage).train(load_data("data/nlu"))
    return load(LanguageDetector, storage)


def table(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((text, name) for name in texts for text in texts[name].split("|"))


@pytest.mark.parametrize(("text", "language"), table(FOREIGN))
def test_whole_messages_and_a_few_words(detector: Any, text: str, language: str) -> None:
    asked = message(text)
    detector.process([asked])
    assert asked.get(LANGUAGE) == language
    assert asked.as_dict(only_output_properties=True)[LANGUAGE] == language


@pytest.mark.parametrize("text", ENGLISH.strip().replace("\n", "|").split("|"))
def test_english_never_is(detector: Any, text: str) -> None:
    assert detector.language(text) is None and detector.alarm(text) is None


def test_next_to_none_of_our_sentences_is_taken_for_another_language(detector: Any) -> None:
    """A few are: requests for an answer in another language."""
    texts = [str(example.get("text")) for example in load_data("data/nlu").intent_examples]
    found = [text for text in texts if detector.language(text)]
    assert len(found) < 0.005 * len(texts), found


@pytest.mark.parametrize(("text", "urgency"), table(ALARMS))
def test_a_phrase_of_an_alarm_is_heard(detector: Any, text: str, urgency: str) -> None:
    asked = message(text)
    detector.process([asked])
    assert asked.get(ALARM) == urgency


@pytest.mark.parametrize(
    ("text", "known", "language"),
    [
        ("zorb blax quux", 0.2, "und"),
        ("zorb blax quux", 0.6, None),
        ("zorb blax", 0.2, None),  # too short to tell
        ("გამარჯობა, რა ღირს", 0.0, "ka"),
        ("ᚠᚢᚦᚨᚱᚲ", 0.0, "und"),
    ],
)
def test_what_nobody_knows(detector: Any, text: str, known: float, language: str | None) -> None:
    asked = message(text, **{KNOWN_SHARE: known})
    detector.process([asked])
    assert asked.get(LANGUAGE) == language


@given(st.text(max_size=80))
def test_any_text_is_taken(detector: Any, text: str) -> None:
    assert detector.alarm(text) is None or detector.alarm(text)
    assert detector.language(text) != "en"
