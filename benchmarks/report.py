"""Writes the results of the latest measurements into the documents that quote them.

`python -m benchmarks.report`

Each block is enclosed by markers such as `<!-- evaluation:begin -->` and `<!-- evaluation:end -->`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import comparison, tables

_ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"
DOCUMENTS = (_ROOT / "docs" / "measurements.md", _ROOT / "README.md")


class ReportError(ValueError):
    """A block has no end marker."""


def main() -> int:
    """Update all documents. Exit code: 0, or 1 after an error message on stderr."""
    try:
        for document in DOCUMENTS:
            if document.is_file():
                text = document.read_text(encoding="utf-8")
                document.write_text(render(text, RESULTS), encoding="utf-8")
    except (OSError, ReportError) as error:
        print(f"{document.name}: {error}", file=sys.stderr)
        return 1
    return 0


def render(text: str, results: Path) -> str:
    """The text with updated blocks; a block without a result file stays as it is.

    Raises:
        ReportError: an end marker is missing.
    """
    for name, (block, *files) in BLOCKS.items():
        paths = [results / file for file in files]
        if f"<!-- {name}:begin -->" in text and all(path.is_file() for path in paths):
            found = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
            text = fill(text, name, block(*found))
    return text


def fill(text: str, name: str, content: str) -> str:
    """The text with `content` between the markers `name`.

    Raises:
        ReportError: a marker is missing.
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise ReportError(f"{begin} without {end}")
    return pattern.sub(lambda _: f"{begin}\n{content.strip()}\n{end}", text, count=1)


def _evaluation(summary: Mapping[str, Any]) -> str:
    return "\n\n".join(
        [
            f"{summary['rows']} rows of our own, {summary['messages']} messages, "
            f"asked on {summary['date']}.",
            tables.markdown(tables.figure_cells(summary["figures"])),
            "The blind part alone (the sets whose names begin with `fresh`):",
            tables.markdown(tables.figure_cells(summary["blind"])),
            tables.markdown(tables.set_cells(summary["sets"])),
        ]
    )


def _summary(summary: Mapping[str, Any]) -> str:
    """The measures that have a target, as one short table."""
    figures = [figure for figure in summary["figures"] if figure["target"] is not None]
    cells = [[row[0], row[1], row[4]] for row in tables.figure_cells(figures)]
    return tables.markdown(cells)


def _voice(summary: Mapping[str, Any]) -> str:
    """Figures on how the replies sound; kept apart, since they don't tell if replies are right."""
    return tables.markdown(tables.figure_cells(summary["voice"]))


