"""SmsChannel: text messages to the clinic's number at Twilio."""

from __future__ import annotations

import re

from channels.apps.sending.message_shape import Shape, utf16
from channels.apps.twilio import Fields, TwilioChannel

#: GSM 03.38: a character of the alphabet takes 7 bits, one of the extension 14.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")
#: Characters in one segment of a long message: 153 of the alphabet, or 67 of 16 bits each.
_SHORT, _WIDE = 153, 67
#: Phone networks begin to drop messages of more segments; Twilio's limit is 1,600 characters.
_PARTS = 10
#: Replaces common signs, as one sign outside the alphabet doubles the price of the message.
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"}
) | str.maketrans(
    {"…": "...", "•": "-", "·": "-", "\u00a0": " ", "\u202f": " ", "×": "x", "≥": ">=", "≤": "<="}
)
#: A person's number; programs send from short codes and names.
_PERSON = re.compile(r"\+[0-9]{7,15}")
#: Words that Twilio answers itself and still forwards.
_STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"}
_HELP = {"help", "info"}
_START = {"start", "unstop"}


def plain(text: str) -> str:
    """The text with similar signs from the alphabet, where there are any."""
    return text.translate(_PLAIN)


def septets(text: str) -> int:
    """The length of a text in characters of the alphabet."""
    if all(char in _ALPHABET or char in _EXTENSION for char in text):
        return len(text) + sum(char in _EXTENSION for char in text)
    return -(-utf16(text) * _SHORT // _WIDE)


class SmsChannel(TwilioChannel):
    """Offers questions as a numbered menu below the text."""

    title = "SMS"
    shape = Shape(text=_PARTS * _SHORT, title=40, escape=plain, measure=septets)

    @classmethod
    def name(cls) -> str:
        return "sms"

    def content(self, fields: Fields) -> dict[str, str]:
        """Nothing for STOP, after which no message may be sent, and HELP, which Twilio answers.

        Programs get no answer, because theirs would follow, without end.
        """
        if not _PERSON.fullmatch(fields.get("From", "")):
            return {}
        word = fields.get("Body", "").strip().lower()
        kind = fields.get("OptOutType", "").lower()
        if kind in ("stop", "help") or word in _STOP | _HELP:
            return {}
        if kind == "start" or word in _START:
            return {"command": "start"}
        return super().content(fields)
