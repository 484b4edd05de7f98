"""App variables: what a messaging app needs to be on, and what is missing, by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: The pattern of this server's own address; below it are the webhooks.
ADDRESS = r"https?://(?!\S*/webhooks)[^\s?#]+"


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
    """Nothing set at all is off; some of it set is half a channel."""
    values, missing, wrong = {}, [], []
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
