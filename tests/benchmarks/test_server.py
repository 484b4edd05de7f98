"""The serving benchmark stores what each part has measured, and shows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import comparison, curves, report, server, stock
from benchmarks.message_wordings import messages
from benchmarks.parts import caches, visitors
from benchmarks.server_load import Plan


def load(factor: float) -> dict[str, Any]:
    times = {"p50_ms": 8.0, "p95_ms": 20.0, "p99_ms": 30.0, "max_ms": 40.0}
    rates = {"messages": 9, "per_second": 90.0 / factor, "per_cpu_second": 99.0 / factor}
    each = {name: value * factor for name, value in times.items()} | rates
    return {str(n): each | {"slowest_visitor_ratio": 1.1} for n in (1, 4, 16, 64)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "results" / "serving.json"
    ours = {"ready_s": 5.0, "rss_mb": 450, "visitors": load(2)}
    server.keep("visitors", {"floor_ms": 4.0, **ours}, path)
    sides = {
        "ours": {**ours, "visitors": load(1)},
        "stock": {"ready_s": 40.0, "rss_mb": 1400, "visitors": load(10)},
    }
    server.keep("stock", {"floor_ms": 2.0, **sides}, path)
    server.keep("turns", {"turns_ms": {"1": 8.0, "200": 12.0}, "turn_200_ratio": 1.5}, path)
    server.keep("training", {"train_s": 40.0}, path)
    return path


def test_parts_are_put_together(path: Path) -> None:
    result = json.loads(path.read_text())
    assert result["floor_ms"] == 2.0 and "floor_ms" not in result["ours"]
    ours = result["ours"]
    assert (ours["p50_ms"], ours["per_second"], ours["max_ms_64"]) == (8.0, 90.0, 40.0)
    assert (ours["turn_200_ratio"], ours["train_s"], ours["rss_mb"]) == (1.5, 40.0, 450)
    assert result["stock"]["p50_ms"] == 80.0 and "train_s" not in result["stock"]
    assert set(result["measured"]) == {"visitors", "stock", "turns", "training"}


def test_a_part_takes_the_place_of_its_older_self(path: Path) -> None:
    server.keep("turns", {"turns_ms": {"1": 8.0, "200": 8.8}, "turn_200_ratio": 1.1}, path)
    ours = json.loads(path.read_text())["ours"]
    assert (ours["turn_200_ratio"], ours["p50_ms"]) == (1.1, 8.0)


def test_the_table_says_what_is_reached(path: Path) -> None:
    rows = {row[0]: row[1:] for row in comparison.serving_cells(json.loads(path.read_text()))}
    assert rows["median to the embedding alone (2.00 ms)"][0] == "4.0 ×"
    assert rows["median of a message, one visitor, ms"] == ["8", "80", "0.1 ×", "≤ 0.17 ×", "met"]
    assert rows["messages a second of one core"][2:] == ["10 ×", "≥ 6 ×", "met"]
    assert rows["memory, MB"][-1] == "met"
    assert rows["training, s"] == ["40", "", "", "≤ 0.03 ×", ""]
    assert rows["turn 200 against turn 1"] == ["1.5 ×", "", "", "≤ 1.3 ×", "missed"]
    assert "1,000 topics against today's" not in rows


def test_all_rows_are_of_one_width(path: Path) -> None:
    result = json.loads(path.read_text())
    for cells in (comparison.serving_cells, comparison.load_cells, comparison.growth_cells):
        assert len({len(row) for row in cells(result)}) == 1
        assert len(cells({"floor_ms": None, "ours": {}, "stock": {}})) >= 1


def test_the_document_says_how_busy_the_machine_was(path: Path) -> None:
    caches = {"first_ms": 9.0, "again_ms": 5.0, "button_ms": 4.0}
    server.keep("caches", {"caches": caches}, path)
    result = json.loads(path.read_text())
    text = report._serving(result)
    assert "beside nothing else" in text and "5.0 ms instead of 9.0, a button 4.0 ms" in text
    server.keep("together", {"together": {"in_order": True, "last_ms": 30.0}}, path, load=3.2)
    text = report._serving(json.loads(path.read_text()))
    assert "other work (load 3.2): ratios count" in text
    assert "answered in order, the last after 30 ms at most" in text


def test_the_picture_is_the_same_each_time(path: Path, tmp_path: Path) -> None:
    result = json.loads(path.read_text())
    pictures = [tmp_path / "one.png", tmp_path / "folder" / "two.png"]
    for picture in pictures:
        curves.draw(result, picture)
    assert pictures[0].read_bytes() == pictures[1].read_bytes()


def test_stock_must_have_been_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stock, "MODEL", tmp_path / "none")
    out = str(tmp_path / "serving.json")
    assert server.main(["--only", "stock", "--out", out]) == 1
    assert "`python -m benchmarks.stock` makes it" in capsys.readouterr().err


def test_the_real_server_is_measured(model: Path) -> None:
    plan = Plan(messages(), scale=0.02, seconds=20)
    found = visitors(plan, model)
    assert found["floor_ms"] > 0.2 and found["ready_s"] > 1 and found["rss_mb"] > 100
    assert [found["visitors"][n]["messages"] for n in ("1", "4", "16", "64")] == [10, 8, 32, 64]
    assert all(each["p50_ms"] > found["floor_ms"] / 2 for each in found["visitors"].values())


def test_what_caches_give_is_measured_apart(model: Path) -> None:
    found = caches(Plan(messages(), scale=0.03, seconds=20), model)["caches"]
    assert set(found) == {"first_ms", "again_ms", "button_ms"}
