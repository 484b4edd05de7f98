"""The widget's own rules, checked in its files: size, languages, documents, pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WIDGET = Path(__file__).parents[2] / "widget"
MODULES = sorted(WIDGET.glob("*.js"))
TABLES = sorted((WIDGET / "strings").glob("*.js"))
PAGES = sorted((WIDGET / "demo").glob("*.html"))
ENGLISH = WIDGET / "strings.js"
README = WIDGET / "README.md"


def table(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^  (\w+): '(.+)',$", path.read_text(), re.MULTILINE))


@pytest.mark.parametrize("path", [*MODULES, *TABLES], ids=lambda path: path.stem)
def test_modules_are_short_and_say_what_they_are(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert len(lines) < 250
    assert path in TABLES or lines[0].startswith("/** ")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_functions_are_short(path: Path) -> None:
    """Functions and methods begin on a line with at most two spaces, and end at the same depth."""
    starts = re.finditer(
        r"^( {0,2})(?:export )?(?:async |get |static )*(?:function )?#?\w+\(.*\{\n((?:.*\n)*?)\1\}",
        path.read_text(),
        re.MULTILINE,
    )
    long = [match[0].splitlines()[0] for match in starts if match[2].count("\n") >= 30]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_nothing_enters_as_markup(path: Path) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function",
        path.read_text(),
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_the_client_calls_the_bot(path: Path) -> None:
    calls = re.search(
        r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon", path.read_text()
    )
    assert bool(calls) == (path.name == "client.js")


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_language_has_the_same_words_and_holes(path: Path) -> None:
    english, other = table(ENGLISH), table(path)
    holes = {key: sorted(re.findall(r"\{\w+\}", words)) for key, words in english.items()}
    assert {key: sorted(re.findall(r"\{\w+\}", words)) for key, words in other.items()} == holes
    assert path.stem in re.findall(r"(\w+): '(?:ltr|rtl)'", (WIDGET / "strings.js").read_text())


def test_every_word_is_used() -> None:
    code = "".join(path.read_text() for path in MODULES if path != ENGLISH)
    assert [key for key in table(ENGLISH) if not re.search(rf"\b{key}\b", code)] == []


def test_the_readme_names_every_attribute_property_event_and_method() -> None:
    readme, code = README.read_text(), "".join(path.read_text() for path in MODULES)
    element = (WIDGET / "clinic-chat.js").read_text()
    attributes = set(
        re.findall(
            r"'([\w-]+)'",
            " ".join(re.findall(r"(?:const WORDS|observedAttributes) = (.*)", element)),
        )
    )
    attributes |= (
        set(re.findall(r"hasAttribute\('([\w-]+)'\)", element))
        | set(re.findall(r":host\(\[(\w+)=", code))
        | {"hidden"}
    )
    properties = set(re.findall(r"var\((--clinic-chat-[\w-]+)", code))
    events = {f"clinic-chat:{name}" for name in re.findall(r"\bfire\('(\w+)'", code)}
    methods = set(
        re.findall(
            r"^  (?:async )?(open|close|toggle|ask|restart|erase|print)\(", element, re.MULTILINE
        )
    )
    for name in attributes | properties | events | {f"{method}(" for method in methods}:
        assert f"`{name}" in readme, name
    assert set(re.findall(r"`(--clinic-chat-[\w-]+)", readme)) == properties
    assert set(re.findall(r"`(clinic-chat:\w+)", readme)) == events


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_demo_pages_keep_a_strict_policy_and_link_to_what_exists(path: Path) -> None:
    html = path.read_text()
    assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", html)
    addresses = [
        address
        for address in re.findall(r'(?:href|src)="([^"]+)"', html)
        if not re.match(r"tel:|https:|#", address)
    ]
    routes = {"/", *(f"/{page.stem}" for page in PAGES if page.stem != "home")}
    missing = [
        address
        for address in addresses
        if address not in routes and not (WIDGET.parent / address.lstrip("/")).is_file()
    ]
    assert addresses and missing == []