def _compared(before: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    """The figures beside those of the word rules that the tuned encoder has replaced."""
    old = {row[0]: row[1] for row in tables.figure_cells(before["figures"])}
    rows = tables.figure_cells(summary["figures"])[1:]
    cells = [[row[0], old.get(row[0], "–"), row[1]] for row in rows]
    return tables.markdown([["measure", "rules over words", "tuned encoder"], *cells])


def _blind(runs: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(part for run in runs for part in _first_run(run))


def _first_run(run: Mapping[str, Any]) -> list[str]:
    later = run["later"]
    cells = [
        [name, measure, share, result or "–", str(of)]
        for (name, measure, share, of), result in zip(run["rows"], later["results"], strict=True)
    ]
    return [
        f"[{run['folder']}](../{run['folder']}), first run on {run['date']}, "
        f"encoder of {run['encoder']}; last run on {later['date']}, {later['encoder']}.",
        tables.markdown([["set", "measure", "first run", "last run", "of"], *cells]),
    ]


def _pipeline(results: Sequence[Mapping[str, Any]]) -> str:
    return tables.markdown(tables.pipeline_cells(results))


def _unseen(result: Mapping[str, Any]) -> str:
    rows = [
        [
            row["intent"],
            f"{row['found']} of {row['sentences']}",
            f"{100 * row['found'] / row['sentences']:.0f} %",
            f"{row['taken_from_others']:.2f} %",
        ]
        for row in result["intents"]
    ]
    return "\n\n".join(
        [
            f"Measured on {result['date']}, {result['shots']} sentences each, an encoder tuned for "
            f"{result['epochs']} epoch: {result['recall']:.1f} % found "
            f"({result['low']:.1f}–{result['high']:.1f}).",
            tables.markdown([["intent", "found", "recall", "taken from others"], *rows]),
        ]
    )


def _website(result: Mapping[str, Any]) -> str:
    return "\n\n".join(
        [
            f"Measured on {result['date']} ({result['machine']}, load {result['load']:g} before): "
            f"medians of {result['runs']} visits, {result['messages']} messages.",
            tables.markdown(tables.website_cells(result)),
        ]
    )


def _desk(result: Mapping[str, Any]) -> str:
    shown = ("cpu", "first", "p50", "p95", "max")
    rows = [
        [name, *(f"{page[each]:.0f}" for each in shown)] for name, page in result["pages"].items()
    ]
    chat = [result[name]["p50"] for name in ("chat_alone_ms", "chat_during_ms")]
    return "\n\n".join(
        [
            f"Measured on {result['date']} ({result['machine']}, load {result['load']:g} before), "
            f"at {result['turns']:,} stored turns, in milliseconds.",
            tables.markdown([["page", "processor", "first call", "median", "95 %", "most"], *rows]),
            f"A visitor's median answer is {chat[0]:.1f} ms with nobody at the desk, and "
            f"{chat[1]:.1f} ms while somebody opens two pages a second.",
        ]
    )


def _grouping(result: Mapping[str, Any]) -> str:
    alone, during = result["chat_alone_ms"], result["chat_during_ms"]
    rows = [
        ["nobody at the desk", f"{alone['p50']:.1f}", f"{alone['p99']:.1f}"],
        ["while they are grouped", f"{during['p50']:.1f}", f"{during['p99']:.1f}"],
    ]
    return "\n\n".join(
        [
            f"Measured on {result['date']} ({result['machine']}, load {result['load']:g} before): "
            f"{result['questions']:,} questions become {result['groups']:,} groups in "
            f"{result['seconds']:.1f} s, {result['cpu_seconds']:.1f} s of one core. A visitor's "
            "answer meanwhile, in milliseconds:",
            tables.markdown([["", "median", "99 %"], *rows]),
            f"With questions being kept the median of {result['answers']} answers is "
            f"{result['kept_ms']:.2f} ms, without {result['not_kept_ms']:.2f} ms, in turns.",
        ]
    )


def _serving(result: Mapping[str, Any]) -> str:
    """The comparison, then tables by number of visitors and by what grows, then other results."""
    ours = result["ours"]
    caches, together = ours.get("caches"), ours.get("together")
    load = max(result["load"].values())
    others = "nothing else" if load < 1 else f"other work (load {load:g}): ratios count, not times"
    day = max(result["measured"].values())[:10]
    parts = [
        f"Measured on {day}; {result['machine']}, beside {others}.",
        tables.markdown(comparison.serving_cells(result)),
        tables.markdown(comparison.load_cells(result)),
        tables.markdown(comparison.growth_cells(result)),
    ]
    if caches:
        parts.append(
            f"A text that was asked before takes {caches['again_ms']:.1f} ms instead of "
            f"{caches['first_ms']:.1f}, a button {caches['button_ms']:.1f} ms."
        )
    if together:
        order = "in order" if together["in_order"] else "NOT in order"
        parts.append(
            f"Three messages at once in one conversation are answered {order}, "
            f"the last after {together['last_ms']:.0f} ms at most."
        )
    return "\n\n".join(parts)


#: Name of a block -> the function that renders it, and the result files it takes.
BLOCKS: Mapping[str, tuple[Any, ...]] = {
    "evaluation": (_evaluation, "evaluation.json"),
    "summary": (_summary, "evaluation.json"),
    "voice": (_voice, "evaluation.json"),
    "compared": (_compared, "evaluation_before.json", "evaluation.json"),
    "blind": (_blind, "blind.json"),
    "pipeline": (_pipeline, "pipeline.json"),
    "unseen": (_unseen, "unseen.json"),
    "website": (_website, "website.json"),
    "serving": (_serving, "serving.json"),
    "desk": (_desk, "desk.json"),
    "grouping": (_grouping, "grouping.json"),
}


if __name__ == "__main__":
    sys.exit(main())
