"""Personal data is masked; what a question needs is not."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from privacy.masking import mask

OLD = date.today().year - 30
RECENT = date.today().year - 1


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # e-mail
        ("write to jane.doe+prp@mail.example.co.uk please", "write to [email] please"),
        ("JANE@EXAMPLE.COM", "[email]"),
        ("jane (at) example.com is mine", "[email] is mine"),
        ("it's jane.doe at gmail dot com", "it's [email]"),
        # phone
        ("call me on (202) 555-0142", "call me on [phone]"),
        ("my mobile is +44 7911 123456, thanks", "my mobile is [phone], thanks"),
        ("+971 50 123 4567", "[phone]"),
        ("2025550142 is my number", "[phone] is my number"),
        ("ring me, my number is 555-0142", "ring me, my number is [phone]"),
        ("my number is 20255 50142", "my number is [number]"),
        ("lot 20260812-09, call 202-555-0142", "lot 20260812-09, call [phone]"),
        # cards, IDs, accounts
        ("card 4111 1111 1111 1111", "card [number]"),
        ("4111-1111-1111-1111", "[number]"),
        ("ssn 123-45-6789", "ssn [number]"),
        ("my passport number is X1234567", "my passport number is [number]"),
        ("NHS number 943 476 5919", "NHS number [number]"),
        ("QQ 12 34 56 C is my NI number", "[number] is my NI number"),
        ("patient id: 48213", "patient id: [number]"),
        ("aadhaar 2345 6789 0123", "aadhaar [number]"),
        ("GB29 NWBK 6016 1331 9268 19", "[number]"),
        ("my insurance policy number is AB-99812", "my insurance policy number is [number]"),
        # dates of birth
        (f"I was born on 12/03/{OLD}", "I was born on [date]"),
        (f"dob 12.03.{OLD}", "dob [date]"),
        (f"date of birth: {OLD}-03-12", "date of birth: [date]"),
        (f"12 March {OLD}", "[date]"),
        (f"March 12, {OLD} is my birthday", "[date] is my birthday"),
        (f"born in {OLD}", "born in [date]"),
        ("my birthday is 3/4/88", "my birthday is [date]"),
        # addresses
        ("I live at 221B Baker Street, London", "I live at [address]"),
        ("send it to 12 high street", "send it to [address]"),
        ("1600 Pennsylvania Ave, Apt 4", "[address]"),
        ("7 Oak Dr is close to you", "[address] is close to you"),
        ("I'm near SW1A 1AA", "I'm near [address]"),
        ("my address is 12 Baker Street, London SW1A 1AA.", "my address is [address]."),
        ("i live at 5 meadowview", "i live at [address]"),
        ("PO Box 123", "[address]"),
        ("come from Austin, TX 78701", "come from Austin, [address]"),
        # names
        (f"I am Barnaby, born 12/03/{OLD}", "I am [name], born [date]"),
        ("I am John and i want to know more", "I am [name] and i want to know more"),
        ("I'm Maria and my hair is thin", "I'm [name] and my hair is thin"),
        ("My name is Sarah Miller and I want PRP", "My name is [name] and I want PRP"),
        ("my name is sarah how much is prp", "my name is [name] how much is prp"),
        ("hi, name's Bob", "hi, name's [name]"),
        ("I'm Sarah Miller, does PRP hurt?", "I'm [name], does PRP hurt?"),
        ("This is Tom calling", "This is [name] calling"),
        ("I am Mrs. O'Neill", "I am Mrs. [name]"),
        ("call me Tom", "call me [name]"),
        ("Does it hurt? Kind regards, Anna Smith", "Does it hurt? Kind regards, [name]"),
        ("my name is José García", "my name is [name]"),
        ("this is Ada Featherstone speaking", "this is [name] speaking"),
        ("This is Ada Featherstone again", "This is [name] again"),
        ("Ada Featherstone here, does PRP hurt?", "[name] here, does PRP hurt?"),
        ("Hello, Ada Featherstone here", "Hello, [name] here"),
        ("please ask for Ada Featherstone", "please ask for [name]"),
        ("call Ada Featherstone back, please", "call [name] back, please"),
        ("my sister Ada Featherstone had PRP", "my sister [name] had PRP"),
        ("is it for my older brother, Tom O'Neill?", "is it for my older brother, [name]?"),
        ("Mr Featherstone wants PRP", "Mr [name] wants PRP"),
        ("it is for Mrs. Ada Featherstone", "it is for Mrs. [name]"),
        ("I am Ada Featherstone call 2025550177", "I am [name] call [phone]"),
        ("ada.feather (at) mail (dot) example", "[email]"),
        ("call two oh two five five five oh one double seven", "call [phone]"),
        ("two zero two five five five 01 77", "[phone]"),
        ("its bob jones here, does it hurt", "its [name] here, does it hurt"),
        ("hi this is sarah miller", "hi this is [name]"),
        ("im john. how much is prp", "im [name]. how much is prp"),
        ("call me dave on friday", "call me [name] on friday"),
        ("it's priya speaking", "it's [name] speaking"),
        ("i am mohammed and i want prp", "i am [name] and i want prp"),
        ("im tom's wife", "im [name]'s wife"),
        ("my name is john smith, is prp safe", "my name is [name], is prp safe"),
        ("my names sarah miller", "my names [name]"),
        ("my name is bob bleeding badly", "my name is [name] bleeding badly"),
        ("im sarah jane miller", "im [name]"),
        ("this is john paul speaking", "this is [name] speaking"),
        ("im sarah jane bleeding badly", "im [name] bleeding badly"),
        ("hi, Ada Featherstone, 202-555-0142", "hi, [name], [phone]"),
        ("hello, Ada Featherstone ada@example.com", "hello, [name] [email]"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "How much does PRP cost?",
        "PRP 3000 or exosomes 5000?",
        "is it between $2000-3000 for 3 sessions",
        "Rs 100000000 is too much",
        "150 000 000 VND for both?",
        "10000 20000 30000",
        "6 months, 12 sessions, 4-6 weeks apart, 30 to 45 minutes",
        "I am 45 years old and started losing hair in 2010",
        f"I had PRP on 12/03/{RECENT}",
        "in 2023, 2024 and 2025",
        "call 911",
        "call 116 123 or 988 now",
        "I took 40 tablets at 22:30",
        "I can't breathe since 10:30, my face is swelling",
        "I want to end my life",
        "I'm Worried. I'm Really Worried about this",
        "I'm Diabetic, can I have it?",
        "I am Indian and 30",
        "what is the name of the treatment",
        "name of the doctor?",
        "a few weeks down the road",
        "6 months down the road",
        "is it the 1 place to go",
        "2 different dr told me no",
        "QR678 or GFC or CD34",
        "100000IU of vitamin D",
        "platelets at 1500000 per ml",
        "Norwood 5 to 6, type 4C hair, B12 fine",
        "this is Great",
        "New York here, do you have a clinic?",
        "Hair Loss here since March",
        "Chest Pain here",
        "Cardiac Arrest here",
        "I Miss Work and Miss Half of it",
        "please ask for Regenera Activa",
        "ask for Platelet Rich Plasma",
        "can I ask for Stem Cells",
        "call Emergency Services back",
        "my sister Has Hair Loss",
        "my wife Can Not Breathe",
        "My Wife Wants Prp",
        "I miss My hair, and Miss Monday's visit",
        "MR scan of my head, and MS",
        "my mother in May Last year",
        "can you call me back",
        *("one two three sessions", "one or two or three or four, five or six sessions"),
        *("Norwood two, three or four", "I am Severe Pain since one two three days"),
        *("im worried", "im bald", "its painful here", "this is urgent"),
        *("im 40 and fit", "call me mark my words", "this is prp calling", "its may already"),
        *("it's jan already", "this is jan or feb", "my name is not john smith"),
        "one is at home dot dot",
        "insurance pays 5000?",
        "my id like to know",
        "I'm Type Two diabetic",
        "PRP costs 1,500,000 dong",
        "the lot number 20260812-09 on my vial",
        "lot number is 20260812, can you check it?",
        "Batch no. AB1234567 of the exosomes",
        "serial #: 4711 0815 2026",
        "5 000 000 000 exosomes",
        "are 5 000 000 000 enough, or 20.000.000.000?",
        "they gave me 12345678901 particles",
        "1 250 500 750 platelets per ml",
    ],
)
def test_what_a_question_needs_stays(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).kinds == ()


URGENT = [
    "I can't breathe and my face is swelling",
    "help, my chest hurts since the injection",
    "I want to end my life",
    "i took 40 tablets an hour ago",
    "I am bleeding and it does not stop",
    "bleeding badly",
]
PERSONAL = [
    "my name is bob",
    "im bob",
    "this is sarah miller,",
    "My name is Bob Smith,",
    "I live at 5 Elm Street",
    "my address is 5 elm street springfield",
    "mail bob@example.com",
    "my number is +1 202-555-0142",
    "born 12/03/1985",
    "card 4111 1111 1111 1111",
    "my passport number is X1234567",
]


@pytest.mark.parametrize("urgent", URGENT)
@pytest.mark.parametrize("personal", PERSONAL)
def test_what_is_urgent_stays_word_for_word(personal: str, urgent: str) -> None:
    assert mask(f"{personal} {urgent}").text.endswith(urgent)
    assert mask(f"{urgent}, {personal}").text.startswith(urgent)
    assert mask(f"{personal} {urgent}").kinds


def test_the_region_reads_local_numbers() -> None:
    assert mask("call 07911 123456", "GB").text == "call [phone]"
    assert mask("98765 43210", "IN").text == "[phone]"


def test_kinds_are_named_once_in_order() -> None:
    masked = mask("a@example.com b@example.com, my name is Bob")
    assert masked.kinds == ("email", "name")
    assert masked.text == "[email] [email], my name is [name]"


def test_a_masked_text_is_left_alone() -> None:
    text = mask("My name is Bob, 4111 1111 1111 1111, bob@example.com, 12 high street").text
    assert mask(text).text == text


@pytest.mark.parametrize(
    "urgent", [*URGENT, "chest pain", "severe bleeding", "no pulse", "my throat is closing"]
)
@pytest.mark.parametrize("framed", ["{}, 202-555-0142", "{} here", "hi, {} a@example.com"])
def test_what_is_urgent_is_no_name_with_capitals(framed: str, urgent: str) -> None:
    assert "[name]" not in mask(framed.format(urgent.title())).text


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "a@",
        "my name is ",
        "12 a ",
        "1-",
        "(1) ",
        "Ada-",
        "Ada ",
        "Mr Ada ",
        "my son Ada ",
    ],
)
def test_long_texts_take_no_time(unit: str) -> None:
    mask(unit * (4000 // len(unit)))


FEELINGS = """
bleeding swollen dizzy woozy wheezy blurry droopy puffy itchy heavy tight numb weak faint cold hot
pale blue purple yellow red sore sick ill unwell hurt blind deaf scared terrified suicidal dying
dead alone lost sad angry pregnant allergic diabetic breathless helpless nauseous feverish
bald thin old young sure sorry afraid happy sleepy shaky sweaty clammy foggy drowsy queasy achy
unconscious unsteady vomiting burning desperate hopeless worthless done interested worried
male female
"""


@pytest.mark.parametrize("word", FEELINGS.split())
@pytest.mark.parametrize("said", ["I am {} and I need help", "I'm {} and my head is bad"])
def test_no_word_for_how_one_is_is_taken_for_a_name(said: str, word: str) -> None:
    """In any spelling; the masked text isn't masked again."""
    assert mask(said.format(word.capitalize())).kinds == ()


