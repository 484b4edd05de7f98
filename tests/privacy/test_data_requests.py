"""A sentence about one's own data is a data request, unless it says something else, too."""

from __future__ import annotations

import time

import pytest

from privacy.data_requests import data_request

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
I want you to delete my personal data under GDPR
delete my account
DELETE
erase
Delete, please
stop storing my data
pls delet my dta
plese dleete my dat
pleas erase my conversatoin
right to be forgotten
I want to exercise my right to be forgotten
I would like to invoke my right to erasure under the GDPR
GDPR deletion request
this is a data erasure request
I want my data deleted
I'd like my chat history to be erased
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
data export
i want my chat history
I would like a copy of my data
GDPR access request
I want to make a subject access request
exprt my data
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
delete my date
erased my memory
deleted my data
who deleted my data
you have deleted my account
what is the right to be forgotten
stop losing my hair
stop
I want my hair
I want my money back
I need my medical history checked
remove
clear
forget
access to the clinic
data
my data
expert my data
delete the pain
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(ERASE))
def test_erase(text: str) -> None:
    assert data_request(text) == "erase"


@pytest.mark.parametrize("text", lines(EXPORT))
def test_export(text: str) -> None:
    assert data_request(text) == "export"


@pytest.mark.parametrize("text", lines(NEITHER))
def test_neither(text: str) -> None:
    assert data_request(text) is None


@pytest.mark.parametrize("words", ["please ", "all my ", "delete ", "what you have ", "about me "])
def test_no_text_holds_anyone_up(words: str) -> None:
    start = time.perf_counter()
    for length in range(1, 130):
        data_request((words * 130)[:length] + "x")
    assert time.perf_counter() - start < 2
