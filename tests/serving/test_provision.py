"""Another clinic on a machine has its own knowledge, secret, port and database."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from operations.settings import Settings, written
from serving.provision import CLINICS, ProvisionError, provision
from tests.live import LiveServer, Visitor
from tests.postgres import BIN, Postgres


def settings(clinics: Path, name: str) -> Settings:
    return Settings.load({}, clinics / name / "settings.env")


def test_each_has_its_own_of_everything(tmp_path: Path) -> None:
    for name in ("north", "south"):
        assert f"make run CLINIC={name}" in provision(name, clinics=tmp_path)
    north, south = settings(tmp_path, "north"), settings(tmp_path, "south")
    for what in ("secret", "port", "var", "knowledge", "database"):
        assert getattr(north, what) != getattr(south, what)
    assert (tmp_path / "north" / "settings.env").stat().st_mode & 0o777 == 0o600
    assert (north.knowledge / "clinic.yml").is_file()


def test_it_has_nothing_of_the_clinic_of_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its patients' requests and chats would go there."""
    provision("north", clinics=tmp_path)
    (tmp_path / ".env").write_text(
        "TELEGRAM_TOKEN=1:x\nSLACK_TOKEN=xoxb\nCHAT_REQUESTS_SLACK=C0123456789\n"
        "CHAT_KNOWLEDGE=north/knowledge\n"
    )
    monkeypatch.chdir(tmp_path)
    assert Settings.load({}).request_ways == ("slack",)
    its = {"CHAT_SETTINGS": "north/settings.env"}
    assert Settings.load(its).port == settings(tmp_path, "north").port
    assert Settings.load(its).request_ways == () and "TELEGRAM_TOKEN" not in written(its)


@pytest.mark.parametrize("name", ["", "x", "Big", "two words", "a;b", "../up"])
def test_a_name_that_could_mean_something_else_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProvisionError, match="lower-case"):
        provision(name, clinics=tmp_path)


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    provision("north", clinics=tmp_path)
    before = (tmp_path / "north" / "settings.env").read_text()
    with pytest.raises(ProvisionError, match="already"):
        provision("north", clinics=tmp_path)
    assert (tmp_path / "north" / "settings.env").read_text() == before


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://admin@127.0.0.1:1/postgres", "could not be made"),
        ("postgresql://admin@127.0.0.1:x/postgres", "could not be made"),
        ("mysql://admin@127.0.0.1/clinics", "must be postgresql://"),
        ("sqlite:///clinics.db", "must be postgresql://"),
    ],
)
def test_a_database_that_can_not_be_made_leaves_nothing(
    tmp_path: Path, url: str, reason: str
) -> None:
    with pytest.raises(ProvisionError, match=reason):
        provision("north", url, clinics=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "clinics").touch()
    with pytest.raises(ProvisionError, match=r"clinics/north can't be made: Not a directory\."):
        provision("north", clinics=tmp_path / "clinics")


@pytest.mark.skipif(BIN is None, reason="NOT RUN: PostgreSQL is not installed")
def test_no_database_is_left_of_a_clinic_that_can_not_be_made(
    postgres: Postgres, tmp_path: Path
) -> None:
    (tmp_path / "clinics").touch()
    with pytest.raises(ProvisionError, match="can't be made"):
        provision("east", postgres.url, clinics=tmp_path / "clinics")
    (tmp_path / "clinics").unlink()
    assert "clinic_east" in provision("east", postgres.url, clinics=tmp_path / "clinics")


def test_a_clinic_is_folders_that_git_does_not_see() -> None:
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text().splitlines()
    assert f"{CLINICS}/" in ignored


@pytest.mark.skipif(BIN is None, reason="NOT RUN: PostgreSQL is not installed")
def test_a_clinic_serves_its_own_facts_from_its_own_database(
    postgres: Postgres, model: Path, tmp_path: Path
) -> None:
    for name in ("north", "south"):
        provision(name, postgres.url, clinics=tmp_path)
    facts = tmp_path / "north" / "knowledge" / "clinic.yml"
    text = facts.read_text(encoding="utf-8")
    name = next(line for line in text.splitlines() if line.startswith("name:"))
    facts.write_text(text.replace(name, "name: Clinic of the North"), encoding="utf-8")
    north, south = settings(tmp_path, "north"), settings(tmp_path, "south")
    assert north.database_url and south.database_url
    own = {"DATABASE_URL": north.database_url, "CHAT_KNOWLEDGE": str(north.knowledge)}
    server = LiveServer(tmp_path, model, **own).start()
    try:
        config = requests.get(f"{server.base_url}/chat/config", timeout=30).json()
        assert config["clinic"]["name"] == "Clinic of the North"
        assert Visitor(server).begin().say("How much does PRP cost?")
    finally:
        server.stop()
    stranger = sa.engine.make_url(south.database_url).set(
        database=sa.engine.make_url(north.database_url).database
    )
    with pytest.raises(sa.exc.OperationalError, match="permission denied"):
        sa.create_engine(stranger, future=True).connect()
