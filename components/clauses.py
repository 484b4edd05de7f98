"""ClauseSplitter: proposes the parts of a message that may be questions of their own."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, pairwise
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from components.joints import has_joint, joins, mask
from components.keys import CLAUSES, CORRECTED_TEXT, SURPLUS
from components.lazy import LazyDict
from components.lists import lines_of, without_versus
from components.parser import language, parse
from components.parts import asks

_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;]*")
_WORD = re.compile(r"\w+")
#: Joints of several words, which the parser would see as something else.
_AS_WELL = re.compile(r"\bas well as\b|\band also\b|\balong with\b", re.IGNORECASE)
#: Where a question begins that nothing separates from the one before: "what is it does it hurt".
_BEGINS = re.compile(
    r"\s+(?=(?:how (?:much|many|long|soon|often|far)|what(?:'s| is| are)|"
    r"when (?:do|does|will|can)|where(?:'s| is| are| can)|does (?:it|that|this)|do (?:i|you|they)|"
    r"is (?:it|there)|are (?:they|there)|can (?:i|they)|will (?:i|it)|should i)\b)",
    re.IGNORECASE,
)
#: What has a verb may be a question by itself; what leads into one is none.
_VERB = re.compile(
    r"\b(?:is|are|was|does|do|did|can|could|will|would|should|has|have)\b|'s\b", re.I
)
_LEADS_IN = re.compile(
    r"\b(?:know|knows|me|you|explain|ask|asking|wonder|wondering|understand|see|say|sure|if|whether|"
    r"and|or|but|of|on|about)(?: is| was)?\W*$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_LEADING = re.compile(r"^[\s,;:–-]*(?:(?:and|but|or|also|plus|so|then)\b[\s,]*)*", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,;:]*(?:\b(?:and|but|or|also|plus)\b[\s,]*)*$", re.IGNORECASE)
#: Dependencies of a conjunct that is a clause, with a subject or a question word of its own.
_SUBJECTS = {"nsubj", "nsubjpass", "csubj", "expl"}
#: The text, and whether it is an item of a list.
Sentence = tuple[str, bool]
#: Parts, and whether they are clauses rather than words joined inside one.
Proposal = tuple[tuple[str, ...], bool]
_CLAUSAL = _SUBJECTS | {"advmod", "aux", "auxpass", "mark"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ClauseSplitter(GraphComponent):
    """Writes `clauses` on a message that may ask several things; leaves others alone.

    Each clause is {"text", "sentence", "split", "clausal", "listed"}: `sentence` counts from 0;
    `split` is None for the whole sentence, else the number of the proposal (0, 1, …) that has it
    as one of its parts; `clausal` tells clauses from words joined inside one question; `listed`
    tells items of a list, which ask without being put as questions. Which proposals hold is
    decided later, when all have been classified.

    `surplus` is the number of sentences that ask and are not among the clauses.

    "Is PRP safe and effective?" gives, by the dependency parse, "Is PRP safe?" and
    "Is PRP effective?"; "redness and swelling" is proposed too, and refused later since both
    parts ask the same.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Sentences looked at; in a longer message those that ask go first.
            "max_sentences": 6,
            # Proposals per sentence.
            "max_splits": 4,
            # Sentences of fewer words are not parsed for a second question.
            "min_words": 2,
            # Longer sentences tell a story; their parse is slow and rarely right.
            "max_words": 40,
        }

    def __init__(self, config: dict[str, Any], nlp: Language) -> None:
        self._config = config
        self._nlp = nlp

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ClauseSplitter:
        return cls(config, language())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(CORRECTED_TEXT) or message.get(TEXT) or ""
            names = {text[e["start"] : e["end"]] for e in message.get(ENTITIES) or []}
            sentences = _sentences(text, names)
            chosen = self._chosen(sentences)
            clauses = self._clauses(chosen, names)
            if len(clauses) > 1:
                message.set(CLAUSES, clauses)
            message.set(SURPLUS, sum(map(_asks, sentences)) - sum(map(_asks, chosen)))
        return messages

    def split(self, text: str, names: Collection[str] = ()) -> list[LazyDict]:
        """The sentences looked at, and under each the parts of every proposed split.

        What joins two `names`, the words of entities, joins no questions.
        """
        return self._clauses(self._chosen(_sentences(text, names)), names)

    def _chosen(self, sentences: list[Sentence]) -> list[Sentence]:
        """In a long message a question at its end counts more than the story before it."""
        most = int(self._config["max_sentences"])
        asking = list(filter(_asks, sentences))
        return (asking or sentences)[:most] if len(sentences) > most else sentences

    def _clauses(self, sentences: list[Sentence], names: Collection[str]) -> list[LazyDict]:
        clauses: list[LazyDict] = []
        for number, (sentence, listed) in enumerate(sentences):
            clauses.append(_clause(sentence, number, listed=listed))
            for split, (parts, clausal) in enumerate(self._proposals(sentence, names)):
                clauses += [_clause(part, number, split, clausal) for part in parts]
        return clauses

    def _proposals(self, sentence: str, names: Collection[str]) -> list[Proposal]:
        words = len(_WORD.findall(sentence))
        if not self._config["min_words"] <= words <= self._config["max_words"]:
            return []
        masked = mask(sentence, names)
        joined = self._joined(sentence, masked) if has_joint(masked) else []
        finest = [(tuple(chain(*map(_unmarked, parts))), clausal) for parts, clausal in joined[:1]]
        proposals = [(_unmarked(sentence), True), *finest, *joined]
        whole = [p for p in dict.fromkeys(proposals) if all(p[0]) and len(p[0]) > 1]
        return whole[: int(self._config["max_splits"])]

    def _joined(self, sentence: str, masked: str) -> list[Proposal]:
        """Splits at commas and conjunctions: at all of them, and at each."""
        doc = self._nlp.make_doc(sentence)
        joints = [token for token in doc if joins(token, masked)]
        if any(joint.text != "," for joint in joints):  # a comma needs no parse
            parse(doc, "tok2vec", "parser")  # tags and lemmas would double the time
        proposals = [_split_at(doc, joint) for joint in joints]
        if len(joints) > 1:
            clausal = all(clausal for _, clausal in proposals)
            proposals.insert(0, (_split_everywhere(doc, joints), clausal))
        return proposals


