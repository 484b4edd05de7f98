"""Plain questions about the guide's topics get its answer, for the treatment asked about."""

from __future__ import annotations

from actions.knowledge import Knowledge
from tests.conversations.dialogue_table import Talk, expect

#: Topic -> a question about PRP, one about exosomes, one that names neither.
QUESTIONS = {
    "definition": ("what is PRP", "What exactly are exosomes?", None),
    "mechanism": ("How does PRP work?", "how do exosomes make hair grow", None),
    "benefits": ("benefits of PRP?", "What are the advantages of exosomes?", None),
    "effectiveness": ("Does PRP really work?", "how effective are exosomes", None),
    "procedure": (
        "How is PRP done?",
        "What happens during an exosome treatment?",
        "what happens during the treatment",
    ),
    "recovery": (
        "How long is the recovery after PRP?",
        "is there downtime with exosomes",
        "what is the recovery like",
    ),
    "safety": ("Is PRP safe?", "are exosomes safe", "is it safe"),
    "sessions": (
        "How many PRP sessions do I need?",
        "how many exosome sessions",
        "what number of sessions is usual",
    ),
    "results_timeline": (
        "How soon will I see results with PRP?",
        "When do exosomes start to show results?",
        "when will I see results",
    ),
    "cost": ("How much does PRP cost?", "are exosomes expensive", "how much does it cost"),
    "availability": ("Is PRP widely available?", "how widely available are exosomes", None),
    "evidence": (
        "Is there scientific evidence for PRP?",
        "how much research is there on exosomes",
        None,
    ),
    "suitability": ("Am I a good candidate for PRP?", "who are exosomes right for", None),
}
COMPARING = {
    "differences": [
        "What is the difference between PRP and exosomes?",
        "how do PRP and exosomes differ",
    ],
    "combination": [
        "Can PRP and exosomes be combined?",
        "can I have PRP together with exosomes",
    ],
}


async def test_every_topic_for_each_treatment(talk: Talk) -> None:
    wanted = [
        (text, f"answer {topic} {treatment}")
        for topic, texts in QUESTIONS.items()
        for text, treatment in zip(texts, ("prp", "exosomes", "both"), strict=True)
        if text
    ]
    await expect(talk, wanted)


async def test_what_compares_is_side_by_side(talk: Talk) -> None:
    wanted = [
        (text, f"answer {topic} both") for topic, texts in COMPARING.items() for text in texts
    ]
    await expect(talk, wanted)


def test_every_topic_is_asked(knowledge: Knowledge) -> None:
    assert {*QUESTIONS, *COMPARING} == set(knowledge.topics)


async def test_treatments_by_other_names_and_with_typos(talk: Talk) -> None:
    wanted = [
        ("How much does platelet rich plasma cost?", "answer cost prp"),
        ("is platlet rich plasma safe", "answer safety prp"),
        ("how much do exozomes cost", "answer cost exosomes"),
        ("is exosme therapy safe", "answer safety exosomes"),
        ("HOW MUCH DOES PRP COST???", "answer cost prp"),
        ("how mcuh does PRP csot", "answer cost prp"),
    ]
    await expect(talk, wanted)


async def test_what_was_once_missed(talk: Talk) -> None:
    wanted = [
        ("which one would you go for", "answer suitability both"),
        ("I flew in from abroad, can you do everything in one trip", "answer sessions both"),
        ("is it worth it at 67", "uncovered age -"),
        ("is plasma therapy from my own blood halal", "uncovered beliefs prp"),
        ("I'm a vegan", "uncovered beliefs -"),
        ("i am a jehovahs witness, can i have prp", "uncovered beliefs prp"),
        ("nobody answers the phone", "clinic contact -"),
        ("can i send you a photo", "clinic photos -"),
    ]
    await expect(talk, wanted)


async def test_an_answer_is_the_guides_own_with_its_section(
    talk: Talk, knowledge: Knowledge
) -> None:
    (reply,) = await talk().say("How much does PRP cost?")
    topic = knowledge.topics["cost"]
    assert reply["text"].startswith(topic.answers.prp.short)
    assert reply["custom"]["source"] == topic.source("prp")
    assert 2 <= len(reply["buttons"]) <= 3
