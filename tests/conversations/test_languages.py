"""People who don't write English are told so in their language, and helped in an emergency."""

from __future__ import annotations

import pytest

from tests.conversations.dialogue_table import Talk, expect, label, subject_of

PHONE, EMERGENCY = "+1 202-555-0142", "911"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hola", "solo entiendo inglés"),
        ("es seguro?", "solo entiendo inglés"),
        ("¿Cuánto cuesta el tratamiento y cuántas sesiones necesito?", "solo entiendo inglés"),
        ("Quanto custa o PRP", "só entendo inglês"),
        ("c'est dangereux?", "je ne comprends que l'anglais"),
        ("Was kostet PRP?", "verstehe nur Englisch"),
        ("è sicuro?", "capisco solo l'inglese"),
        ("kya ye safe hai", "sirf English"),
        ("PRP多少钱", "只懂英语"),
        ("هل هو آمن؟", "لا أفهم إلا الإنجليزية"),
        ("это безопасно?", "только по-английски"),
        ("क्या यह सुरक्षित है?", "केवल अंग्रेज़ी"),
        ("PRPはいくらですか", "英語しかわかりません"),
    ],
)
async def test_it_is_told_in_that_language(talk: Talk, text: str, words: str) -> None:
    conversation = talk()
    await conversation.say("How much does PRP cost?")
    before = await subject_of(conversation)
    (reply,) = await conversation.say(text)
    assert label(reply) == "clarify - -" and reply["buttons"]
    assert words in reply["text"] and PHONE in reply["text"] and EMERGENCY in reply["text"]
    assert await subject_of(conversation) == before
    (again,) = await conversation.say(text)
    assert again["text"] != reply["text"] and PHONE in again["text"]


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("no puedo respirar", "emergency", "Llame ahora al 911."),
        ("não consigo respirar", "emergency", "Ligue agora para 911."),
        ("je veux mourir", "crisis", "Parlez tout de suite à quelqu'un : 988"),
        ("ich bekomme keine Luft", "emergency", "Rufen Sie jetzt 911 an."),
        ("saans nahi aa rahi hai", "emergency", "Abhi 911 par call kijiye."),
        ("saans nahi aa rahi", "emergency", "Abhi 911 par call kijiye."),
        ("emergencia", "emergency", "Llame ahora al 911."),
        ("Brustschmerzen", "emergency", "Rufen Sie jetzt 911 an."),
        ("我不能呼吸", "emergency", "请立即拨打 911。"),
        ("لا أستطيع التنفس", "emergency", "اتصل الآن بالرقم 911."),
        ("я не хочу жить", "crisis", "Поговорите с кем-нибудь прямо сейчас: 988"),
        ("सीने में दर्द है", "emergency", "अभी 911 पर फ़ोन कीजिए।"),
        ("আমি মরতে চাই", "crisis", "এখনই কারও সঙ্গে কথা বলুন: 988"),
        ("سانس نہیں آ رہی", "emergency", "ابھی 911 پر کال کریں۔"),
        ("saya sesak napas", "emergency", "Hubungi 911 sekarang."),
        ("la herida no deja de sangrar", "emergency", "Llame ahora al 911."),
        ("mon visage est gonflé", "emergency", "Appelez tout de suite le 911."),
        ("nefes alamıyorum", "emergency", "Hemen 911 numarasını arayın."),
        ("tengo fiebre después del tratamiento", "post_procedure", "Llame hoy mismo a la clínica"),
        ("j'ai de la fièvre depuis le traitement", "post_procedure", "Appelez la clinique"),
        (
            "ich habe Fieber nach der Behandlung",
            "post_procedure",
            "Rufen Sie noch heute",
        ),
        ("我发烧了", "post_procedure", "请今天就联系诊所"),
    ],
)
async def test_an_emergency_is_one_in_any_of_them(
    talk: Talk, text: str, topic: str, words: str
) -> None:
    (reply,) = await talk().say(text)
    assert label(reply) == f"urgent {topic} -"
    assert reply["text"].startswith(words) and "\n\n" in reply["text"]


async def test_english_with_a_foreign_word_is_answered(talk: Talk) -> None:
    await expect(
        talk,
        [
            ("hola, how much does PRP cost?", "answer cost prp"),
            ("my husband José says PRP is a con, is it safe?", "answer safety prp"),
            ("wat is prp", "answer definition prp"),
        ],
    )


async def test_a_language_asked_about_by_name_is_answered_in_it(talk: Talk) -> None:
    for text, words in {
        "do you speak spanish?": "solo entiendo inglés",
        "Can I write in German": "verstehe nur Englisch",
        "do you speak swedish": "I only know English",
    }.items():
        (reply,) = await talk().say(text)
        assert label(reply) == "smalltalk language -" and words in reply["text"], text
        assert PHONE in reply["text"]
