"""The secret is made once, readable only by its owner, and never weak."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from operations.secret import SHORTEST, SecretError, kept_secret


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    secret = kept_secret(path)
    assert len(secret) >= SHORTEST
    assert kept_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_two_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: kept_secret(tmp_path / "secret"), range(16)))
    assert len(secrets) == 1


@pytest.mark.parametrize("content", ["", "short"])
def test_a_weak_one_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret"
    path.write_text(content)
    with pytest.raises(SecretError, match="fewer than 32"):
        kept_secret(path)


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(SecretError, match="can't be used"):
        kept_secret(tmp_path / "var" / "secret")
