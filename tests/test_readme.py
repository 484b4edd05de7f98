"""Paths, links, commands and modules in the documents exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from tests.conftest import ROOMS, ROOT

DOCUMENTS = sorted(
    path.relative_to(ROOT) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md"))
)
#: Made on a machine, so not there from the start.
MADE = {".venv", ".venv/", ".env", "var", "var/", "var/backups/", "var/sbom.json", "results/"}
MADE |= {"clinics/north/", "clinics/north/knowledge/clinic.yml"}
#: In the folder that BENCHMARKS names, which is not ours.
GIVEN = {"clinc150_small.json"}
PLACES = (*ROOMS, "data", "docs", "widget")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"(?:\]\(|src=\")([^)\"]+\.png)")
_CODE = re.compile(r"`([^`\n]+)`")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
#: A path of ours: a file with a known extension, or a folder that ends with a slash.
_PATH = re.compile(r"^[\w.][\w./-]*(?:\.(?:py|md|yml|json|jsonl|toml|txt|in|js|css|html)|/)$")
_MAKE = re.compile(r"\bmake ([a-z]+)\b")
_MODULE = re.compile(r"python[\d.]* -m ([\w.]+)")


def text_of(document: Path) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def exists(name: str, document: Path) -> bool:
    """From the root or the document's folder, or anywhere if it is only a name."""
    plain = name.split("#")[0]
    if plain in MADE | GIVEN or not plain:
        return True
    if (ROOT / plain).exists() or ((ROOT / document).parent / plain).exists():
        return True
    return "/" not in plain and any(any((ROOT / room).rglob(plain)) for room in PLACES)


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = [link for link in _LINK.findall(text_of(document)) if "://" not in link]
    assert [link for link in links if not exists(link, document)] == []


def test_every_picture_is_there_and_every_one_is_shown() -> None:
    documents = [*DOCUMENTS, Path("widget/README.md")]
    shown = {
        ((ROOT / document).parent / name).resolve()
        for document in documents
        for name in _PICTURE.findall(text_of(document))
    }
    kept = set((ROOT / "docs" / "images").iterdir())
    assert [str(path) for path in shown if not path.is_file()] == []
    assert sorted(kept - shown) == []
    assert sum(path.stat().st_size for path in kept) < 1_000_000


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_anchor_is_a_heading(document: Path) -> None:
    wrong = []
    for link in _LINK.findall(text_of(document)):
        target, _, anchor = link.partition("#")
        if anchor and "://" not in link:
            page = (ROOT / document).parent / target if target else ROOT / document
            if anchor not in anchors(page.read_text(encoding="utf-8")):
                wrong.append(link)
    assert wrong == []


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", text), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_path_exists(document: Path) -> None:
    codes = _CODE.findall(_FENCED.sub("", text_of(document)))
    paths = [code for code in codes if _PATH.match(code)]
    assert [path for path in paths if not exists(path, document)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_make_target_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(Path("Makefile")), re.MULTILINE))
    codes = "\n".join(re.findall(r"`[^`]+`|^make .*$", text_of(document), re.MULTILINE))
    assert set(_MAKE.findall(codes)) - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_module_exists(document: Path) -> None:
    names = _MODULE.findall(text_of(document))
    assert [name for name in names if importlib.util.find_spec(name) is None] == []


def test_the_makefile_lists_its_targets_and_runs_modules_that_exist() -> None:
    makefile = text_of(Path("Makefile"))
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()
    described = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    assert sorted(phony) == sorted(described)
    modules = re.findall(r"\$\(PYTHON\) -m ([\w.]+)", makefile)
    assert [name for name in modules if importlib.util.find_spec(name) is None] == []


def test_the_first_screen_has_the_two_commands() -> None:
    first = "\n".join(text_of(Path("README.md")).splitlines()[:40])
    assert "make run" in first and "make test" in first


def test_every_document_can_be_found_from_the_readme() -> None:
    readme = text_of(Path("README.md"))
    documents = [path for path in DOCUMENTS if path.parent.name == "docs"]
    assert [str(path) for path in documents if path.as_posix() not in readme] == []
