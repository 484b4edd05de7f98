"""The exam interface, with an agent that says what it is told to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine import agent as agent_module
from serving import answers
from serving.answers import QuestionsError, main, read

REPLY = {
    "text": "It costs less.",
    "buttons": [
        {"title": "Safety", "payload": "Is PRP safe?", "topic": "safety", "treatment": "prp"}
    ],
    "custom": {
        "kind": "answer",
        "topic": "cost",
        "treatment": "prp",
        "source": "Cost",
        "links": [{"title": "x", "url": "y"}],
    },
}
ANSWERED = {
    "kind": "answer",
    "topic": "cost",
    "treatment": "prp",
    "source": "Cost",
    "text": "It costs less.",
    "buttons": [{"title": "Safety", "topic": "safety", "treatment": "prp"}],
}


class FakeAgent:
    """Says REPLY once for every word, and remembers who said what."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    async def handle_message(self, message: Any) -> None:
        self.heard.append((message.sender_id, message.text))
        if message.text == "break":
            raise RuntimeError("broken")
        for _ in message.text.split():
            await message.output_channel.send_response(message.sender_id, REPLY)


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> FakeAgent:
    fake = FakeAgent()

    async def load() -> FakeAgent:
        return fake

    monkeypatch.setattr(agent_module, "load", load)
    monkeypatch.setattr(answers, "quiet", lambda: None)
    return fake


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "in.jsonl", tmp_path / "out.jsonl"


def write(path: Path, *rows: object) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def test_rows_and_dialogues_in_order(agent: FakeAgent, files: tuple[Path, Path]) -> None:
    turns = [{"text": "one", "kind": "answer"}, {"text": ""}]
    write(
        files[0],
        {"id": "b", "text": "one two", "kind": "answer", "topics": ["cost"]},
        {"id": "a", "turns": turns},
        {"id": "c", "text": "/one"},
    )
    assert main([str(path) for path in files]) == 0
    two, talk, last = written(files[1])
    assert list(two) == ["id", "replies", "ms"] and list(talk) == ["id", "turns"]
    assert (two["id"], two["replies"]) == ("b", [ANSWERED, ANSWERED])
    assert talk["id"] == "a" and [turn["replies"] for turn in talk["turns"]] == [[ANSWERED], []]
    assert last["replies"] == [] and last["ms"] >= 0  # a lone command gets no reply
    speakers = [speaker for speaker, _ in agent.heard]
    assert speakers[1] == speakers[2] and len(set(speakers)) == 3
    assert [text for _, text in agent.heard] == ["one two", "one", "", ""]


def test_it_is_quiet_but_for_progress(
    agent: FakeAgent, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write(files[0], {"id": "a", "text": "hi"})
    assert main([str(path) for path in files]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "1 of 1 answered\n")


def test_a_message_that_breaks_the_bot_costs_only_its_own_reply(
    agent: FakeAgent, files: tuple[Path, Path]
) -> None:
    write(files[0], {"id": "a", "text": "break"}, {"id": "b", "text": "hi"})
    assert main([str(path) for path in files]) == 0
    assert [len(row["replies"]) for row in written(files[1])] == [0, 1]


def test_a_lone_surrogate_can_be_written(agent: FakeAgent, files: tuple[Path, Path]) -> None:
    write(files[0], {"id": "\ud800é", "text": "hi"})
    assert main([str(path) for path in files]) == 0
    assert written(files[1])[0]["id"] == "\ud800é"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "not JSON: Expecting property name"),
        (b'{"id": "\xff", "text": "hi"}', "not JSON: 'utf-8' codec can't decode"),
        (b"[]", "not an object"),
        (b'{"text": "hi"}', '"id" must be a string'),
        (b'{"id": "a"}', 'needs a string "text", or "turns"'),
        (b'{"id": "a", "text": null}', 'needs a string "text", or "turns"'),
        (b'{"id": "a", "turns": []}', '"turns" must be a list with at least one turn'),
        (b'{"id": "a", "turns": {"text": "hi"}}', '"turns" must be a list'),
        (b'{"id": "a", "turns": [{"text": "hi"}, {}]}', 'turn 2 needs a string "text"'),
        (b'{"id": "a", "turns": ["hi"]}', 'turn 1 needs a string "text"'),
    ],
)
def test_bad_lines_are_named(
    line: bytes, problem: str, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[0].write_bytes(b'{"id": "ok", "text": "hi"}\n\n' + line + b"\n")
    assert main([str(path) for path in files]) == 1
    error = capsys.readouterr().err
    assert f"in.jsonl:3: {problem}" in error and error.count("\n") == 1
    assert not files[1].exists()


def test_every_bad_line_is_named_at_once(files: tuple[Path, Path]) -> None:
    files[0].write_text("1\n2\n")
    with pytest.raises(QuestionsError, match=r"(?s)in\.jsonl:1: .*in\.jsonl:2: "):
        read(files[0])


@pytest.mark.parametrize("arguments", [[], ["one"], ["one", "two", "three"]])
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith("usage: python -m serving.answers QUESTIONS OUT")


def test_no_such_file(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path) for path in files]) == 1
    assert "in.jsonl" in capsys.readouterr().err
