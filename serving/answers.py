"""The exam interface: sends each message of a file through the complete bot, writes the replies.

`python -m serving.answers QUESTIONS OUT`, both JSON Lines.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.quiet import quiet

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from serving.conversation import Conversation

Row = Mapping[str, Any]

_USAGE = "usage: python -m serving.answers QUESTIONS OUT"
_PROGRESS_EVERY = 100

logger = logging.getLogger(__name__)


class QuestionsError(ValueError):
    """Lines that are neither a row nor a dialogue; the message lists each with its number."""


def read(path: Path) -> list[Row]:
    """Rows `{"id", "text"}` and dialogues `{"id", "turns": [{"text"}, …]}`; skips blank lines.

    Raises:
        QuestionsError: lists every bad line and what is wrong with it.
    """
    rows: list[Row] = []
    problems: list[str] = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig"))
        except ValueError as error:  # invalid JSON or UTF-8
            problems.append(f"{path}:{number}: not JSON: {error}")
            continue
        wrong = _what_is_wrong(row)
        if wrong:
            problems.append(f"{path}:{number}: {wrong}")
        rows.append(row)
    if problems:
        raise QuestionsError("\n".join(problems))
    return rows


async def answer(rows: Iterable[Row], agent: Agent) -> AsyncIterator[dict[str, Any]]:
    """The exam's record for each row, in order; each row is a conversation of its own."""
    # Imported here: it imports Rasa, which takes seconds and must be made quiet first.
    from serving.conversation import Conversation

    for row in rows:
        conversation = Conversation(agent)
        if "turns" in row:
            turns = [await _message(conversation, turn["text"]) for turn in row["turns"]]
            yield {"id": row["id"], "turns": turns}
        else:
            yield {"id": row["id"], **await _message(conversation, row["text"])}


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0, or 1 after an error on stderr."""
    if len(arguments) != 2:
        print(_USAGE, file=sys.stderr)
        return 1
    questions, out = map(Path, arguments)
    try:
        rows = read(questions)
    except (OSError, QuestionsError) as error:
        print(error, file=sys.stderr)
        return 1
    quiet()
    return asyncio.run(_write(rows, out))


async def _write(rows: Sequence[Row], out: Path) -> int:
    from engine.agent import ModelError, load

    try:
        agent = await load()
        # A lone surrogate is possible in JSON but not in UTF-8; it is written as its JSON escape.
        with out.open("w", encoding="utf-8", errors="backslashreplace") as lines:
            number = 0
            async for answered in answer(rows, agent):
                lines.write(json.dumps(answered, ensure_ascii=False) + "\n")
                number += 1
                if number % _PROGRESS_EVERY == 0 or number == len(rows):
                    print(f"{number} of {len(rows)} answered", file=sys.stderr)
    except (OSError, ModelError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _message(conversation: Conversation, text: str) -> dict[str, Any]:
    try:
        replies, milliseconds = await conversation.timed(text)
    except Exception:  # one message that breaks the bot must not cost the other answers
        logger.exception("no reply to a message of %d characters", len(text))
        return {"replies": [], "ms": 0.0}
    return {"replies": [_reply(reply) for reply in replies], "ms": milliseconds}


def _reply(reply: Mapping[str, Any]) -> dict[str, Any]:
    label = reply["custom"]
    fields = ("title", "topic", "treatment")
    return {
        **{name: label.get(name) for name in ("kind", "topic", "treatment", "source")},
        "text": reply["text"],
        "buttons": [{name: b.get(name) for name in fields} for b in reply["buttons"]],
    }


def _what_is_wrong(row: object) -> str | None:
    if not isinstance(row, dict):
        return "not an object"
    if not isinstance(row.get("id"), (str, int)):
        return '"id" must be a string'
    if "turns" not in row:
        return None if isinstance(row.get("text"), str) else 'needs a string "text", or "turns"'
    turns = row["turns"]
    if not isinstance(turns, list) or not turns:
        return '"turns" must be a list with at least one turn'
    for number, turn in enumerate(turns, start=1):
        if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
            return f'turn {number} needs a string "text"'
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