@pytest.mark.parametrize("before", ["my lot number is", "serial number", "card", "batch no."])
def test_a_card_is_masked_whatever_it_is_called(before: str) -> None:
    assert mask(f"{before} 4111 1111 1111 1111 ok").text == f"{before} [number] ok"


def calls(text: str) -> int:
    """How many functions are called to mask the text: a measure that is the same on any machine."""
    count = 0

    def note(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        mask(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("unit", ["1/", "212-555-0142 ", "call 123 4567 ", "00 ", "1,000 ", "٣/"])
def test_a_text_of_digits_is_no_work(unit: str) -> None:
    assert calls(unit * (4000 // len(unit))) < 20_000


def test_in_a_text_of_digits_numbers_are_masked_all_the_same() -> None:
    masked = mask("call 202-555-0142 or 123 4567, " * 100 + "it was $2000000 for 5 sessions").text
    assert masked.replace("call [phone] or [phone], ", "") == "it was $2000000 for 5 sessions"


def test_only_the_words_right_before_a_number_say_what_it_is() -> None:
    assert mask("lot " + "number " * 3 + "20260812-09").kinds == ()
    assert mask("lot " + "number " * 500 + "20260812-09").kinds == ("number",)


def test_two_words_before_a_number_may_be_urgent_in_any_language() -> None:
    assert mask("Keine Luft, 202-555-0142").text == "Keine Luft, [phone]"
