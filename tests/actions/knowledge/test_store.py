from __future__ import annotations

import logging
import threading
import time
import timeit
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from actions.knowledge import KnowledgeError, KnowledgeStore

Edit = Callable[[str, str, str], None]

CLINIC = "knowledge/clinic.yml"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(data: Path, clock: Clock, today: date) -> KnowledgeStore:
    return KnowledgeStore(data / "knowledge", clock=clock, today=lambda: today)


def name(store: KnowledgeStore) -> str:
    return store.current.clinic.name


def test_an_edit_is_live_within_a_second(store: KnowledgeStore, clock: Clock, edit: Edit) -> None:
    before = store.current
    edit(CLINIC, "name: Sample Clinic", "name: Other Clinic")
    clock.now = 0.9
    assert store.current is before
    clock.now = 1.0
    assert name(store) == "Other Clinic"
    assert store.version != before.version
    assert before.clinic.name == "Sample Clinic"


def test_an_edit_of_equal_length_is_seen(store: KnowledgeStore, clock: Clock, edit: Edit) -> None:
    edit(CLINIC, "name: Sample Clinic", "name: Simple Clinic")
    clock.now = 1
    assert name(store) == "Simple Clinic"


def test_nothing_is_read_while_nothing_changes(store: KnowledgeStore, clock: Clock) -> None:
    before = store.current
    for clock.now in (1, 2, 3):
        assert store.current is before


def test_a_broken_edit_keeps_the_last_good_version(
    store: KnowledgeStore, clock: Clock, edit: Edit, caplog: pytest.LogCaptureFixture
) -> None:
    before = store.current
    edit(CLINIC, "name: Sample Clinic", "nome: Other Clinic")
    for clock.now in (1, 2, 3):
        assert store.current is before
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    message = record.getMessage()
    assert f"Edited knowledge is not used, version {before.version} stays in use:" in message
    assert "clinic.yml:1: nome is an unknown field; did you mean 'name'?" in message
    assert len(message.splitlines()) == 4, "one line, then each error"


def test_a_mended_edit_is_live(
    store: KnowledgeStore, clock: Clock, edit: Edit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    edit(CLINIC, "name: Sample Clinic", "nome: Other Clinic")
    clock.now = 1
    seen = [(name(store), store.is_refused)]
    edit(CLINIC, "nome: Other Clinic", "name: Mended Clinic")
    clock.now = 2
    seen.append((name(store), store.is_refused))
    assert seen == [("Sample Clinic", True), ("Mended Clinic", False)]
    assert caplog.messages[-1] == f"Knowledge version {store.version} is live"


def test_a_file_that_disappears_and_returns(
    data: Path, store: KnowledgeStore, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    path = data / CLINIC
    text = path.read_text()
    path.unlink()
    clock.now = 1
    assert name(store) == "Sample Clinic"
    assert "clinic.yml:1: the file is missing; restore it" in caplog.text
    path.write_text(text.replace("Sample", "Other"))
    clock.now = 2
    assert name(store) == "Other Clinic"


def test_an_edit_that_the_model_was_not_trained_for(
    data: Path, clock: Clock, today: date, edit: Edit, caplog: pytest.LogCaptureFixture
) -> None:
    store = KnowledgeStore(data / "knowledge", nlu=data / "nlu", clock=clock, today=lambda: today)
    edit(CLINIC, "id: contact", "id: booking")
    clock.now = 1
    assert "contact" in store.current.clinic_replies
    assert "intent 'clinic/contact' has no answer in clinic.yml" in caplog.text


def test_a_broken_directory_stops_the_start(data: Path, edit: Edit) -> None:
    edit(CLINIC, "name: Sample Clinic", "nome: Sample Clinic")
    with pytest.raises(KnowledgeError, match="unknown field"):
        KnowledgeStore(data / "knowledge")


def test_a_late_review_is_in_the_log(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    KnowledgeStore(data / "knowledge", today=lambda: date(2030, 1, 1))
    assert "regulatory note 'fda_exosomes' was due for review on 2027-02-28" in caplog.text


def test_many_threads_see_whole_versions_only(data: Path, today: date) -> None:
    store = KnowledgeStore(data / "knowledge", interval=0, today=lambda: today)
    path = data / CLINIC
    text, done = path.read_text(), threading.Event()

    def ask() -> set[tuple[str, str | None]]:
        seen = set()
        while not done.is_set():
            clinic = store.current.clinic
            seen.add((clinic.name, clinic.hours))
        return seen

    with ThreadPoolExecutor() as threads:
        asking = [threads.submit(ask) for _ in range(4)]
        for number in range(6, 10):
            edited = text.replace("Sample Clinic", f"Clinic {number}").replace(
                "to 5", f"to {number}"
            )
            path.with_suffix(".new").write_text(edited)
            path.with_suffix(".new").replace(path)
            while name(store) != f"Clinic {number}":
                time.sleep(0.001)
        done.set()
    versions = [("Sample Clinic", 5), *((f"Clinic {number}", number) for number in range(6, 10))]
    seen = set().union(*(each.result() for each in asking))
    assert seen <= {(name, f"Monday to Friday 9 to {hour}") for name, hour in versions}


def test_asking_for_what_has_not_changed_is_quick(data: Path, today: date) -> None:
    store = KnowledgeStore(data / "knowledge", today=lambda: today)
    seconds = min(timeit.repeat(lambda: store.current, number=1000, repeat=5)) / 1000
    assert seconds < 20e-6
