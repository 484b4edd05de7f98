"""Colours: the clinic's own, and black or white on them, whichever can be read."""

from __future__ import annotations

from typing import NamedTuple

from actions.knowledge.clinic import Clinic

#: As the chat has them.
_LIGHT, _DARK = "#0c6b62", "#5cc2b2"
#: Above this luminance black has more contrast than white; both have 4.58 : 1 there.
_MIDDLE = 0.179


class Colour(NamedTuple):
    """`text` is the colour of what stands on `main`."""

    main: str
    text: str


def colours(clinic: Clinic) -> tuple[Colour, Colour]:
    """In the light and in the dark."""
    light = clinic.color or _LIGHT
    dark = clinic.color_dark or clinic.color or _DARK
    return Colour(light, _on(light)), Colour(dark, _on(dark))


def _on(colour: str) -> str:
    return "#000000" if _luminance(colour) > _MIDDLE else "#ffffff"


def _luminance(colour: str) -> float:
    """As in WCAG 2.2."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
