"""ClinicList: the menu of what the clinic can change, and the history, with a way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sanic.response import HTTPResponse

from desk.clinic_file import BrokenError, ClinicFile, FileError, RefusedError, StaleError, State
from desk.clinic_history import ClinicHistory, differences
from desk.forms import DeskError
from desk.page import Page, Visit
from desk.services import Services

#: Titles of the forms and lists by their addresses, in the menu's order.
AREAS = {
    "clinic": "Facts",
    "clinic/prices": "Prices",
    "clinic/answers": "Own answers",
    "clinic/replies": "Clinic questions",
    "clinic/history": "History",
}
_HISTORY = "clinic/history"
_FOLDER = "clinic-history"
_NLU = Path(__file__).parent.parent / "data" / "nlu"
_LONGEST_ID = 64
_GONE = (404, "This version has been deleted in the meantime. Nothing was changed.")
_CHANGED = (409, "Somebody else has just changed the file. Please open the history again.")
_UNFIT = (422, "This version does not fit the other files any more, so nothing was changed: {why}")


def here(services: Services) -> ClinicFile:
    """The clinic's file, in the folder of the knowledge that this bot uses."""
    history = ClinicHistory(services.settings.var / _FOLDER)
    return ClinicFile(services.settings.knowledge, _NLU, history, date.today)


def pages(services: Services) -> list[Page]:
    """The history, and the address of its button."""
    found = ClinicList(services, here(services))
    return [Page(_HISTORY, found.show), Page(f"{_HISTORY}/restore", take=found.restore)]


class ClinicList:
    """Shows each earlier version with the difference to the one that replaced it."""

    def __init__(self, services: Services, file: ClinicFile) -> None:
        self._services, self._file = services, file

    async def show(self, visit: Visit) -> HTTPResponse:
        """Show the history, the latest change first."""
        try:
            state = await self._services.aside(self._file.read)
        except BrokenError as error:
            return await broken(visit, error)
        except FileError as error:
            raise DeskError(503, str(error)) from None
        versions = await self._services.aside(lambda: [*self._steps(state)])
        return await visit.page(
            "clinic_history.html",
            areas=AREAS,
            area=_HISTORY,
            versions=versions,
            version=state.version,
        )

    async def restore(self, visit: Visit) -> HTTPResponse:
        """Undo one change: put back the version from before it."""
        form = visit.form(name=_LONGEST_ID, version=_LONGEST_ID)
        try:
            await self._services.aside(lambda: self._file.restore(form["name"], form["version"]))
        except LookupError:
            raise DeskError(*_GONE) from None
        except StaleError:
            raise DeskError(*_CHANGED) from None
        except RefusedError as error:
            status, sentence = _UNFIT
            raise DeskError(status, sentence.format(why=error.problems[0].message)) from None
        except BrokenError as error:
            return await broken(visit, error, 409)
        except FileError as error:
            raise DeskError(503, f"{error} Nothing was changed.") from None
        return visit.leads_to(_HISTORY, "restored")

    def _steps(self, state: State) -> Iterator[tuple[str, float, list[str]]]:
        after = state.raw
        for version in self._file.history.versions():
            try:
                before = self._file.history.content(version.name)
            except LookupError:  # another process has just deleted it
                continue
            yield version.name, version.replaced, differences(before, after)
            after = before


def entries(address: str, state: State) -> dict[str, Any]:
    """All gaps or clinic replies as rows: address, title, question, own answer, default text."""
    knowledge = state.knowledge
    rows: list[tuple[str, str, str, str | None, str]]
    if address == "clinic/answers":
        own = knowledge.clinic.answers
        rows = [
            (f"{address}?gap={gap.id}", gap.title, gap.question, own.get(gap.id), gap.text)
            for gap in knowledge.gaps.values()
        ]
        rows.sort(key=lambda row: row[3] is None)
    else:
        rows = [
            (f"{address}?id={each.id}", each.title, each.question, each.text, "")
            for each in knowledge.clinic_replies.values()
        ]
    return {"areas": AREAS, "area": address, "rows": rows}


async def broken(visit: Visit, error: BrokenError, status: int = 200) -> HTTPResponse:
    """Show the mistakes in the file, with their lines; no form, since saving would overwrite it."""
    shown = [(Path(p.path).name, p.line, p.message) for p in error.problems]
    return await visit.page("clinic_broken.html", status=status, problems=shown)
