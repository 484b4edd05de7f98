"""The pattern file itself: what fires, as which id, and what never does."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from components.urgent_patterns import PatternError, UrgentPatterns
from components.urgent_words import english_words

SOURCE = Path("data/nlu/urgent_patterns.yml").read_text(encoding="utf-8")

URGENT = {
    "emergency": [
        "I can't breathe",
        "i cant breath proprly",
        "having trouble breathing since the shot",
        "my throat is closing",
        "My lips and tongue are swolen",
        "no fever, but my tongue is swelling",
        "crushing pain in my chest",
        "my husband passed out after PRP",
        "she is having a seizure",
        "it won't stop bleeding",
        "bleding heavily from the scalp",
        "lost vision in one eye",
        "severe allergic reaction, help",
        "can someone help, my face is swelling",
        "worst day ever: my wife collapsed in the car",
        "should I call an ambulance",
        "No, my face is swollen",
        "I am bald and dying to know why my lips are swollen",
    ],
    "post_procedure": [
        "pus is coming out of my scalp",
        "I have a fever since my PRP yesterday",
        "got a temperature and chills after exosomes",
        "my scalp is infected",
        "the skin on my scalp is turning black",
        "the swelling is getting worse",
        "rash spreading down my neck",
        "my scalp is numb since the injections",
        "bleeding after my transplant",
        "there's a lump where I had my injections last week",
        "the fever is gone but my scalp is full of pus",
        "is this swelling after my PRP normal?",
    ],
    "crisis": [
        "I want to kill myself",
        "if this fails I will kill myself",
        "i feel suicidal",
        "I don't want to live anymore",
        "there is no reason to live",
        "my brother says he wants to die",
        "I can't go on like this",
        "I hurt myself when I see my hair",
        "i wanna die",
    ],
}

CALM = [
    "no fever, no swelling, all good",
    "I never had hives after PRP",
    "it healed without any bleeding after the injections",
    "my scalp is no longer swollen after the treatment",
    "the swelling went away after my session",
    "is swelling normal after PRP",
    "can PRP cause an infection after the injections",
    "what if I get a fever after my treatment",
    "will my face swell",
    "does it bleed a lot after the injections",
    "I'm dying to know the price",
    "is this bleeding edge",
    "killer deal",
    "the price is a heart attack",
    "can my scalp breathe",
    "can I use my chest hair",
    "I'd kill for hair like that",
    "my hair is falling out and I hate it",
    "I feel ugly with this bald spot",
    "fewer sessions after my PRP?",
    "I can't go on holiday until I know the recovery time",
    "I heard of someone who had an infection after PRP",
    "I have a fever today, can I still come to my PRP appointment",
    "I fainted at a blood test years ago",
    "how much is PRP",
    "",
    "?!",
]


@pytest.fixture(scope="module")
def patterns() -> UrgentPatterns:
    lexicon = UrgentPatterns(SOURCE).lexicon
    return UrgentPatterns(SOURCE, lexicon.confusables(english_words()))


@pytest.mark.parametrize(
    ("id_", "text"), [(i, text) for i, texts in URGENT.items() for text in texts]
)
def test_urgent(patterns: UrgentPatterns, id_: str, text: str) -> None:
    matched = patterns.match(patterns.read(text))
    assert matched and matched.id == id_


@pytest.mark.parametrize("text", CALM)
def test_calm(patterns: UrgentPatterns, text: str) -> None:
    assert patterns.match(patterns.read(text)) is None


@pytest.mark.parametrize(
    ("text", "excused"),
    [
        ("no fever and no swelling", True),
        ("dying to try it", True),
        ("is a fever normal", True),
        ("I had sepsis as a child", True),
        ("my scalp is on fire", False),
        ("my forehead is swollen", False),
        ("there is no reason to live", False),
    ],
)
def test_what_only_sounds_urgent_is_excused(
    patterns: UrgentPatterns, text: str, excused: bool
) -> None:
    assert patterns.excuses(patterns.read(text)) is excused


@pytest.mark.parametrize(
    ("text", "nothing_more"),
    [
        ("my face is not swollen", True),
        ("I don't have a fever", True),
        ("the swelling is down today", True),
        ("I would never kill myself", True),
        ("my scalp was a bit sore yesterday, fine today", True),
        ("it was swollen at first but back to normal.", True),
        ("my scalp was sore yesterday, fine today, and now my face is swollen", False),
        ("I took all the pills, I'm fine now", False),
        ("I can't breathe properly, fine now", False),
        ("it was sore yesterday, fine today? no", False),
        ("I can't breathe", False),
        ("it won't stop bleeding", False),
        ("not bleeding but he is grey and confused", False),
        ("no fever, my forehead is full of fluid", False),
        ("I'm not joking about killing myself", False),
        ("no pain and I can't see", False),
        ("the swelling went down. It is back", False),
        ("what does PRP cost", False),
    ],
)
def test_denials_that_say_nothing_more(
    patterns: UrgentPatterns, text: str, nothing_more: bool
) -> None:
    assert patterns.denies(patterns.read(text)) is nothing_more


def test_lookalikes_fire_no_pattern_in_the_main(patterns: UrgentPatterns) -> None:
    fired = [t for t in patterns.lookalikes if patterns.match(patterns.read(t))]
    assert len(fired) <= 0.01 * len(patterns.lookalikes), fired


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"patterns": {"crisis": ["nonsense"]}}, "no such group of words: nonsense"),
        ({"patterns": {"crisis": [{"all": ["pus"], "close": ["mine"]}]}}, "are allowed"),
        ({"extra": []}, "extra"),
    ],
)
def test_wrong_files_are_refused(change: dict[str, object], message: str) -> None:
    content = {**yaml.safe_load(SOURCE), **change}
    with pytest.raises(PatternError, match=message):
        UrgentPatterns(yaml.safe_dump(content))
