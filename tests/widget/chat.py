"""The chat as a visitor handles it: what tests say instead of selectors."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page


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
        self.badge = page.locator("clinic-chat .badge")

    def open(self) -> Chat:
        self.launcher.click()
        self.replies.first.wait_for()
        return self

    def send(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str, replies: int = 1) -> Locator:
        """Send and wait for that many replies; the last of them."""
        before = self.replies.count()
        self.send(text)
        self.replies.nth(before + replies - 1).wait_for()
        return self.replies.last

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def choose(self, name: str) -> None:
        self.page.locator("clinic-chat summary").click()
        self.button(name).click()

    def words(self) -> list[str]:
        """What stands in the transcript, message by message, without the words for listeners only."""
        script = """() => [...document.querySelector('clinic-chat').shadowRoot.querySelectorAll('.message')]
            .map((node) => [...node.querySelectorAll('.bubble, .card > p')].map((p) => {
                const copy = p.cloneNode(true);
                copy.querySelectorAll('.aside').forEach((aside) => aside.remove());
                return copy.textContent;
            }).join('|'))"""
        words: list[str] = self.page.evaluate(script)
        return words

    def stored(self) -> dict[str, Any]:
        """Everything this origin keeps in the browser."""
        script = """async () => ({local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie,
            databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length})"""
        kept: dict[str, Any] = self.page.evaluate(script)
        return kept

    def focused(self) -> str:
        """What has the keyboard: its name, label or class."""
        script = """() => { let node = document.activeElement;
            if (node === document.body) return 'BODY';
            if (node.shadowRoot) node = node.shadowRoot.activeElement ?? node;
            return node.getAttribute('aria-label') || node.id || node.innerText.trim() || node.tagName; }"""
        name: str = self.page.evaluate(script)
        return name
