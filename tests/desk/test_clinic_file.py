"""The clinic's file is changed as a whole or not at all, and nobody's work is lost."""

from __future__ import annotations

import codecs
import os
import resource
import shutil
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import desk.clinic_file
from actions.knowledge import Knowledge, KnowledgeStore, load
from actions.knowledge.document import Location
from actions.knowledge.opening import WEEKDAYS
from desk import clinic_fields
from desk.clinic_fields import FilledForm, changes
from desk.clinic_file import (
    BrokenError,
    ClinicFile,
    FileError,
    RefusedError,
    StaleError,
    State,
)
from desk.clinic_history import MOST, ClinicHistory, differences
from desk.clinic_merge import version
from desk.forms import tidy, unseen
from desk.yaml_edit import EditError
from tests.conftest import ROOT
from tests.desk.test_yaml_edit import comments, texts

TODAY = date(2030, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "data" / "knowledge", tmp_path / "knowledge")


@pytest.fixture
def clinic(folder: Path, tmp_path: Path) -> ClinicFile:
    return opened(folder, tmp_path)


def opened(folder: Path, var: Path) -> ClinicFile:
    return ClinicFile(folder, None, ClinicHistory(var / "history"), lambda: TODAY)


def save(clinic: ClinicFile, form: FilledForm, **given: str) -> State:
    return clinic.save(lambda state: changes(form, {**form.values, **given}))


def facts(clinic: ClinicFile) -> FilledForm:
    return clinic_fields.facts(clinic.read().data)


def test_what_is_saved_is_live_and_what_stood_there_is_kept(
    clinic: ClinicFile, folder: Path
) -> None:
    store = KnowledgeStore(folder, interval=0, today=lambda: TODAY)
    before = (folder / "clinic.yml").read_bytes()
    mode = (folder / "clinic.yml").stat().st_mode
    week = {"hours": "", "saturday": "", "sunday": "10:00-12:00"}
    save(clinic, facts(clinic), name="Crown Clinic", sample="", **week)
    now = store.current.clinic
    assert now.name == "Crown Clinic" and not now.sample
    assert now.opening and (now.opening.saturday, now.opening.sunday) == (None, "10:00-12:00")
    [kept] = clinic.history.versions()
    assert clinic.history.content(kept.name) == before
    after = (folder / "clinic.yml").read_bytes()
    assert differences(before, after) == [
        "-name: Sample Hair Clinic",
        "-sample: true",
        "+name: Crown Clinic",
        "+sample: false",
        "-hours: Monday to Friday 9 am to 6 pm, Saturday 9 am to 1 pm",
        "-  saturday: 9:00-13:00",
        "+  sunday: 10:00-12:00",
    ]
    assert comments(after.decode()) == comments(before.decode())
    assert (folder / "clinic.yml").stat().st_mode == mode
    assert sorted(path.name for path in folder.iterdir() if "clinic" in path.name) == [
        ".clinic.yml.lock",
        "clinic.yml",
    ]


