"""What the contract's table can't show: menus, joined texts, shortened titles."""

from __future__ import annotations

from typing import Any

import pytest

from channels.apps.sending.message_shape import Choice, MessagePart, Shape
from channels.apps.sending.rendering import offered, render, shorten


def reply(text: str, *titles: str, **label: Any) -> dict[str, Any]:
    buttons = [{"id": f"id {title}", "title": title} for title in titles]
    return {"text": text, "buttons": buttons, "custom": {"kind": "answer"} | label}


def test_a_menu_is_numbered_in_the_order_of_the_buttons() -> None:
    replies = [reply("Hello.", "Cost", "Safety")]
    menu = "Hello.\n\nReply with a number:\n1. Cost\n2. Safety"
    assert render(replies, Shape(text=100)) == [MessagePart(menu)]
    assert [choice.id for choice in offered(replies, Shape(text=100))] == ["id Cost", "id Safety"]


def test_more_than_there_are_buttons_are_a_menu_and_none_is_cut_or_left_out() -> None:
    titles = [f"What happens at visit number {number}" for number in range(1, 14)]
    (part,) = render([reply("Hello.", *titles)], Shape(text=1000, buttons=10, title=20))
    assert part.choices == ()
    assert part.text.splitlines()[-13:] == [f"{n}. {t}" for n, t in enumerate(titles, 1)]


def test_titles_that_shorten_to_the_same_are_told_apart() -> None:
    titles = ["What exosomes cost a visit", "What exosomes cost in all", "What exosomes cost in a"]
    titles += ["What the exosomes cost in all", "What exosomes, or not, cost in all"]
    shape = Shape(text=100, buttons=9, title=12)
    replies = [reply("", *titles)]
    assert [choice.title for choice in offered(replies, shape)] == [
        *("What…", "…in all", "…cost in a", "What the…", "5. What…"),
    ]


def test_replies_share_a_message_while_they_fit() -> None:
    replies = [reply("a" * 40), reply("b" * 40), reply("c" * 40)]
    assert [len(part.text) for part in render(replies, Shape(text=90))] == [82, 40]


def test_what_several_replies_offer_is_offered_once_below_the_last() -> None:
    replies = [reply("a" * 8, "Cost"), reply("b" * 8, "Cost", "Safety")]
    first, last = render(replies, Shape(text=10, buttons=3))
    assert first.choices == ()
    assert last.choices == (Choice("id Cost", "Cost"), Choice("id Safety", "Safety"))


def test_numbers_and_links_that_the_text_has_are_not_said_twice() -> None:
    numbers = [{"title": "Emergency", "number": "911"}, {"title": "Us", "number": "555"}]
    (part,) = render([reply("Call 911 now.", numbers=numbers)], Shape(text=100))
    assert part.text == "Call 911 now.\n\nUs: 555"


def test_a_limit_counts_what_is_sent() -> None:
    shape = Shape(text=20, escape=lambda text: text.replace("&", "&amp;"))
    parts = render([reply("PRP & exosomes & more")], shape)
    assert [part.text for part in parts] == ["PRP &amp; exosomes", "&amp; more"]


def test_nothing_is_nothing() -> None:
    assert render([], Shape(text=100)) == []
    assert render([reply("")], Shape(text=100)) == []


@pytest.mark.parametrize(
    ("title", "limit", "short"),
    [
        ("Cost", 20, "Cost"),
        ("What happens at a consultation", 20, "What happens at a…"),
        ("Incomprehensibilities", 20, "Incomprehensibiliti…"),
    ],
)
def test_titles_are_shortened_at_a_words_end(title: str, limit: int, short: str) -> None:
    assert shorten(title, limit) == short and len(short) <= limit
