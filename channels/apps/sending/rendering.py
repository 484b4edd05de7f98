"""Rendering: turns the replies to a message into an app's messages, without losing content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from channels.apps.sending.message_shape import Choice, MessagePart, Shape
from channels.apps.sending.text_splitting import split

#: The most options in a numbered menu, so that numbers have two digits.
_MOST = 99
_MENU = "Reply with a number:"
_NEXT = "You could ask next:"
_SOURCED = ("answer", "uncovered")
Reply = dict[str, Any]


def render(replies: Sequence[Reply], shape: Shape) -> list[MessagePart]:
    """As few messages as the limits allow, in order; the questions to ask next come last."""
    blocks = [block(reply, shape) for reply in replies]
    choices = offered(replies, shape)
    if len(choices) > shape.buttons:
        blocks.append(_menu(choices))
        choices = ()
    texts = _packed(blocks, shape)
    if not texts:
        return []
    *before, last = [shape.escape(text) for text in texts]
    if choices and shape.above and shape.measure(last) > shape.above:
        return [*map(MessagePart, [*before, last]), MessagePart(_NEXT, choices)]
    return [*map(MessagePart, before), MessagePart(last, choices)]


def offered(replies: Iterable[Reply], shape: Shape) -> tuple[Choice, ...]:
    """The buttons, or if there are too many, the menu's options; "2" means the second of either.

    If two titles look the same when shortened, the later one shows its end, or else its number.
    """
    titles = {button["id"]: button["title"] for reply in replies for button in reply["buttons"]}
    if len(titles) > shape.buttons:
        return tuple(Choice(id_, title) for id_, title in titles.items())[:_MOST]
    shown: dict[str, str] = {}
    for number, (id_, title) in enumerate(titles.items(), 1):
        sign = f"{number}. "
        forms = (shorten(title, shape.title), _ending(title, shape.title))
        free = (form for form in forms if form not in shown)
        shown[next(free, sign + shorten(title, shape.title - len(sign)))] = id_
    return tuple(Choice(id_, form) for form, id_ in shown.items())


def shorten(title: str, limit: int) -> str:
    """The title cut at the end of a word, with an ellipsis."""
    if len(title) <= limit:
        return title
    return split(title, limit - 1)[0].rstrip(" ,;:") + "…"


def _ending(title: str, limit: int) -> str:
    """The end of the title, cut at the beginning of a word, with an ellipsis in front."""
    end = title[-limit + 1 :]
    return "…" + (end.partition(" ")[2] or end)


def block(reply: Reply, shape: Shape) -> str:
    """A reply as one text: with its table, numbers, links and source, without its buttons."""
    label = reply["custom"]
    text, table = reply["text"], _table(label.get("table"), shape)
    ways = [(entry["title"], entry["number"]) for entry in label.get("numbers") or ()]
    ways += [(link["title"], link["url"]) for link in label.get("links") or ()]
    facts = [f"{title}: {target}" for title, target in ways if target not in text]
    if label.get("source") and label.get("kind") in _SOURCED:
        facts.append(f"From the guide: {label['source']}")
    return "\n\n".join(filter(None, [text, table, "\n".join(facts)]))


def _table(table: dict[str, Any] | None, shape: Shape) -> str:
    """The table with each row as a list, because phones are narrow."""
    if not table:
        return ""
    columns = table["columns"][1:]
    rows = [
        f"{shape.bold}{head}{shape.bold}\n"
        + "\n".join(f"• {column}: {cell}" for column, cell in zip(columns, cells, strict=False))
        for head, *cells in table["rows"]
    ]
    return "\n".join(rows)


def _menu(choices: Sequence[Choice]) -> str:
    lines = [f"{number}. {choice.title}" for number, choice in enumerate(choices, 1)]
    return "\n".join([_MENU, *lines])


def _packed(blocks: Iterable[str], shape: Shape) -> list[str]:
    texts: list[str] = []
    for block in blocks:
        for piece in split(block, shape.text, shape.length):
            joined = f"{texts[-1]}\n\n{piece}" if texts else piece
            if texts and shape.length(joined) <= shape.text:
                texts[-1] = joined
            else:
                texts.append(piece)
    return texts