def test_the_knowledge_is_loaded_no_more_often_than_it_changes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for what is there and once for what is to be there; any file that changes counts."""
    loads: list[Path] = []

    def counted(directory: Path, **how: Any) -> Knowledge:
        loads.append(directory)
        return load(directory, **how)

    monkeypatch.setattr(desk.clinic_file, "load", counted)
    nlu = shutil.copytree(ROOT / "data" / "nlu", tmp_path / "nlu")
    clinic = ClinicFile(folder, nlu, ClinicHistory(tmp_path / "history"), lambda: TODAY)
    form = facts(clinic)
    save(clinic, form, name="Crown Clinic")
    assert len(loads) == 2
    assert facts(clinic).values["name"] == "Crown Clinic" and len(loads) == 2
    topics, sentences = folder / "topics.yml", nlu / "gap.yml"
    for path in (topics, sentences):
        before = path.read_bytes()
        path.write_bytes(before + b"- [\n")
        with pytest.raises(BrokenError):
            clinic.read()
        path.write_bytes(before)
    assert clinic.read().data["name"] == "Crown Clinic"


def test_nothing_changed_is_nothing_written(clinic: ClinicFile, folder: Path) -> None:
    before = (folder / "clinic.yml").stat()
    save(clinic, facts(clinic))
    after = (folder / "clinic.yml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert clinic.history.versions() == []


def test_closed_days_come_change_and_go(clinic: ClinicFile, folder: Path) -> None:
    before = (folder / "clinic.yml").read_bytes()
    for closed, listed in (
        ("2026-12-25", ("2026-12-25",)),
        ("2026-12-24 to 2027-01-02 ,2027-04-05", ("2026-12-24 to 2027-01-02", "2027-04-05")),
        ("", ()),
    ):
        save(clinic, facts(clinic), closed=closed)
        opening = load(folder, today=TODAY).clinic.opening
        assert opening and opening.closed == listed
        assert facts(clinic).values["closed"] == ", ".join(listed)
        assert clinic.read().data["opening"].get("closed", []) == list(listed)
    assert (folder / "clinic.yml").read_bytes() == before


def test_a_file_from_windows_stays_one(clinic: ClinicFile, folder: Path) -> None:
    path = folder / "clinic.yml"
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes().replace(b"\n", b"\r\n"))
    save(clinic, facts(clinic), staff="Dr. Eva Roth " * 12, closed="2026-12-25, 2027-01-01")
    save(clinic, facts(clinic), closed="2027-01-01", sunday="9:00-10:00", hours="")
    raw = path.read_bytes()
    assert raw.startswith(codecs.BOM_UTF8) and raw.count(b"\n") == raw.count(b"\r\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_owner_and_mode_stay(clinic: ClinicFile, folder: Path) -> None:
    path = folder / "clinic.yml"
    os.chown(path, 1234, 4321)
    path.chmod(0o640)
    save(clinic, facts(clinic), name="Crown Clinic")
    found = path.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o7777) == (1234, 4321, 0o640)


@pytest.mark.parametrize(("room", "copies"), [(-9, 0), (9, 1)])
def test_a_full_disk_leaves_nothing_half(
    clinic: ClinicFile, folder: Path, room: int, copies: int
) -> None:
    """Neither in the history, which is written first, nor beside the file."""
    form, before = facts(clinic), (folder / "clinic.yml").read_bytes()
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, most[1]))
    try:
        with pytest.raises(FileError, match="can't be written: File too large"):
            save(clinic, form, staff="Dr. Eva Roth " * 9)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert (folder / "clinic.yml").read_bytes() == before
    kept = [clinic.history.content(version.name) for version in clinic.history.versions()]
    assert kept == [before] * copies
    assert len([*folder.glob(".clinic.yml.*")]) == 1, "the lock"


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"name": ""}, "name", "is missing"),
        ({"name": "x" * 81}, "name", "has 81 characters; at most 80 are allowed"),
        ({"phone": "call us"}, "phone", "does not fit; write a phone number"),
        ({"booking_url": "http://x"}, "booking_url", "https://"),
        ({"name": "{oops}"}, "name", "placeholder"),
        ({"monday": "9-18"}, "monday", "does not fit; write times of day"),
        ({"zone": "Mars/Base"}, "zone", "is not a time zone"),
        ({"zone": ""}, "zone", "is missing"),
        ({"closed": "2026-12-25, Easter"}, "closed", "'Easter' does not fit; write a date"),
        (
            {"saturday": ""},
            "hours saturday",
            "says 9:00 to 13:00 on Saturday, but the times of that day are closed",
        ),
        (
            {"monday": "9:00-19:00"},
            "monday hours",
            "is 9:00 to 19:00, but the hours in words say 9:00 to 18:00",
        ),
        (
            {"hours": "", **dict.fromkeys(map(str.lower, WEEKDAYS), "")},
            "hours",
            "is left out, but these texts have {hours} in them: Contact the clinic, Opening hours, "
            "Talk to a person; fill in this or the days",
        ),
        ({"address": ""}, "address", "have {address} in them: Contact the clinic, Where we are;"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_written(
    clinic: ClinicFile, folder: Path, given: Mapping[str, str], field: str, message: str
) -> None:
    form, before = facts(clinic), (folder / "clinic.yml").read_bytes()
    with pytest.raises(RefusedError) as refused:
        save(clinic, form, **given)
    filled = {**form.values, **given}
    fields = [(form.field_of(p.location, filled), p.message) for p in refused.value.problems]
    found = {at.name: message for at, message in fields if at}
    assert set(found) == set(field.split()) and message in found[field.split()[0]]
    assert (folder / "clinic.yml").read_bytes() == before
    assert clinic.history.versions() == []


def test_prices_come_change_and_go(clinic: ClinicFile, folder: Path) -> None:
    def prices() -> FilledForm:
        return clinic_fields.prices(clinic.read().data)

    def written() -> list[tuple[str, str, str]]:
        return [(p.title, p.treatment, p.amount) for p in load(folder, today=TODAY).clinic.prices]

    save(clinic, prices(), title2="PRP, one", amount2="from $500", title5="Both", amount5="$900")
    assert written() == [("PRP, one", "prp", "from $500"), ("Both", "prp", "$900")]
    save(clinic, prices(), treatment2="both", title1="", amount1="", title3="New", amount3="#1")
    assert written() == [("Both", "both", "$900"), ("New", "prp", "#1")]
    form = prices()
    given = {"title1": "", "amount1": "", "amount2": "", "title7": "x", "amount7": "1"}
    with pytest.raises(RefusedError) as refused:
        save(clinic, form, **given)
    at = [form.field_of(each.location, {**form.values, **given}) for each in refused.value.problems]
    assert sorted(each.name for each in at if each) == ["amount2", "title7"]
    save(clinic, prices(), title1="", amount1="", title2="", amount2="")
    assert written() == []


def test_own_answers_and_replies(clinic: ClinicFile, folder: Path) -> None:
    text = "Most of our patients come once a year to keep their results. " * 3
    save(clinic, clinic_fields.answer(clinic.read().data, "duration"), answer=tidy(text))
    assert load(folder, today=TODAY).clinic.answers == {"duration": tidy(text)}
    reply = clinic_fields.reply(clinic.read().data, "hours")
    save(clinic, reply, again1="", again2="Once more: {hours}.", call="on")
    found = load(folder, today=TODAY).clinic_replies["hours"]
    assert (found.again, found.call) == (("Once more: {hours}.",), True)
    save(clinic, clinic_fields.reply(clinic.read().data, "hours"), again1="")
    assert load(folder, today=TODAY).clinic_replies["hours"].again == ()
    save(clinic, clinic_fields.answer(clinic.read().data, "duration"), answer="")
    assert load(folder, today=TODAY).clinic.answers == {}
    with pytest.raises(LookupError):
        clinic_fields.reply(clinic.read().data, "nothing")


def test_what_no_clinic_can_promise_is_refused(clinic: ClinicFile) -> None:
    form = clinic_fields.answer(clinic.read().data, "duration")
    with pytest.raises(RefusedError, match="1 mistakes") as refused:
        save(clinic, form, answer="We guarantee that it lasts.")
    assert form.field_of(refused.value.problems[0].location, form.values) == form.fields[0]


def test_two_who_edit_at_once_lose_nothing(clinic: ClinicFile, folder: Path) -> None:
    """A form's version only changes with its own values."""
    first, second = facts(clinic), clinic_fields.answer(clinic.read().data, "duration")
    seen = version(first)
    save(clinic, second, answer="About a year, most of our patients say.")
    assert version(facts(clinic)) == seen
    save(clinic, first, name="Crown Clinic")
    now = load(folder, today=TODAY).clinic
    assert now.name == "Crown Clinic" and "duration" in now.answers
    assert version(facts(clinic)) != seen


