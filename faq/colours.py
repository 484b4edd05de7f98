"""Colours: the clinic's own colours, with black or white text on them."""

from __future__ import annotations

from typing import NamedTuple

from actions.knowledge.clinic import Clinic

#: Default main colours, the same as in the chat widget.
_LIGHT, _DARK = "#0c6b62", "#5cc2b2"
#: Relative luminance at which black and white text have the same contrast, 4.58 : 1.
_MIDDLE = 0.179


class ColourPair(NamedTuple):
    """A background colour `main` and the `text` colour on it, as #rrggbb."""

    main: str
    text: str


def colours(clinic: Clinic) -> tuple[ColourPair, ColourPair]:
    """The clinic's colours for the light and for the dark colour scheme."""
    light = clinic.color or _LIGHT
    dark = clinic.color_dark or clinic.color or _DARK
    return ColourPair(light, _on(light)), ColourPair(dark, _on(dark))


def _on(colour: str) -> str:
    return "#000000" if _luminance(colour) > _MIDDLE else "#ffffff"


def _luminance(colour: str) -> float:
    """Relative luminance as defined in WCAG 2.2, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
