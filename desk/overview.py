"""Overview: the page that shows what is asked over time, with its pictures and files."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from sanic.response import HTTPResponse, text

from actions.knowledge.opening import WEEKDAYS
from desk import plots
from desk.csv_files import csv_file
from desk.forms import DeskError
from desk.layout import zone
from desk.page import Page, Visit
from desk.services import Services
from desk.titles import title
from desk.usage_counts import PERIODS, Counts, count

_ADDRESS = "figures"
_USUAL = "30"
#: Seconds for which counts are reused, so that a page, its pictures and its files agree.
_FRESH = 30.0
#: The pictures bring their own styles; nothing in them may run or be fetched.
_PICTURE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
#: The parts of the page: titles by the names in the addresses of their pictures and files.
_PARTS = {"topics": "Topics", "urgent": "Urgent", "requests": "Requests", "hours": "Busy hours"}

Series = Mapping[str, Sequence[int]]


def pages(services: Services) -> list[Page]:
    """The page, its pictures and its files."""
    found = Overview(services)
    return [
        Page(_ADDRESS, found.show, title="Figures"),
        Page(f"{_ADDRESS}/picture.svg", found.picture),
        Page(f"{_ADDRESS}/table.csv", found.table),
    ]


class Overview:
    """Counts only: no text of a visitor is read here."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: dict[int, tuple[float, Counts]] = {}

    async def show(self, visit: Visit) -> HTTPResponse:
        """Show all parts for one period."""
        period = _period(visit)
        counts = await self._counts(period)
        return await visit.page(
            "overview.html",
            period=period,
            periods=PERIODS,
            step=PERIODS[period],
            parts=_PARTS,
            heads=_labels(counts),
            series={part: _series(counts, part) for part in _PARTS},
            messages=sum(counts.messages),
        )

    async def picture(self, visit: Visit) -> HTTPResponse:
        """Draw one part as SVG."""
        part, size = _part(visit), visit.word("size", tuple(plots.SIZES))
        counts = await self._counts(_period(visit))

        def draw() -> str:
            if part == "hours":
                return plots.dots(counts.hours, size)
            series = plots.main_series(_series(counts, part))
            return plots.bars(_labels(counts), series, size)

        drawn = await self._services.aside(draw)
        return text(drawn, content_type="image/svg+xml", headers=dict(_PICTURE))

    async def table(self, visit: Visit) -> HTTPResponse:
        """One part as a CSV file."""
        part = _part(visit)
        counts = await self._counts(_period(visit))
        if part == "hours":
            rows = [
                (weekday, f"{hour:02}:00", n)
                for weekday, hours in zip(WEEKDAYS, counts.hours, strict=True)
                for hour, n in enumerate(hours)
            ]
            return csv_file("hours", ("weekday", "hour", "messages"), rows)
        days = [day.date().isoformat() for day in counts.days]
        lines = [
            (day, name, n)
            for name, bars in _series(counts, part).items()
            for day, n in zip(days, bars, strict=True)
        ]
        return csv_file(part, ("from", part, "number"), lines)

    async def _counts(self, period: int) -> Counts:
        made, counts = self._known.get(period, (0.0, None))
        if counts is None or time.monotonic() - made > _FRESH:
            here = zone()
            counts = await self._services.read(lambda connection: count(connection, period, here))
            self._known[period] = (time.monotonic(), counts)
        return counts


def _series(counts: Counts, part: str) -> Series:
    if part == "requests":
        return {"Requests": counts.requests}
    if part == "hours":
        return dict(zip(WEEKDAYS, counts.hours, strict=True))
    found: Mapping[str, Sequence[int]] = getattr(counts, part)
    named: dict[str, Sequence[int]] = {}
    for id_, bars in found.items():  # two ids may have the same title
        name = title(id_)
        named[name] = [
            sum(pair) for pair in zip(bars, named.get(name, [0] * len(bars)), strict=True)
        ]
    return named


def _labels(counts: Counts) -> list[str]:
    return [f"{day.day} {day:%b}" for day in counts.days]


def _period(visit: Visit) -> int:
    return int(visit.word("days", tuple(map(str, PERIODS))) or _USUAL)


def _part(visit: Visit) -> str:
    part = visit.word("of", tuple(_PARTS))
    if not part:
        raise DeskError(404, "There is no such page.")
    return part
