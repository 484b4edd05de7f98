"""`python -m desk.clusters`: which vectors belong together; a process of its own works it out."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

#: So many are compared each with each. Of more, small clusters are made first: how far a vector
#: may lie from the middle of its own, looser where they would still be too many.
_FEW, _MOST = 4000, 5000
_RADII = (0.55, 0.65, 0.8)
#: Clusters are one where their vectors are closer than that on average; between unit vectors that
#: have nothing in common it is 1.41.
_DISTANCE = 1.08
#: One core is enough.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_ROOT = Path(__file__).parent.parent
#: Seconds after which it is given up.
_PATIENCE = 120


class ClustersError(RuntimeError):
    """It did not come to an end."""


async def clusters(vectors: Any) -> Any:
    """The number of each vector's cluster; the rows are unit vectors, or zeros.

    What it takes, it takes from no visitor: the process is a polite one, and gets only numbers.

    Raises:
        ClustersError: it failed.
    """
    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int32)
    return await asyncio.to_thread(_elsewhere, vectors)


def _elsewhere(vectors: Any) -> Any:
    command = (sys.executable, "-m", "desk.clusters", str(vectors.shape[1]))
    sent = np.ascontiguousarray(vectors, dtype=np.float32).tobytes()
    alone = {**os.environ, **dict.fromkeys(_THREADS, "1")}
    try:
        done = subprocess.run(
            command,
            input=sent,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env=alone,
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ClustersError("Grouping failed.") from error
    numbers = np.frombuffer(done.stdout, dtype=np.int32)
    if len(numbers) != len(vectors):
        raise ClustersError("Grouping failed.")
    return numbers


def cluster(vectors: Any) -> Any:
    """The same in this process."""
    if len(vectors) <= _FEW:
        return _joined(vectors)
    # Imported here: half a second that the bot has no use for.
    from sklearn.cluster import Birch

    for radius in _RADII:
        small = Birch(threshold=radius, n_clusters=None).fit(vectors)
        if len(small.subcluster_centers_) <= _MOST:
            break
    return _joined(small.subcluster_centers_)[small.labels_]


def _joined(vectors: Any) -> Any:
    """Those that are alike, by their directions: memory and time grow with the square."""
    from sklearn.cluster import AgglomerativeClustering

    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors / np.maximum(lengths, 1e-9)
    joining = AgglomerativeClustering(
        n_clusters=None, linkage="average", distance_threshold=_DISTANCE
    )
    return joining.fit_predict(units).astype(np.int32)


def main() -> None:
    with suppress(OSError):  # forbidden where systemd shuts the bot in
        os.nice(10)
    numbers = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float32)
    sys.stdout.buffer.write(cluster(numbers.reshape(-1, int(sys.argv[1]))).tobytes())


if __name__ == "__main__":
    main()
