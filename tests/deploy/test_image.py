"""The image contains all that the bot is made of, and runs a program that exists."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from operations.settings import Settings
from serving import training
from tests.live import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
STEPS = (ROOT / "deploy" / "image.sh").read_text()
TAKEN = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)


def test_what_is_taken_is_there_and_what_the_bot_is_made_of_is_taken() -> None:
    assert [name for name in TAKEN if not (ROOT / name).exists()] == []
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"benchmarks"}
    made_of = {*training._INGREDIENTS, *training._FOLDERS, "endpoints.yml", "credentials.yml"}
    needed = rooms | {name.partition("/")[0] for name in made_of} | {"widget", "Makefile"}
    assert needed - set(TAKEN) == set()
    assert not any(name.startswith((".env", "var", "tests")) for name in TAKEN)


def test_what_is_copied_alone_is_what_the_packages_need() -> None:
    rules = (ROOT / "Makefile").read_text()
    copied = set(re.findall(r"^COPY (Makefile .+) \./$", DOCKERFILE, re.MULTILINE)[0].split())
    named = set(re.findall(r"requirements[\w-]*\.txt", rules))
    assert copied == {"Makefile", "requirements.txt", "requirements-uv.txt"} <= named | {"Makefile"}


@pytest.mark.live
def test_every_step_that_is_run_is_one() -> None:
    run = re.findall(r"^RUN deploy/image\.sh (\w+)$", DOCKERFILE, re.MULTILINE)
    (steps,) = re.findall(r"^ +([\w |]+)\) \"\$step\" ;;$", STEPS, re.MULTILINE)
    assert run == steps.split(" | ")
    assert len(run) == len(re.findall(r"^RUN ", DOCKERFILE, re.MULTILINE))
    unknown = subprocess.run(["sh", "deploy/image.sh", "no"], cwd=ROOT, capture_output=True)
    assert unknown.returncode == 1 and b"usage" in unknown.stderr


def test_its_python_and_its_user_are_the_ones_that_are_meant() -> None:
    python = (ROOT / ".python-version").read_text().strip()
    assert re.findall(r"^ARG BASE=python:([\d.]+)-slim", DOCKERFILE, re.MULTILINE) == [python]
    (user,) = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    assert user != "0" and f"--uid {user}" in STEPS and f"--gid {user}" in STEPS


def test_its_settings_can_be_used_and_it_is_asked_where_it_listens() -> None:
    stated = re.findall(r"^(?:ENV)? +([A-Z_]+)=(\S+?)(?: \\)?$", DOCKERFILE, re.MULTILINE)
    settings = Settings.load({name: value for name, value in stated if name.startswith("CHAT_")})
    assert (settings.host, str(settings.var)) == ("0.0.0.0", "/var/lib/clinic-chat")
    assert f"EXPOSE {settings.port}\n" in DOCKERFILE
    asked = re.findall(r"urlopen\('http://127\.0\.0\.1:(\d+)(/[\w/]+)'", DOCKERFILE)
    assert asked == [(str(settings.port), "/health/live")]
    commands = [json.loads(found) for found in re.findall(r"CMD (\[.+\])", DOCKERFILE)]
    assert commands[-1] == [".venv/bin/python", "-m", "serving.run"]
