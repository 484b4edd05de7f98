"""Claims that the clinic's own texts must not contain: promises, and orders about medicines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from actions.knowledge.entries import Documents, Entry, entries, whole
from actions.knowledge.problems import Problem

_ALL = r"(?:100 ?%|100 percent\b|100 per cent\b)"
_EVERYBODY = (
    r"(?:every(?:one|body)|any(?:one|body)|every (?:patient|person|man|woman|case|time)"
    r"|all (?:of )?(?:our |the )?(?:patients|people|men|women|cases))"
)
_SURELY = r"(?:surely |certainly |definitely |always |fully |really |also )?"
_GROWS = (
    r"(?:(?:re)?grow (?:back )?(?:all |new |your |his |her |their |more |lost |the )*hair|regrow"
    r"|grow back|restore your|bring (?:your )?(?:hair )?back|reverse|end (?:your )?(?:hair|bald)"
    r"|stop (?:your |the |all )?(?:hair|balding|shedding))"
)
#: What a clinic may promise: to call back, to answer …
_OWN = r"(?! (?:you )?to (?:call|answer|reply|respond|get back|write|listen|tell|ask|explain|keep))"
_CLAIM = re.compile(
    rf"{_ALL}|\b(?:fda|mhra|ema)[- ]?(?:approved|approval|cleared|registered|certified)\b|"
    r"\b(?:approved|cleared|registered|certified) (?:by|with) (?:the )?(?:fda|mhra|ema)\b|"
    r"\bguarant\w+\b|\bcures?\b|\bcured\b|\brisk[- ]free\b|"
    r"\b(?:no|zero|without(?: any)?|free of) (?:known )?(?:risks?|side[- ]effects?)\b|"
    r"\bcompletely safe\b|\bfor sure\b|\bheals? (?:\w+ )?(?:hair|baldness|alopecia)\b|"
    rf"\bhair (?:will|shall|is going to) {_SURELY}(?:come|grow) back\b|"
    rf"\bpromis(?:e|es|ed)\b{_OWN}|"
    rf"\bwork(?:s|ed)? (?:for|on|in|with) {_EVERYBODY}\b|\b(?:always works?|works? every time)\b|"
    rf"(?:\b(?:will|shall|going to)|['\u2019]ll) {_SURELY}"
    r"(?:work(?! (?:with|together|out|on|as|from|at|to|in)\b)|be cured|"
    rf"{_GROWS})\b|\bregrows\b|\bgrows? (?:your |all )?hair back\b|"
    r"\bpermanently(?! (?:clos|los|mov|delet|damag|destroy|gone|scar))\b|"
    r"\bpermanent (?:results?|solutions?|regrowth|growth|fix|effects?|hair(?! loss\b))\b|"
    r"\b(?:is|are|be|stays?) permanent\b(?! \w)|"
    r"\b(?:lasts?|stays?|works?|keeps?|results?|hair) (?:\w+ )?(?:for ever|forever|for life)\b",
    re.IGNORECASE,
)
_MEDICINE = (
    r"(?:medic(?:ines?|ations?)|meds|pills?|tablets?|drugs?|dos(?:e|es|age)|blood[- ]thinners?"
    r"|painkillers?|aspirin|ibuprofen|warfarin|steroids?|insulin|finasteride|minoxidil|statins?"
    r"|antidepressants?|beta[- ]blockers?)"
)
_ORDER = re.compile(
    r"\b(?:stop|quit|pause|start|begin|skip|change|switch|double|halve|reduce|lower|increase"
    r"|discontinue|come off|cut down|stopping|pausing|starting|skipping|changing|reducing)"
    rf"(?: (?!(?:with|by|of|for|about|telling|asking)\b)[\w'\u2019]+){{0,4}} {_MEDICINE}\b",
    re.IGNORECASE,
)
#: "There is no guarantee" and "not FDA approved" say the opposite.
_DENIED = re.compile(
    r"\b(?:no|not|never|nobody|nothing|cannot|nor|neither|rarely|\w+n['\u2019]t)(?! only)"
    r"(?: \w+){0,2} $|"
    r"\b(?:not|cannot|never|nobody|\w+n['\u2019]t)(?: can| could)? "
    r"(?:say|claim|know|mean|tell(?: you)?|sure|promise)(?: (?:that|if|whether))?(?: \w+){0,3} $|"
    r"\bwhether(?: \w+){1,3} $|\bif (?:it|they|this|that|prp|exosomes?) $",
    re.IGNORECASE,
)
#: Words before an order that make it none: "ask your doctor before you stop aspirin".
_ASKED = re.compile(
    r"\b(?:no|not|never|nor|cannot|\w+n['\u2019]t)(?! only)(?: \w+){0,2} $|"
    r"\b(?:before|whether|if|when|how|without|after)"
    r"(?: (?:you|to|they|we|should|can|may|must|i))* $|"
    r"\bask(?: \w+){0,6} $|\byour (?:own |family )?(?:doctor|gp|prescriber)(?: \w+){0,6} $|"
    r"\b(?:should|can|may|must|do) i(?: have to| need to)? $",
    re.IGNORECASE,
)
#: "Does it work for everyone? No."
_ANSWERED = re.compile(
    r"[^.!?]*\? (?:no[,.:;]|not |nobody|no one|we (?:can|do)n['\u2019]t|we cannot)", re.IGNORECASE
)


class _Kind(NamedTuple):
    said: re.Pattern[str]
    denied: re.Pattern[str]
    message: str


_KINDS = (
    _Kind(
        _CLAIM,
        _DENIED,
        "claims '{said}'; the bot promises no result, safety or approval: say what you do, and "
        "what is not known",
    ),
    _Kind(
        _ORDER,
        _ASKED,
        "says '{said}'; the bot tells nobody to stop, start or change a medicine: say whom to ask "
        "about it",
    ),
)


def nothing_is_claimed(documents: Documents, _: date) -> Iterator[Problem]:
    """Check the clinic's own texts only; those of the guide are reviewed by doctors."""
    for entry, field in _own_texts(documents):
        said = [entry.text(field), *(text for _, text in entry.texts(field))]
        text = " ".join(" ".join(said).split())
        for kind in _KINDS:
            found = next(_claims(kind, text), None)
            if found:
                yield entry.problem(kind.message.replace("{said}", found), field)
                break


def _claims(kind: _Kind, text: str) -> Iterator[str]:
    for found in kind.said.finditer(text):
        is_denied = kind.denied.search(text[: found.start()])
        if not is_denied and not _ANSWERED.match(text, found.end()):
            yield found[0]


def _own_texts(documents: Documents) -> Iterator[tuple[Entry, str]]:
    facts = whole(documents, "clinic.yml")
    yield facts, "staff"
    yield from ((price, field) for price in facts.parts("prices") for field in price.fields)
    answers = facts.part("answers")
    yield from ((answers, gap) for gap in answers.fields)
    for reply in entries(documents, "clinic.yml"):
        yield from ((reply, field) for field in ("text", "again"))
