"""AskedList: the page of questions that got no answer, and the same list as a CSV file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from sanic.response import HTTPResponse

from actions.answer import knowledge_store
from desk.clusters import ClustersError
from desk.csv_files import csv_file
from desk.forms import DeskError
from desk.page import Page, Visit
from desk.questions import MOST, Group, Grouped, Questions
from desk.services import Services
from desk.titles import title

_ADDRESS = "questions"
#: The periods that can be chosen, in days; `_USUAL` is the one that is shown first.
PERIODS = (1, 7, 30, 90, 366)
_USUAL = "7"
_PAGE = 25
KINDS = {
    "": "All",
    "uncovered": "Not in the guide",
    "clarify": "Not understood",
    "off_topic": "About something else",
}
_HEADS = ("group", "asked", "kind", "about", "question")
#: Seconds that a page and a file wait for the groups, and after which a page looks again.
_PAGE_WAITS, _FILE_WAITS, _LOOK_AGAIN = 0.2, 30, 2
_FAILED = (503, "The questions could not be sorted. Try again in a moment.", 5)
_SLOW = (503, "The questions are still being sorted. Try again in a moment.", 5)


def pages(services: Services) -> list[Page]:
    """The list and its CSV file."""
    found = AskedList(services)
    return [
        Page(_ADDRESS, found.show, title="Without an answer"),
        Page(f"{_ADDRESS}.csv", found.download),
    ]


class AskedList:
    """Empty unless the clinic's settings say that unanswered questions are kept."""

    def __init__(self, services: Services) -> None:
        self._services, self._questions = services, Questions(services)

    async def show(self, visit: Visit) -> HTTPResponse:
        """Show the groups of one period, a page at a time."""
        days, kind = _days(visit), visit.word("kind", tuple(KINDS))
        found = await self._grouped(_PAGE_WAITS)
        if found is None:
            page = await visit.page("asked_waiting.html")
            page.headers["Refresh"] = str(_LOOK_AGAIN)
            return page
        every = await self._services.aside(lambda: found.of(days))
        groups = _of_kind(every, kind)
        last = max(1, ceil(len(groups) / _PAGE))
        number = visit.number("page", last)
        return await visit.page(
            "asked_list.html",
            is_on=self._services.unanswered.is_on,
            kept_days=self._services.settings.learn_days,
            days=days,
            periods=self._periods,
            kind=kind,
            kinds=KINDS,
            found=found,
            asked=sum(group.count for group in every),
            groups=[(g, _answer_forms(g)) for g in groups[(number - 1) * _PAGE :][:_PAGE]],
            number=number,
            last=last,
            most=MOST,
            topic=title,
        )

    async def download(self, visit: Visit) -> HTTPResponse:
        """Every wording in the groups that the page shows, each with the number of its group."""
        days, kind = _days(visit), visit.word("kind", tuple(KINDS))
        found = await self._grouped(_FILE_WAITS)
        if found is None:
            raise DeskError(*_SLOW)

        def work() -> HTTPResponse:
            return csv_file("questions", _HEADS, _rows(_of_kind(found.of(days), kind)))

        return await self._services.aside(work)

    @property
    def _periods(self) -> list[int]:
        """The periods up to the first that covers `learn_days`: older questions are not kept."""
        most = self._services.settings.learn_days
        return [
            each for place, each in enumerate(PERIODS) if not place or PERIODS[place - 1] < most
        ]

    async def _grouped(self, patience: float) -> Grouped | None:
        try:
            return await self._questions.grouped(patience)
        except ClustersError:
            raise DeskError(*_FAILED) from None


def _days(visit: Visit) -> int:
    return int(visit.word("days", tuple(map(str, PERIODS))) or _USUAL)


def _of_kind(groups: Sequence[Group], kind: str) -> list[Group]:
    return [group for group in groups if not kind or group.kind == kind]


def _answer_forms(group: Group) -> list[tuple[str, str]]:
    """Address and title of each form in which the clinic can write an answer to this group.

    If the chat recognised the question as a gap, this is that gap's form; otherwise the forms of
    the intents that come closest.
    """
    knowledge = knowledge_store().current
    intents = (f"gap/{group.topic}",) if group.topic not in ("", "other") else group.near
    found = []
    for family, _, id_ in (intent.partition("/") for intent in intents):
        if family == "gap" and id_ in knowledge.gaps:
            found.append((f"clinic/answers?gap={id_}", title(id_)))
        elif family == "clinic" and id_ in knowledge.clinic_replies:
            found.append((f"clinic/replies?id={id_}", title(id_)))
    return found


def _rows(groups: Iterable[Group]) -> Iterator[tuple[object, ...]]:
    for number, group in enumerate(groups, 1):
        for text, count in group.wordings:
            yield number, count, KINDS[group.kind], title(group.topic), text
