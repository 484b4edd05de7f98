"""Clinic areas: the forms of the desk, and the replies of the chat that each form changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.contact_offer import Ways
from actions.knowledge import Knowledge
from actions.preview import said
from actions.reply import Reply
from actions.sheet_dialogue import BEGIN, choices
from channels.message.transcript import PERSON_TITLE, REQUEST_TITLE
from desk import clinic_fields
from desk.clinic_fields import FilledForm

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Area:
    """One form. `key` names the parameter in the address that chooses an entry; `intents` are
    those whose replies the form changes.
    """

    address: str
    form: Callable[[Data, str], FilledForm]
    intents: Callable[[str], tuple[str, ...]]
    key: str = ""


FORMS = (
    Area(
        "clinic",
        lambda data, _: clinic_fields.facts(data),
        lambda _: ("clinic/hours", "clinic/contact", "clinic/location"),
    ),
    Area("clinic/prices", lambda data, _: clinic_fields.prices(data), lambda _: ("faq/cost",)),
    Area("clinic/answers", clinic_fields.answer, lambda id_: (f"gap/{id_}",), "gap"),
    Area("clinic/replies", clinic_fields.reply, lambda id_: (f"clinic/{id_}",), "id"),
)


def replies(area: Area, key: str, knowledge: Knowledge, ways: Ways) -> tuple[Reply, ...]:
    """The replies that the chat gives, also to someone who asks a clinic question again."""
    found = list[Reply]()
    for intent in area.intents(key):
        family, _, id_ = intent.partition("/")
        entry = knowledge.clinic_replies.get(id_) if family == "clinic" else None
        if entry or family != "clinic":
            again = entry.again if entry and key else ()
            found += said(intent, knowledge, ways, 1 + len(again))
    return tuple(found)


def buttons(reply: Reply, knowledge: Knowledge) -> tuple[str, ...]:
    """The titles of the buttons that the chat shows below a reply."""
    offers = (
        (reply.prepare, choices(knowledge)[BEGIN]),
        (reply.person, PERSON_TITLE),
        (reply.request, REQUEST_TITLE),
    )
    return (
        *(title for is_offered, title in offers if is_offered),
        *(b.title for b in reply.buttons),
    )
