"""Where the urgent gate's threshold should stand: recall and false alarms on the tuning set.

`python -m benchmarks.urgency [FILE]`; FILE has the columns label (an urgent id, or calm) and text.
"""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.tables import Cells, plain
from serving.quiet import quiet

TUNING = Path(__file__).parent / "tuning" / "urgent.tsv"
#: How urgent the gate finds a message, whether it fires, and whether it should.
Judged = tuple[float, bool, bool]


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0, or 1 after an error that was said on stderr."""
    quiet()
    try:
        judged = asyncio.run(_judge(read(Path(arguments[0]) if arguments else TUNING)))
    except (OSError, ValueError, RuntimeError) as error:  # ModelError is a RuntimeError
        print(error, file=sys.stderr)
        return 1
    print(plain(cells(judged)))
    return 0


def read(file: Path) -> list[tuple[str, bool]]:
    """Texts, and whether each is urgent.

    Raises:
        ValueError: the file has other columns.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or set(rows[0]) != {"label", "text"}:
        raise ValueError(f"{file}: the first line must be label, a tab and text")
    return [(row["text"], row["label"] != "calm") for row in rows]


def cells(judged: Sequence[Judged]) -> Cells:
    """What the gate does as it is, and what its score would do at thresholds around."""
    now = [(float(fires), urgent) for _, fires, urgent in judged]
    scores = [(score, urgent) for score, _, urgent in judged]
    thresholds = [step / 5 for step in range(-6, 6)]
    rows = [["as it is", *_shares(now, 0.5)]]
    rows += [[f"{threshold:.1f}", *_shares(scores, threshold)] for threshold in thresholds]
    return [["threshold", "recall", "false alarms"], *rows]


def _shares(scores: Sequence[tuple[float, bool]], threshold: float) -> list[str]:
    shares = []
    for kind in (True, False):
        fired = [score >= threshold for score, urgent in scores if urgent is kind]
        shares.append(f"{100 * sum(fired) / max(len(fired), 1):.1f} %")
    return shares


async def _judge(rows: Sequence[tuple[str, bool]]) -> list[Judged]:
    # Imported here: it brings in Rasa, which must be made quiet before.
    from serving.agent import load

    agent = await load()
    judged = []
    for text, urgent in rows:
        parsed = await agent.parse_message(text)
        judged.append((parsed.get("urgent_score", -9.0), bool(parsed.get("urgent")), urgent))
    return judged


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
