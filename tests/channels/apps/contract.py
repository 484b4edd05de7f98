"""The contract of every connector: one table of replies, rendered by each as in a snapshot.

To accept changes: REFRESH=1 .venv/bin/python -m pytest tests/channels -k contract
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from channels.apps.sending.message_shape import MessagePart, Shape
from channels.apps.sending.rendering import render

_SNAPSHOTS = Path(__file__).parent / "snapshots"
_PHONE = {"title": "Call the clinic", "number": "+1 202-555-0142"}
_SENTENCE = "This is sentence {} of a long reply, which says what PRP & exosomes are <not>. "


def _reply(
    text: str, kind: str, titles: Iterable[str] = (), topic: str | None = None, **more: Any
) -> dict[str, Any]:
    buttons = [{"id": f"id.{title.lower().replace(' ', '_')}", "title": title} for title in titles]
    label = {"kind": kind, "topic": topic, "treatment": None, "source": None} | more
    return {"id": "1", "text": text, "buttons": buttons, "custom": label}


_COST = _reply(
    "The guide gives no prices, but it says PRP generally costs less per session than exosomes.",
    "answer",
    topic="cost",
    treatment="prp",
    source="Cost and Accessibility Considerations",
)
_SAFETY = _reply(
    "The guide says PRP is generally seen as safe.\n\nIt is not FDA-approved for hair loss.",
    "answer",
    ["Recovery", "Research", "Who it may suit"],
    topic="safety",
    source="Safety and Scientific Research",
    links=[{"title": "Source: US, 2014", "url": "https://doi.org/10.1055/s-0034-1390030"}],
)

#: Every kind of reply by a name: each value has the replies to one message.
REPLIES: Mapping[str, list[dict[str, Any]]] = {
    "answer": [_COST],
    "answer with buttons and a link": [_SAFETY],
    "comparison": [
        _reply(
            "Side by side, as the guide has it:",
            "answer",
            ["Cost", "Safety"],
            topic="differences",
            source="Key Differences Between PRP and Exosomes",
            table={
                "columns": ["", "PRP", "Exosomes"],
                "rows": [
                    ["Where it comes from", "your own blood", "stem cells, in a lab"],
                    ["Cost", "lower per session", "higher per session"],
                ],
            },
        )
    ],
    "uncovered": [
        _reply(
            "The guide does not say how long results last. The clinic can tell you more: "
            "+1 202-555-0142.",
            "uncovered",
            ["Sessions", "When results show"],
            topic="duration",
            links=[{"title": "Book a visit", "url": "https://example.com/book"}],
        )
    ],
    "clinic": [
        _reply(
            "We are open Monday to Friday 9 am to 6 pm.",
            "clinic",
            ["What it is", "How it works"],
            topic="hours",
            source="Sample Hair Clinic",
            links=[{"title": "Book a visit", "url": "https://example.com/book"}],
            numbers=[_PHONE],
        )
    ],
    "urgent": [
        _reply(
            "Please call 911 now, or go to the nearest emergency department.",
            "urgent",
            topic="emergency",
            numbers=[
                {"title": "Emergency", "number": "911"},
                {"title": "Sample Hair Clinic", "number": "+1 202-555-0142"},
            ],
        )
    ],
    "off topic": [_reply("I only know about PRP and exosomes.", "off_topic", ["Cost"])],
    "small talk": [_reply("You're welcome. 😊", "smalltalk", topic="thanks")],
    "clarify": [
        _reply(
            "I'm not sure what you mean. Did you mean one of these?",
            "clarify",
            ["Differences", "How well it works", "Cost"],
        )
    ],
    "several questions": [_COST, _SAFETY],
    "more buttons than any app has": [
        _reply("Choose:", "clarify", [f"Question number {number}" for number in range(1, 14)])
    ],
    "long titles": [
        _reply(
            "Choose:",
            "clarify",
            [
                "What the treatment with exosomes costs in all",
                "What the treatment with exosomes costs a visit",
                "Cost",
            ],
        )
    ],
    "markup in the text": [
        _reply("*Bold* _it_ ~no~ `code` <b>tag</b> & <@U123> <!channel> [x](y)", "answer")
    ],
    "4,000 characters": [
        _reply(
            "".join(_SENTENCE.format(number) for number in range(1, 100))[:3999] + ".",
            "answer",
            ["Cost"],
            source="Safety and Scientific Research",
        )
    ],
    "one word of 4,000 characters": [_reply("x" * 4000, "answer")],
    "emoji": [_reply("👩‍⚕️💉" * 700, "answer")],
}


def check(name: str, shape: Shape) -> None:
    """Every reply is within the app's shape, complete, and the same as in snapshots/<name>.txt."""
    drawn = {case: render(replies, shape) for case, replies in REPLIES.items()}
    for case, parts in drawn.items():
        _check_limits(case, parts, shape)
        _check_complete(case, parts, shape)
    text = "\n".join(_shown(case, parts) for case, parts in drawn.items())
    file = _SNAPSHOTS / f"{name}.txt"
    if os.environ.get("REFRESH"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, f"{file} differs; see {__file__}"


def _check_limits(case: str, parts: list[MessagePart], shape: Shape) -> None:
    assert parts, case
    for part in parts:
        assert 0 < shape.measure(part.text) <= shape.text, case
        assert len(part.choices) <= shape.buttons, case
        if part.choices and shape.above:
            assert shape.measure(part.text) <= shape.above, case
        titles = [choice.title for choice in part.choices]
        assert all(0 < len(title) <= shape.title for title in titles), case
        assert len(set(titles)) == len(titles), case
    assert not any(part.choices for part in parts[:-1]), case
    offered = {button["title"] for reply in REPLIES[case] for button in reply["buttons"]}
    shown = "\n".join(part.text for part in parts)
    numbered = {title for title in offered if f". {title}\n" in f"{shown}\n"}
    assert len(numbered) + len(parts[-1].choices) == len(offered), f"{case}: a choice is lost"


def _check_complete(case: str, parts: list[MessagePart], shape: Shape) -> None:
    said = "".join("".join(part.text for part in parts).split())
    for reply in REPLIES[case]:
        label = reply["custom"]
        expected = [reply["text"]]
        expected += [entry["number"] for entry in label.get("numbers", ())]
        expected += [entry["url"] for entry in label.get("links", ())]
        expected += [cell for row in label.get("table", {"rows": []})["rows"] for cell in row]
        if label["source"] and label["kind"] == "answer":
            expected.append(label["source"])
        for text in expected:
            assert "".join(shape.escape(text).split()) in said, (case, text[:60])


def _shown(case: str, parts: list[MessagePart]) -> str:
    lines = [f"===== {case}"]
    for number, part in enumerate(parts, 1):
        lines.append(f"--- message {number}")
        lines.append(part.text)
        lines += [f"[{choice.title}]" for choice in part.choices]
    return "\n".join(lines) + "\n"
