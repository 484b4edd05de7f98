"""The files in deploy/ name only settings, addresses, ports and versions that exist."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.web.openapi import Interface
from operations.settings import NAMES, Settings
from operations.version import VERSION
from serving import stop
from serving.provision import CLINICS, provision
from tests.live import ROOT
from tests.postgres import BIN, Postgres
from tests.serving.fleet import NGINX

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


def test_units_run_what_is_there() -> None:
    files = [path for path in (DEPLOY / "systemd").iterdir() if path.is_file()]
    units = {path.name: path.read_text() for path in files}
    for name, text in units.items():
        if name.endswith(".timer"):
            assert name.replace(".timer", ".service") in units
        else:
            (module,) = re.findall(r"^ExecStart=\S+ -m (\S+)", text, re.M)
            assert importlib.util.find_spec(module)


@pytest.mark.live
def test_units_and_commands_by_hand_keep_conversations_at_one_place(tmp_path: Path) -> None:
    """Else `make backup` before an upgrade would copy another database than the service's."""
    (step,) = re.findall(r"^sed .*>\.env", (ROOT / "docs" / "operations.md").read_text(), re.M)
    subprocess.run(step.replace(">", f">{tmp_path}/"), shell=True, cwd=ROOT, check=True)
    var = Settings.load({}, tmp_path / ".env").var
    for name in ("clinic-chat.service", "clinic-chat-backup.service"):
        unit = (DEPLOY / "systemd" / name).read_text()
        assert not re.search(r"^Environment=.*CHAT_VAR", unit, re.M)
        (kept,) = re.findall(r"^StateDirectory=(\S+)", unit, re.M)
        assert var == Path("/var/lib", kept)


def test_the_units_of_several_clinics_are_the_ones_of_a_single_one(tmp_path: Path) -> None:
    provision("north", clinics=tmp_path)
    for name in ("clinic-chat", "clinic-chat-backup"):
        template = DEPLOY / "systemd" / f"{name}@.service"
        assert template.readlink() == Path(f"{name}.service")
        drop_in = Path(f"{template}.d", "clinic.conf").read_text()
        (own,) = re.findall(r"^Environment=CHAT_SETTINGS=(.+)$", drop_in, re.M)
        assert (tmp_path / own.replace("%i", "north").removeprefix(f"{CLINICS}/")).is_file()
        assert re.search(rf"^(BindPaths|ReadWritePaths)=\S+/{CLINICS}/%i$", drop_in, re.M)
        # An empty StateDirectory= resets the mode as well.
        assert "StateDirectory=clinic" not in drop_in or "StateDirectoryMode=0700" in drop_in


@pytest.mark.live
@pytest.mark.skipif(not NGINX or not shutil.which("openssl"), reason="no nginx, or no openssl")
def test_one_nginx_takes_the_file_of_each_of_several_clinics(tmp_path: Path) -> None:
    docs = (ROOT / "docs" / "operations.md").read_text()
    (step,) = re.findall(r"^(sed .*) deploy/nginx\.conf >", docs, re.M)
    north = subprocess.check_output(f"{step} deploy/nginx.conf", shell=True, cwd=ROOT, text=True)
    assert "bot.example.com" not in north and PORT not in north
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=x"
    files = ["-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run([*make.split(), *files], cwd=tmp_path, check=True, capture_output=True)
    for name, text in (("a", (DEPLOY / "nginx.conf").read_text()), ("b", north)):
        made = re.sub(r"/etc/letsencrypt/live/[\w.]+", str(tmp_path), text)
        (tmp_path / f"{name}.site").write_text(made)
    (tmp_path / "nginx.conf").write_text(
        f"events {{}} pid {tmp_path}/pid; http {{ access_log off; include {tmp_path}/*.site; }}"
    )
    command = [str(NGINX), "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
    tried = subprocess.run(command, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr


@pytest.mark.skipif(not BIN, reason="no server")
def test_the_backup_of_the_chart_takes_every_address_that_the_bot_takes(
    postgres: Postgres, tmp_path: Path
) -> None:
    template = (DEPLOY / "chart" / "templates" / "backup.yaml").read_text()
    (script,) = re.findall(r"args:\n +- \|\n(.+?)\n +env:", template, re.S)
    script = script.replace("/backups", str(tmp_path)).replace("{{ .Values.backup.keepDays }}", "9")
    for scheme in ("postgresql", "postgres", "postgresql+psycopg2"):
        url = postgres.url.replace("postgresql", scheme, 1)
        subprocess.run(
            ["sh", "-euc", script], env={**os.environ, "DATABASE_URL": url}, check=True, timeout=60
        )
    assert list(tmp_path.glob("conversations-*.dump"))


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
