"""History: a conversation a page at a time, so that a long one costs no more than a short one."""

from __future__ import annotations

from typing import NamedTuple

from channels.message.errors import INVALID, ChatError
from channels.message.transcript import Transcript, Turn
from storage.archive import Archive

#: Turns: what a visitor said and what was answered.
PAGE = 50
#: Numbers of a first and a last turn.
Span = tuple[int, int]


class Page(NamedTuple):
    """Turns in order, and whether there are earlier ones."""

    transcript: Transcript
    earlier: bool


class History:
    """Every call may raise StoreError."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def page(self, conversation: str, before: str | None = None) -> Page:
        """The latest turns, or those before the one of that message.

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
        return Page(await self.turns(conversation, begin, last), first < begin)

    async def spans(self, conversation: str) -> list[Span]:
        """The pages of all of it, oldest first."""
        first, last = await self._archive.bounds(conversation)
        return [(at, min(at + PAGE - 1, last)) for at in range(first, last + 1, PAGE)]

    async def message(self, conversation: str, message: str) -> Transcript:
        """The turn of one message; none when it is not there."""
        turn = (await self._archive.standing(conversation, message)).answered
        return Transcript([]) if turn is None else await self.turns(conversation, turn, turn)

    async def latest(self, conversation: str, count: int) -> list[Turn]:
        """The last so many turns."""
        _, last = await self._archive.bounds(conversation)
        return (await self.turns(conversation, last - count + 1, last)).turns

    async def offers(self, conversation: str, topic: str) -> bool:
        """Whether the last turn has a button for this."""
        turns = await self.latest(conversation, 1)
        replies = (reply for turn in turns for reply in turn.said)
        return any(button["topic"] == topic for reply in replies for button in reply["buttons"])

    async def opening(self, conversation: str) -> Turn | None:
        """The first turn beside which something may stand."""
        first, _ = await self._archive.bounds(conversation)
        turns = (await self.turns(conversation, first, first + PAGE - 1)).turns
        return next((turn for turn in turns if not turn.is_urgent), None)

    async def turns(self, conversation: str, first: int, last: int) -> Transcript:
        """Those from one number to another."""
        transcript = Transcript(await self._archive.spoken(conversation, first, last))
        if transcript.noticed:  # unless it was noticed before
            masked = await self._archive.masked(conversation, first, PAGE)
            if Transcript(masked).noticed:
                transcript.noticed = None
        return transcript
