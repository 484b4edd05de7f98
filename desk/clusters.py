"""`python -m desk.clusters`: which vectors belong together; a process of its own works it out."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import Any

import numpy as np

#: How far a vector may lie from the middle of its first, small cluster; looser where there would
#: be too many small ones to compare each with each.
_RADII = (0.7, 0.85, 1.0, 1.2)
_MOST = 5000
#: Clusters are one where their vectors are closer than that on average (1 less the cosine).
_DISTANCE = 0.6
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
    command = (sys.executable, "-m", "desk.clusters", str(vectors.shape[1]))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    try:
        sent = np.ascontiguousarray(vectors, dtype=np.float32).tobytes()
        found, _ = await asyncio.wait_for(process.communicate(sent), _PATIENCE)
    except asyncio.TimeoutError:
        raise ClustersError("Grouping took too long.") from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    numbers = np.frombuffer(found, dtype=np.int32)
    if len(numbers) != len(vectors):
        raise ClustersError("Grouping failed.")
    return numbers


def cluster(vectors: Any) -> Any:
    """The same in this process, in two steps: many small ones, then those that are alike.

    Comparing each vector with each would take all memory.
    """
    # Imported here: half a second that the bot has no use for.
    from sklearn.cluster import AgglomerativeClustering, Birch

    for radius in _RADII:
        small = Birch(threshold=radius, n_clusters=None).fit(vectors)
        if len(small.subcluster_centers_) <= _MOST:
            break
    middles = small.subcluster_centers_
    if len(middles) < 2:
        return np.zeros(len(vectors), dtype=np.int32)
    middles = middles / np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    distances = np.clip(1 - middles @ middles.T, 0, 2)
    joined = AgglomerativeClustering(
        n_clusters=None,
        affinity="precomputed",
        linkage="average",
        distance_threshold=_DISTANCE,
    ).fit_predict(distances)
    return joined[small.labels_].astype(np.int32)


def main() -> None:
    with suppress(OSError):  # forbidden where systemd shuts the bot in
        os.nice(10)
    numbers = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float32)
    sys.stdout.buffer.write(cluster(numbers.reshape(-1, int(sys.argv[1]))).tobytes())


if __name__ == "__main__":
    main()
