"""The version is the same wherever it is shown."""

from __future__ import annotations

import json
import re

import requests
import tomli
from packaging.specifiers import SpecifierSet

from operations.python_version import SMALLEST
from operations.version import VERSION
from tests.live import ROOT, LiveServer, Visitor


def test_the_server_says_its_version_where_operators_look(server: LiveServer) -> None:
    visitor = Visitor(server)
    assert visitor.call("GET", "/health/live").json()["version"] == VERSION
    lines = [json.loads(line) for line in server.said().splitlines() if line.startswith("{")]
    assert {line["version"] for line in lines if "version" in line} == {VERSION}
    metrics = server_metrics(server)
    assert re.findall(r'^clinic_chat_versions\{.*\bversion="([^"]*)"', metrics, re.M) == [VERSION]


def server_metrics(server: LiveServer) -> str:
    """The metrics, asked for from this machine and without a proxy."""
    return requests.get(f"{server.base_url}/metrics", timeout=30).text


def test_every_file_that_needs_a_version_has_this_one() -> None:
    dynamic = tomli.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["dynamic"]
    assert dynamic["version"] == {"attr": "operations.version.VERSION"}
    package = json.loads((ROOT / "widget" / "package.json").read_text())
    plugin = (ROOT / "widget" / "examples" / "clinic-chat.php").read_text()
    changes = (ROOT / "CHANGELOG.md").read_text()
    assert package["version"] == VERSION
    assert re.findall(r"^ \* Version: (.+)$", plugin, re.M) == [VERSION]
    assert re.findall(r"^## (\S+)", changes, re.M)[0] == VERSION


def test_the_python_it_asks_for_is_the_one_that_is_used() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text())["project"]
    allowed = SpecifierSet(project["requires-python"])
    assert {(3, minor) for minor in range(20) if f"3.{minor}.99" in allowed} == set(SMALLEST)
    assert project["license"] == json.loads((ROOT / "widget/package.json").read_text())["license"]
