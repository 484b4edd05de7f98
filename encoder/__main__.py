"""`python -m encoder`: composes the examples and exports what was tuned (see the Makefile).

`compose FOLDER` writes the examples of all epochs; `export FOLDER` makes `encoder/reader.onnx` and
its card of the arrays that `encoder.tune` has left there, if it reads our own questions better.
`behind` says how far the encoder is behind the data.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from encoder import card
from encoder.examples import write

EPOCHS = 2


def main(arguments: list[str]) -> int:
    """Exit code: 0, or 1 after a sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m encoder", description=__doc__)
    parser.add_argument("step", choices=("compose", "export", "behind"))
    parser.add_argument("folder", type=Path, nargs="?", default=Path("var/encoder"))
    parser.add_argument("--only", type=int, help="of so many sentences, to try it out")
    parser.add_argument("--out", type=Path, default=card.FOLDER, help="where the result goes")
    options = parser.parse_args(arguments)
    if options.step == "compose":
        labels = write(options.folder, EPOCHS, seed=1, only=options.only)
        print(f"Composed {EPOCHS} epochs of messages with {len(labels.intents)} intents")
        return 0
    if options.step == "behind":
        print(card.behind(options.out))
        return 0
    print(card.publish(options.folder, options.out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