def test_many_who_save_at_the_same_moment_all_do(clinic: ClinicFile, folder: Path) -> None:
    """Like different processes, each with a lock of its own."""
    gaps = ["duration", "women", "pregnancy", "medicines", "insurance", "brands"]
    others = [opened(folder, folder.parent / gap) for gap in gaps]

    def work(desk: ClinicFile, gap: str) -> None:
        desk.save(
            lambda state: changes(
                clinic_fields.answer(state.data, gap), {"answer": f"What we say of {gap} here."}
            )
        )

    threads = [threading.Thread(target=work, args=pair) for pair in zip(others, gaps, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(load(folder, today=TODAY).clinic.answers) == set(gaps)


def test_a_broken_file_is_shown_and_never_written_over(clinic: ClinicFile, folder: Path) -> None:
    form, path = facts(clinic), folder / "clinic.yml"
    save(clinic, form, name="Crown Clinic")
    for broken in (b"name: 'never closed\n", b"\xff\xfe", b"", path.read_bytes() + b"nam: x\n"):
        path.write_bytes(broken)
        with pytest.raises(BrokenError) as error:
            clinic.read()
        assert all(problem.message for problem in error.value.problems)
        with pytest.raises(BrokenError):
            save(clinic, form, name="Mine")
        with pytest.raises(BrokenError):
            clinic.restore(clinic.history.versions()[0].name, "")
        assert path.read_bytes() == broken
    path.unlink()
    with pytest.raises(FileError, match="No such file"):
        save(clinic, form, name="Mine")


def test_an_edit_by_hand_while_it_is_saved_is_not_written_over(
    clinic: ClinicFile, folder: Path
) -> None:
    path, form = folder / "clinic.yml", facts(clinic)
    by_hand = path.read_bytes().replace(b"Sample Hair Clinic", b"By Hand")

    def edit(state: State) -> dict[Location, Any]:
        path.write_bytes(by_hand)
        return changes(form, {**form.values, "name": "Mine"})

    with pytest.raises(StaleError):
        clinic.save(edit)
    assert path.read_bytes() == by_hand


def test_undoing_can_be_undone(clinic: ClinicFile, folder: Path) -> None:
    path = folder / "clinic.yml"
    first = path.read_bytes()
    save(clinic, facts(clinic), name="Second Clinic")
    second = clinic.read()
    [earlier] = clinic.history.versions()
    with pytest.raises(StaleError):
        clinic.restore(earlier.name, "another")
    clinic.restore(earlier.name, second.version)
    assert path.read_bytes() == first
    clinic.restore(clinic.history.versions()[0].name, clinic.read().version)
    assert path.read_bytes() == second.raw
    for name in ("../../clinic", "20260101T000000.000000Z", ""):
        with pytest.raises(LookupError):
            clinic.restore(name, clinic.read().version)


def test_the_history_is_bounded(tmp_path: Path) -> None:
    history = ClinicHistory(tmp_path / "history")
    for number in range(MOST + 5):
        history.keep(str(number).encode())
    found = [history.content(version.name) for version in history.versions()]
    assert found == [str(number).encode() for number in range(MOST + 4, 4, -1)]


def test_a_folder_that_is_not_ours_to_write_says_so(clinic: ClinicFile, folder: Path) -> None:
    form, before = facts(clinic), (folder / "clinic.yml").read_bytes()
    (folder.parent / "history").write_text("in the way")
    with pytest.raises(FileError, match="can't be written"):
        save(clinic, form, name="Crown Clinic")
    assert (folder / "clinic.yml").read_bytes() == before
    assert not [path for path in folder.iterdir() if path.name.startswith(".clinic.yml.")][1:]


def test_a_link_stays_one(clinic: ClinicFile, folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "real" / "clinic.yml"
    real.parent.mkdir()
    shutil.move(folder / "clinic.yml", real)
    os.symlink(real, folder / "clinic.yml")
    save(clinic, facts(clinic), name="Crown Clinic")
    assert (folder / "clinic.yml").is_symlink() and b"Crown Clinic" in real.read_bytes()


NAMES = ("name", "phone", "hours", "email", "address", "staff", "monday", "zone", "closed")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.dictionaries(st.sampled_from(NAMES), texts, min_size=1, max_size=3))
def test_any_value_is_refused_or_kept_exactly(
    clinic: ClinicFile, folder: Path, given: dict[str, str]
) -> None:
    path, form = folder / "clinic.yml", facts(clinic)
    before = path.read_bytes()
    given = {name: tidy(value) for name, value in given.items()}
    if any(unseen(value) for value in given.values()):
        return
    try:
        save(clinic, form, **given)
    except (RefusedError, EditError):
        assert path.read_bytes() == before
        return
    now = facts(clinic)
    assert now.values == {**form.values, **given}
    assert load(folder, today=TODAY).clinic.name == now.values["name"]
    assert comments(path.read_text("utf-8")) == comments(before.decode())
