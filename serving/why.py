"""`python -m serving.why [--after TEXT …] TEXT`: prints how a message is read, and why."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.quiet import quiet


async def explain(text: str, before: Sequence[str] = ()) -> list[str]:
    """The reading of a message, line by line, once the messages in `before` were answered."""
    # Imported here: they import Rasa, which takes seconds and must be made quiet first.
    from channels.message.clean_text import clean_text
    from engine.agent import load, parse
    from serving.conversation import Conversation

    agent = await load()
    conversation = Conversation(agent)
    for message in before:
        await conversation.say(message)
    tracker = await agent.tracker_store.get_or_create_tracker(conversation.id)
    parsed = await parse(agent, clean_text(text), tracker)
    slots = tracker.current_slot_values()
    said = [str(slots[name]) for name in ("kind", "topic", "treatment", "urgent") if slots[name]]
    return [f"said before: {', '.join(said) or 'nothing'}", *_lines(parsed)]


def _lines(parsed: Mapping[str, Any]) -> Iterator[str]:
    reading = parsed["reading"]
    if reading["language"]:
        yield f"language: {reading['language']}"
    for name in ("urgency", "aftermath"):
        if reading[name]:
            yield f"{name}: {reading[name]}, because of {reading['because']}"
    for number, question in enumerate(reading["questions"], start=1):
        start, end = question["span"]
        yield f"{number}. characters {start} to {end}: {question['intent']}"
        named = question["treatment"] or "none"
        yield f"   treatment named: {named}; because of {question['because']}"
        if question["options"]:
            yield f"   offered instead: {', '.join(question['options'])}"
    nearest = parsed.get("intent_ranking") or []
    ranking = ", ".join(f"{each['name']} {each['confidence']:.2f}" for each in nearest[:5])
    yield f"the whole message: {ranking}"


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0, or 1 after an error on stderr."""
    parser = argparse.ArgumentParser(prog="python -m serving.why", description=__doc__)
    parser.add_argument(
        "--after", action="append", default=[], help="a message before it; may be repeated"
    )
    parser.add_argument("text", help="the message to explain")
    options = parser.parse_args(arguments)
    quiet()
    from engine.agent import ModelError

    try:
        lines = asyncio.run(explain(options.text, options.after))
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
