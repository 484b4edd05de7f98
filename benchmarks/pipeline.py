"""Measures our NLU pipeline, with the encoder not tuned, on data of other domains.

`python -m benchmarks.pipeline FOLDER [--stock]`

FOLDER contains banking77_train_10shot.csv, banking77_test.csv and clinc150_small.json. With
`--stock`, Rasa's default pipeline is measured as well. That needs the Python of `make full` and,
for BANKING77, a quarter of an hour.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import nlu, report, tables
from benchmarks.datasets import DataError, Dataset, Example, banking77, clinc150
from benchmarks.intervals import wilson
from benchmarks.thresholds import Judged, reject, strictest
from engine.quiet import quiet

_ROOT = Path(__file__).parent.parent
RESULT = Path(__file__).parent / "results" / "pipeline.json"
#: Share of in-scope sentences that must still be answered correctly.
IN_SCOPE = 0.9

Result = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0, or 1 after an error message on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipeline")
    parser.add_argument("folder", type=Path, help="folder with the data sets")
    parser.add_argument("--only", choices=_DATASETS, help="measure one data set instead of all")
    parser.add_argument("--stock", action="store_true", help="also measure Rasa's default pipeline")
    options = parser.parse_args(arguments)
    names = [options.only] if options.only else list(_DATASETS)
    try:
        datasets = [_DATASETS[name](options.folder) for name in names]
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    quiet()
    pipelines = {"ours, plain base": nlu.configured(_ROOT / "config.yml")}
    if options.stock:
        pipelines["Rasa's default"] = dict(nlu.STOCK)
    for name, config in pipelines.items():
        for dataset in datasets:
            print(f"training {name} on {dataset.name}", file=sys.stderr)
            keep(measure(name, config, dataset), RESULT)
    print(tables.plain(tables.pipeline_cells(json.loads(RESULT.read_text(encoding="utf-8")))))
    return report.main()


def measure(name: str, config: Mapping[str, Any], dataset: Dataset) -> Result:
    """Accuracy, rejection of out-of-scope sentences, and times of a pipeline on a data set."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline = nlu.train(config, dataset.train, Path(folder))
        guesses = pipeline.guess(text for text, _ in dataset.test)
        test = _judged(guesses, dataset.test)
        right = sum(is_right for _, is_right in test)
        low, high = wilson(right, len(test))
        median, slowest = nlu.median_and_slowest(guesses)
        return {
            "pipeline": name,
            "dataset": dataset.name,
            "date": date.today().isoformat(),
            "rows": len(test),
            "accuracy": _percent(right / len(test)),
            "low": _percent(low),
            "high": _percent(high),
            "training_seconds": round(pipeline.seconds, 1),
            "ms_median": median,
            "ms_p99": slowest,
            **_rejections(pipeline, dataset, test),
        }


def keep(result: Result, path: Path) -> None:
    """Add a result to the file, replacing an older one of the same pipeline and data set."""
    key = (result["pipeline"], result["dataset"])
    kept: list[Result] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    others = [r for r in kept if (r["pipeline"], r["dataset"]) != key]
    ordered = sorted(
        [*others, result], key=lambda r: (r["dataset"], not r["pipeline"].startswith("ours"))
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")


def _rejections(pipeline: nlu.Pipeline, dataset: Dataset, test: Sequence[Judged]) -> Result:
    """Rejection at the threshold chosen on the validation data, and at that chosen on the test."""
    if not dataset.outside_test:
        return {}
    asked = pipeline.guess(text for text, _ in dataset.validation)
    validation = _judged(asked, dataset.validation)
    outside = [guess.confidence for guess in pipeline.guess(dataset.outside_test)]
    outside_validation = [g.confidence for g in pipeline.guess(dataset.outside_validation)]
    chosen = strictest(validation, IN_SCOPE)
    return {
        "validation": _rejection(validation, outside_validation, chosen),
        "test": _rejection(test, outside, chosen),
        "test_at_90": _rejection(test, outside, strictest(test, IN_SCOPE)),
    }


def _judged(guesses: Sequence[nlu.Guess], examples: Sequence[Example]) -> list[Judged]:
    pairs = zip(guesses, examples, strict=True)
    return [(guess.confidence, guess.intent == intent) for guess, (_, intent) in pairs]


def _rejection(guesses: Sequence[Judged], outside: Sequence[float], threshold: float) -> Result:
    rejection = reject(guesses, outside, threshold)
    return {
        "threshold": round(threshold, 3),
        "in_scope": _percent(rejection.in_scope),
        "recall": _percent(rejection.recall),
        "outside_rows": len(outside),
    }


def _percent(share: float) -> float:
    return round(100 * share, 1)


_DATASETS = {"banking77": banking77, "clinc150": clinc150}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
