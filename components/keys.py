"""Names of the message properties that our components hand to each other."""

from __future__ import annotations

#: The text with its spelling corrected (str).
CORRECTED_TEXT = "corrected_text"
#: Share of the words that are English or known from training (float, 0 to 1).
KNOWN_SHARE = "known_share"
