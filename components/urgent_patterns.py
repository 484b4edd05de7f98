"""Patterns of the urgent gate: read from YAML, matched against a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import yaml

from components.urgent_grammar import DENIALS, Grammar, read
from components.urgent_words import Lexicon, Span, english_words, tokens

_NOT = "not "
_SECTIONS = frozenset(
    "words patterns excuse silence silence_unless_mine mine over resolved within harmless idioms "
    "lookalikes alone".split()
)
#: What leads from one thing asked to the next.
_LED_IN = re.compile(
    r"^\W*(?:\(?\d{1,2}[.):]|(?:and|or|also|plus|last(?:ly)?|then|what about|how about)\b[\s:,]*)+",
    re.IGNORECASE,
)
#: English words that say nothing alone.
_COMMONEST = 2000
#: Readings that are kept, so that texts may be read ahead.
_KEPT = 64
_FIELDS = frozenset(["all", "near", "unless", "asked", "certain"])
_MARKS = frozenset(".!?;\n")
#: With these a denial leads on to something else: "not bleeding, but …"
_MORE = frozenset([*_MARKS, ",", ":", "-", *"and but just though yet except because so".split()])


class PatternError(ValueError):
    """The pattern file names a group, field or section that doesn't exist, or lacks one."""


@dataclass(frozen=True)
class Pattern:
    """One way of saying that something is urgent; the fields are those of the YAML file."""

    id: str
    all: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    asked: bool = False
    certain: bool = False

    def fits(self, found: Mapping[str, list[Span]]) -> bool:
        """Cheap check before anything is parsed: the words are there."""
        return found.keys() >= self._needed and found.keys().isdisjoint(self.unless)

    @cached_property
    def first(self) -> str:
        """The group to look for first."""
        return self.all[0].removeprefix(_NOT)

    @cached_property
    def _needed(self) -> frozenset[str]:
        return frozenset(name.removeprefix(_NOT) for name in (*self.all, *self.near))


@dataclass(frozen=True)
class Reading:
    """A text as the patterns see it: words (harmless phrases blanked), groups found, grammar."""

    words: tuple[str, ...]
    found: Mapping[str, list[Span]]
    idiom: bool
    resolved: frozenset[str]

    @cached_property
    def grammar(self) -> Grammar:
        """Parsed when first asked for: it takes milliseconds, most texts need none."""
        return read(self.words, self.resolved)

    def meant(self, name: str, asked: bool = False) -> list[Span]:
        """Places of a group that are neither denied, nor over, nor (unless `asked`) only asked.

        Of a denied group ("not stop") the places that are denied.
        """
        places = self.found.get(name.removeprefix(_NOT), [])
        if name.startswith(_NOT):
            return [span for span in places if self._has(span, self.grammar.denied)]
        return [
            span
            for span in places
            if not self.is_denied(span) and (asked or not self._has(span, self.grammar.asked))
        ]

    def is_denied(self, span: Span) -> bool:
        """Whether what stands there is denied or over; a phrase that denies something is not."""
        denied = self._has(span, self.grammar.denied) and self._has_no_cue(span)
        return denied or self._has(span, self.grammar.over)

    def _has(self, span: Span, positions: frozenset[int]) -> bool:
        return not positions.isdisjoint(range(*span))

    def _has_no_cue(self, span: Span) -> bool:
        """Whether the phrase denies nothing itself, unlike "no reason to live"."""
        return DENIALS.isdisjoint(self.words[slice(*span)])


