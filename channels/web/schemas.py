"""Schemas: what the website and the bot send each other, as JSON Schema."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

KINDS = ("answer", "uncovered", "clinic", "urgent", "off_topic", "smalltalk", "clarify")
UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_SIGNED = "^[A-Za-z0-9_.-]+$"
TEXT: Schema = {"type": "string"}
_TIME: Schema = {"type": "string", "format": "date-time"}


def ref(name: str) -> Schema:
    """A reference to a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Schema) -> Schema:
    """An array of `items`."""
    return {"type": "array", "items": items}


def optional(schema: Schema) -> Schema:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def record(required: Schema, **optionals: Schema) -> Schema:
    """An object with these fields and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | optionals,
        "additionalProperties": False,
    }


def schemas(text_length: int) -> dict[str, Schema]:
    """All schemas by name; a visitor's message may have at most `text_length` characters."""
    message_id = {"type": "string", "pattern": UUID, "maxLength": 36}
    reply_id = {"type": "string", "pattern": f"{UUID[:-1]}\\.[0-9]{{1,2}}$"}
    reply = {"id": reply_id, "text": TEXT, "buttons": listed(ref("Button")), "custom": ref("Label")}
    value = {"enum": ["up", "down"]}
    typed = {"type": "string", "minLength": 1, "maxLength": text_length}
    button = {"type": "string", "minLength": 1, "maxLength": 600, "pattern": _SIGNED}
    visitor = {"id": message_id, "role": {"const": "visitor"}, "text": TEXT, "time": _TIME}
    return {
        "TextMessage": record({"id": message_id, "text": typed}),
        "ButtonMessage": record({"id": message_id, "button": button}),
        "Begin": record({}),
        "Rating": record(
            {"reply": reply_id, "value": value},
            word=optional({"type": "string", "maxLength": 200}),
        ),
        "ContactRequest": record(
            {"id": message_id, "name": TEXT, "consent": TEXT},
            **dict.fromkeys(("phone", "email", "time", "about"), TEXT),
        ),
        "Session": record({"token": TEXT, "expires_at": _TIME}),
        "Button": record({"id": button, "title": TEXT}),
        "Label": _label(),
        "Reply": record(reply),
        "Replies": record({"id": message_id, "replies": listed(ref("Reply"))}),
        "VisitorEntry": record(visitor),
        "BotEntry": record(reply | {"role": {"const": "bot"}, "time": _TIME}, rating=value),
        "PersonEntry": record(
            {"id": reply_id, "role": {"const": "person"}, "name": TEXT, "text": TEXT, "time": _TIME}
        ),
        "History": record(
            {"messages": _entries(), "earlier": {"type": "boolean"}}, live={"const": True}
        ),
        "LiveChat": record({"open": {"type": "boolean"}, "messages": _entries(), "latest": TEXT}),
        "Export": record(
            {"exported_at": _TIME, "messages": _entries(), "stored": {"type": "object"}}
        ),
        "Config": _config(text_length),
        "Error": record({"error": _error()}),
        "Live": record({"status": {"const": "live"}, "version": {"type": "string"}}),
        "Ready": record(
            {"status": {"const": "ready"}}, processes={"type": "integer"}, differ=listed(TEXT)
        ),
    }


def _entries() -> Schema:
    return listed({"oneOf": [ref("VisitorEntry"), ref("BotEntry"), ref("PersonEntry")]})


def _error() -> Schema:
    return record({"code": TEXT, "message": TEXT}, retry_after={"type": "integer", "minimum": 1})


def _label() -> Schema:
    return record(
        {
            "kind": {"enum": list(KINDS)},
            "topic": optional(TEXT),
            "treatment": optional({"enum": ["prp", "exosomes", "both"]}),
            "source": optional(TEXT),
        },
        table=record({"columns": listed(TEXT), "rows": listed(listed(TEXT))}),
        links=listed(record({"title": TEXT, "url": TEXT})),
        numbers=listed(record({"title": TEXT, "number": TEXT})),
        sheet=_sheet(),
        **{name: {"const": True} for name in ("request", "person", "live", "prepare")},
    )


def _sheet() -> Schema:
    item = record({"title": TEXT, "text": TEXT, "source": TEXT})
    section = record(
        {"id": {"enum": ["told", "bring", "said", "notes"]}, "title": TEXT, "items": listed(item)}
    )
    fields = {"title": TEXT, "about": TEXT, "sections": listed(section), "lines": listed(TEXT)}
    return record(fields)


def _config(text_length: int) -> Schema:
    clinic = {"name": TEXT, "phone": TEXT, "booking_url": optional(TEXT)}
    return record(
        {
            "clinic": record(clinic | {"sample": {"type": "boolean"}}),
            "greeting": record({"text": TEXT, "buttons": listed(ref("Button"))}),
            "limits": record({"text": {"const": text_length}}),
            "languages": listed(TEXT),
        },
        requests=record({"consent": TEXT, "days": {"type": "integer"}}),
    )
