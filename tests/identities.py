"""People who don't exist, with names, numbers and addresses that occur nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_SYLLABLES = "bra zor qui tan vel mix dor wup lin gax foe shi rud pym kov jes".split()
_AREAS = (202, 212, 305, 312, 415, 503, 617, 702, 713, 818)
_PATTERNS = ("{a}{b}{c}", "({a}) {b}-{c}", "+1 {a} {b} {c}", "{a}.{b}.{c}", "1-{a}-{b}-{c}")


@dataclass(frozen=True)
class Identity:
    name: str
    phone: str
    email: str

    @property
    def marks(self) -> tuple[str, ...]:
        """What must not be found anywhere, including parts, as somebody's log might have them."""
        last = self.name.split()[1]
        digits = "".join(filter(str.isdecimal, self.phone))[-10:]
        dashed = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
        return (self.name, last, digits, dashed, self.email, self.email.split("@")[0])


def identities(count: int, seed: int = 15) -> list[Identity]:
    """The same people each time."""
    random = Random(seed)
    found = []
    for _ in range(count):
        first, last = ("".join(random.sample(_SYLLABLES, 3)).capitalize() for _ in range(2))
        parts = {"a": random.choice(_AREAS), "b": random.randint(220, 989)}
        phone = random.choice(_PATTERNS).format(c=random.randint(1000, 9999), **parts)
        email = f"{first}.{last}{random.randint(10, 99)}@{random.choice(_SYLLABLES)}mail.example"
        found.append(Identity(f"{first} {last}", phone, email.lower()))
    return found


def readable(people: list[Identity], text: str) -> list[str]:
    """The marks of these people that a text contains, found in one pass."""
    marks = [mark for person in people for mark in person.marks]
    least = min(map(len, marks))
    begins = {mark[:least] for mark in marks}
    begun = {text[at : at + least] for at in range(len(text)) if text[at : at + least] in begins}
    return [mark for mark in marks if mark[:least] in begun and mark in text]
