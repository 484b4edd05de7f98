"""Structured data: the pages' content for programs, as schema.org data in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.knowledge.clinic import Clinic
from actions.knowledge.regulatory import Note
from faq.page_entries import GUIDE, PageEntry

Node = dict[str, Any]


def listing(entries: Iterable[PageEntry], clinic: Clinic, address: str, title: str) -> Node:
    """Data of the page with all questions; `address` is its URL, or "" if not known."""
    questions = [
        _question(entry, entry.quotable, clinic, address and f"{address}/{entry.id}")
        for entry in entries
    ]
    return _page("FAQPage", title, clinic, address) | {"mainEntity": questions}


def single(entry: PageEntry, clinic: Clinic, address: str) -> Node:
    """Data of the page of one question; `address` is its URL, or "" if not known."""
    question = _question(entry, _text(entry), clinic, address)
    return _page("QAPage", entry.question, clinic, address) | {"mainEntity": question}


def _page(kind: str, title: str, clinic: Clinic, address: str) -> Node:
    page = {"@context": "https://schema.org", "@type": kind, "name": title, "inLanguage": "en"}
    return page | _at(address) | {"publisher": _clinic(clinic)}


def _question(entry: PageEntry, text: str, clinic: Clinic, address: str) -> Node:
    answer = {"@type": "Answer", "text": text, **_at(address), "author": _clinic(clinic)}
    if cited := [*_guide(entry), *map(_note, entry.notes)]:
        answer["citation"] = cited
    question = {"@type": "Question", "name": entry.question, "text": entry.question}
    return question | _at(address) | {"answerCount": 1, "acceptedAnswer": answer}


def _text(entry: PageEntry) -> str:
    """All that the page says, including the regulatory notes, so that they are quoted with it."""
    said = [*entry.answer.texts]
    said += [f"{side.name}: {' '.join(side.texts)}" for side in entry.sides]
    said += [f"{note.text} {note.more} ({note.dated_title})" for note in entry.notes]
    return "\n\n".join(said)


def _guide(entry: PageEntry) -> list[Node]:
    if entry.kind != "answer":
        return []
    parts = [part.source for part in (entry.answer, *entry.sides) if part.source]
    return [{"@type": "Article", "name": GUIDE, "articleSection": [*dict.fromkeys(parts)]}]


def _note(note: Note) -> Node:
    published = note.published.isoformat()
    kind, url = "CreativeWork", note.source_url
    return {"@type": kind, "name": note.title, "url": url, "datePublished": published}


def _clinic(clinic: Clinic) -> Node:
    given = {
        "name": clinic.name,
        "telephone": clinic.phone,
        "email": clinic.email,
        "address": clinic.address,
        "logo": clinic.logo,
    }
    return {"@type": "Organization"} | {name: value for name, value in given.items() if value}


def _at(address: str) -> Node:
    return {"url": address} if address else {}
