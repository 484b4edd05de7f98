"""Voice: measures whether replies begin alike, are repeated, are short and are easy to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.figures import Figure, share
from benchmarks.outcomes import AnyOutcome, dialogues, messages

#: Number of words compared: "The guide says" and "The guide gives" begin alike.
_WORDS = 2


def voice_figures(outcomes: Sequence[AnyOutcome]) -> list[Figure]:
    """The figures on how replies sound.

    Beginnings are counted once per text, since a text may be right to be said often.
    """
    said = [reply.text for outcome in messages(outcomes) for reply in outcome.replies if reply.text]
    if not said:
        return []
    found = [
        share("replies that begin alike", _begin_alike(dict.fromkeys(said)), 10, at_most=True),
        _most(
            "replies said before in their dialogue", sum(_repeated(outcomes)), said, "replies", 0
        ),
        _most(
            "words of a reply, median",
            median(len(text.split()) for text in said),
            said,
            "words",
            30,
        ),
        _most("reading grade of a reply, median", _grade(said), said, "grade", 7),
    ]
    return [figure for figure in found if figure is not None]


def _most(name: str, value: float, said: Sequence[str], unit: str, target: float) -> Figure:
    return Figure(name, round(float(value), 1), len(said), unit, target=target, at_most=True)


def _begin_alike(texts: Sequence[str] | dict[str, None]) -> list[bool]:
    """For each text, whether it begins with the commonest first words."""
    beginnings = [" ".join(text.lower().split()[:_WORDS]) for text in texts]
    (commonest, _), *_ = Counter(beginnings).most_common(1)
    return [beginning == commonest for beginning in beginnings]


def _repeated(outcomes: Sequence[AnyOutcome]) -> Iterator[bool]:
    """For each reply in a dialogue, whether the same text was said earlier in that dialogue."""
    for dialogue in dialogues(outcomes):
        before: set[str] = set()
        for turn in dialogue.turns:
            for reply in turn.replies:
                yield reply.text in before
                before.add(reply.text)


def _grade(said: Sequence[str]) -> float:
    # Imported here: a development tool that is not installed where the bot runs.
    from textstat import flesch_kincaid_grade

    by_text = {text: flesch_kincaid_grade(text) for text in dict.fromkeys(said)}
    return float(median(by_text[text] for text in said))
