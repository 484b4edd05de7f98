"""A sentence about one's own data is a wish; one that says anything else as well is not."""

from __future__ import annotations

import time

import pytest

from channels.wishes import wish

ERASE = """
delete my data
Delete my data!
please delete all my data
Can you delete my data, please?
could you please erase everything you have on me
erase my chat history
forget me
please forget everything about me
I want you to delete all of my messages
i'd like to delete my conversation
remove my personal information
wipe this conversation
clear my history now, thanks
delete everything
delete what you know about me
"""
EXPORT = """
What do you store about me?
what data do you have on me
What information have you stored about me?
what do you know about me
export my data
Can I get a copy of my data?
please send me my data
show me everything you have about me
download my chat history
can i see my data
"""
NEITHER = """
don't delete my data
how do I delete my data from Instagram?
delete my data, I want to die
What do you know about PRP?
what do you store exosomes in
does PRP delete my scars
I can't forget the pain
forget it
do you sell my data
show me the prices
give me information on PRP
can I get a copy of my bill
what do you have
please send help
erase my wrinkles
remove my appointment
delete my appointment
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(ERASE))
def test_erase(text: str) -> None:
    assert wish(text) == "erase"


@pytest.mark.parametrize("text", lines(EXPORT))
def test_export(text: str) -> None:
    assert wish(text) == "export"


@pytest.mark.parametrize("text", lines(NEITHER))
def test_neither(text: str) -> None:
    assert wish(text) is None


@pytest.mark.parametrize("words", ["please ", "all my ", "delete ", "what you have ", "about me "])
def test_no_text_holds_anyone_up(words: str) -> None:
    start = time.perf_counter()
    for length in range(1, 130):
        wish((words * 130)[:length] + "x")
    assert time.perf_counter() - start < 2
