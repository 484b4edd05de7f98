"""The number that visitors are told to call can belong to a clinic."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[str]]
CLINIC = "knowledge/clinic.yml"


@pytest.mark.parametrize(
    ("country", "phone"),
    [
        ("NO", "112"),
        ("NO", "+47 113"),
        ("NO", "911"),
        ("NO", "116 123"),
        ("GB", "9-9-9"),
        ("GB", "116 123"),
        ("GB", "+44 112"),
    ],
)
def test_a_number_for_emergencies_is_refused(
    edit: Edit, problems: Problems, country: str, phone: str
) -> None:
    edit(CLINIC, 'country: "NO"', f'country: "{country}"')
    edit(CLINIC, "phone: +1 202-555-0142", f'phone: "{phone}"')
    (problem,) = problems()
    assert f"phone '{phone}' is " in problem
    assert "the clinic's own" in problem


@pytest.mark.parametrize("phone", ["+1 202", "22 22", "+999 202-555-0142", "12345678901234567890"])
def test_what_nobody_can_dial_is_refused(edit: Edit, problems: Problems, phone: str) -> None:
    edit(CLINIC, "phone: +1 202-555-0142", f'phone: "{phone}"')
    (problem,) = problems()
    assert f"phone '{phone}' is not a number that can be dialled in NO" in problem


@pytest.mark.parametrize("phone", ["22 33 44 55", "+47 22 33 44 55", "+44 20 7946 0018"])
def test_a_clinics_number_is_taken(edit: Edit, problems: Problems, phone: str) -> None:
    edit(CLINIC, "phone: +1 202-555-0142", f'phone: "{phone}"')
    assert problems() == []


@pytest.mark.parametrize("phone", ["22 22 55 55", "(22) 22 55 55", "+47 22225555"])
def test_a_number_may_begin_with_a_bracket(edit: Edit, problems: Problems, phone: str) -> None:
    edit(CLINIC, "phone: +1 202-555-0142", f'phone: "{phone}"')
    assert problems() == []
