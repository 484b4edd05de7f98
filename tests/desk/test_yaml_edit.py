"""A value is changed in the file's text; everything else, also comments, stays to the letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.knowledge.document import Location, read_text
from desk.yaml_edit import EditError, changed
from tests.conftest import ROOT

CLINIC = (ROOT / "data" / "knowledge" / "clinic.yml").read_text("utf-8")
#: A file with every way in which a person may write a value.
WRITTEN = """# head
name: A Clinic # behind the name
# above hours
hours: >-
  Monday to
  Friday

# above phone
phone: "+1 202" # behind the phone
staff: |-
  two
  lines # no comment
email:
opening:
  zone: UTC   # behind the zone
  monday: 9:00-18:00
  # above saturday
  saturday: 9:00-13:00 # behind saturday
  # below saturday
# above prices
prices: # behind prices
  # above the first
  - {title: A, treatment: prp, amount: $1} # behind the first
  # above the second
  - title: B
    treatment: prp
    amount: x
  # below the second
answers:
  a: one
  # above b
  b: 'two'
again: [x, "y"]
# tail
"""
LONG = (
    "What most of our patients want to know is how long it lasts, and for most it is a year or so."
)
PRICE = {"title": "C, D", "treatment": "prp", "amount": "from $3"}


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]


def data(text: str) -> Any:
    document = read_text(Path(), text)
    assert document.problems == ()
    return document.data


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({("name",): "B: x"}, "name: A Clinic #", 'name: "B: x" #'),
        ({("hours",): "9 to 5"}, "hours: >-\n  Monday to\n  Friday\n", "hours: 9 to 5\n"),
        ({("phone",): "NO"}, '"+1 202" #', '"NO" #'),
        ({("email",): "desk at clinic"}, "email:\n", "email: desk at clinic\n"),
        ({("opening", "saturday"): None}, "  saturday: 9:00-13:00 # behind saturday\n", ""),
        (
            {("opening", "sunday"): "1:00-2:00"},
            "# behind saturday\n",
            "# behind saturday\n  sunday: 1:00-2:00\n",
        ),
        ({("prices", 1, "amount"): "x: y"}, "amount: x\n", 'amount: "x: y"\n'),
        ({("prices", 0, "amount"): "$2, 3"}, "amount: $1}", 'amount: "$2, 3"}'),
        (
            {("prices", 2): PRICE},
            "amount: x\n",
            'amount: x\n  - {title: "C, D", treatment: prp, amount: from $3}\n',
        ),
        ({("answers", "b"): None}, "  b: 'two'\n", ""),
        ({("answers", "a"): None}, "  a: one\n", ""),
        ({("again", 1): None}, 'again: [x, "y"]', "again:\n  - x"),
        ({("again", 2): "z"}, 'again: [x, "y"]', "again:\n  - x\n  - y\n  - z"),
        (
            {("name",): LONG},
            "name: A Clinic #",
            f'name: "{LONG}" #',
        ),
    ],
)
def test_nothing_else_is_touched(changes: dict[Location, Any], old: str, new: str) -> None:
    assert WRITTEN.count(old) == 1
    assert changed(WRITTEN, changes) == WRITTEN.replace(old, new)


def test_a_list_can_be_emptied_and_filled_again() -> None:
    empty = changed(WRITTEN, {("prices", 0): None, ("prices", 1): None})
    assert data(empty)["prices"] == [] and comments(empty) == comments(WRITTEN)
    filled = changed(empty, {("prices", 0): PRICE})
    assert data(filled)["prices"] == [PRICE] and comments(filled) == comments(WRITTEN)


def test_a_group_can_be_taken_out_and_put_back() -> None:
    without = changed(WRITTEN.replace("  # above saturday\n", ""), {("opening",): None})
    assert "zone" not in without and "# below saturday\n# above prices" in without
    again = changed(without, {("opening",): {"zone": "UTC", "monday": "9:00-10:00"}})
    assert data(again)["opening"] == {"zone": "UTC", "monday": "9:00-10:00"}


def test_a_comment_of_its_own_outlasts_what_stood_around_it() -> None:
    edited = changed(WRITTEN, {("opening",): None})
    assert "  lines # no comment\nemail:\n# above saturday\n  # below saturday\n" in edited


XMAS = """closed: # once a year
  # from the calendar
  - 2026-12-25 # Xmas
  # in the next year

  - 2027-01-01 # new year
