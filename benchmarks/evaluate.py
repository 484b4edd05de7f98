"""Evaluates the bot on our own questions or on any file of labelled questions.

`python -m benchmarks.evaluate [--questions FILE]`
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks import report, tables
from benchmarks.asked import ask
from benchmarks.confusions import matrix
from benchmarks.outcomes import singles
from benchmarks.picture import draw
from benchmarks.rows import Item, Row, RowError, read
from benchmarks.sets import BLIND, MISTYPED, mistyped, own_questions
from benchmarks.summary import Summary, summarise
from engine.quiet import quiet

RESULTS = Path(__file__).parent / "results"
RESULT = RESULTS / "evaluation.json"
PICTURE = RESULTS / "confusion.png"
_TYPOS = "answers and gaps, mistyped"


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0, or 1 after an error message on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate")
    parser.add_argument(
        "--questions",
        type=Path,
        metavar="FILE",
        help="a file of labelled rows, one JSON object per line",
    )
    file: Path | None = parser.parse_args(arguments).questions
    quiet()
    try:
        return _evaluate_file(file) if file else _evaluate_own()
    except (OSError, RowError, RuntimeError) as error:  # ModelError is a RuntimeError
        print(error, file=sys.stderr)
        return 1


def shown(summary: Summary, texts: Mapping[str, str]) -> str:
    """The summary as text; `texts` maps row ids to messages that are shown with the confusions."""
    blind = tables.plain(tables.figure_cells(summary["blind"]))
    return "\n\n".join(
        [
            f"{summary['rows']} rows, {summary['messages']} messages, {summary['date']}",
            tables.plain(tables.figure_cells(summary["figures"])),
            *([f"The blind part alone\n{blind}"] if summary["blind"] else []),
            f"How it sounds\n{tables.plain(tables.figure_cells(summary['voice']))}",
            tables.plain(tables.set_cells(summary["sets"])),
            tables.plain(tables.kind_cells(summary["kinds"])),
            _confusions("Worst confusions: wanted → got", summary["confusions"], texts),
            _confusions("Right kind, another id in it", summary["misnamed"], texts),
        ]
    )


def _evaluate_own() -> int:
    """Evaluate our own questions, save the results and update the documents that quote them."""
    questions = own_questions()
    typed = mistyped(item for name in MISTYPED for item in questions[name])
    sets = asyncio.run(ask({**questions, _TYPOS: typed}))
    retyped = singles(sets.pop(_TYPOS))
    summary = summarise(sets, retyped, date.today())
    open_sets = (items for name, items in questions.items() if not name.startswith(BLIND))
    print(shown(summary, _texts(item for items in open_sets for item in items)))
    RESULTS.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draw(matrix(outcome for outcomes in sets.values() for outcome in outcomes), PICTURE)
    return report.main()


def _evaluate_file(file: Path) -> int:
    """Evaluate a file and only print figures: its texts may not be ours to show."""
    sets = asyncio.run(ask({file.stem: read(file)}))
    print(shown(summarise(sets, [], date.today()), {}))
    return 0


def _texts(items: Iterable[Item]) -> dict[str, str]:
    rows = (row for item in items for row in ((item,) if isinstance(item, Row) else item.turns))
    return {row.id: " ".join(row.text.split())[:100] for row in rows}


def _confusions(title: str, found: Sequence[Summary], texts: Mapping[str, str]) -> str:
    lines = [title]
    for confusion in found:
        ids: list[str] = confusion["ids"]
        lines.append(f"{len(ids):4}  {confusion['wanted']} → {confusion['got']}")
        lines += [f"        {id_}: {texts[id_]}" for id_ in ids if id_ in texts]
        unseen = [id_ for id_ in ids if id_ not in texts]
        lines += [f"        {' '.join(unseen)}"] if unseen else []
    return "\n".join(lines if found else [title, "   none"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
