"""Each change is logged once: that the database went away, and that it came back."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from storage.archive import Archive
from storage.database_watch import Watch
from storage.sql.database import Database


async def test_going_and_coming_back_are_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "storage.database_watch")
    file = tmp_path / "conversations.db"
    watch = Watch(Archive(Database(f"sqlite:///{file}")))
    seen = []
    for is_there in (True, False, False, True, True):
        if is_there and not file.exists() and file.with_name("elsewhere").exists():
            file.with_name("elsewhere").rename(file)
        elif not is_there and file.exists():
            file.rename(file.with_name("elsewhere"))
        seen.append(await watch.look())
        assert REGISTRY.get_sample_value("clinic_chat_database_up") == is_there
    assert seen == [True, False, False, True, True]
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "is away" in caplog.messages[0] and "is back" in caplog.messages[1]
