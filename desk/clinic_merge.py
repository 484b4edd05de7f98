"""Clinic merge: brings together what two people changed in one form at the same time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desk.clinic_fields import FilledForm


@dataclass(frozen=True)
class Merged:
    """`clashes` maps the fields that both changed to what is saved now; `values` has the new."""

    values: Mapping[str, str]
    clashes: Mapping[str, str]


def version(form: FilledForm) -> str:
    """A hash of each part of the form. It goes into the form, and comes back in `seen`."""
    return " ".join(_hash(part, form.values, names) for part, names in _parts(form).items())


def merge(form: FilledForm, given: Mapping[str, str], seen: str) -> Merged:
    """The `given` values where they were changed, the form's elsewhere.

    `seen` is the version of the form in which they were given. Without a right one nobody knows
    what was changed, so all that differs clashes.
    """
    values, clashes = dict(form.values), dict[str, str]()
    hashes = seen.split()
    for part, names in _parts(form).items():
        if _hash(part, given, names) in hashes:
            continue
        values |= {name: given[name] for name in names}
        if _hash(part, form.values, names) not in hashes:
            clashes |= {n: form.values[n] for n in names if form.values[n] != given[n]}
    return Merged(values, clashes)


def _parts(form: FilledForm) -> dict[str, list[str]]:
    """The fields' names. A list is one part: when a row is deleted the next one takes its place."""
    parts: dict[str, list[str]] = {}
    for field in form.fields:
        parts.setdefault(field.part, []).append(field.name)
    return parts


def _hash(part: str, values: Mapping[str, str], names: Collection[str]) -> str:
    text = json.dumps([part, [values[name] for name in names]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
