"""Cores: the encoder's thread on one of its own, the event loop on the others."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def apart() -> Iterator[None]:
    """Threads started within stay on one core, which the caller leaves afterwards.

    Linux in a virtual machine takes a core that sleeps for one that is busy elsewhere, wakes the
    encoder's thread on the core of the event loop, and both wait for each other: 0.5 ms a message.
    """
    every = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(every) < 2:
        yield
        return
    own = {random.choice(every)}  # several bots on one machine: not all on the same
    os.sched_setaffinity(0, own)
    try:
        yield
    finally:
        os.sched_setaffinity(0, set(every) - own)
