"""Slack text: reads what a person typed out of Slack's markup."""

from __future__ import annotations

import html
import re

#: Links and mentions: <https://a.example|a.example>, <@U123>, <#C123|general>, <!here>. And emoji:
#: :tada:, with a skin tone :wave::skin-tone-3:.
_MARKUP = re.compile(
    r"<(?P<sign>[@#!]?)(?P<place>[^<>|]*)(?:\|(?P<label>[^<>]*))?>"
    r"|:(?P<emoji>[a-z0-9_+'-]+):(?::skin-tone-(?P<tone>[2-6]):)?"
)
#: Common names that the library doesn't know.
_MORE = {
    "smiling_face_with_3_hearts": "🥰",
    "face_palm": "🤦",
    "female-doctor": "👩‍⚕️",
    "male-doctor": "👨‍⚕️",
}
_COUNTRY = re.compile("flag-([a-z]{2})")
#: Two of these letters are a flag.
_FIRST_LETTER = 0x1F1E6
#: Slack's first skin tone is number 2.
_TONES = {str(number): chr(0x1F3FB + number - 2) for number in range(2, 7)}
#: Asks for a coloured picture; a skin tone takes its place.
_COLOURED = "\ufe0f"


def plain(words: str) -> str:
    """The text as it was typed: with emoji, without mentions, and links with their address."""
    return html.unescape(_MARKUP.sub(_shown, words))


def _shown(match: re.Match[str]) -> str:
    if match["emoji"]:
        return _emoji(match)
    place = match["place"].removeprefix("mailto:").removeprefix("tel:")
    label = match["label"] or place
    is_same = label.rstrip("/") == place.partition("://")[2].rstrip("/") or label == place
    return " " if match["sign"] else label if is_same else f"{label} ({place})"


def _emoji(match: re.Match[str]) -> str:
    """The emoji; what nobody knows stays as it is, and so does what stands within a:b:c."""
    start, end = match.span()
    if match.string[start - 1 : start].isalnum() and match.string[end : end + 1].isalnum():
        return match[0]
    found = _MORE.get(match["emoji"]) or _flag(match["emoji"]) or _known(match["emoji"])
    if not found or not match["tone"]:
        return found or match[0]
    return found[0] + _TONES[match["tone"]] + found[1:].removeprefix(_COLOURED)


def _flag(name: str) -> str:
    """The flag of a country by its code, as in flag-us; "" for anything else."""
    code = _COUNTRY.fullmatch(name)
    return (
        "".join(chr(_FIRST_LETTER + ord(letter) - ord("a")) for letter in code[1]) if code else ""
    )


def _known(name: str) -> str:
    """The emoji of this name; "" if there is none. Slack has some hyphens where others have _."""
    from emoji import emojize  # not before it is needed, as it reads a large table

    names = (f":{each}:" for each in (name, name.replace("-", "_")))
    found = ((each, emojize(each, language="alias")) for each in names)
    return next((emoji for each, emoji in found if emoji != each), "")
