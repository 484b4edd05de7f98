"""Contact answers: what is asked at each step of a request on an app, and what answers mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from phonenumbers import PhoneNumberMatcher

from actions.asking import SKIPS, plain, stops
from actions.knowledge import Knowledge
from channels.message.contact_form import LONGEST_NAME, checked, consent
from channels.message.incoming import Said
from channels.message.own_sentences import own
from channels.message.transcript import Reply
from channels.message.urgency import Heard

#: The questions in order; a draft is complete when the last one is answered.
QUESTIONS: Mapping[str, str] = {
    "name": (
        "I can pass a request on to {name}. I keep what you tell me for it encrypted and apart "
        "from our conversation. Send “never mind” at any time to stop.\n\nWhat is your name?"
    ),
    "reach": "How can they reach you: at which phone number or e-mail address?",
    "time": "When does it suit you best? Send “skip” if any time is fine.",
    "about": (
        "What is it about? A sentence is enough. Send “our chat” and I add what you asked here "
        "last, or “skip” to leave it out."
    ),
    "consent": (
        "This is what I would pass on:\n\n{filled}\n\n{consent}\n\nPlease send “yes” or “no”, or "
        "the number of a line to change it."
    ),
}
YES = frozenset(
    "yes|y|yes please|yep|yeah|ok|okay|sure|i agree|agree|agreed|send|send it".split("|")
)
NO = frozenset("no|n|nope|i don't agree|i do not agree".split("|"))
OUR_CHAT = frozenset({"our chat", "the chat", "chat"})
_UNSENT = frozenset({"don't send", "don't send it", "do not send", "do not send it"})
_SKIP = SKIPS | frozenset("no|none|any|any time|anytime|whenever".split("|"))
_OPTIONAL = ("time", "about")
_BACK = frozenset("back|go back|one back|step back|go one back|previous".split("|"))
#: How a line of the summary is named to change it, beside its number.
_FIELDS: Mapping[str, str] = {
    "name": "1|name",
    "reach": "2|phone|number|phone number|e-mail|email|e-mail address|email address|address",
    "time": "3|time|best time",
    "about": "4|about|reason",
}
_CHANGE = re.compile(
    r"(?:no,? )?(?:change|correct|edit|fix) (?:my |the )?(?:(?:line|number) (?=\d)|#)?"
    r"|(?:(?:line|number) |#)(?=\d)"
)
_INTRODUCTION = re.compile(
    r"(?:(?:hi|hello|hey)\b[,.!]? (?=\S))?"
    r"(?:(?:my name is|my name's|name is|i am|i'm|im|it is me,?|it's me,?|it is|it's|this is"
    r"|(?:you can |please )?call me) (?=\S))?"
    r"(.*?)(?: speaking| here)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^\s<>,;:]+@[^\s<>,;:]+")
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
#: Words of which one, or one alone, makes a message a sentence or a call rather than a name.
_OF_SENTENCES = frozenset("i me they the what what's where why when are have question".split())
_CALLS = frozenset(
    "hello|hi|hey|help|wait|hold on|huh|hmm|thanks|thank you|who|how|sorry".split("|")
)
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


def leads_to(words: str, draft: Mapping[str, str], steps: Sequence[str]) -> dict[str, str]:
    """What changes in the draft if somebody wants to go back; nothing if they don't.

    After a field was changed, the request goes on where it was: at the step `then`.
    """
    step = draft["step"]
    place, then = steps.index(step), draft.get("then")
    if words in _BACK:
        return {"step": then or steps[max(0, place - 1)], "then": ""}
    change = _CHANGE.match(words)
    if not change and place < len(_FIELDS):  # a number may be an answer there
        return {}
    named = words[change.end() if change else 0 :]
    fields = (field for field, names in _FIELDS.items() if named in names.split("|"))
    earlier = (field for field in fields if steps.index(field) < place)
    return next(({"step": field, "then": then or step} for field in earlier), {})


def without_introduction(text: str) -> str:
    """ "My name is Tom" is a name in a sentence."""
    found = _INTRODUCTION.fullmatch(" ".join(text.replace("’", "'").split()))
    return found[1] if found and found[1] else text


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
        named = without_introduction(words).split()
        is_sentence = len(named) > LONGEST_NAME or not _OF_SENTENCES.isdisjoint(named)
        return words in YES | _CALLS or words.endswith("?") or is_sentence
    return words.endswith("?") and step != "about"


def read_answer(step: str, text: str, region: str) -> dict[str, str]:
    """What is stored for an answer.

    Raises:
        ChatError: says what is wrong with it.
    """
    if step in _OPTIONAL and plain(text) in _SKIP:
        return {step: ""}
    if step == "name":
        text = without_introduction(text).rstrip(".!")
    return _ways(text, region) if step == "reach" else {step: checked(step, text, region)}


def _ways(text: str, region: str) -> dict[str, str]:
    """A number, an address or both, maybe with words around them."""
    mail = _MAIL.search(text)
    rest = text.replace(mail[0], "") if mail else text
    numbers = [match.raw_string for match in PhoneNumberMatcher(rest, region)]
    ways = {"phone": "", "email": ""}
    if mail:
        ways["email"] = checked("email", mail[0].rstrip("."), region)
    if numbers or not mail:
        ways["phone"] = checked("phone", numbers[0] if len(numbers) == 1 else rest, region)
    return ways


def question(draft: Mapping[str, Any], knowledge: Knowledge) -> Reply:
    """The question of the draft's step."""
    told = {**draft, "reach": draft.get("phone") or draft.get("email")}
    lines = (told.get(step) or "–" for step in list(QUESTIONS)[:-1])
    filled = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    text = knowledge.fill(QUESTIONS[draft["step"]])
    # Filled in last, so that placeholders in what a visitor typed stay as they are.
    return own(text.replace("{consent}", consent(knowledge)).replace("{filled}", filled))
