"""The metrics are those that docs/operations.md lists."""

from __future__ import annotations

import re

from prometheus_client import Counter, Gauge, Histogram

from channels.apps.sending import delivery_metrics
from operations import metrics
from tests.live import ROOT

DOCUMENT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
OURS = {
    f"{found._name}_total" if isinstance(found, Counter) else found._name: found
    for found in (*vars(metrics).values(), *vars(delivery_metrics).values())
    if isinstance(found, (Counter, Gauge, Histogram))
}


def test_every_metric_is_listed_with_its_labels() -> None:
    rows = re.findall(r"^\| `(clinic_chat_\w+)` \|([^|]*)\|", DOCUMENT, re.MULTILINE)
    listed = {
        name: [label for label in labels.strip().split(", ") if label] for name, labels in rows
    }
    assert listed == {name: list(found._labelnames) for name, found in OURS.items()}


def test_alarms_ask_for_metrics_that_are_there() -> None:
    asked = set(re.findall(r"clinic_chat_\w+", DOCUMENT))
    plain = {re.sub("_(bucket|count|sum)$", "", name) for name in asked}
    assert plain == set(OURS)


def test_every_metric_says_what_it_counts() -> None:
    assert [name for name, found in OURS.items() if not found._documentation] == []
