"""Keys of the message properties through which our components pass data to each other."""

from __future__ import annotations

#: Text with corrected spelling (str).
CORRECTED_TEXT = "corrected_text"
#: Share of the words that are English or known from training (float, 0 to 1).
KNOWN_SHARE = "known_share"
#: Language, if not English (str): an ISO 639 code, hi_latn, or und if unknown. Else None.
LANGUAGE = "language"
#: Kind of urgent reply, if an alarm phrase in another language was found (str). Else None.
ALARM = "alarm"
