"""Terms: the clinic's own list of words and what they mean, used without any training."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from actions.knowledge import Knowledge
from components.reading import Question, Reading

#: From this confidence on, a question keeps its intent even if it contains a term: "I take
#: minoxidil, does PRP hurt?" asks about pain.
SURE = 0.6
#: White space, and the characters that change an emoji's colour or style.
_VARIANTS = re.compile("[\\s\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def by_words(reading: Reading, text: str, knowledge: Knowledge) -> Reading:
    """The reading as small talk if the message is nothing but one of the words listed for it."""
    words = re.findall(r"[\w']+", text.lower().replace("’", "'"))
    symbols = dict.fromkeys(_VARIANTS.sub("", text))  # 👍🏽 👍 is 👍
    meant = knowledge.words.get(" ".join(words) or "".join(symbols))
    if meant is None:
        return reading
    question = Question(f"smalltalk/{meant}", span=(0, len(text)), because="words")
    return replace(reading, questions=(question,))


def by_terms(reading: Reading, text: str, knowledge: Knowledge) -> Reading:
    """The reading, in which each unsure question that contains a gap's term is about that gap."""
    if not knowledge.terms:
        return reading
    alone = len(reading.questions) == 1
    found = [
        _by_terms(q, text if alone else text[slice(*q.span)], knowledge) for q in reading.questions
    ]
    return replace(reading, questions=tuple(found))


def _by_terms(question: Question, text: str, knowledge: Knowledge) -> Question:
    """The question by its term; a sure one, or one on both treatments, stays as it is."""
    unsure = question.family == "nlu_fallback" or (
        question.family in ("faq", "off_topic") and question.confidence < SURE
    )
    unread = question.reason in ("empty", "language", "long")
    if not unsure or unread or question.treatment == "both":
        return question
    found = _pattern(tuple(knowledge.terms)).search(text.lower())
    if not found:
        return question
    gap = knowledge.terms[found[0]]
    return replace(question, intent=f"gap/{gap}", because="terms", options=(), reason=None)


@lru_cache(maxsize=2)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
