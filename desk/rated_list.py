"""RatedList: the page of visitors' ratings of replies, and the same list as a CSV file."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from sanic.response import HTTPResponse

from desk.csv_files import csv_file
from desk.layout import zone
from desk.page import Page, Visit
from desk.rated_rows import CHOICES, MOST, PAGE, RatedRows
from desk.services import Services
from desk.titles import title

_HEADS = ("time", "rating", "words", "question", "reply", "topic")


def pages(services: Services) -> list[Page]:
    """The list and its CSV file."""
    found = RatedList(services)
    return [
        Page("ratings", found.show, title="Ratings"),
        Page("ratings.csv", found.download),
    ]


class RatedList:
    """What visitors wrote was masked before it was stored, here as everywhere."""

    def __init__(self, services: Services) -> None:
        self._services, self._rows = services, RatedRows(services)

    async def show(self, visit: Visit) -> HTTPResponse:
        """Show the ratings of one choice, a page at a time."""
        choice = visit.word("which", tuple(CHOICES))
        counts = await self._rows.counts()
        last = max(1, ceil(counts.get(choice, 0) / PAGE))
        number = visit.number("page", last)
        return await visit.page(
            "rated_list.html",
            rows=await self._rows.latest(choice, PAGE, (number - 1) * PAGE),
            choice=choice,
            choices=CHOICES,
            counts=counts,
            number=number,
            last=last,
            most=MOST,
            topic=title,
        )

    async def download(self, visit: Visit) -> HTTPResponse:
        """The latest ratings of one choice, as a file."""
        rows = await self._rows.latest(visit.word("which", tuple(CHOICES)), MOST)
        here = zone()
        return await self._services.aside(
            lambda: csv_file(
                "ratings",
                _HEADS,
                (
                    (
                        datetime.fromtimestamp(row.time, here).isoformat(" ", "seconds"),
                        CHOICES[row.value],
                        row.word,
                        row.question,
                        row.reply,
                        title(row.topic),
                    )
                    for row in rows
                ),
            )
        )
