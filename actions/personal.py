"""Personal: what only a doctor can tell a person, and never a chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply

_LIMIT = "I can't judge any one person's case. A doctor can, in a consultation."
_SOMEONE = (
    r"(?:me|myself|us|him|her|my (?:own )?(?:wife|husband|partner|mum|mom|mother|dad|father|son|"
    r"daughter|brother|sister|friend|girlfriend|boyfriend|case|situation|hair))"
)
_VERDICT = re.compile(
    r"(?<!when )(?<!how )\bshould (?:i|we|he|she|my \w+) "
    r"(?:do|get|have|try|go|take|choose|pick|use|start|consider|opt)\b|"
    r"\b(?:am i|is (?:he|she|my \w+)|would i be) (?:an? |the )?(?:\w+ )?"
    r"(?:candidate|suitable|eligible)\b|\b(?:do|would|will) i (?:qualify|benefit)\b|"
    r"\b(?:would|do|can|could) you (?:\w+ )?(?:recommend|advise|suggest|pick|choose)\b|"
    r"\bwhat would you do\b|\bdo you agree\b|\bsuits? " + _SOMEONE + r"\b|"
    r"\b(?:right|good|suitable|safe|best|better|ideal|ok|okay|works?|worth it|effective|"
    r"recommend\w*|advis\w*|choice|option|idea|fit)\b[^.?!]{0,20}\bfor " + _SOMEONE + r"\b",
    re.IGNORECASE,
)
#: A case of one's own: what was tried, how it went, what a doctor said, how far it has gone.
_CASE = re.compile(
    r"\b(?:i|we|he|she|my \w+)(?:'ve|'m| have| has| am| is| was)? (?:already |just |only )?"
    r"(?:tried|had|did|done|finished|completed|lost|losing)\b|"
    r"\bmy (?:doctor|dermatologist|trichologist|surgeon|gp|derm|clinic) (?:\w+ )?"
    r"(?:recommend|suggest|advise|prescribe|say|said|told|think|want)\w*\b|"
    r"\b(?:did|has) (?:it|this|that|prp|my \w+) (?:\w+ )?fail\w*|\bis (?:this|that|it) normal\b|"
    r"\b(?:norwood|ludwig|hamilton)(?: scale| stage| type)? ?(?:\d|[iv]+\b)",
    re.IGNORECASE,
)
_JUDGED = frozenset(
    "effectiveness results_timeline sessions suitability recovery safety combination duration "
    "stopping success_rate shedding other".split()
)
_WHO_CAN = re.compile(r"\b(?:doctor|specialist|clinician|midwife|pharmacist)\b")

#: Gaps about a person's health, and what else is then a question about the person.
_HEALTH = frozenset({"pregnancy", "medicines", "conditions", "age", "contraindications"})
_DRUGS = frozenset({"minoxidil", "finasteride"})
_ABOUT_ONESELF = _HEALTH | _DRUGS | {"personal_case", "suitability", "safety", "other", "women", ""}
_MINOR = re.compile(r"\b(?:i'?m|i am|aged?) 1[0-7]\b|\b1[0-7][ -]?(?:years?|yrs?|yo\b|y/o)", re.I)
#: What health does not leave to the guide: "Is it safe?" from someone who had cancer.
_OVERRULED = frozenset({"safety", "suitability", "personal_case", "rare_risks"})
_PERSON = re.compile(r"\b(?:i'?m|i am|i'?ve|i|me|my|him|her|he|she|his|we|us)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\?|^\W*(?:is|are|am|can|may|does|do|will|what|how|who|should)\b", re.I)


def verdict(question: Question) -> Question:
    """ "Should I do it?" is about whom it suits, where nothing better was understood."""
    unclear = question.family == "nlu_fallback" or (question.family, question.id) == (
        "gap",
        "other",
    )
    if unclear and question.reason in (None, "unsure") and _VERDICT.search(question.text):
        return replace(question, family="faq", id="suitability", bare=False)
    return question


def with_limit(reply: Reply, question: Question, knowledge: Knowledge) -> Reply:
    """The reply to who asks for a verdict, or about a case, with who can judge it."""
    gap = knowledge.gaps.get(reply.topic or "")
    case = reply.topic in _JUDGED and _CASE.search(question.text)
    asks = case or _VERDICT.search(question.text)
    if reply.kind not in ("answer", "uncovered") or not asks:
        return reply
    if gap and _WHO_CAN.search(gap.text):
        return reply
    first, separator, rest = reply.text.partition("\n\n")
    return replace(reply, text=f"{first} {_LIMIT}{separator}{rest}")


def has_limit(reply: Reply) -> bool:
    """Whether a reply has said who can judge; once in a message is enough."""
    return _LIMIT in reply.text


def by_health(questions: Sequence[Question], text: str, knowledge: Knowledge) -> list[Question]:
    """What a person tells of their health makes one question of all that is about the person.

    "I'm pregnant, on aspirin and 17. Is it safe?" asks one thing, which only a doctor can answer.
    """
    gaps = {question.id for question in questions if question.family == "gap"}
    told = _told(text, knowledge) | gaps & _HEALTH | ({"medicines"} if gaps & _DRUGS else set())
    about = [q for q in questions if q.family != "smalltalk" and q.id in _ABOUT_ONESELF]
    separate = [q for q in about if q.id in _HEALTH and _QUESTION.search(q.text)]
    if not told or not about or len(separate) > 1 or "contraindications" not in knowledge.gaps:
        return list(questions)
    several = len(told) > 1
    asked_apart = gaps & (_HEALTH | _DRUGS)
    if not several and asked_apart:
        return _without_overruled(questions, [q for q in about if q.id in asked_apart])
    if not several and about[0].id not in ("safety", "suitability"):
        return list(questions)
    one = "contraindications" if several else min(told)
    asked = replace(about[0], family="gap", id=one, bare=False)
    rest = about[1:] if several else [q for q in about[1:] if q.id == one]
    return [asked if q is about[0] else q for q in questions if q not in rest or q is about[0]]


def _without_overruled(questions: Sequence[Question], health: Sequence[Question]) -> list[Question]:
    """ "Had cancer, is it safe for me?" must not hear that it is seen as safe."""
    told = any(not _QUESTION.search(q.text) and len(q.text.split()) > 1 for q in health)
    return [
        q
        for q in questions
        if q in health or q.id not in _OVERRULED or not (told or _PERSON.search(q.text))
    ]


def _told(text: str, knowledge: Knowledge) -> set[str]:
    lower = text.lower()
    terms = knowledge.terms.items()
    there = {term: gap for term, gap in terms if term in lower and gap in _HEALTH}
    found = {gap for term, gap in there.items() if re.search(rf"\b{re.escape(term)}s?\b", lower)}
    return found | ({"age"} if _MINOR.search(lower) else set())
