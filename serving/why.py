"""`python -m serving.why [--after TEXT …] TEXT`: how a message is read, and because of what."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence

from serving.quiet import quiet


async def explain(text: str, before: Sequence[str] = ()) -> list[str]:
    """The reading of a message, line by line, after the messages before it were answered."""
    # Imported here: they import Rasa, which takes seconds and must be made quiet before.
    from rasa.core.channels.channel import UserMessage

    from channels.text import clean_text
    from components.previous import previous_words
    from serving.agent import load
    from serving.conversation import Conversation

    agent = await load()
    conversation = Conversation(agent)
    for message in before:
        await conversation.say(message)
    tracker = await agent.tracker_store.get_or_create_tracker(conversation.id)
    processor = agent.processor
    assert processor is not None
    parsed = await processor.parse_message(UserMessage(clean_text(text)), tracker)
    said = previous_words(tracker.current_slot_values())
    return list(_lines(parsed, said))


def _lines(parsed: object, said: str) -> Iterator[str]:
    from components.reading import Reading

    assert isinstance(parsed, dict)
    reading = Reading.of(parsed)
    yield f"said before: {said or 'nothing'}"
    if reading.urgency:
        yield f"urgent: {reading.urgency}, because of {reading.because}"
    if reading.aftermath:
        yield f"after an urgent reply: {reading.aftermath}, because of {reading.because}"
    for number, question in enumerate(reading.questions, start=1):
        start, end = question.span
        yield f"{number}. characters {start} to {end}: {question.intent}"
        yield f"   treatment named: {question.treatment or 'none'}; because of {question.because}"
        if question.options:
            yield f"   offered instead: {', '.join(question.options)}"
    nearest = parsed.get("intent_ranking") or []
    ranking = ", ".join(f"{each['name']} {each['confidence']:.2f}" for each in nearest[:5])
    yield f"the whole message: {ranking}"


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0, or 1 after an error that was said on stderr."""
    parser = argparse.ArgumentParser(prog="python -m serving.why", description=__doc__)
    parser.add_argument("--after", action="append", default=[], help="a message before it")
    parser.add_argument("text")
    options = parser.parse_args(arguments)
    quiet()
    from serving.agent import ModelError

    try:
        lines = asyncio.run(explain(options.text, options.after))
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
