"""`python -m encoder`: prepares the encoder's tuning and exports its result (see the Makefile).

`compose FOLDER` writes the examples of all epochs. `export FOLDER` makes `encoder/reader.onnx` and
its card from the arrays that `encoder.tune` wrote to FOLDER, unless the present encoder reads the
blind questions at least as well. `behind` says how much of the training data the encoder lacks.
`labels` lists sentences that say nearly the same but have different labels, without a reason in
`data/nlu_exceptions.yml`.
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
    """Exit code: 1 if `labels` found any pair of sentences, else 0."""
    parser = argparse.ArgumentParser(prog="python -m encoder", description=__doc__)
    parser.add_argument("step", choices=("compose", "export", "behind", "labels"))
    parser.add_argument("folder", type=Path, nargs="?", default=Path("var/encoder"))
    parser.add_argument("--only", type=int, help="use only about so many sentences, for a trial")
    parser.add_argument("--out", type=Path, default=card.FOLDER, help="folder for the result")
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
    encoder = Encoder(model_content(None))  # not the tuned one, which agrees with the labels
    pairs = near_duplicates(
        ((part.text, part.intent) for part in sentences()),
        partial(encoder.vectors, threads=2),
        read_exceptions(EXCEPTIONS),
    )
    for pair in pairs:
        print(f"data/nlu: {pair}; give them one label, or a reason in {EXCEPTIONS}")
    return 1 if pairs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