def _clause(
    text: str,
    sentence: int,
    split: int | None = None,
    clausal: bool = True,
    listed: bool = False,
) -> LazyDict:
    return LazyDict(text=text, sentence=sentence, split=split, clausal=clausal, listed=listed)


def _sentences(text: str, names: Collection[str]) -> list[Sentence]:
    """Sentences, and whether each is an item of a list; of a longer item only the first is."""
    found: list[Sentence] = []
    for line, listed in lines_of(_AS_WELL.sub("and", without_versus(text, names))):
        pieces = (match[0].strip() for match in _SENTENCE.finditer(line))
        whole = [piece for piece in pieces if _LETTER.search(piece)]
        asking = listed and not _is_of_names(line, names)  # "PRP. Cost." is about the first
        found += [(piece, asking and number == 0) for number, piece in enumerate(whole)]
    return found


def _is_of_names(text: str, names: Collection[str]) -> bool:
    named = {word for name in names for word in _WORD.findall(name.lower())}
    return set(_WORD.findall(text.lower())) <= named


def _asks(sentence: Sentence) -> bool:
    text, listed = sentence
    return listed or asks(text)


def _split_everywhere(doc: Doc, joints: list[Token]) -> tuple[str, ...]:
    ends = [0, *(joint.i for joint in joints), len(doc)]
    parts = (_text(doc[start:end]) for start, end in pairwise(ends))
    return tuple(part for part in parts if part)


def _split_at(doc: Doc, joint: Token) -> Proposal:
    head = joint.head if joint.dep_ == "cc" else None
    conjunct = next((c for c in head.conjuncts if c.i > joint.i), None) if head else None
    if head is None or conjunct is None or _is_clause(conjunct, joint):
        return (_text(doc[: joint.i]), _text(doc[joint.i + 1 :])), True
    # Words or phrases joined inside one question: ask it once for each.
    first = min([head.i, *(t.i for t in head.lefts if t.dep_ in {"amod", "compound", "nmod"})])
    last = conjunct.right_edge.i
    left = _text(doc[: joint.i], doc[last + 1 :])
    right = _text(doc[:first], doc[joint.i + 1 :])
    return (left, right), False


def _is_clause(conjunct: Token, joint: Token) -> bool:
    own = (child for child in conjunct.children if child.i > joint.i)
    return any(child.dep_ in _CLAUSAL for child in own)


def _text(*spans: Span) -> str:
    return _bare(" ".join(span.text for span in spans if len(span)))


def _unmarked(sentence: str) -> tuple[str, ...]:
    """Questions one after the other with nothing between."""
    parts, start = [], 0
    for begin in _BEGINS.finditer(sentence):
        part = sentence[start : begin.start()]
        if _VERB.search(part) and not _LEADS_IN.search(part):
            parts.append(_bare(part))
            start = begin.end()
    return (*parts, _bare(sentence[start:]))


def _bare(text: str) -> str:
    """Without conjunctions and commas at its ends; "" where no letter is left."""
    bare = _TRAILING.sub("", _LEADING.sub("", text))
    return bare if _LETTER.search(bare) else ""
