"""Sequels: what a question means after what was talked about, or by what it puts together."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.context import Context
from actions.question import Question

_SAFE = re.compile(
    r"\b(?:safe|safely|safer|safety|unsafe|risks?|risky|danger\w*|harm\w*|side[ -]?effects?)\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:combin\w+|mix\w*|together|at once|(?:at )?the same time|same (?:day|session|visit)|"
    r"both in one|(?:prp|plasma) (?:with|plus) (?:the )?exosomes?|exosomes? (?:with|plus) (?:the )?"
    r"(?:prp|plasma))\b",
    re.IGNORECASE,
)
_MAY_BE_COMBINED = frozenset({"safety", "combination", "other", "rare_risks", "medical", ""})
_NAME = r"(?:prp|plasma|platelet|exo\w+)"
#: "Is it safer than exosomes?" and "so exosomes are better" ask about both.
_AGAINST_THE_OTHER = re.compile(
    rf"\b(?:than|compared (?:to|with)|in comparison (?:to|with)|versus|vs\.?|as \w+ as) "
    rf"(?:\w+ )?{_NAME}|"
    rf"\b{_NAME}(?: therapy| treatment)? (?:is|are) (?:\w+ )?(?:better|superior)\b(?! for| if)|"
    rf"\b(?:is|are) {_NAME}(?: therapy| treatment)? (?:\w+ )?(?:better|superior)\b(?! for| if)",
    re.IGNORECASE,
)
_HAVE_BOTH = re.compile(
    r"\b(?:can|could|may|should|must|what if) (?:i|we|you|one|they|people) "
    r"(?:do|have|get|use|take|try|go for) (?:them )?both\b",
    re.IGNORECASE,
)
_TIME_BETWEEN = re.compile(
    rf"\b(?:wait|gap|interval|apart|how long|how many (?:days|weeks|months))\b.*\bbetween "
    rf"(?:the )?{_NAME}(?: \w+)? (?:and|&) (?:the )?{_NAME}",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\W*(?:(?:and|so|what about|how about|ok|but)\W+)*(?:in|for) (?:the )?\w+(?: \w+)?\W*",
    re.IGNORECASE,
)
_PLACES_GO_TO = frozenset({"availability", "location", "services", "other", "general", ""})
_HUMAN = re.compile(
    r"\W*(?:(?:and|so|is it|are they|from|of) )*(?:humans?|human (?:cells?|donors?)) ?\?\W*",
    re.IGNORECASE,
)


def at_once(question: Question, context: Context) -> Question:
    """Whether both are safe together is not what the guide says of each."""
    named = set(question.treatments) & {"prp", "exosomes"}
    together = len(named) != 1 and _AT_ONCE.search(question.text)
    goes_on = context.topic == "combination" and not named
    fits = question.family != "urgent" and question.id in _MAY_BE_COMBINED
    if not (fits and (together or goes_on) and _SAFE.search(question.text)):
        return question
    return replace(question, family="gap", id="rare_risks", treatments=("both",), bare=False)


def compared(question: Question) -> Question:
    """What is measured against one treatment is asked of the other one too."""
    one = set(question.treatments) <= {"prp", "exosomes"} and len({*question.treatments}) == 1
    if one and question.family == "faq" and _AGAINST_THE_OTHER.search(question.text):
        return replace(question, treatments=("both",), bare=False)
    return question


def of_both(question: Question) -> Question:
    """ "Can I do both?" is about combining; how long to wait between them the guide leaves out."""
    if question.family not in ("faq", "gap", "follow_up", "nlu_fallback"):
        return question
    both = replace(question, treatments=("both",), bare=False)
    if _TIME_BETWEEN.search(question.text):
        return replace(both, family="gap", id="other")
    return (
        replace(both, family="faq", id="combination")
        if _HAVE_BOTH.search(question.text)
        else question
    )


def of_rules(question: Question, context: Context) -> Question:
    """After rules "in the UK?", and after exosomes "human?", is about these."""
    uncovered = context.topic if context.kind == "uncovered" else None
    if uncovered == "approval" and question.id in _PLACES_GO_TO and _PLACE.fullmatch(question.text):
        return replace(question, family="gap", id="approval", bare=False)
    after_exosomes = context.topic and context.treatment == "exosomes"
    if after_exosomes and question.family != "urgent" and _HUMAN.fullmatch(question.text):
        return replace(question, family="gap", id="exosome_source", bare=False)
    return question
