"""`python -m serving.training`: trains the model if any of its ingredients has changed."""

from __future__ import annotations

import argparse
import hashlib
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from actions.knowledge import KnowledgeError
from actions.knowledge import load as load_knowledge
from engine.quiet import quiet

MODEL = Path("models") / "clinic-chat.tar.gz"
_STAMP = MODEL.with_name("clinic-chat.sha256")
#: What the model is made of. Rasa's own cache looks at neither helper modules nor packages.
_INGREDIENTS = ("config.yml", "domain.yml", "data/rules.yml", "requirements.txt")
_FOLDERS = {"data/nlu": "*.yml", "components": "*.py", "encoder": "*.onnx"}


def main() -> int:
    """The exit code: 0 if the model is up to date or was trained, 1 if something is wrong."""
    if not _knowledge_is_right():
        return 1
    digest = ingredients_hash()
    if MODEL.is_file() and _STAMP.is_file() and _STAMP.read_text() == digest:
        print(f"Model is up to date: {MODEL}")
        return 0
    print("Training the model (about a minute on a small server) …", flush=True)
    start = time.monotonic()
    code = _train()
    if code == 0:
        _STAMP.write_text(digest)
        print(f"Model trained in {time.monotonic() - start:.0f} s: {MODEL}")
    return code


def ingredients_hash(root: Path = Path()) -> str:
    """A hash of the names and contents of everything that goes into the model."""
    digest = hashlib.sha256()
    for path in _ingredients(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _ingredients(root: Path) -> Iterator[Path]:
    yield from (root / name for name in _INGREDIENTS)
    for folder, pattern in _FOLDERS.items():
        yield from sorted((root / folder).glob(pattern))


def _knowledge_is_right() -> bool:
    try:
        knowledge = load_knowledge(Path("data/knowledge"), nlu=Path("data/nlu"))
    except KnowledgeError as error:
        print(f"The knowledge has errors, nothing was trained:\n{error}", file=sys.stderr)
        return False
    print(f"Knowledge is right: {len(knowledge.topics)} topics, {len(knowledge.gaps)} gaps")
    return True


def _train() -> int:
    quiet()
    # Imported here: it takes seconds, and isn't needed when the model is up to date.
    from rasa.model_training import train

    from engine import patches

    patches.apply()
    _show_progress()
    result = train(
        domain="domain.yml",
        config="config.yml",
        training_files="data",
        output=str(MODEL.parent),
        fixed_model_name=MODEL.name.removesuffix(".tar.gz"),
        force_training=True,
    )
    return int(result.code)


class _Progress(logging.Handler):
    """Prints one line for each component that has been trained."""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text.startswith("Finished training component"):
            print(f"  {text.split(chr(39))[1]} done", flush=True)


def _show_progress() -> None:
    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.setLevel(logging.INFO)
    hooks.propagate = False
    hooks.addHandler(_Progress())


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    sys.exit(main())
