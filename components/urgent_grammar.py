"""Grammar of the urgent gate: which words of a text are denied, over, or only asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from components.parser import language, parse

#: What a denial reaches from its head word: objects and lists, not clauses of their own.
_REACH = frozenset(
    "dobj obj attr acomp oprd conj prep pobj pcomp xcomp amod compound appos npadvmod".split()
)
#: "It hasn't stopped bleeding", "I don't know why …": the denial ends at this verb.
_BARRIERS = frozenset(
    "stop cease quit end clot help know understand sure wait ignore remember want just only "
    "joke kid lie".split()
)
#: Words that deny.
DENIALS = frozenset("not never no without neither nor nothing none".split())
_OR = frozenset(["or", "nor"])
_NOBODY = frozenset(["nothing", "none"])
#: What turns "I can …" into a complaint.
_BARELY = frozenset("not never barely hardly scarcely".split())
#: What is lost, not over, when it goes.
_FACULTIES = frozenset("vision sight eyesight hearing voice feeling breath pulse heart".split())
_LESS = frozenset("down better away gone over".split())
_BUT = frozenset("but just only however though except yet".split())
_GENERAL_MODALS = frozenset("will would can do".split())
_MAYBE_MODALS = frozenset("may might could should".split())
_CONDITIONS = frozenset("if whether unless case".split())
#: "I can see pus" says that it is there.
_SENSES = frozenset("see feel hear smell notice taste tell touch".split())
_JUDGEMENTS = frozenset("normal common possible usual typical likely rare expected ok okay".split())
_OWN = frozenset("my his her this these our".split())


@dataclass(frozen=True)
class Grammar:
    """Word positions that are denied ("no fever"), over ("the rash has gone"), only asked about."""

    denied: frozenset[int]
    over: frozenset[int]
    asked: frozenset[int]


def read(words: Sequence[str], resolved: Collection[str]) -> Grammar:
    """Parse the words; `resolved` are the verbs that say that something is over."""
    doc = parse(Doc(language().vocab, words=list(words)))
    denied = {i for token in doc if token.lower_ in DENIALS for i in _denied(token)}
    return Grammar(
        denied=frozenset(denied.union(*(_listed(words, i) for i in denied))),
        over=frozenset(token.i for token in doc if _is_over(token, resolved)),
        asked=frozenset(token.i for token in doc if _is_asked(token)),
    )


def _denied(cue: Token) -> Iterator[int]:
    """Positions that one "not", "no" or "without" denies."""
    if cue.dep_ == "intj" or (cue.i + 1 < len(cue.doc) and cue.nbor().lower_ == ","):
        return  # "No, my face is swollen"
    head = cue if cue.lower_ == "without" else cue.head
    if head.lower_ in {"longer", "more"}:
        head = head.head
    if cue.lower_ in _NOBODY:  # "nothing hurts", but not "nothing helps with the pain"
        yield from [head.i] if head.i > cue.i else []
        return
    if cue.i + 1 < len(cue.doc) and cue.lower_ in {"no", "never", "without"}:
        yield cue.i + 1  # safe whatever the parser made of a hurried text
    yield head.i
    if head.lemma_ not in _BARRIERS:
        yield from _reach(head, cue.i)


def _reach(head: Token, after: int) -> Iterator[int]:
    """Words under `head`, right of the cue, up to the next clause or "but"."""
    stop = min(
        (t.i for t in head.doc[after:] if t.lower_ in _BUT or t.lower_ in ".;:!?\n"), default=10**6
    )
    joins = any(t.dep_ == "cc" and t.lower_ == "and" for t in head.children)
    for child in head.children:
        own_clause = any(t.dep_ in {"nsubj", "nsubjpass"} for t in child.children)
        own_clause |= joins and child.dep_ == "conj" and child.pos_ != head.pos_
        if child.dep_ in _REACH and after < child.i < stop and not own_clause:
            yield child.i
            if child.lemma_ not in _BARRIERS:
                yield from _reach(child, after)


def _listed(words: Sequence[str], start: int) -> list[int]:
    """Rest of a list after a denied word: "(no) fever, chills or pus"; none without its "or"."""
    rest, i = [], start + 1
    while i + 1 < len(words) and words[i] == "," and words[i + 1] not in _OR:
        rest.append(i + 1)
        i += 2
    i += i < len(words) and words[i] == ","
    return [*rest, i + 1] if i + 1 < len(words) and words[i] in _OR else []


def _is_over(token: Token, resolved: Collection[str]) -> bool:
    """Whether the word is the subject of "has gone", "went away", "stopped"."""
    verb = token.head
    if token.lower_ in _FACULTIES:
        return False
    follows = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    if follows in {"gone", "over"} and token.pos_ in {"NOUN", "VERB"}:
        return True  # "swelling gone, pain over"
    if token.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    denied = any(child.dep_ == "neg" for child in verb.children)
    if verb.lemma_ == "be" and any(child.lower_ in _LESS for child in verb.children):
        return not denied  # "the swelling is down"
    if verb.lemma_ not in resolved:
        return False
    elsewhere = any(child.dep_ in {"acomp", "xcomp", "oprd"} for child in verb.children)
    going_on = verb.lemma_ == "go" and any(
        c.lower_ in {"up", "to", "on", "into"} for c in verb.children
    )
    return not (denied or elsewhere or going_on)


def _is_asked(token: Token) -> bool:
    """Whether the word stands in a question or condition about what might happen."""
    clause = _clause(token)
    children = list(clause.children)
    lemmas = {child.lower_ for child in children}
    if lemmas & _CONDITIONS:
        return True
    if any(child.lemma_ in _JUDGEMENTS for child in (*children, *token.children)):
        return not any(child.lower_ in _OWN for child in token.children)
    if lemmas & _BARELY or clause.lemma_ in _SENSES:
        return False
    if clause.lemma_ == "do":
        return False  # "What should I do about the pus?"
    modals = {child.lemma_ for child in children if child.dep_ == "aux"}
    if modals & _MAYBE_MODALS:
        return clause.lemma_ not in {"be", "have"}
    return bool(modals & _GENERAL_MODALS)


def _clause(token: Token) -> Token:
    """The verb that the word depends on: the nearest with a subject of its own, or the root."""
    while token.head != token:
        if any(child.dep_ in {"nsubj", "nsubjpass", "expl"} for child in token.children):
            break
        if token.dep_ in {"advcl", "parataxis"} and token.pos_ in {"VERB", "AUX"}:
            break
        token = token.head
    return token
