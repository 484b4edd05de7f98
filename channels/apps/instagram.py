"""InstagramChannel: the messages of a professional Instagram account of the clinic's."""

from __future__ import annotations

from channels.apps.messenger import MessengerChannel
from channels.apps.meta import variables
from channels.apps.sending.message_shape import Shape
from channels.apps.sending.pace import Rate


def _bytes(text: str) -> int:
    """Instagram's limit is in bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


class InstagramChannel(MessengerChannel):
    """By the Instagram API with Instagram login; INSTAGRAM_API names the other host."""

    title = "Instagram"
    prefix, subject = "INSTAGRAM", "instagram"
    variables = variables("INSTAGRAM", "graph.instagram.com")
    proves = ("INSTAGRAM_TOKEN",)
    shape = Shape(text=1000, buttons=13, title=20, measure=_bytes)
    #: Meta allows 100 messages a second for an account.
    overall = Rate(per_second=20, burst=10)
    chat = Rate(per_second=1, burst=6)

    @classmethod
    def name(cls) -> str:
        return "instagram"
