"""InstagramChannel: messages to the clinic's professional Instagram account."""

from __future__ import annotations

from channels.apps.messenger import MessengerChannel
from channels.apps.meta import variables
from channels.apps.sending.message_shape import Shape
from channels.apps.sending.pace import Rate


def _bytes(text: str) -> int:
    """Length in bytes of UTF-8, in which Instagram's limit is given."""
    return len(text.encode("utf-8", "surrogatepass"))


class InstagramChannel(MessengerChannel):
    """Uses the Instagram API with Instagram login, whose host is set by INSTAGRAM_API."""

    title = "Instagram"
    prefix, subject = "INSTAGRAM", "instagram"
    variables = variables("INSTAGRAM", "graph.instagram.com")
    proves = ("INSTAGRAM_TOKEN",)
    shape = Shape(text=1000, buttons=13, title=20, measure=_bytes)
    #: Meta allows 100 messages a second per account.
    overall = Rate(per_second=20, burst=10)
    chat = Rate(per_second=1, burst=6)

    @classmethod
    def name(cls) -> str:
        return "instagram"
