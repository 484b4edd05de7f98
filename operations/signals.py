"""Signals: those that end the server."""

from __future__ import annotations

import signal


def ends() -> list[signal.Signals]:
    """The signals that end it; without that of a closed terminal where it is ignored (nohup)."""
    is_kept = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if is_kept else [signal.SIGHUP])]
