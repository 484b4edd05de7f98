"""Runs axe in a page, loads it once, and returns only violations; and what axe does not check."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
#: Rules whose result depends on the colours.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_FIND = """async (options) => (await axe.run(document, options)).violations.map(
    ({id, nodes}) => `${id}: ${nodes[0].html}`)"""


def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """Each violated rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_FIND, {"runOnly": rules, "resultTypes": ["violations"]})
    return found


def assert_names_differ(page: Page) -> None:
    """Whoever hears the buttons one after another can tell them apart."""
    names: list[str] = page.locator("main :is(button, summary)").evaluate_all(
        "all => all.map((each) => each.ariaLabel ?? each.textContent.trim())"
    )
    assert names and sorted(set(names)) == sorted(names)
