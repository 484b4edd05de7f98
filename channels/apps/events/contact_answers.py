"""Contact answers: what a message means at each step of a request on a messaging app."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.asking import SKIPS, plain, stops
from channels.message.contact_form import LONGEST_NAME, checked
from channels.message.incoming import Said
from channels.message.urgency import Heard

YES = frozenset(
    "yes|y|yes please|yep|yeah|ok|okay|sure|i agree|agree|agreed|send|send it".split("|")
)
NO = frozenset("no|n|nope|i don't agree|i do not agree".split("|"))
OUR_CHAT = frozenset({"our chat", "the chat", "chat"})
_UNSENT = frozenset({"don't send", "don't send it", "do not send", "do not send it"})
_SKIP = SKIPS | frozenset("no|none|any|any time|anytime|whenever".split("|"))
_OPTIONAL = ("time", "about")
#: Said to who would rather not give a name, or neither number nor address.
REFUSED: Mapping[str, str] = {
    "name": (
        "You need not give your real name. What may they call you? Any name will do. Or send "
        "“never mind”, and I pass nothing on."
    ),
    "reach": (
        "They can only answer by phone or e-mail, and one of the two is enough. Or send “never "
        "mind”, and I pass nothing on."
    ),
}
#: A longer message says something else as well.
_LONGEST_REFUSAL = 10
_REFUSES = re.compile(
    r"(?:\b(?:not?|cannot|never|refuse|without|[dw]ont|cant)|n't)\b.*"
    r"\b(?:names?|tell(?:ing)?|say(?:ing)?|"
    r"giv(?:e|ing)|shar(?:e|ing)|leav(?:e|ing)|know|want|have|need|phone|number|e-?mail|address)\b"
    r"|\b(?:rather|prefer(?: to)?) not\b|\banonymous\b|\b(?:none of|not) your business\b|\bno way\b"
)
_ASKS_WHY = re.compile(
    r"why\b.*\b(?:name|number|phone|e-?mail|address)\b.*"
    r"|(?:why )?(?:do i (?:have|need) to|must i)(?: (?:give|tell|say|leave)\b.*)?\??"
)


def cancels(words: str, step: str) -> bool:
    """ "No" cancels while the name or the number is asked for; later it may be an answer."""
    is_no = step in ("name", "reach") and words in NO
    return is_no or stops(words) or words in _UNSENT


def refuses(words: str, step: str) -> bool:
    """Whether somebody would rather not say who they are, or asks why they should."""
    is_short = len(words.split()) <= _LONGEST_REFUSAL
    if step not in REFUSED or not is_short or re.search(r"[\d@]", words):
        return False
    is_statement = not words.endswith("?")
    return bool(_ASKS_WHY.fullmatch(words) or (is_statement and _REFUSES.search(words)))


def asks(said: Said, step: str, heard: Heard) -> bool:
    """Whether it is a question of its own; what a request is about may itself be a question.

    "When you are open" is a time, though it reads like a question.
    """
    words = plain(said.raw or said.text)
    if heard.is_question and step not in _OPTIONAL:
        return True
    if step == "name" and not said.kinds:
        return words in YES or words.endswith("?") or len(words.split()) > LONGEST_NAME
    return words.endswith("?") and step != "about"


def read_answer(step: str, text: str, region: str) -> dict[str, str]:
    """What is stored for an answer.

    Raises:
        ChatError: says what is wrong with it.
    """
    if step in _OPTIONAL and plain(text) in _SKIP:
        return {step: ""}
    if step == "reach":
        step = "email" if "@" in text else "phone"
    return {step: checked(step, text, region)}
