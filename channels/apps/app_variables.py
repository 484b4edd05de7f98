"""App variables: the settings a messaging app needs, and which of them are missing or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

#: Pattern for this server's own address, without the path of the webhooks.
ADDRESS = r"https?://(?!\S*/webhooks)[^\s?#]+"

#: Names that are at least this similar count as misspelt; those of two settings are less so.
_CLOSE = 0.85


@dataclass(frozen=True)
class Variable:
    """An environment variable; one with a `default`, which may be "", can be left out."""

    name: str
    pattern: str = r"\S+"
    hint: str = "a value without spaces"  # what the value should be, said if the pattern fails
    default: str | None = None


@dataclass(frozen=True)
class Setup:
    """The values by name, and the variables that are missing or wrong. Values are never shown."""

    values: Mapping[str, str] = field(repr=False)
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        return bool(self.values) and not self.missing and not self.wrong

    @property
    def problems(self) -> str:
        """What has to be corrected, in one sentence that names variables and never values."""
        missing = [f"{', '.join(self.missing)} missing"] if self.missing else []
        return "; ".join([*missing, *self.wrong])


def setup(variables: Iterable[Variable], given: Mapping[str, str]) -> Setup:
    """Read an app's variables; the app is off if none is set.

    If only some of them are set, or one under a misspelt name, `problems` says so.
    """
    variables = tuple(variables)
    values, missing, wrong = {}, [], _misspelt([each.name for each in variables], given)
    for variable in variables:
        text = given.get(variable.name, "").strip()
        if text == variable.default:  # unchanged from .env.example
            continue
        if text and not re.fullmatch(variable.pattern, text):
            comment = " (without a comment behind it)" if " #" in text else ""
            wrong.append(f"{variable.name} should be {variable.hint}{comment}")
        elif text:
            values[variable.name] = text
        elif variable.default is None:
            missing.append(variable.name)
    if not values and not wrong:
        return Setup({})
    defaults = {item.name: item.default for item in variables if item.default is not None}
    return Setup({**defaults, **values}, tuple(missing), tuple(wrong))


def _misspelt(names: list[str], given: Mapping[str, str]) -> list[str]:
    """A problem for each given name that resembles an unset variable of the same app."""
    apps = tuple(name.partition("_")[0] + "_" for name in names)
    strange = [name for name in given if name.startswith(apps) and given[name].strip()]
    found = []
    for name in sorted({*strange} - {*names}):
        meant = get_close_matches(name, [n for n in names if n not in given], n=1, cutoff=_CLOSE)
        found += [f"{name} is not a setting ({meant[0]} is)"] if meant else []
    return found
