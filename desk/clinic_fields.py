"""Clinic fields: which values of clinic.yml a form shows, and what a posted form changes there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from actions.knowledge.document import Location
from actions.knowledge.opening import WEEKDAYS
from desk.forms import tidy

#: A "list" is written on one line, with commas.
Kind = Literal["line", "text", "choice", "switch", "list"]
#: The most characters that any field accepts; the validator may demand fewer.
LONGEST = 2000
#: The form has a multiple of this many price rows, so it stays the same when a few are added.
_PRICES = 12
_AGAIN = 3
#: The lists in the file whose entries can be added and removed.
_LISTS = ("prices", "again")


@dataclass(frozen=True)
class Field:
    """One value. `location` is its place in the file, whether or not it is there yet."""

    name: str
    location: Location
    label: str
    kind: Kind = "line"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def part(self) -> str:
        """What two people can't change at once: the list that it is in, or else the field."""
        row = _row(self.location)
        return str(row[-2]) if row else self.name


@dataclass(frozen=True)
class FilledForm:
    """Fields with what the file says in them.

    `values` maps the fields' names to texts; a switch is "on" or "".
    """

    fields: tuple[Field, ...]
    values: Mapping[str, str]

    def field_of(self, wrong: Location, given: Mapping[str, str]) -> Field | None:
        """The field of a value that is wrong in the file once the `given` values are there."""
        for field in self.fields:
            location = _in_new_list(self, field, given)
            if location and location in (wrong, wrong[:-1]):
                return field
        return None


_FILLED = "The chat replaces {phone}, {email}, {hours}, {address} and {name} with your facts."
#: Kind, hint and choices.
_SWITCH: Any = ("switch", "", (("on", "Yes"), ("", "No")))
_FACTS = (
    Field("name", ("name",), "Name of the clinic"),
    Field("phone", ("phone",), "Phone", hint="As people dial it, e.g. +1 202-555-0142."),
    Field("email", ("email",), "E-mail"),
    Field("booking_url", ("booking_url",), "Booking page", hint="Begins with https://"),
    Field("address", ("address",), "Address"),
    Field(
        "hours",
        ("hours",),
        "Opening hours",
        hint="In words. The chat says exactly this; if it is empty, the days below in words.",
    ),
    Field("staff", ("staff",), "Who treats patients", "text", "E.g. Dr. Eva Roth, dermatologist."),
    Field("zone", ("opening", "zone"), "Time zone", hint="E.g. America/New_York or Europe/London."),
    *(
        Field(day.lower(), ("opening", day.lower()), day, hint="E.g. 9:00-12:30, 14:00-18:00.")
        for day in WEEKDAYS
    ),
    Field(
        "closed",
        ("opening", "closed"),
        "Closed on",
        "list",
        "Dates and holidays with commas, e.g. 2026-12-25, 2026-12-31 to 2027-01-02.",
    ),
    Field("sample", ("sample",), "These facts are only examples", *_SWITCH),
)
TREATMENTS = (("prp", "PRP"), ("exosomes", "Exosomes"), ("both", "Both"))


def facts(data: Mapping[str, Any]) -> FilledForm:
    """The clinic's name, phone, opening hours and other facts."""
    return _form(_FACTS, data)


