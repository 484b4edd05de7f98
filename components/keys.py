"""Names of the message properties that our components hand to each other."""

from __future__ import annotations

#: The text with its spelling corrected (str).
CORRECTED_TEXT = "corrected_text"
#: Share of the words that are English or known from training (float, 0 to 1).
KNOWN_SHARE = "known_share"
#: Sentence vector (numpy float32, shape (384,)).
EMBEDDING = "sentence_embedding"
#: All intents with their confidences, best first (list of dict).
RANKING = "ranking"
#: Parts of a message that may be questions of their own (list of dict, see `clauses`).
CLAUSES = "clauses"
#: Sentences that ask and are not among these, as the message has too many (int).
SURPLUS = "surplus"
#: How urgent the gate finds the message, whether it fired or not (float); part of the result.
URGENT_SCORE = "urgent_score"
#: Id of the urgent reply, when the gate fired (str).
URGENT = "urgent"
#: What the visitor asks, in order (list of dict, see `questions`); part of the parse result.
QUESTIONS = "questions"
