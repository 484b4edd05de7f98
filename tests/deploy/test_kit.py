"""The files in deploy/ name only settings, addresses, ports and versions that exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.web.openapi import Interface
from operations.settings import NAMES, Settings
from operations.version import VERSION
from serving import stop
from tests.live import ROOT

DEPLOY = ROOT / "deploy"
FILES = sorted(
    path
    for path in (*DEPLOY.rglob("*"), ROOT / "Dockerfile", ROOT / "compose.yaml")
    if path.is_file() and path.suffix != ".pyc"
)
SETTINGS = {*NAMES, *re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)}
#: Prefixes of the settings' names.
_SETTING = re.compile(
    r"\b(?:CHAT|TELEGRAM|SLACK|WHATSAPP|MESSENGER|INSTAGRAM|TWILIO)_[A-Z_]+\b|\bDATABASE_URL\b"
)
PORT = str(Settings.load({}, Path("no.env")).port)


def parsed(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text())


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_every_setting_that_is_named_is_one(file: Path) -> None:
    assert set(_SETTING.findall(file.read_text())) - SETTINGS == set()


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_every_address_that_is_named_is_one(file: Path) -> None:
    there = {*Interface(500).document["paths"], "/metrics", "/widget/clinic-chat.js"}
    named = re.findall(
        r"(?<![\w./-])/(?:health|chat|metrics|widget)(?:/[\w.-]+)*", file.read_text()
    )
    assert set(named) - there == set()


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_the_port_is_the_one_that_the_bot_listens_on(file: Path) -> None:
    ports = set(re.findall(r"(?:127\.0\.0\.1|bot|containerPort|port): ?(\d{4,})", file.read_text()))
    assert ports - {PORT} == set()


@pytest.mark.parametrize(
    "file",
    [
        path
        for path in (*FILES, *(ROOT / ".github").rglob("*.yml"))
        if path.suffix in (".yml", ".yaml") and path.parent.name != "templates"
    ],
    ids=relative,
)
def test_every_yaml_file_can_be_read(file: Path) -> None:
    assert list(yaml.safe_load_all(file.read_text()))


def test_the_chart_has_the_version_of_the_bot() -> None:
    chart = parsed("deploy/chart/Chart.yaml")
    assert chart["version"] == chart["appVersion"] == VERSION


def test_the_chart_scales_by_what_the_adapter_makes_of_a_metric() -> None:
    (rule,) = parsed("deploy/prometheus/adapter.yml")["rules"]
    scaler = (DEPLOY / "chart" / "templates" / "horizontalpodautoscaler.yaml").read_text()
    assert f"metric: {{name: {rule['name']['as']}}}" in scaler


def test_whoever_stops_the_bot_waits_long_enough() -> None:
    longest = 2 * stop._PATIENCE
    unit = (DEPLOY / "systemd" / "clinic-chat.service").read_text()
    pod = (DEPLOY / "chart" / "templates" / "deployment.yaml").read_text()
    (pause,) = re.findall(r'command: \[sleep, "(\d+)"\]', pod)
    given = {
        "compose": parsed("compose.yaml")["services"]["bot"]["stop_grace_period"].rstrip("s"),
        "unit": re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.M)[0],
        "pod": int(re.findall(r"terminationGracePeriodSeconds: (\d+)", pod)[0]) - int(pause),
    }
    assert {name: float(seconds) > longest for name, seconds in given.items()} == dict.fromkeys(
        given, True
    )


def test_units_run_what_is_there_and_keep_it_where_they_may_write() -> None:
    units = {path.name: path.read_text() for path in (DEPLOY / "systemd").iterdir()}
    services = {name: text for name, text in units.items() if name.endswith(".service")}
    for text in services.values():
        (module,) = re.findall(r"^ExecStart=\S+ -m (\S+)", text, re.M)
        assert importlib.util.find_spec(module)
        (var,) = re.findall(r"^Environment=.*\bCHAT_VAR=/var/lib/(\S+)", text, re.M)
        (kept,) = re.findall(r"^StateDirectory=(.+)$", text, re.M)
        assert var in kept.split()
    timers = {name.removesuffix(".timer") for name in units if name.endswith(".timer")}
    assert {f"{name}.service" for name in timers} <= set(services)


def test_proxies_pass_on_the_host_as_it_came_and_keep_the_metrics_in() -> None:
    nginx, caddy = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Caddyfile").read_text()
    assert "proxy_set_header Host $http_host;" in nginx
    assert "X-Forwarded-For $proxy_add_x_forwarded_for" in nginx
    assert "location /metrics { return 404; }" in nginx and "respond /metrics 404" in caddy


def test_the_hosted_check_is_the_one_of_everywhere() -> None:
    (job,) = parsed(".github/workflows/check.yml")["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    python = (ROOT / ".python-version").read_text().strip()
    assert job["container"].startswith(f"python:{python}-")