# tail
"""
OF_XMAS = "  - 2026-12-25 # Xmas\n"
OF_NEW_YEAR = "  - 2027-01-01 # new year\n"
EPIPHANY = '  - "2027-01-06"\n'


@pytest.mark.parametrize(
    ("days", "old", "new"),
    [
        ("2027-01-01 2027-01-06", (OF_XMAS, OF_NEW_YEAR), ("", OF_NEW_YEAR + EPIPHANY)),
        ("2026-12-25", (OF_NEW_YEAR,), ("",)),
        ("2026-12-25 2027-01-06", (OF_NEW_YEAR,), (EPIPHANY,)),
        ("2027-01-06 2027-01-01", (OF_XMAS,), (EPIPHANY,)),
        ("2026-12-25 2027-01-06 2027-01-01", (OF_XMAS,), (OF_XMAS + EPIPHANY,)),
        ("2027-01-06 2026-12-25 2027-01-01", ("a year\n",), ("a year\n" + EPIPHANY,)),
        (
            "2027-01-01 2026-12-25",
            (OF_NEW_YEAR, "a year\n"),
            ("", "a year\n" + OF_NEW_YEAR),
        ),
        ("2027-01-06", (OF_XMAS, OF_NEW_YEAR), (EPIPHANY, "")),
    ],
)
def test_an_entry_keeps_its_comment_and_takes_it_along(
    days: str, old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    wanted = XMAS
    for before, after in zip(old, new, strict=True):
        assert wanted.count(before) == 1
        wanted = wanted.replace(before, after)
    for end in ("\n", "\r\n"):
        edited = changed(XMAS.replace("\n", end), {("closed",): days.split()})
        assert edited == wanted.replace("\n", end)


days = st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True)


@given(before=days, after=days, own=st.sets(st.integers(0, 7)), end=st.sampled_from(["\n", "\r\n"]))
def test_every_day_that_stays_keeps_its_comment(
    before: list[str], after: list[str], own: set[int], end: str
) -> None:
    lines = [f"{'  # own' * (at in own)}\n  - {day} # {day}" for at, day in enumerate(before)]
    text = "\n".join(["opening:", "  closed:", *lines, "  zone: UTC # z", ""]).replace("\n", end)
    edited = changed(text, {("opening", "closed"): after})
    assert data(edited)["opening"] == {"closed": after, "zone": "UTC"}
    for day in before:
        assert edited.count(f"  - {day} # {day}{end}") == (day in after)
        assert edited.count(f"# {day}") == (day in after)
    assert comments(edited) == comments(text) and edited.count("\n") == edited.count(end)


@pytest.mark.parametrize(
    ("text", "value", "edited"),
    [
        ("a: [x] # why\n", ["x", "y"], "a: # why\n  - x\n  - y\n"),
        ("a:\n  [x]\nb: c\n", ["x", "y"], "a:\n  - x\n  - y\nb: c\n"),
        ("a: {} # none\n", {"b": "c"}, "a: # none\n  b: c\n"),
        ("a: # none\n", "b", "a: b # none\n"),
        ("a: x # why\n", "y " * 60 + "y", f"a: >- # why\n  {'y ' * 48}y\n  {'y ' * 11}y\n"),
        ("a: >- # why\n  x\n  y\nb: c\n", "z", "a: z # why\nb: c\n"),
        ("a: >-\n  x\n  # y\nb: c\n", "z", "a: z\nb: c\n"),
        ("a:\n  - x # why\n", None, ""),
        ("a: x", "y", "a: y"),
    ],
)
def test_a_comment_behind_a_value_stays_there(text: str, value: Any, edited: str) -> None:
    """And what only looks like one, in a text of several lines, is part of the text."""
    rest = "z: 1 # last\n"
    for top in ("", rest):
        if value is not None or top:
            assert changed(top + text, {("a",): value}) == top + edited


def test_the_last_entry_takes_its_comment_along() -> None:
    only = "a: # why\n  # own\n  - x # x\nb: c\n"
    assert changed(only, {("a", 0): None}) == "a: [] # why\n  # own\nb: c\n"
    assert changed("a: [x] # why\n", {("a", 0): None}) == "a: [] # why\n"


def test_a_comment_that_would_be_lost_is_a_reason_to_refuse() -> None:
    text = "b: c\na: [x, # of x\n  y]\n"
    changes: tuple[tuple[Location, Any], ...] = ((("a",), ["x"]), (("a", 1), None), (("a", 2), "z"))
    for location, value in changes:
        with pytest.raises(EditError, match="by hand") as refused:
            changed(text, {("b",): "d", location: value})
        assert refused.value.location[0] == "a"
    assert changed(text, {("a", 0): "z"}) == text.replace("x,", "z,")


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("a: {b: 1}\n", ("a", "b", "c")),
        ("a: 1\n", ("b", "c")),
        ("a: &x 1\nb: *x\n", ("a",)),
        ("- a\n- b\n", (0, "c")),
        ("? a\n: b\n", ("a",)),
    ],
)
def test_what_cannot_be_written_is_refused(text: str, location: Location) -> None:
    try:
        assert data(changed(text, {location: "x"}))
    except EditError as error:
        assert "by hand" in str(error)


def test_lines_end_as_they_do_in_the_file() -> None:
    windows = WRITTEN.replace("\n", "\r\n")
    edited = changed(windows, {("answers", "c"): LONG, ("name",): "B", ("prices", 2): PRICE})
    assert edited.count("\n") == edited.count("\r\n")
    mixed = WRITTEN.replace("\n", "\r\n", 3)
    assert changed(mixed, {("phone",): "1"}) == mixed.replace('"+1 202"', '"1"')


NASTY = r"""null ~ true NO 0x1f 1:30 *a &a !a %a @a `a ' " \\ {{ } [ --- ... = << |- > # é 😀"""
HOSTILE = ["- a", "a #b", "# a", "a: b", "? a", "a\tb", " a", "a ", "a\nb\n", "\r\n", "\ufeff"]
HOSTILE += [
    "\u2028",
    "\x85",
    "\0",
    "<script>alert(1)</script>",
    "nlu: a " * 40,
    "a " * 300,
    "é" * 200,
]
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
texts |= st.sampled_from([*NASTY.split(), *HOSTILE])


@settings(max_examples=150)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                ("name",), ("hours",), ("address",), ("opening", "monday"), ("prices", 0, "amount"),
                ("prices", 2), ("answers", "a"), ("answers", "c"), ("again", 0), ("again", 2),
            ]
        ),
        texts,
        min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_whatever_is_written_is_read_back(changes: dict[Location, Any]) -> None:
    if ("prices", 2) in changes:
        changes[("prices", 2)] = {"title": changes[("prices", 2)], "amount": "x"}
    edited = changed(WRITTEN, changes)
    found = data(edited)
    for location, value in changes.items():
        here = found
        for step in location:
            here = here[step]
        assert here == value
    assert comments(edited) == comments(WRITTEN)
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):  # what other programs use
        assert yaml.load(edited, Loader=loader)["answers"]["b"] == "two"


def test_the_sample_file_can_be_changed_everywhere() -> None:
    before = data(CLINIC)
    changes: dict[Location, Any] = {
        (name,): "new" for name in before if isinstance(before[name], str)
    }
    for number, reply in enumerate(before["replies"]):
        changes |= {("replies", number, field): LONG for field in ("title", "question", "text")}
        changes |= {("replies", number, "again", len(reply["again"])): LONG}
        changes |= {("replies", number, "call"): reply.get("call") == "false"}
    changes |= {("opening", day): "1:00-2:00" for day in before["opening"]}
    edited = changed(CLINIC, changes)
    assert comments(edited) == comments(CLINIC)
    assert [reply["text"] for reply in data(edited)["replies"]] == [LONG] * len(before["replies"])
