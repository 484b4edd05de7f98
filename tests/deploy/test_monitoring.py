"""Alerts and the dashboard use metrics that the bot exports, and the runbook has every alert."""

from __future__ import annotations

import importlib.util
import json
import re
from itertools import combinations
from typing import Any

import pytest
import requests
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.live import ROOT, LiveServer
from tests.test_readme import anchors

DEPLOY = ROOT / "deploy"
GROUPS = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"]
ALERTS: dict[str, Any] = {rule["alert"]: rule for group in GROUPS for rule in group["rules"]}
BOARD = json.loads((DEPLOY / "grafana" / "board.json").read_text())
ASKED = {target["expr"] for panel in BOARD["panels"] for target in panel["targets"]}
RUNBOOK = (ROOT / "docs" / "operations.md").read_text().partition("## Runbook")[2]
_METRIC = re.compile(r"\b(?:clinic_chat|process|python)_\w+")


@pytest.fixture(scope="module")
def exported(server: LiveServer) -> set[str]:
    """Every metric name that the running bot exports, with the suffixes of its type."""
    text = requests.get(f"{server.base_url}/metrics", timeout=30).text
    endings = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"], "gauge": [""]}
    return {
        family.name + ending
        for family in text_string_to_metric_families(text)
        for ending in endings.get(family.type, [])
    }


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_asks_for_what_is_exported(alert: str, exported: set[str]) -> None:
    asked = set(_METRIC.findall(ALERTS[alert]["expr"]))
    assert asked - exported == set()
    assert asked or alert == "ClinicChatDown"


def test_the_board_and_the_adapter_ask_for_what_is_exported(
    exported: set[str],
) -> None:
    series = yaml.safe_load((DEPLOY / "prometheus" / "adapter.yml").read_text())["rules"][0]
    asked = {name for expr in (*ASKED, series["seriesQuery"]) for name in _METRIC.findall(expr)}
    assert asked - exported == set()


def test_a_logger_that_is_asked_for_is_a_module_of_ours() -> None:
    text = (DEPLOY / "prometheus" / "alerts.yml").read_text()
    loggers = set(re.findall(r'logger="([^"]+)"', text))
    assert loggers and all(importlib.util.find_spec(logger) for logger in loggers)


def test_the_job_has_one_name() -> None:
    scraped = yaml.safe_load((DEPLOY / "prometheus" / "scrape.yml").read_text())["scrape_configs"]
    text = "".join(path.read_text() for path in DEPLOY.rglob("*") if path.is_file())
    assert set(re.findall(r'job="([^"]+)"', text.replace('\\"', '"'))) == {scraped[0]["job_name"]}


def test_every_alert_has_its_place_in_the_runbook() -> None:
    named = re.findall(r"\*\*(ClinicChat\w+)\*\*", RUNBOOK)
    assert sorted(named) == sorted(ALERTS)
    sections = re.split(r"^### ", RUNBOOK, flags=re.MULTILINE)[1:]
    for alert, rule in ALERTS.items():
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        (section,) = [text for text in sections if f"**{alert}**" in text]
        assert page == "docs/operations.md"
        assert anchors(f"# {section.splitlines()[0]}") == {anchor}


def test_the_panels_lie_side_by_side_and_each_asks_something() -> None:
    panels = BOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["title"] and panel["targets"] for panel in panels)
    for one, other in combinations([panel["gridPos"] for panel in panels], 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        above = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or above
        assert one["x"] + one["w"] <= 24
