"""Datasets: reads the public data sets BANKING77 and CLINC150, which are kept elsewhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

#: A sentence and its intent.
Example = tuple[str, str]


class DataError(ValueError):
    """A file of a data set is missing or has another format."""


@dataclass(frozen=True)
class Dataset:
    """A data set; the `outside_*` sentences belong to none of its intents."""

    name: str
    train: Sequence[Example]
    test: Sequence[Example]
    validation: Sequence[Example] = ()
    outside_test: Sequence[str] = ()
    outside_validation: Sequence[str] = ()


def banking77(folder: Path) -> Dataset:
    """77 intents of a bank with ten training sentences each, and the official test set.

    Raises:
        DataError: a file is missing or lacks the column `text` or `intent`.
    """
    train = _csv(folder / "banking77_train_10shot.csv")
    return Dataset("banking77", train, _csv(folder / "banking77_test.csv"))


def clinc150(folder: Path) -> Dataset:
    """The "small" version: 150 intents with fifty sentences each, and out-of-scope sentences.

    Raises:
        DataError: the file is missing or lacks a split.
    """
    path = folder / "clinc150_small.json"
    try:
        splits = json.loads(path.read_text(encoding="utf-8"))
        return Dataset(
            "clinc150",
            train=_pairs(splits["train"]),
            test=_pairs(splits["test"]),
            validation=_pairs(splits["val"]),
            outside_test=[text for text, _ in splits["oos_test"]],
            outside_validation=[text for text, _ in splits["oos_val"]],
        )
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except (KeyError, ValueError) as error:
        raise DataError(f"{path}: not in the expected format: {error}") from error


def _csv(path: Path) -> list[Example]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return [(row["text"], row["intent"]) for row in csv.DictReader(lines)]
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except KeyError as error:
        raise DataError(f"{path}: no column {error}") from error


def _pairs(entries: Iterable[Sequence[str]]) -> list[Example]:
    return [(text, intent) for text, intent in entries]
