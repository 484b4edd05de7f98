"""Rules across records and files: ids, references, dates and facts must agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from actions.knowledge.claims import nothing_is_claimed
from actions.knowledge.clinic import Clinic, Country
from actions.knowledge.entries import Documents, all_entries, entries, ids, whole
from actions.knowledge.hours_text import hours_read, times_in_words
from actions.knowledge.opening import WEEKDAYS, Opening
from actions.knowledge.phones import phone_is_the_clinics
from actions.knowledge.placeholders import CLINIC_FACTS, placeholders
from actions.knowledge.problems import Problem, suggest

# Small talk that the code uses by id, without an intent.
OWN_REPLIES = (
    "clarify",
    "misunderstood",
    "unclear_language",
    "empty",
    "too_long",
    "unclear_person",
    "recap",
    "no_recap",
    "welcome",
    "nothing_more",
    "no_prices",
)
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "gaps.yml": ("other",),
    "urgent.yml": ("emergency", "post_procedure", "crisis"),
    "smalltalk.yml": ("general", *OWN_REPLIES),
}
_REFERENCES = (
    ("topics.yml", "next", "topics.yml"),
    ("topics.yml", "notes", "regulatory.yml"),
    ("gaps.yml", "see", "topics.yml"),
    ("gaps.yml", "notes", "regulatory.yml"),
)
_RASA_KEY = re.compile(r"\s*(nlu|rules|stories|responses):")


def check(documents: Documents, today: date) -> Iterator[Problem]:
    """Every problem that one of the rules finds."""
    for rule in _RULES:
        yield from rule(documents, today)


def _ids_are_unique(documents: Documents, _: date) -> Iterator[Problem]:
    places: dict[str, str] = {}
    for entry in all_entries(documents):
        if entry.id in places:
            message = f"'{entry.id}' is already used at {places[entry.id]}; choose another"
            yield entry.problem(message, "id")
        elif entry.id:
            line = entry.document.line(entry.location)
            places[entry.id] = f"{entry.document.path.name}:{line}"


def _needed_entries_are_there(documents: Documents, _: date) -> Iterator[Problem]:
    for name, needed in _NEEDED.items():
        missing = set(needed) - set(ids(documents, name))
        if documents[name].readable:
            for each in sorted(missing):
                yield documents[name].problem(
                    f"'{each}' is missing; the bot needs an entry with this id"
                )


def _references_exist(documents: Documents, _: date) -> Iterator[Problem]:
    for name, field, target in _REFERENCES:
        known = ids(documents, target)
        for entry in entries(documents, name) if documents[target].readable else ():
            seen: set[str] = set()
            for index, value in entry.texts(field):
                if value not in known:
                    hint = suggest(value, known, f"{target} has")
                    yield entry.problem(f"'{value}' does not exist; {hint}", field, index)
                elif value in seen or (name == target and value == entry.id):
                    what = "appears twice" if value in seen else "is the topic itself"
                    yield entry.problem(f"'{value}' {what}; name another one", field, index)
                seen.add(value)


def _terms_are_unique(documents: Documents, _: date) -> Iterator[Problem]:
    for name, field in (("gaps.yml", "terms"), ("smalltalk.yml", "words")):
        owners: dict[str, str] = {}
        for entry in entries(documents, name):
            for index, term in entry.texts(field):
                if term in owners:
                    message = f"'{term}' already means '{owners[term]}'; keep it in one place"
                    yield entry.problem(message, field, index)
                owners.setdefault(term, entry.id)


def _clinic_agrees_with_itself(documents: Documents, _: date) -> Iterator[Problem]:
    clinic = whole(documents, "clinic.yml")
    numbers, country = clinic.part("numbers"), clinic.text("country")
    for code in numbers.fields:
        if not re.search(Country.form, code):
            yield numbers.problem(f"is not a country; write {Country.hint}", code)
    if re.search(Country.form, country) and country not in numbers.fields:
        message = f"'{country}' has no emergency numbers; add {country} to numbers"
        yield clinic.problem(message, "country")


def _hours_agree_with_opening(documents: Documents, _: date) -> Iterator[Problem]:
    """Told at both places, since either may be the one that is wrong."""
    clinic = whole(documents, "clinic.yml")
    opening, said = clinic.part("opening"), hours_read(clinic.text("hours"))
    try:
        week = Opening.parse_obj(opening.fields).week
    except ValueError:
        return  # there is none, or the model says what is wrong with it
    both = zip(WEEKDAYS, said or week, week, strict=True)
    differing = [(day, *map(times_in_words, each)) for day, *each in both if each[0] != each[1]]
    for day, words, times in differing[:1]:
        message = (
            f"says {words} on {day}, but the times of that day are {times}; change one, or leave "
            "these words out: they are then made from the days"
        )
        yield clinic.problem(message, "hours")
    for day, words, times in differing:
        message = (
            f"is {times}, but the hours in words say {words}; change one, or leave the words out: "
            "they are then made from the days"
        )
        yield opening.problem(message, day.lower())


def _clinic_answers_are_gaps(documents: Documents, _: date) -> Iterator[Problem]:
    answers, known = whole(documents, "clinic.yml").part("answers"), ids(documents, "gaps.yml")
    for gap in answers.fields if documents["gaps.yml"].readable else ():
        if gap not in known:
            yield answers.problem(f"is not a gap; {suggest(gap, known)}", gap)


def _clinic_facts_are_given(documents: Documents, _: date) -> Iterator[Problem]:
    clinic = whole(documents, "clinic.yml")
    absent = {fact for fact in CLINIC_FACTS if clinic.fields and not clinic.text(fact)}
    if any(clinic.part("opening").text(day.lower()) for day in WEEKDAYS):
        absent.discard("hours")
    answers = clinic.part("answers")
    titles = {gap.id: gap.text("title") for gap in entries(documents, "gaps.yml")}
    texts = [(answers, field, titles.get(field, field)) for field in answers.fields]
    for name in ("clinic.yml", "smalltalk.yml"):
        for entry in entries(documents, name):
            title = entry.text("title") or entry.id
            texts += [(entry, field, title) for field in ("text", "again")]
    users: dict[str, list[str]] = {}
    for entry, field, title in texts:
        said = " ".join([entry.text(field), *(text for _, text in entry.texts(field))])
        for fact in sorted(absent.intersection(placeholders(said))):
            message = (
                f"uses {{{fact}}}, but the clinic's facts have no '{fact}'; fill it in there, or "
                f"take {{{fact}}} out here"
            )
            yield entry.problem(message, field)
            users.setdefault(fact, []).append(title)
    for fact, found in users.items():
        if not Clinic.__fields__[fact].required:  # else the model says that it is missing
            message = (
                f"is left out, but these texts have {{{fact}}} in them: "
                f"{', '.join(dict.fromkeys(found))}; fill in this"
                f"{' or the days' * (fact == 'hours')}, or take {{{fact}}} out of them first"
            )
            yield clinic.problem(message, fact)


def _dates_are_possible(documents: Documents, today: date) -> Iterator[Problem]:
    latest = today + timedelta(days=1)  # the reviewer's time zone may be ahead of the server's
    for note in entries(documents, "regulatory.yml"):
        days = {field: _day(note.text(field)) for field in ("published", "last_reviewed")}
        for field, day in days.items():
            if day and day > latest:
                message = f"{day} is in the future; write the day it happened, or set the clock"
                yield note.problem(message, field)
        published, reviewed = days.values()
        if published and reviewed and reviewed < published:
            message = f"{reviewed} is before it was published, {published}; check both"
            yield note.problem(message, "last_reviewed")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _lines_are_not_training_data(documents: Documents, _: date) -> Iterator[Problem]:
    for document in documents.values():
        for number, line in enumerate(document.text.splitlines(), 1):
            if match := _RASA_KEY.match(line):
                message = (
                    f"starts with '{match[1]}:', which Rasa would read as training data; reword it"
                )
                yield Problem(str(document.path), number, message)


_RULES: tuple[Callable[[Documents, date], Iterator[Problem]], ...] = (
    _ids_are_unique,
    _needed_entries_are_there,
    _references_exist,
    _terms_are_unique,
    _clinic_agrees_with_itself,
    _hours_agree_with_opening,
    phone_is_the_clinics,
    _clinic_answers_are_gaps,
    _clinic_facts_are_given,
    nothing_is_claimed,
    _dates_are_possible,
    _lines_are_not_training_data,
)
