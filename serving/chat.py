"""`python -m serving.chat`: a conversation in the terminal, through the complete path."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from engine.agent import MODEL, ModelError, load
from engine.quiet import quiet
from serving.conversation import Conversation

_PROMPT = "\nYou: "


async def chat() -> None:
    """Talk until the end of the input (Ctrl-D) or /quit."""
    print("Waking the bot up …", flush=True)
    conversation = Conversation(await load(MODEL))
    print("Ask about PRP or exosomes for hair loss. A number presses a button; Ctrl-D ends.")
    buttons: list[dict[str, Any]] = []
    while True:
        try:
            text = await asyncio.to_thread(input, _PROMPT)
        except (EOFError, KeyboardInterrupt):
            print("\nBye.")
            return
        if text.strip() == "/quit":
            return
        if text.strip().isdecimal() and 0 < int(text) <= len(buttons):
            text = buttons[int(text) - 1]["payload"]
        replies = await conversation.say(text)
        for reply in replies:
            print(render(reply))
        buttons = replies[-1]["buttons"] if replies else []


def render(reply: dict[str, Any]) -> str:
    """A reply as text: table, numbers and links, its source or kind in brackets, its buttons."""
    label = reply["custom"]
    lines = [f"\nBot: {reply['text']}"]
    table = label.get("table")
    if table:
        lines += [f"  {row[0]} — PRP: {row[1]} | Exosomes: {row[2]}" for row in table["rows"]]
    lines += [f"  {n['title']}: {n['number']}" for n in label.get("numbers", [])]
    lines += [f"  {link['title']}: {link['url']}" for link in label.get("links", [])]
    lines.append(f"  [{label.get('source') or label['kind']}]")
    titles = (f"{i}) {b['title']}" for i, b in enumerate(reply["buttons"], 1))
    return "\n".join([*lines, "  " + "   ".join(titles)] if reply["buttons"] else lines)


def main() -> int:
    """The exit code: 0, or 1 if there is no usable model."""
    quiet()
    try:
        asyncio.run(chat())
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
