"""`python -m desk.clusters`: groups vectors by their likeness, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

#: Up to so many vectors take less time than it takes to start a process.
_NO_WORK = 500
#: Up to `_FEW` vectors are compared pair by pair. More are first put into small clusters, with
#: the first of these radii that leaves at most `_MOST` clusters.
_FEW, _MOST = 4000, 5000
_RADII = (0.55, 0.65, 0.8)
#: Clusters are joined while the average distance of their vectors is below this; unit vectors
#: that have nothing in common are 1.41 apart.
_DISTANCE = 1.08
#: Each limits a library to one thread, so that the other cores stay with the bot.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_ROOT = Path(__file__).parent.parent
#: Seconds after which the process is stopped.
_PATIENCE = 120


class ClustersError(RuntimeError):
    """The process failed or took too long."""


async def clusters(vectors: Any) -> Any:
    """The cluster number of each vector; the rows are unit vectors, or zeros.

    More than a few are grouped in a process of its own. It has low priority, so that visitors don't
    wait for it, and gets nothing but numbers.

    Raises:
        ClustersError: the process failed or took too long.
    """
    work = cluster if len(vectors) <= _NO_WORK else _in_other_process
    return await asyncio.to_thread(work, vectors)


def _in_other_process(vectors: Any) -> Any:
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
    """Like `clusters`, but at once and in this process."""
    if len(vectors) <= _FEW:
        return _joined(vectors)
    # Imported here: it takes a third of a second, and fewer vectors don't need it.
    from sklearn.cluster import Birch

    for radius in _RADII:
        small = Birch(threshold=radius, n_clusters=None).fit(vectors)
        if len(small.subcluster_centers_) <= _MOST:
            break
    return _joined(small.subcluster_centers_)[small.labels_]


def _joined(vectors: Any) -> Any:
    """Cluster by direction; memory and time grow with the square of the number of vectors."""
    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors / np.maximum(lengths, 1e-9)
    return fcluster(linkage(units, "average"), _DISTANCE, "distance").astype(np.int32)


def main() -> None:
    with suppress(OSError):  # systemd's sandbox may forbid it
        os.nice(10)
    numbers = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float32)
    sys.stdout.buffer.write(cluster(numbers.reshape(-1, int(sys.argv[1]))).tobytes())


if __name__ == "__main__":
    main()
