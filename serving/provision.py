"""`python -m serving.provision NAME`: makes all that another clinic on this machine needs."""

from __future__ import annotations

import argparse
import re
import secrets
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

_ROOT = Path(__file__).parent.parent
CLINICS = Path("clinics")
_FIRST_PORT = 5010
_ENVIRONMENT = """\
# The clinic {name}: `make run CLINIC={name}`, which reads this file and not .env.
# Further settings: see .env.example.
CHAT_PORT={port}
CHAT_VAR={folder}/var
CHAT_KNOWLEDGE={folder}/knowledge
CHAT_SECRET={secret}
CHAT_ORIGINS=
CHAT_DEMO=off
DATABASE_URL={database}
"""
_DONE = """\
Made the clinic {name}.
  Facts     {folder}/knowledge/clinic.yml: edit them, then `make validate CLINIC={name}`
  Settings  {folder}/settings.env: set CHAT_ORIGINS
  Database  {kept}
  Start     make run CLINIC={name}   (port {port}); as a service: docs/operations.md"""


class ProvisionError(RuntimeError):
    """Says in one sentence why the clinic can't be made."""


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0, or 1 after one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m serving.provision", description=__doc__)
    parser.add_argument("name", help="2 to 31 lower-case letters and digits")
    parser.add_argument(
        "--database", help="PostgreSQL URL of a user who may create roles and databases"
    )
    options = parser.parse_args(arguments)
    try:
        print(provision(options.name, options.database))
    except ProvisionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def provision(name: str, database: str | None = None, clinics: Path = CLINICS) -> str:
    """Make the clinic's files and database; returns a text that says what was made, what is next.

    Raises:
        ProvisionError: the clinic can't be made; nothing is left behind.
    """
    if not re.fullmatch("[a-z][a-z0-9]{1,30}", name):
        raise ProvisionError("A clinic's name has 2 to 31 lower-case letters and digits.")
    folder = clinics / name
    if folder.exists():
        raise ProvisionError(f"The folder {folder} exists already; choose another name.")
    secret, facts = secrets.token_urlsafe(48), {"name": name, "folder": folder}
    try:
        facts["port"] = str(_free_port(clinics))
        folder.mkdir(parents=True)
        shutil.copytree(_ROOT / "data" / "knowledge", folder / "knowledge")
        settings = folder / "settings.env"
        settings.touch(mode=0o600)
        url = _make_database(name, database) if database else ""
        settings.write_text(_ENVIRONMENT.format(secret=secret, database=url, **facts), "utf-8")
    except (OSError, ProvisionError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        reason = (
            f"{folder} can't be made: {error.strerror}." if isinstance(error, OSError) else error
        )
        raise ProvisionError(reason) from None
    kept = f"clinic_{name}, with a user of its own" if url else f"{folder}/var/conversations.db"
    return _DONE.format(kept=kept, **facts)


def _free_port(clinics: Path) -> int:
    """The port after the highest one of the existing clinics."""
    settings = clinics.glob("*/settings.env")
    taken = [re.search(r"^CHAT_PORT=(\d+)$", each.read_text("utf-8"), re.M) for each in settings]
    return max((int(found[1]) for found in taken if found), default=_FIRST_PORT - 1) + 1


def _make_database(name: str, admin: str) -> str:
    """Create a database with its only user, so that no clinic can read another one's data."""
    own, password = f"clinic_{name}", secrets.token_hex(24)
    if not re.match(r"postgres(ql)?(\+psycopg2)?://", admin):
        raise ProvisionError("The database must be postgresql://user@host/postgres.")
    try:
        engine = sa.create_engine(admin, future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE ROLE {own} LOGIN PASSWORD '{password}'")
            try:
                connection.exec_driver_sql(f"GRANT {own} TO CURRENT_USER")
                connection.exec_driver_sql(f"CREATE DATABASE {own} OWNER {own}")
                connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {own} FROM PUBLIC")
            except SQLAlchemyError:
                connection.exec_driver_sql(f"DROP ROLE {own}")
                raise
    except (SQLAlchemyError, ValueError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise ProvisionError(f"The database could not be made: {reason}.") from None
    url = sa.engine.make_url(admin).set(username=own, password=password, database=own)
    return str(url.render_as_string(hide_password=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
