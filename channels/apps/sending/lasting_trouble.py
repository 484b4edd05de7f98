"""LastingTrouble: logs a lasting failure when it begins, changes and ends."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


class LastingTrouble:
    """A failure of one channel, which is not logged again at every attempt."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._said = ""

    def note(self, what: str = "") -> None:
        """Report what is wrong now, or "" if nothing is."""
        if what == self._said:
            return
        self._said = what
        if what:
            logger.error("%s: %s", self._channel, what)
        else:
            logger.info("%s: all is well again", self._channel)
