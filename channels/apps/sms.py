"""SmsChannel: text messages to a number of the clinic's at Twilio."""

from __future__ import annotations

import re

from channels.apps.sending.message_shape import Shape, utf16
from channels.apps.twilio import Fields, TwilioChannel

#: GSM 03.38, the alphabet in which a character takes 7 bits; those of the extension take 14.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")
#: Characters of one part of a long message: 153 of the alphabet, else 67 of 16 bits.
_SHORT, _WIDE = 153, 67
#: Parts after which phone networks begin to drop them; Twilio's own limit is 1,600 characters.
_PARTS = 10
#: One sign outside the alphabet more than doubles what the whole message costs.
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"}
) | str.maketrans(
    {"…": "...", "•": "-", "·": "-", "\u00a0": " ", "\u202f": " ", "×": "x", "≥": ">=", "≤": "<="}
)
#: Short codes and names are programs'.
_PERSON = re.compile(r"\+[0-9]{7,15}")
#: Words that Twilio itself answers, and hands on all the same.
_STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"}
_HELP = {"help", "info"}
_START = {"start", "unstop"}


def plain(text: str) -> str:
    """With signs that a phone's own alphabet has, where there is a like one."""
    return text.translate(_PLAIN)


def septets(text: str) -> int:
    """The room a text takes, in characters of the alphabet."""
    if all(char in _ALPHABET or char in _EXTENSION for char in text):
        return len(text) + sum(char in _EXTENSION for char in text)
    return -(-utf16(text) * _SHORT // _WIDE)


class SmsChannel(TwilioChannel):
    """Questions to choose from stand below the text as a numbered menu."""

    title = "SMS"
    shape = Shape(text=_PARTS * _SHORT, title=40, escape=plain, measure=septets)

    @classmethod
    def name(cls) -> str:
        return "sms"

    def content(self, fields: Fields) -> dict[str, str]:
        """After STOP nothing may be sent, and Twilio answers HELP; START is a beginning.

        Programs get no answer, which could be the beginning of an endless talk.
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
