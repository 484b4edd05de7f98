"""App variables: what a messaging app needs to be on, and what is missing, by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

#: The pattern of this server's own address; below it are the webhooks.
ADDRESS = r"https?://(?!\S*/webhooks)[^\s?#]+"

#: How alike two names are of which one is the other misspelt; those of two settings are less.
_CLOSE = 0.85


@dataclass(frozen=True)
class Variable:
    """An environment variable; with a `default` (also "") it may be left out."""

    name: str
    pattern: str = r"\S+"
    hint: str = "a value without spaces"  # said when the pattern does not match
    default: str | None = None


@dataclass(frozen=True)
class Setup:
    """The values by name, and what stands in the way. Values are never shown."""

    values: Mapping[str, str] = field(repr=False)
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        return bool(self.values) and not self.missing and not self.wrong

    @property
    def problems(self) -> str:
        """What to do, in one sentence; names only."""
        missing = [f"{', '.join(self.missing)} missing"] if self.missing else []
        return "; ".join([*missing, *self.wrong])


def setup(variables: Iterable[Variable], given: Mapping[str, str]) -> Setup:
    """Nothing set at all is off; some of it set, or under a misspelt name, is half a channel."""
    variables = tuple(variables)
    values, missing, wrong = {}, [], _misspelt([each.name for each in variables], given)
    for variable in variables:
        text = given.get(variable.name, "").strip()
        if text == variable.default:  # as it stands in a copied .env.example
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
    """What looks like one of these that is not set; another name of that app may be another's."""
    app, _, _ = names[0].partition("_")
    strange = [name for name in given if name.startswith(f"{app}_") and given[name].strip()]
    found = []
    for name in sorted({*strange} - {*names}):
        meant = get_close_matches(name, [n for n in names if n not in given], n=1, cutoff=_CLOSE)
        found += [f"{name} is not a setting ({meant[0]} is)"] if meant else []
    return found
