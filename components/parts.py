"""Which of the proposed parts of a message are questions of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from components.ranking import family_of

Part = dict[str, Any]

#: What may stand before a question without being part of it: "First, what …".
_LEAD = (
    r"\W*(?:(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|lastly|next|also|and|but|then|so|ok|"
    r"okay|well|hi|hey|hello)\b\W*)*"
)
_BEGINS = re.compile(
    rf"^{_LEAD}(?:(?:what|who|when|where|how)s?|which|whom|whose|why|is|are|am|was|were|do|does|"
    r"did|can|(?:could|would)(?! (?:kill|die|scream|cry)\b)|will|should|shall|may|might|has|"
    r"have you|tell me|explain|any|"
    r"i(?: want| need| would like|'d like) (?:to (?:know|ask|compare|hear|learn)|the|info\w*|"
    r"details)|(?:i'm |i am )?(?:interested in|curious about|wondering)|please(?=\W+\w))\b",
    re.IGNORECASE,
)
#: "… at the hospital or just in the clinic?"
_OR = re.compile(r"\bor\W+$", re.IGNORECASE)
#: Begins like something told, or supposed, and not asked.
_TELLS = re.compile(
    r"^\W*(?:my|i|i'm|im|i've|ive|we|he|she|hi|hello|hey|dear|thanks|thank you|ok|okay|since|"
    r"got|had|been|(?:would|could) (?:kill|die)|because|given|although|assuming|suppos(?:e|ing)|"
    r"unless|(?:even )?(?:though|if(?! (?:so|yes|not|any|no)\b)))\b",
    re.IGNORECASE,
)
#: Belongs to a question and is none: "at such an early stage, …", "…, in pounds, per session".
_ADVERBIAL = re.compile(
    r"^\W*(?:at|in|for|with|after|before|during|on|over|as|from|per|by)\b", re.IGNORECASE
)
#: "My cousin, who is a nurse, …"
_RELATIVE = re.compile(r"^\W*(?:who|whose|whom|which|where|when)\b", re.IGNORECASE)
#: "… or is it all marketing?"
_MERELY = re.compile(
    r"^\W*(?:is|are) (?:it|this|that|they)(?: all| just| only| merely| simply)+\b", re.IGNORECASE
)
#: Has no bearing on the question: "I know the price, what about pain?", "my name is …, how …?"
_BESIDE = re.compile(
    r"^\W*(?:(?:i|we) (?:already |do )?(?:know|understand)\b|(?:i am|i'm|this is) \[name\]|"
    r"my (?:full |first )?(?:name|e-?mail|phone|mobile|number|address)\b)",
    re.IGNORECASE,
)

#: Words of a sentence that may only name a subject: "Price."
_FEW = 2
_WORD = re.compile(r"\w+")
_JOINTS = {"and", "or"}


def names_in(text: str, entities: Sequence[Mapping[str, Any]]) -> set[str]:
    """The words of the entities, in small letters."""
    return {word for e in entities for word in _WORD.findall(text[e["start"] : e["end"]].lower())}


def asks(text: str) -> bool:
    """Whether it is put as a question."""
    return "?" in text or bool(_BEGINS.search(text))


def select_parts(
    clauses: Sequence[Part], config: Mapping[str, Any], names: Collection[str] = ()
) -> list[Part]:
    """Parts to answer one by one, in order; none or one when the message asks one thing.

    A sentence counts when it asks or is an item of a list; what only tells is background.
    Inside a sentence a proposal holds in which every part is sure and they ask several things;
    parts that differ in `names` only, the words of entities, don't: "How does A or B work?" is
    one question.
    """
    found: list[Part] = []
    for _, group in groupby(clauses, key=lambda clause: clause["sentence"]):
        sentence, *proposed = group
        apart = [part for part in proposed if not _is_of_names(part, proposed, names)]
        parts = _best_proposal(sentence, apart, config) or _asked(sentence, config)
        if not parts and found and _goes_on(sentence, names, config):
            parts = [sentence]
        found += parts
    distinct: list[Part] = []
    for part in found:
        if not any(_ask_the_same(part, other, names) for other in distinct):
            distinct.append(part)
    return distinct


def _is_of_names(part: Part, proposed: Sequence[Part], names: Collection[str]) -> bool:
    """Whether the parts of this one's split differ in names only, or one has nothing else."""
    said = [_words(other) - _JOINTS for other in proposed if other["split"] == part["split"]]
    common = set.intersection(*said)
    return all(words - common <= set(names) for words in said) or any(
        words <= set(names) for words in said
    )


