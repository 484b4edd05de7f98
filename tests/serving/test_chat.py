"""The conversation in a terminal: what is printed, and what keys do."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent

from serving import chat as chat_module
from serving.chat import chat, main, render
from serving.conversation import Conversation

LABEL = {"kind": "answer", "topic": "cost", "treatment": "both", "source": "Cost"}
BUTTONS = [{"title": "Safety", "payload": "Is it safe?"}, {"title": "Cost", "payload": "Price?"}]
TABLE = {"columns": ["", "PRP", "Exosomes"], "rows": [["Cost", "less", "more"]]}
PHONE = {"title": "Call", "number": "+1 202"}
LINK = {"title": "Book", "url": "https://example.com"}

Type = Callable[..., None]


def reply(text: str = "Hi.", buttons: Any = (), **label: Any) -> dict[str, Any]:
    return {"text": text, "buttons": list(buttons), "custom": {**LABEL, **label}}


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (reply(), ["", "Bot: Hi.", "  [Cost]"]),
        (reply(kind="clarify", source=None), ["", "Bot: Hi.", "  [clarify]"]),
        (reply(buttons=BUTTONS), ["", "Bot: Hi.", "  [Cost]", "  1) Safety   2) Cost"]),
        (
            reply(table=TABLE, numbers=[PHONE], links=[LINK]),
            [
                "",
                "Bot: Hi.",
                "  Cost — PRP: less | Exosomes: more",
                "  Call: +1 202",
                "  Book: https://example.com",
                "  [Cost]",
            ],
        ),
    ],
)
def test_a_reply_as_text(said: dict[str, Any], lines: list[str]) -> None:
    assert render(said).split("\n") == lines


@pytest.fixture
def type_in(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Sets the lines that will be typed before Ctrl-D, and reuses the agent."""

    async def shared(_: Path) -> Agent:
        return agent

    def typing(*texts: str) -> None:
        lines: Iterator[str] = iter(texts)

        def read(_: str) -> str:
            try:
                return next(lines)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr(builtins, "input", read)

    monkeypatch.setattr(chat_module, "load", shared)
    return typing


async def spoken(capsys: pytest.CaptureFixture[str]) -> str:
    await chat()
    return capsys.readouterr().out


async def test_a_question_and_the_end(type_in: Type, capsys: pytest.CaptureFixture[str]) -> None:
    type_in("How much does PRP cost?")
    out = await spoken(capsys)
    assert "Bot: " in out and "[Cost and Accessibility Considerations]" in out
    assert out.endswith("\nBye.\n")


async def test_a_number_presses_a_button(
    type_in: Type, capsys: pytest.CaptureFixture[str], agent: Agent
) -> None:
    type_in("How much does PRP cost?", "1")
    by_number = await spoken(capsys)
    (reply,) = await Conversation(agent).say("How much does PRP cost?")
    type_in("How much does PRP cost?", reply["buttons"][0]["payload"])
    assert by_number == await spoken(capsys)


@pytest.mark.parametrize("text", ["0", "99", "²", "①", "", "   "])
async def test_other_numbers_are_just_text(
    type_in: Type, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    type_in("How much does PRP cost?", text)
    assert (await spoken(capsys)).count("Bot: ") == 2


async def test_quit(type_in: Type, capsys: pytest.CaptureFixture[str]) -> None:
    type_in("/quit", "How much does PRP cost?")
    assert "Bot: " not in await spoken(capsys)


def test_without_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chat_module, "quiet", lambda: None)  # changes logging permanently
    assert main() == 1
    assert "no such model; `make train` makes it" in capsys.readouterr().err
