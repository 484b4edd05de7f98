"""Names of the message properties that our components hand to each other."""

from __future__ import annotations

#: The text with its spelling corrected (str).
CORRECTED_TEXT = "corrected_text"
#: Share of the words that are English or known from training (float, 0 to 1).
KNOWN_SHARE = "known_share"
#: Language that is not English (str): its ISO 639 code, hi_latn, or und where it is not known.
LANGUAGE = "language"
#: Urgent reply that the words of another language call for (str).
ALARM = "alarm"
