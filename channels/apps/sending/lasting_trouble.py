"""LastingTrouble: a failure that lasts, said in the log when it begins, changes and ends."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


class LastingTrouble:
    """Of one channel; not said again at every attempt."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._said = ""

    def note(self, what: str = "") -> None:
        """What is wrong now; "" when nothing is."""
        if what == self._said:
            return
        self._said = what
        if what:
            logger.error("%s: %s", self._channel, what)
        else:
            logger.info("%s: all is well again", self._channel)
