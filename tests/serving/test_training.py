"""The model is trained when its ingredients have changed, with a few lines of output."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from serving.training import ingredients_hash
from tests.conftest import ROOT

SAMPLE = ROOT / "tests" / "actions" / "knowledge" / "sample"
FILES = {
    "config.yml": """
recipe: default.v1
assistant_id: small
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: KeywordIntentClassifier
policies:
  - name: RulePolicy
    enable_fallback_prediction: false
""",
    "domain.yml": 'version: "3.1"\nactions: [action_answer]\n',
    "data/rules.yml": """
version: "3.1"
rules:
  - rule: Answer
    steps:
      - intent: faq
      - action: action_answer
""",
    "requirements.txt": "rasa\n",
    "components/one.py": "ONE = 1\n",
}


def make_project(folder: Path) -> Path:
    """The smallest project that can be trained."""
    shutil.copytree(SAMPLE, folder / "data")
    (folder / "components").mkdir()
    (folder / "models").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.mark.parametrize("name", [*FILES, "data/nlu/faq.yml"])
def test_a_change_of_any_ingredient_is_noticed(project: Path, name: str) -> None:
    before = ingredients_hash(project)
    path = project / name
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert ingredients_hash(project) != before


def test_new_renamed_and_removed_files_are_noticed(project: Path) -> None:
    one = project / "components" / "one.py"
    hashes = [ingredients_hash(project)]
    (project / "components" / "two.py").write_text("")
    hashes.append(ingredients_hash(project))
    one.rename(one.with_name("three.py"))
    hashes.append(ingredients_hash(project))
    one.with_name("three.py").unlink()
    hashes.append(ingredients_hash(project))
    assert len(set(hashes)) == 4


@pytest.mark.parametrize("name", ["data/knowledge/topics.yml", "README.md", "actions.py"])
def test_what_the_model_does_not_hold_is_not_waited_for(project: Path, name: str) -> None:
    before = ingredients_hash(project)
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("\n# more\n")
    assert ingredients_hash(project) == before


def test_the_hash_is_that_of_the_contents(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = shutil.copytree(project, tmp_path_factory.mktemp("copy") / "elsewhere")
    assert ingredients_hash(copy) == ingredients_hash(project)


def train(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "serving.training"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.live
class TestTraining:
    """Runs in separate processes, on a project that takes a second to train."""

    @pytest.fixture(scope="class")
    def trained(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        project = make_project(tmp_path_factory.mktemp("project"))
        result = train(project)
        assert result.returncode == 0, result.stderr
        (project / "said.txt").write_text(result.stdout + result.stderr, encoding="utf-8")
        return project

    def test_it_makes_a_model(self, trained: Path) -> None:
        assert (trained / "models" / "clinic-chat.tar.gz").stat().st_size > 1000

    def test_it_says_a_handful_of_lines(self, trained: Path) -> None:
        lines = (trained / "said.txt").read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("Knowledge is right: 3 topics")
        assert lines[-1].startswith("Model trained in ")
        assert len(lines) < 12, "\n".join(lines)

    def test_the_second_time_nothing_is_done(self, trained: Path) -> None:
        model = trained / "models" / "clinic-chat.tar.gz"
        before = model.stat().st_mtime_ns
        result = train(trained)
        assert result.returncode == 0
        assert result.stdout.splitlines()[-1] == "Model is up to date: models/clinic-chat.tar.gz"
        assert model.stat().st_mtime_ns == before

    def test_wrong_knowledge_stops_it(self, project: Path) -> None:
        clinic = project / "data" / "knowledge" / "clinic.yml"
        clinic.write_text("name: 3\n", encoding="utf-8")
        result = train(project)
        assert result.returncode == 1
        assert "The knowledge has errors, nothing was trained:" in result.stderr
        assert "clinic.yml" in result.stderr and not list((project / "models").iterdir())
