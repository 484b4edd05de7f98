"""No locked package has a known vulnerability, unless there is a reason.

And Rasa's three lock files have the same versions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest
import yaml
from packaging.version import Version

from tests.conftest import ROOT

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
ADVISORIES: list[dict[str, str]] = yaml.safe_load((ROOT / "advisories.yml").read_text("utf-8"))


@cache
def locked(name: str) -> dict[str, set[Version]]:
    """The versions that a file pins: several if they depend on the machine's Python."""
    pins: dict[str, set[Version]] = defaultdict(set)
    text = (ROOT / name).read_text(encoding="utf-8")
    for package, version in re.findall(r"^([\w.-]+)==([\w.!+]+)", text, re.MULTILINE):
        pins[package].add(Version(version))
    return pins


@pytest.mark.parametrize("advisory", ADVISORIES, ids=lambda each: f"{each['package']}-{each['id']}")
def test_a_faulty_version_has_a_reason(advisory: dict[str, str]) -> None:
    fixed = Version(str(advisory["fixed"]))
    versions = {v for name in LOCKS for v in locked(name).get(advisory["package"], ())}
    assert versions, f"{advisory['package']} is locked nowhere"
    assert (min(versions) < fixed) == ("reason" in advisory), sorted(versions)


def test_each_is_there_once() -> None:
    ids = [each["id"] for each in ADVISORIES]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_environments_have_the_same_versions(name: str) -> None:
    full, pins = locked("requirements-full.txt"), locked(name)
    assert "tensorflow" in full and "tensorflow" not in pins
    assert {package: full.get(package) for package in pins} == pins


def test_every_pin_has_its_hashes() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[\w.-]+==.*(?:\n    .*)*", text, re.MULTILINE)
        assert pins and [pin for pin in pins if "--hash=sha256:" not in pin] == [], name
        assert "://" not in text, f"{name} names an address"