def prices(data: Mapping[str, Any]) -> FilledForm:
    """All prices, and empty rows for more."""
    count = len(data.get("prices") or ())
    fields = []
    for number in range(_PRICES * (count // _PRICES + 1)):
        place = number + 1
        at = ("prices", number)
        fields += [
            Field(f"title{place}", (*at, "title"), "What the price is for"),
            Field(f"treatment{place}", (*at, "treatment"), "For", "choice", choices=TREATMENTS),
            Field(
                f"amount{place}", (*at, "amount"), "Price", hint="With currency, e.g. from $500."
            ),
        ]
    return _form(fields, data)


def answer(data: Mapping[str, Any], gap: str) -> FilledForm:
    """The clinic's own answer to a gap."""
    field = Field("answer", ("answers", gap), "The clinic's answer", "text", _FILLED)
    return _form([field], data)


def reply(data: Mapping[str, Any], id_: str) -> FilledForm:
    """What the clinic says to a question that only the clinic can answer.

    Raises:
        LookupError: there is no reply of that id.
    """
    ids = [each.get("id") for each in data["replies"]]
    if id_ not in ids:
        raise LookupError(id_)
    at = ("replies", ids.index(id_))
    fields = [
        Field("title", (*at, "title"), "Text on the button"),
        Field("question", (*at, "question"), "Question that the button asks"),
        Field("text", (*at, "text"), "Answer", "text", _FILLED),
        *(
            Field(
                f"again{each + 1}",
                (*at, "again", each),
                f"Answer if a visitor asks this again ({each + 1} of {_AGAIN})",
                "text",
            )
            for each in range(_AGAIN)
        ),
        Field("call", (*at, "call"), "Show a button to call the clinic below the answer", *_SWITCH),
    ]
    return _form(fields, data)


def changes(form: FilledForm, given: Mapping[str, str]) -> dict[Location, Any]:
    """The changes that make the file say what was `given`; None removes a value."""
    found: dict[Location, Any] = {}
    for at, fields in _groups(form).items():
        is_there = _is_filled(fields, form.values)
        if not at or (is_there and _is_filled(fields, given)):
            found |= dict(_single(fields, form, given))
        elif is_there:
            found[at] = None
        elif _is_filled(fields, given):
            new = {f.location[len(at) :]: _stored(f, given) for f in fields if given[f.name]}
            found[_new_place(form, fields[0], given) or at] = (
                new[()] if () in new else {step: value for (step,), value in new.items()}
            )
    return found


def _form(fields: Iterable[Field], data: Mapping[str, Any]) -> FilledForm:
    fields = tuple(fields)
    return FilledForm(fields, {field.name: _value(field, data) for field in fields})


def _value(field: Field, data: Any) -> str:
    for step in field.location:
        try:
            data = data[step]
        except (LookupError, TypeError):
            data = None
    if field.kind == "switch":
        default = "true" if field.name == "call" else "false"
        return "on" if str(data or default).lower() in _YES else ""
    if field.kind == "choice" and data is None:
        return field.choices[0][0]
    if field.kind == "list":
        return ", ".join(map(str, data)) if isinstance(data, list) else ""
    return tidy(data or "")


#: The texts that the knowledge's model reads as true.
_YES = ("true", "yes", "on", "1", "t", "y")


def _single(
    fields: Iterable[Field], form: FilledForm, given: Mapping[str, str]
) -> Iterator[tuple[Location, Any]]:
    for field in fields:
        new = given[field.name]
        if new != form.values[field.name]:
            yield field.location, _stored(field, given)


def _stored(field: Field, given: Mapping[str, str]) -> Any:
    """What the file says where this was given; None if it is left out."""
    value = given[field.name]
    if field.kind == "switch":
        return value == "on"
    if field.kind == "list":
        return [each.strip() for each in value.split(",") if each.strip()] or None
    return value or None


def _groups(form: FilledForm) -> dict[Location, list[Field]]:
    """Fields that are added and removed together, by their place; those that stand alone at ()."""
    places: dict[Location, list[Field]] = {}
    for field in form.fields:
        is_group = field.location[0] == "opening"
        places.setdefault(_row(field.location) or field.location[:is_group], []).append(field)
    return places


def _row(location: Location) -> Location:
    """The place of the list entry that this location is in; () if it is in none."""
    for place, step in enumerate(location[1:], 1):
        if isinstance(step, int) and location[place - 1] in _LISTS:
            return location[: place + 1]
    return ()


def _is_filled(fields: Iterable[Field], values: Mapping[str, str]) -> bool:
    return any(values[field.name] for field in fields if field.kind != "choice")


def _in_new_list(form: FilledForm, field: Field, given: Mapping[str, str]) -> Location:
    """Where the field will be once empty rows are left out; () if its own row is empty."""
    row, groups = _row(field.location), _groups(form)
    if not row:
        return field.location
    rows = [at for at in groups if at and at[:-1] == row[:-1] and _is_filled(groups[at], given)]
    return (*row[:-1], rows.index(row), *field.location[len(row) :]) if row in rows else ()


def _new_place(form: FilledForm, field: Field, given: Mapping[str, str]) -> Location:
    """The place of a new row, counted behind all present rows: removals are made last."""
    row, groups = _row(field.location), _groups(form)
    rows = [at for at in groups if row and at and at[:-1] == row[:-1]]
    there = [at for at in rows if _is_filled(groups[at], form.values)]
    new = [at for at in rows if at not in there and _is_filled(groups[at], given)]
    return (*row[:-1], len(there) + new.index(row)) if row else ()
