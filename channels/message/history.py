"""History: reads a conversation in pages, so that a long one costs no more than a short one."""

from __future__ import annotations

from typing import NamedTuple

from channels.message.errors import INVALID, ChatError
from channels.message.transcript import Transcript, Turn
from storage.archive import Archive

#: Turns per page.
PAGE = 50
#: The numbers of the first and the last turn.
Span = tuple[int, int]


class HistoryPage(NamedTuple):
    """Turns in order, and whether there are earlier ones."""

    transcript: Transcript
    earlier: bool


class History:
    """Every method may raise StoreError."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def page(self, conversation: str, before: str | None = None) -> HistoryPage:
        """The latest turns, or those before the turn of the message `before`.

        Raises:
            ChatError: there is no such message.
        """
        first, last = await self._archive.bounds(conversation)
        if before is not None:
            turn = (await self._archive.standing(conversation, before)).answered
            if turn is None:
                raise ChatError(INVALID)
            last = turn - 1
        begin = last - PAGE + 1
        return HistoryPage(await self.turns(conversation, begin, last), first < begin)

    async def spans(self, conversation: str) -> list[Span]:
        """The pages of the whole conversation, oldest first."""
        first, last = await self._archive.bounds(conversation)
        return [(at, min(at + PAGE - 1, last)) for at in range(first, last + 1, PAGE)]

    async def message(self, conversation: str, message: str) -> Transcript:
        """The turn of one message; an empty transcript if there is none."""
        turn = (await self._archive.standing(conversation, message)).answered
        return Transcript([]) if turn is None else await self.turns(conversation, turn, turn)

    async def latest(self, conversation: str, count: int) -> list[Turn]:
        """The last `count` turns."""
        _, last = await self._archive.bounds(conversation)
        return (await self.turns(conversation, last - count + 1, last)).turns

    async def offers(self, conversation: str, topic: str) -> bool:
        """Whether the last turn has a button for this topic."""
        turns = await self.latest(conversation, 1)
        replies = (reply for turn in turns for reply in turn.said)
        return any(button["topic"] == topic for reply in replies for button in reply["buttons"])

    async def opening(self, conversation: str) -> Turn | None:
        """The first turn on its first page that is not urgent, beside which a notice may stand."""
        first, _ = await self._archive.bounds(conversation)
        turns = (await self.turns(conversation, first, first + PAGE - 1)).turns
        return next((turn for turn in turns if not turn.is_urgent), None)

    async def turns(self, conversation: str, first: int, last: int) -> Transcript:
        """The turns from one number to another."""
        transcript = Transcript(await self._archive.spoken(conversation, first, last))
        if transcript.noticed:  # unless an earlier turn carries the notice
            masked = await self._archive.masked(conversation, first, PAGE)
            if Transcript(masked).noticed:
                transcript.noticed = None
        return transcript
