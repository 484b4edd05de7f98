"""The desk's queries on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.sql.database import Database
from tests.postgres import BIN, Postgres

_KINDS = [
    "sqlite",
    pytest.param(
        "postgresql", marks=[pytest.mark.live, pytest.mark.skipif(not BIN, reason="no server")]
    ),
]


@pytest.fixture(params=_KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/c.db"
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        server.empty()
        url = server.url
    database = Database(url)
    yield database
    database.close()
