"""ClinicPages: the forms in which the clinic edits what the chat says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sanic.response import HTTPResponse

from actions.answer import knowledge_store
from actions.contact_offer import Ways
from actions.knowledge.document import Location
from actions.knowledge.readability import grade
from actions.reply import Reply
from desk.clinic_areas import FORMS, Area, buttons, replies
from desk.clinic_fields import LONGEST, FilledForm, changes
from desk.clinic_file import (
    BrokenError,
    ClinicFile,
    FileError,
    RefusedError,
    StaleError,
    State,
)
from desk.clinic_list import AREAS, broken, entries, here
from desk.clinic_merge import merge, version
from desk.forms import DeskError, tidy, unseen
from desk.page import Page, Visit
from desk.services import Services
from desk.titles import title
from desk.yaml_edit import EditError

_LONGEST_ID, _LONGEST_VERSION = 64, 500
_NO_FORM = (422, "The desk did not understand this form. Open it again.")
_KEPT = "What you wrote is still in the form; your technician can find out why."
_NO_ENTRY = (404, "There is no such question.")


def pages(services: Services) -> list[Page]:
    """One page for each form."""
    file = here(services)
    titles = {"clinic": "The clinic"}
    found = [ClinicForm(services, file, area) for area in FORMS]
    return [Page(f.area.address, f.show, f.take, titles.get(f.area.address, "")) for f in found]


@dataclass(frozen=True)
class Shown:
    """What a form shows beside its fields: mistakes, other people's changes, the replies.

    `others` maps the fields that somebody else changed, too, to what is saved now.
    `is_unsaved` says that the session ended before what was typed could be saved.
    """

    values: Mapping[str, str]
    version: str
    mistakes: Mapping[str, str]
    others: Mapping[str, str]
    notices: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    grade: float | None = None
    is_preview: bool = False
    is_unsaved: bool = False


class ClinicForm:
    """Shows, previews and saves a form; what was typed is never lost on the way."""

    def __init__(self, services: Services, file: ClinicFile, area: Area) -> None:
        self._services, self._file, self.area = services, file, area

    async def show(self, visit: Visit) -> HTTPResponse:
        """Show the form with the file's values; without a chosen entry, the list of all entries."""
        key = self._key(visit)
        try:
            state = await self._services.aside(self._file.read)
            if self.area.key and not key:
                return await visit.page("clinic_entries.html", **entries(self.area.address, state))
            form = self._form(state, key)
        except BrokenError as error:
            return await broken(visit, error)
        except FileError as error:
            raise DeskError(503, str(error)) from None
        values = dict(form.values)
        shown = Shown(values, version(form), {}, {}, replies=self._replies(key, state))
        if visit.typed is not None:
            given = {name: tidy(visit.typed.get(name, values[name])) for name in values}
            seen = visit.typed.get("version", "")
            shown = replace(shown, values=given, version=seen, is_unsaved=True)
        return await self._page(visit, form, key, shown)

    async def take(self, visit: Visit) -> HTTPResponse:
        """Preview or save what was posted."""
        key = self._key(visit)
        try:
            state = await self._services.aside(self._file.read)
            form = self._form(state, key)
            posted = visit.form(*form.values, version=_LONGEST_VERSION, do=_LONGEST_ID)
            if posted["do"] not in ("save", "preview"):
                raise DeskError(*_NO_FORM)
            given = {name: tidy(posted[name]) for name in form.values}
            merged = merge(form, given, posted["version"])
            mistakes = self._field_mistakes(form, merged.values)
            shown = Shown(merged.values, version(form), mistakes, merged.clashes)
            if shown.others:
                return await self._page(visit, form, key, shown, 409)
            if shown.mistakes:
                return await self._page(visit, form, key, shown, 422)
            if posted["do"] == "preview":
                return await self._preview(visit, state, form, key, shown)
            return await self._save(visit, state, form, key, shown)
        except BrokenError as error:
            return await broken(visit, error, 409)
        except FileError as error:  # it can't be read, so there is no form
            raise DeskError(503, f"{error} Nothing was changed.") from None

    async def _save(
        self, visit: Visit, state: State, form: FilledForm, key: str, shown: Shown
    ) -> HTTPResponse:
        def edit(now: State) -> Mapping[Any, Any]:
            there = self._form(now, key)
            if version(there) != shown.version:
                raise StaleError
            return changes(there, shown.values)

        try:
            new = await self._services.aside(lambda: self._file.save(edit))
        except (RefusedError, EditError, FileError) as error:
            return await self._refuse(visit, form, key, shown, error)
        except StaleError:  # since `take` has read the file
            return await self.take(visit)
        said = "unchanged" if new.raw == state.raw else "saved"
        return visit.leads_to(self.area.address, said)

    async def _preview(
        self, visit: Visit, state: State, form: FilledForm, key: str, shown: Shown
    ) -> HTTPResponse:
        def work() -> Shown:
            draft = self._file.draft(state, changes(form, shown.values))
            words = " ".join(shown.values.get(name, "") for name in ("answer", "text")).strip()
            easy = grade(draft.knowledge.fill(words)) if words else None
            said = self._replies(key, draft)
            return replace(shown, replies=said, grade=easy, is_preview=True)

        try:
            shown = await self._services.aside(work)
        except (RefusedError, EditError) as error:
            return await self._refuse(visit, form, key, shown, error)
        return await self._page(visit, form, key, shown)

    async def _refuse(
        self,
        visit: Visit,
        form: FilledForm,
        key: str,
        shown: Shown,
        error: RefusedError | EditError | FileError,
    ) -> HTTPResponse:
        """Show the form with what was typed, and each mistake at its field.

        Without any of these, what is wrong elsewhere stands above the form; else it follows from
        them.
        """
        mistakes, notices = dict[str, str](), list[str]()
        for location, advice, message in _told(error):
            field = form.field_of(location, shown.values)
            if field:
                mistakes.setdefault(field.name, advice)
            else:
                notices.append(message)
        shown = replace(shown, mistakes=mistakes, notices=() if mistakes else tuple(notices))
        status = 503 if isinstance(error, FileError) else 422
        return await self._page(visit, form, key, shown, status)

    async def _page(
        self, visit: Visit, form: FilledForm, key: str, shown: Shown, status: int = 200
    ) -> HTTPResponse:
        address = self.area.address + (f"?{self.area.key}={key}" if key else "")
        return await visit.page(
            "clinic_form.html",
            status=status,
            areas=AREAS,
            area=self.area.address,
            address=address,
            form=form,
            shown=shown,
            entry=key,
            heading=title(key) if key else "",
            question=_question(key),
            can_be_written=self._file.can_be_written,
            longest=LONGEST,
            buttons=lambda reply: buttons(reply, knowledge_store().current),
        )

    def _replies(self, key: str, state: State) -> tuple[Reply, ...]:
        settings = self._services.settings
        ways = Ways(self._services.requests.is_on, bool(settings.handover_slack))
        return replies(self.area, key, state.knowledge, ways)

    def _key(self, visit: Visit) -> str:
        return visit.word(self.area.key) if self.area.key else ""

    def _form(self, state: State, key: str) -> FilledForm:
        """The form, for the entry that the address names.

        Raises:
            DeskError: there is no such entry.
        """
        if self.area.key == "gap" and key not in state.knowledge.gaps:
            raise DeskError(*_NO_ENTRY)
        try:
            return self.area.form(state.data, key)
        except LookupError:
            raise DeskError(*_NO_ENTRY) from None

    def _field_mistakes(self, form: FilledForm, given: Mapping[str, str]) -> dict[str, str]:
        mistakes = {}
        for field in form.fields:
            value, bad = given[field.name], unseen(given[field.name])
            if field.choices and value not in dict(field.choices):
                raise DeskError(*_NO_FORM)
            if len(value) > LONGEST:
                mistakes[field.name] = f"That is too long: {LONGEST:,} characters are the most."
            elif field.kind in ("line", "list") and "\n" in value:
                mistakes[field.name] = "Write it on one line."
            elif bad:
                mistakes[field.name] = f"Holds a character that cannot be seen ({bad}); retype it."
        return mistakes


def _told(
    error: RefusedError | EditError | FileError,
) -> list[tuple[Location, str, str]]:
    """What is wrong: where, in words for there, and in words for elsewhere."""
    if isinstance(error, RefusedError):
        return [(each.location, each.advice, each.message) for each in error.problems]
    if isinstance(error, EditError):
        return [(error.location, str(error), str(error))]
    return [((), "", f"{error} {_KEPT}")]


def _question(key: str) -> str:
    """The question that the entry's button asks."""
    knowledge = knowledge_store().current
    found = knowledge.gaps.get(key) or knowledge.clinic_replies.get(key)
    return found.question if found else ""