def _words(part: Part) -> set[str]:
    return set(_WORD.findall(part["text"].lower()))


def _goes_on(sentence: Part, names: Collection[str], config: Mapping[str, Any]) -> bool:
    """Whether it asks after questions only: "How much is A? And B?", "Does it hurt. Price."."""
    return _is_bare(sentence, names, config) or _is_word(sentence, config)


def _is_bare(sentence: Part, names: Collection[str], config: Mapping[str, Any]) -> bool:
    """Whether it asks with a name and filler words only: the same of another thing."""
    words = _words(sentence)
    return _asks(sentence) and bool(words & set(names)) and words <= {*names, *config["fillers"]}


def _is_word(sentence: Part, config: Mapping[str, Any]) -> bool:
    """Whether it is a word or two for a subject, and nothing else."""
    words = sentence["text"].split()
    short = len(words) <= _FEW and all(map(str.isalpha, "".join(words).rstrip(".!")))
    return short and _is_askable(sentence, config) and _is_sure(sentence, config)


def _asked(sentence: Part, config: Mapping[str, Any]) -> list[Part]:
    asked = _asks(sentence) or (sentence.get("listed") and not _tells(sentence))
    return [sentence] if asked and _is_sure(sentence, config) else []


def _best_proposal(
    sentence: Part, proposed: Sequence[Part], config: Mapping[str, Any]
) -> list[Part]:
    """Of those that hold, the first of those that ask the most things."""
    best: list[Part] = []
    most = 1
    for _, group in groupby(proposed, key=lambda part: part["split"]):
        parts = list(group)
        told = [part for part in parts if _tells(part) or _is_adverbial(part)]
        if told:  # before questions it is background
            parts = [part for part in parts if _asks(part)]
        if any(_is_alternative(part, sentence) for part in parts):
            continue
        alone = not best and any(_BESIDE.search(part["text"]) for part in told)
        # Rankings are worked out when first read: what can be refused without goes first.
        if len(parts) <= most - alone or not all(_is_sure(part, config) for part in parts):
            continue
        asked = len({_label(part) for part in parts})
        fitting = not told or all(_is_askable(part, config) for part in parts)
        if asked > most - alone and fitting and _holds(sentence, parts, config):
            best, most = parts, asked
    return best


def _holds(sentence: Part, parts: Sequence[Part], config: Mapping[str, Any]) -> bool:
    """Words joined inside one question must be clearer apart than together.

    "How do PRP and X differ?" is one question however sure its halves look.
    """
    if all(part["clausal"] for part in parts):
        return True
    if any(word in config["pairing"] for word in _WORD.findall(sentence["text"].lower())):
        return False
    whole = sentence["ranking"][0]["confidence"]
    weakest = min(part["ranking"][0]["confidence"] for part in parts)
    return bool(weakest > whole * config["apart"])


def _is_sure(part: Part, config: Mapping[str, Any]) -> bool:
    best = part["ranking"][0]
    family = family_of(best["name"])
    aside = family in config["asides"] and _asks(part) and len(_words(part)) > _FEW
    enough = max(config["part"], config["accept_in"].get(family, 0))
    return bool(best["confidence"] >= enough and (aside or _is_askable(part, config)))


def _is_askable(part: Part, config: Mapping[str, Any]) -> bool:
    return family_of(_label(part)) in config["askable"]


def _asks(part: Part) -> bool:
    return asks(part["text"])


def _tells(part: Part) -> bool:
    """Whether it only tells, unlike "I'm on finasteride, can I go on with it"."""
    further = [piece for piece in part["text"].split(",")[1:] if not _RELATIVE.search(piece)]
    return bool(_TELLS.search(part["text"])) and not any(map(asks, [part["text"], *further]))


def _is_adverbial(part: Part) -> bool:
    return bool(_ADVERBIAL.search(part["text"])) and not _asks(part)


def _is_alternative(part: Part, sentence: Part) -> bool:
    """Whether it is but the other answer that a question leaves: "… or just in the clinic?"."""
    before, _, _ = sentence["text"].partition(part["text"])
    asks_itself = _BEGINS.search(part["text"]) and not _MERELY.search(part["text"])
    return bool(part["clausal"] and _OR.search(before) and not asks_itself)


def _ask_the_same(one: Part, other: Part, names: Collection[str]) -> bool:
    """Whether both ask one thing, and not of different names."""
    of_one, of_other = (_words(part) & set(names) for part in (one, other))
    return _label(one) == _label(other) and (of_one == of_other or not of_one or not of_other)


def _label(part: Part) -> str:
    return str(part["ranking"][0]["name"])
