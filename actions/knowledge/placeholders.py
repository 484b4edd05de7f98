"""Placeholders such as {phone}: finding, checking and filling them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

CLINIC_FACTS = ("name", "phone", "email", "booking_url", "address", "hours")
REPLY_FACTS = (*CLINIC_FACTS, "emergency_number", "crisis_name", "crisis_number")
URGENT_FACTS = ("emergency_number", "crisis_name", "crisis_number", "clinic_phone")

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def placeholders(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; unlike `str.format`, keeps unknown ones as text."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def check_placeholders(text: str, allowed: Iterable[str]) -> None:
    """Raises ValueError unless every brace of the text belongs to an allowed placeholder."""
    allowed = sorted(f"{{{name}}}" for name in allowed)
    right = f"use {', '.join(allowed)} here" if allowed else "this text takes none"
    for name in placeholders(text):
        if f"{{{name}}}" not in allowed:
            raise ValueError(f"contains the unknown placeholder {{{name}}}; {right}")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise ValueError(f"has an unmatched brace; {right}")
