"""The chat as a visitor uses it: methods for tests in place of selectors."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from tests.widget import scripts


class Chat:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.locator("clinic-chat .launcher")
        self.panel = page.locator("clinic-chat dialog")
        self.log = page.get_by_role("log")
        self.field = page.locator("clinic-chat #question")
        self.replies = page.locator("clinic-chat .bot")
        self.questions = page.locator("clinic-chat .visitor")
        self.chips = page.locator("clinic-chat .chip")
        self.notice = page.locator("clinic-chat .notice")
        self.teaser = page.locator("clinic-chat .teaser")
        self.badge = page.locator("clinic-chat .badge")

    def open(self) -> Chat:
        self.launcher.click()
        self.replies.first.wait_for()
        return self

    def send(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str, replies: int = 1) -> Locator:
        """Send and wait for that many replies; returns the last one."""
        before = self.replies.count()
        self.send(text)
        self.replies.nth(before + replies - 1).wait_for()
        return self.replies.last

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def choose(self, name: str) -> None:
        self.page.locator("clinic-chat summary").click()
        self.button(name).click()

    def restart(self) -> None:
        self.choose("Start over")
        self.replies.nth(1).wait_for(state="detached")

    def words(self) -> list[str]:
        """The texts in the transcript, message by message."""
        words: list[str] = self.page.evaluate(scripts.WORDS)
        return words

    def stored(self) -> dict[str, Any]:
        """Everything that this origin stores in the browser."""
        kept: dict[str, Any] = self.page.evaluate(scripts.STORED)
        return kept

    def focused(self) -> str:
        """The focused element: its name, label or class."""
        name: str = self.page.evaluate(scripts.FOCUSED)
        return name