class UrgentPatterns:
    """The patterns of one file; texts without their words cost next to nothing."""

    def __init__(self, source: str, confusable: Iterable[str] = ()) -> None:
        content = _checked(yaml.safe_load(source))
        self.lexicon = Lexicon(content["words"], confusable)
        self.groups: tuple[str, ...] = tuple(content["words"])
        self.lookalikes: tuple[str, ...] = tuple(content["lookalikes"])
        self._patterns = _patterns(content)
        self._complaints = {
            p.all[0]: p.asked for p in self._patterns if not p.all[0].startswith(_NOT)
        }
        self._silence = tuple(content["silence"])
        self._excuse = tuple(content["excuse"])
        self._silence_unless_mine = tuple(content["silence_unless_mine"])
        self._mine, self._over = str(content["mine"]), str(content["over"])
        self._harmless = {tuple(tokens(phrase)): False for phrase in content["harmless"]}
        self._harmless |= {tuple(tokens(phrase)): True for phrase in content["idioms"]}
        self._lengths: dict[str, list[int]] = {}
        for phrase in sorted(self._harmless, key=len, reverse=True):
            self._lengths.setdefault(phrase[0], []).append(len(phrase))
        self._alone = frozenset(content["alone"])
        self._meaningless = frozenset(english_words()[:_COMMONEST]) - self._alone
        self._resolved = frozenset(content["resolved"])
        self._within = int(content["within"])
        self.read = lru_cache(maxsize=_KEPT)(self._read)

    def _read(self, text: str) -> Reading:
        """Cut the text into words and look for the groups."""
        words, idiom = self._without_harmless(tokens(text))
        return Reading(tuple(words), self.lexicon.find(words), idiom, self._resolved)

    def says_nothing(self, text: str) -> bool:
        """Whether it is a common word alone, which models of sentences make anything of.

        Or a word of a list or a question that goes on: "3. pain", "and swelling?"
        """
        said = [word for word in tokens(_LED_IN.sub("", text)) if word[0].isalnum()]
        goes_on = _LED_IN.match(text) and self._alone.isdisjoint(said)
        return len(said) < 2 and bool(goes_on or self._meaningless.issuperset(said))

    def match(self, reading: Reading) -> Pattern | None:
        """The most pressing pattern that holds."""
        found = reading.found
        silent = any(name in found for name in self._silence)
        silent |= self._mine not in found and any(n in found for n in self._silence_unless_mine)
        likely = (p for p in self._patterns if p.first in found)
        candidates = (p for p in likely if p.fits(found) and (p.asked or not silent))
        return next((p for p in candidates if self._holds(p, reading)), None)

    def excuses(self, reading: Reading) -> bool:
        """Whether what is said only sounds urgent.

        Every complaint is denied, over or only asked about; or the only one is an idiom; or it is
        told about others or about long ago.
        """
        if any(name in reading.found for name in self._excuse):
            return True
        named = {name: asked for name, asked in self._complaints.items() if name in reading.found}
        if not named:
            return reading.idiom
        return not any(reading.meant(name, asked) for name, asked in named.items())

    def denies(self, reading: Reading) -> bool:
        """Whether no more is said than that there is no complaint, or none any longer."""
        named = [span for name in self._complaints for span in reading.found.get(name, ())]
        # What can't be done is denied as well: "I can't breathe" is a complaint by its pattern.
        if not named or self.match(reading) is not None:
            return False
        plain = _MORE.isdisjoint(reading.words)
        return self._ends_well(reading) or (plain and all(map(reading.is_denied, named)))

    def _ends_well(self, reading: Reading) -> bool:
        """Whether the last words are that it is over: "sore yesterday, fine today"."""
        words = [place for place, word in enumerate(reading.words) if word not in _MARKS]
        return any(end == words[-1] + 1 for _, end in reading.found.get(self._over, ()))

    def _without_harmless(self, words: Sequence[str]) -> tuple[list[str], bool]:
        """The words, harmless phrases blanked out; whether one of these is an idiom."""
        kept, idiom = list(words), False
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                phrase = tuple(words[start : start + length])
                if phrase in self._harmless:
                    kept[start : start + length] = ["-"] * len(phrase)
                    idiom |= self._harmless[phrase]
        return kept, idiom

    def _holds(self, pattern: Pattern, reading: Reading) -> bool:
        """Whether the words of the pattern stand together and mean what they say."""
        first, *others = pattern.all
        places = [
            reading.meant(name) if name.startswith(_NOT) else reading.found[name] for name in others
        ]
        return any(
            all(any(self._together(span, o, reading.words) for o in spans) for spans in places)
            for span in reading.meant(first, pattern.asked)
        )

    def _together(self, one: Span, other: Span, words: Sequence[str]) -> bool:
        """Whether two places are close and in one sentence."""
        start, end = min(one[0], other[0]), max(one[1], other[1])
        return end - start <= self._within and _MARKS.isdisjoint(words[start:end])


def _patterns(content: Mapping[str, Any]) -> tuple[Pattern, ...]:
    """The patterns in the order of the file, their groups and fields checked."""
    entries = [(id_, entry) for id_, listed in content["patterns"].items() for entry in listed]
    patterns = tuple(_pattern(id_, entry) for id_, entry in entries)
    for pattern in patterns:
        names = {n.removeprefix(_NOT) for n in (*pattern.all, *pattern.near, *pattern.unless)}
        for name in sorted(names - set(content["words"])):
            raise PatternError(f"{pattern.id}: {list(pattern.all)}: no such group of words: {name}")
    return patterns


def _pattern(id_: str, entry: str | list[str] | dict[str, Any]) -> Pattern:
    fields = dict(entry) if isinstance(entry, dict) else {"all": entry}
    unknown = sorted(set(fields) - _FIELDS)
    if unknown or "all" not in fields:
        raise PatternError(f"{id_}: {entry}: `all` is needed, {sorted(_FIELDS)} are allowed")
    asked, certain = (bool(fields.pop(flag, False)) for flag in ("asked", "certain"))
    groups = {n: (v,) if isinstance(v, str) else tuple(v) for n, v in fields.items()}
    return Pattern(id=id_, asked=asked, certain=certain, **groups)


def _checked(content: object) -> dict[str, Any]:
    sections = set(content) if isinstance(content, dict) else set()
    wrong = sorted(sections ^ _SECTIONS)
    if not isinstance(content, dict) or wrong:
        raise PatternError(f"the pattern file lacks, or doesn't know, {', '.join(wrong)}")
    return content
