"""Turns pydantic's errors into messages for editors, with the line of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from actions.knowledge.document import Document, Location
from actions.knowledge.model import Record
from actions.knowledge.problems import Problem, suggest


class _Fault(NamedTuple):
    field: str
    value: Any
    limit: Any
    allowed: tuple[str, ...]
    model: type[BaseModel]


def parse(document: Document, model: type[Record]) -> Record | list[Problem]:
    """The record, or all problems that keep the document from being one."""
    try:
        return model.parse_obj(document.data)
    except ValidationError as error:
        return list(_problems(document, model, error))


def label(data: Any, location: Location) -> str:
    """A location for people: 'cost: answers.prp.short', the id of the entry and the field."""
    entry, names = "", []
    for step in location:
        data = _step(data, step)
        names.append(str(step + 1 if isinstance(step, int) else step))
        if isinstance(step, int) and isinstance(data, dict) and data.get("id"):
            entry, names = str(data["id"]), []
    return ": ".join(part for part in (entry, ".".join(names)) if part)


def _problems(
    document: Document, model: type[Record], errors: ValidationError
) -> Iterator[Problem]:
    for error in errors.errors():
        location = tuple(step for step in error["loc"] if step != "__root__")
        context = error.get("ctx", {})
        fault = _Fault(
            field=str(location[-1]) if location else "",
            value=_value(document.data, location),
            limit=context.get("limit_value"),
            allowed=tuple(context.get("permitted", ())),
            model=_model_at(model, location[:-1]),
        )
        explain = _MESSAGES.get(error["type"])
        message = explain(fault) if explain else error["msg"]
        where = label(document.data, location) or "the file"
        yield document.problem(f"{where} {message}", location)


def _value(data: Any, location: Location) -> Any:
    for step in location:
        data = _step(data, step)
    return data


def _step(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) else None


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel]:
    for step in location:
        field = model.__fields__.get(str(step))
        if field and isinstance(field.type_, type) and issubclass(field.type_, BaseModel):
            model = field.type_
    return model


def _missing(fault: _Fault) -> str:
    about = fault.model.__fields__[fault.field].field_info.description
    return f"is missing; add '{fault.field}: …'" + (f" ({about})" if about else "")


def _unknown(fault: _Fault) -> str:
    return f"is an unknown field; {suggest(fault.field, fault.model.__fields__, 'allowed are')}"


def _too_short(fault: _Fault) -> str:
    length = len(fault.value.strip())
    return f"has {length} character{'s' * (length != 1)}; write at least {fault.limit}"


def _too_long(fault: _Fault) -> str:
    return f"has {len(fault.value.strip())} characters; at most {fault.limit} are allowed"


def _not_listed(fault: _Fault) -> str:
    return f"is '{fault.value}'; {suggest(str(fault.value), fault.allowed)}"


def _found(fault: _Fault) -> str:
    if isinstance(fault.value, (dict, list)):
        return "fields" if isinstance(fault.value, dict) else "a list"
    return f"'{fault.value}'"


_MESSAGES: Mapping[str, Callable[[_Fault], str]] = {
    "value_error.missing": _missing,
    "value_error.extra": _unknown,
    "value_error.any_str.min_length": _too_short,
    "value_error.any_str.max_length": _too_long,
    "value_error.const": _not_listed,
    "value_error.number.not_ge": lambda fault: f"is {fault.value}; write at least {fault.limit}",
    "value_error.number.not_le": lambda fault: f"is {fault.value}; write at most {fault.limit}",
    "value_error.date": lambda fault: f"is '{fault.value}', a day that does not exist; check it",
    "type_error.none.not_allowed": lambda _: "is empty; write a value or delete the line",
    "type_error.str": lambda fault: f"is {_found(fault)}; write a text",
    "type_error.tuple": lambda fault: f"is {_found(fault)}; write a list, each line with '- '",
    "type_error.dict": lambda fault: f"is {_found(fault)}; write 'field: value' lines",
    "type_error.mapping": lambda fault: f"is {_found(fault)}; write 'field: value' lines",
    "type_error.bool": lambda fault: f"is {_found(fault)}; write true or false",
    "type_error.integer": lambda fault: f"is {_found(fault)}; write a whole number",
}
