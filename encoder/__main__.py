"""`python -m encoder`: composes the examples and exports what was tuned (see the Makefile).

`compose FOLDER` writes the examples of all epochs; `export FOLDER` makes `encoder/reader.onnx` and
its card of the arrays that `encoder.tune` has left there, if it reads the blind questions better.
`behind` says how far the encoder is behind the data. `labels` names sentences that say nearly the
same and have different labels without a reason in `data/nlu_exceptions.yml`.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from components.onnx_encoder import Encoder, model_content
from encoder import card
from encoder.examples import write
from encoder.near_duplicates import near_duplicates, read_exceptions
from encoder.sentences import sentences

EPOCHS = 2
EXCEPTIONS = Path("data/nlu_exceptions.yml")


def main(arguments: list[str]) -> int:
    """Exit code: 0, or 1 after a sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m encoder", description=__doc__)
    parser.add_argument("step", choices=("compose", "export", "behind", "labels"))
    parser.add_argument("folder", type=Path, nargs="?", default=Path("var/encoder"))
    parser.add_argument("--only", type=int, help="of so many sentences, to try it out")
    parser.add_argument("--out", type=Path, default=card.FOLDER, help="where the result goes")
    options = parser.parse_args(arguments)
    if options.step == "compose":
        labels = write(options.folder, EPOCHS, seed=1, only=options.only)
        print(f"Composed {EPOCHS} epochs of messages with {len(labels.intents)} intents")
        return 0
    if options.step == "labels":
        return _labels()
    if options.step == "behind":
        print(card.behind(options.out))
        return 0
    print(card.publish(options.folder, options.out))
    return 0


def _labels() -> int:
    encoder = Encoder(model_content(None))  # the plain base: a tuned one agrees with the labels
    pairs = near_duplicates(
        ((part.text, part.intent) for part in sentences()),
        partial(encoder.vectors, threads=2),
        read_exceptions(EXCEPTIONS),
    )
    for pair in pairs:
        print(f"data/nlu: {pair}; label them alike or give a reason in {EXCEPTIONS}")
    return 1 if pairs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
