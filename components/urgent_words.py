"""Words of the urgent gate: cuts a text into words and finds groups of them, typos included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|'[^\W_]+|[.,!?;:\n]")
_NOT = re.compile(r"\b(ca|could|do|does|did|is|are|was|were|has|have|had|wo|would|should)n'?t\b")
_CONTRACTED = {
    "wo not": "will not",
    "ca not": "can not",
    "cannot": "can not",
    "im": "i am",
    "i'm": "i am",
    "ive": "i have",
    "dnt": "do not",
    "cnt": "can not",
}
_CONTRACTION = re.compile(r"\b(" + "|".join(_CONTRACTED) + r")\b")
_ENDINGS = ("ing", "ed", "es", "s", "d")
#: English words that are told from typos of ours.
_COMMON = 30_000
#: Shorter words have too many neighbours one typo away.
_FUZZY_LENGTH = 5
#: From this length on, two typos in a word are forgiven.
_LONG = 8

Span = tuple[int, int]


def tokens(text: str) -> list[str]:
    """Lower-case words and sentence marks, negations and "I'm" written out."""
    text = text.lower().replace("’", "'").replace("`", "'").replace("…", ".")
    text = _NOT.sub(r"\1 not", text)
    text = _CONTRACTION.sub(lambda match: _CONTRACTED[match[0]], text)
    return _TOKEN.findall(text)


def english_words() -> list[str]:
    """The commonest words of symspellpy's English dictionary."""
    path = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return [line.split()[0] for line in lines[:_COMMON]]


class Lexicon:
    """Finds the groups that `words` names, each a list of words or phrases."""

    def __init__(self, words: Mapping[str, Sequence[str]], confusable: Iterable[str] = ()) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for group, entries in words.items():
            for entry in entries:
                phrase = tuple(tokens(entry))
                self._phrases.setdefault(phrase[0], []).append((phrase, group))
        self.vocabulary = frozenset(
            word for entries in words.values() for entry in entries for word in tokens(entry)
        )
        self._fuzzy: dict[tuple[str, int], list[str]] = {}  # by first letter and typos forgiven
        for word in sorted(self.vocabulary):
            if len(word) >= _FUZZY_LENGTH:
                typos = 2 if len(word) >= _LONG else 1
                self._fuzzy.setdefault((word[0], typos), []).append(word)
        self._confusable = frozenset(confusable)
        self.meanings = lru_cache(maxsize=20_000)(self._meanings)

    def find(self, words: Sequence[str]) -> dict[str, list[Span]]:
        """Where each group stands in `words`: spans of word positions, end excluded."""
        meanings = [self.meanings(word) for word in words]
        found: dict[str, list[Span]] = {}
        for start, options in enumerate(meanings):
            for option in options:
                for phrase, group in self._phrases.get(option, ()):
                    end = start + len(phrase)
                    rest = zip(phrase[1:], meanings[start + 1 : end], strict=False)
                    if end <= len(words) and all(word in seen for word, seen in rest):
                        spans = found.setdefault(group, [])
                        spans += [(start, end)] if (start, end) not in spans else []
        return found

    def confusables(self, english: Iterable[str]) -> list[str]:
        """Real words that would be taken for typos of ours ("fewer" for "fever")."""
        unknown = (word for word in english if not self._exact(word))
        return sorted(word for word in unknown if self._nearest(word))

    def _meanings(self, word: str) -> tuple[str, ...]:
        """Words of the vocabulary that `word` is a form, or a misspelling, of."""
        exact = self._exact(word)
        if exact or word in self._confusable:
            return exact
        nearest = self._nearest(word)
        return (nearest,) if nearest else ()

    def _exact(self, word: str) -> tuple[str, ...]:
        forms = dict.fromkeys([word, *_stems(word)])
        return tuple(form for form in forms if form in self.vocabulary)

    def _nearest(self, word: str) -> str | None:
        if len(word) < _FUZZY_LENGTH - 1:
            return None
        for typos in (1, 2):
            candidates = self._fuzzy.get((word[0], typos), [])
            found = extractOne(word, candidates, scorer=OSA.distance, score_cutoff=typos)
            if found:
                return str(found[0])
        return None


def _stems(word: str) -> list[str]:
    """The word without its ending: "faints" and "fainting" give "faint"."""
    return [
        word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2
    ]
