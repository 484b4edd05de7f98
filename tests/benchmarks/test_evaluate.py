"""The whole evaluation, with bots that are always right or never."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import asked, evaluate, report
from benchmarks.evaluate import main
from benchmarks.labels import Label
from benchmarks.rows import Dialogue, Row
from benchmarks.sets import own_questions
from engine import agent as agent_module

Say = Callable[[Row], list[dict[str, Any]]]


def best_reply(label: Label) -> dict[str, Any]:
    best = next(iter(label.topics or label.ids), None)
    treatment = None if label.treatment == "unspecified" else label.treatment
    return {"kind": label.kind, "topic": best, "treatment": treatment, "buttons": []}


def rightly(row: Row) -> list[dict[str, Any]]:
    return [best_reply(label) for label in row.labels]


def always_urgent(row: Row) -> list[dict[str, Any]]:
    return [{"kind": "urgent", "topic": "crisis"}]


@pytest.fixture
def bot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Say], None]:
    """Replaces our bot by another, and writes all results to a temporary folder."""
    items = {item.id: item for items in own_questions().values() for item in items}

    def put(say: Say) -> None:
        async def answer(rows: Iterable[Mapping[str, Any]], _: object) -> AsyncIterator[Any]:
            for row in rows:
                item = items.get(row["id"])
                if isinstance(item, Dialogue):
                    turns = [{"replies": say(turn), "ms": 2.0} for turn in item.turns]
                    yield {"id": item.id, "turns": turns}
                elif item:
                    yield {"id": item.id, "replies": say(item), "ms": 2.0}

        monkeypatch.setattr(asked, "answer", answer)

    async def load() -> None:
        return None

    monkeypatch.setattr(agent_module, "load", load)
    monkeypatch.setattr(evaluate, "quiet", lambda: None)
    for module in (evaluate, report):
        monkeypatch.setattr(module, "RESULTS", tmp_path)
    monkeypatch.setattr(evaluate, "RESULT", tmp_path / "evaluation.json")
    monkeypatch.setattr(evaluate, "PICTURE", tmp_path / "confusion.png")
    monkeypatch.setattr(report, "DOCUMENTS", (tmp_path / "measurements.md",))
    return put


def test_a_perfect_bot_gets_full_marks(
    bot: Callable[[Say], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bot(rightly)
    document = tmp_path / "measurements.md"
    document.write_text("<!-- evaluation:begin --><!-- evaluation:end -->")
    assert main([]) == 0
    summary = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    for figure in summary["figures"] + summary["blind"]:
        perfect = 0 if figure["at_most"] else 100
        assert figure["unit"] == "ms" or figure["value"] == perfect, figure
        assert figure["is_met"] in (True, None)
    assert not summary["confusions"] and not summary["misnamed"]
    assert (tmp_path / "confusion.png").stat().st_size < 150_000
    assert "| urgent recall | 100.0 % |" in document.read_text(encoding="utf-8")
    assert "met" in capsys.readouterr().out


def test_texts_of_the_blind_part_are_not_shown(
    bot: Callable[[Say], None], capsys: pytest.CaptureFixture[str]
) -> None:
    bot(always_urgent)
    assert main([]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    sets = own_questions()
    texts = {
        name: [" ".join(item.text.split()) for item in items if isinstance(item, Row)]
        for name, items in sets.items()
    }
    assert any(text in shown for text in texts["gaps"])
    assert not [text for text in texts["fresh_lookalikes"] if text in shown]


def test_a_file_is_scored_without_its_texts_and_nothing_is_kept(
    bot: Callable[[Say], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bot(always_urgent)
    file = tmp_path / "theirs.jsonl"
    source = Path(evaluate.__file__).parent / "questions" / "answers.jsonl"
    file.write_text("".join(source.read_text(encoding="utf-8").splitlines(keepends=True)[:9]))
    assert main(["--questions", str(file)]) == 0
    shown = capsys.readouterr().out
    texts = [json.loads(line)["text"] for line in file.read_text().splitlines()]
    assert "theirs" in shown and not [text for text in texts if text in shown]
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.jsonl"]


@pytest.mark.parametrize(
    ("content", "error"), [("{}", "bad.jsonl:1: the key 'id' is missing"), (None, "No such file")]
)
def test_a_file_that_cannot_be_used_is_named(
    bot: Callable[[Say], None],
    tmp_path: Path,
    content: str | None,
    error: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "bad.jsonl"
    if content is not None:
        path.write_text(content)
    assert main(["--questions", str(path)]) == 1
    assert error in capsys.readouterr().err
