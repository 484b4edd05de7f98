"""Aftermath: what a visitor writes after an urgent reply, and whether it is about that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from actions.context import Context
from actions.question import Question

News = Literal["helped", "over"]

#: Confidence from which a question after an urgent reply is one of its own.
_CLEAR = 0.45
#: The same where it might be about what happened, and names a treatment.
_CERTAIN = 0.6
_REACHED_BY = frozenset({"contact", "hours", "location"})
_MEANS = re.compile(r"\b(?:numbers?|phone|address|e-?mail|hours?|open|close|where)\b", re.I)
#: Pressed buttons are certain.
_PRESSED = 1.0
#: What may still be about what happened: "should I worry?", "how long does it last?".
_STILL = frozenset(
    "recovery safety rare_risks personal_case medicines conditions contraindications duration "
    "activities shedding scalp_conditions other contact person hours location staff complaint "
    "photos medical manipulation".split()
)

#: What is answered beside the reminder; "are you human?" is owed the truth at any time.
_COURTESIES = frozenset({"thanks", "goodbye", "bot_challenge"})

#: News is short; a longer sentence tells a story, and would keep the patterns busy for seconds.
_MOST_WORDS = 25
#: So short a message names no other trouble: "worse", "it is not over".
_FEW_WORDS = 5
_DESPAIR = re.compile(
    r"\b(?:die|dying|dead|kill|suicid\w*|myself|live|alive|life|pills?|overdos\w*)\b", re.I
)
#: "Is it painful", "how long does it take": about what happened, whatever it is like.
_POINTS_BACK = re.compile(r"\b(?:it|its|it's|this|that|they|them)\b", re.I)
_SENTENCE = re.compile(r"[.!?;,\n]+")
_WORD = re.compile(r"[\w'&]+")
#: What leads into news and is none.
_LEAD = (
    r"(?:(?:ok|okay|k|yes|yeah|yep|well|right|alright|good|sorry|so|and|hi|thanks|thank you|oh|um|"
    r"update|now|just|already|don't worry|no worries) )*"
)
_COURTESY = re.compile(rf"{_LEAD}(?:no |nah |please )?")
#: What takes back, delays or leads away from what it stands behind: "I called but no answer".
_BACK = (
    r"(?:and|but|no|not|nobody|none|without|never|\w+n't|dont|didnt|cant|wont|isnt|yet|later|"
    r"tomorrow|tonight|soon|maybe|if|should|how|what|when|why|which|who|can|could|does|do|is|are|"
    r"will|have|has|having|feel|goodbye|bye|farewell|last|still|worse|voicemail|busy|closed|die)"
)
_REST = rf"(?: (?!{_BACK}\b)[\w'&]+){{0,7}}"
_KIN = (
    r"(?:wife|husband|partner|mum|mom|mother|dad|father|son|daughter|friend|sister|brother|"
    r"neighbou?r|boyfriend|girlfriend|flatmate|roommate|colleague|family|parents|aunt|uncle)"
)
_MEDIC = r"(?:doctor|gp|nurse|paramedics?|medics?|dermatologist|therapist|counsell?or|psychiatrist)"
_WHO = rf"(?:i|we|he|she|someone|somebody|(?:my |the )(?:{_KIN}|{_MEDIC}))"
_AM = rf"(?:(?:{_WHO}(?: am| are| is|'m|'re|'s)|im) )?(?:just |now |already |currently |here )*"
_HAVE = rf"(?:{_WHO}(?: have| has|'ve|'s)? )?(?:just |already |finally )*"
_PLACE = (
    r"(?:the |an? |my |our )?(?:nearest |local )?(?:hospital|er|a&e|ae|ed|casualty|urgent care|"
    r"emergency(?: room| department)?|walk-?in|clinic|doctors?|doctor's|gp|ambulance)"
)
_HELP = (
    rf"(?:they|he|she|help|someone|somebody|911|999|112|(?:an? |the |my )?(?:ambulance|ems|police|"
    rf"{_MEDIC}|{_KIN}))"
)
_HELPED = re.compile(
    rf"{_LEAD}(?:"
    rf"{_HAVE}(?:called|phoned|rang|rung|contacted|reached|dialled|dialed|messaged|texted|"
    rf"(?:spoke|spoken|talked) (?:to|with)){_REST}|"
    rf"{_AM}(?:calling|phoning|ringing|dialling|dialing|on the phone|(?:talking|speaking) to|"
    rf"waiting for (?:them|help)){_REST}|"
    rf"{_AM}(?:going|heading|driving|rushing|off|on (?:my|our|the) way|waiting)(?: over)?"
    rf"(?: in| to| for| at) {_PLACE}{_REST}|"
    rf"{_AM}(?:(?:at|in) {_PLACE}|with (?:an? |the |my )(?:{_MEDIC}|{_KIN})|on (?:my|our) way)"
    rf"{_REST}|"
    rf"{_HELP}(?: is| are| has| have|'s|'re|'ve)? (?:just |now |already |nearly )*(?:coming|here|"
    r"arrived|arriving|came|got here|with me|on the (?:phone|line)|"
    r"on (?:the|their|its|his|her) way|(?:looking|checking|taking|driving|bringing|seeing|"
    r"treating|helping) (?:at |after |on )?(?:me|us|him|her|it))"
    rf"{_REST}|"
    rf"{_HELP} (?:told|asked|want|wants) me to{_REST}|"
    rf"(?:i|we)(?:'ll| will|'m going to| am going to|'m gonna) (?:call|phone|ring|contact|"
    rf"go to {_PLACE}){_REST}"
    ")"
)
#: "Will do" means a call, except from who has spoken of harming themselves.
_PROMISED = re.compile(rf"{_LEAD}(?:will do|on it|i will|doing (?:it|that)|going)(?: now)?")
_FINE = r"(?:ok|okay|fine|better|safe|alright|all right|good|well|nothing)"
_NOW = r"(?: (?:now|again|today|thanks|thank you|though|actually|really|already|completely))*"
_SYMPTOM = (
    r"(?:swelling|pain|bleeding|fever|itching|redness|headache|dizziness|symptoms?|reaction|rash|"
    r"burning|numbness|nausea|pressure|tightness|pus|chills|hives|panic|it|that|everything)"
)
_FROM = r"(?: from (?:the )?(?:hospital|er|doctor'?s?|clinic))"
_ANY = r"(?:(?!(?:is|are|was|am|will|can|could|does|do|should)\b)\w+ )?"
_OVER = re.compile(
    rf"{_LEAD}(?:no |nah )?(?:"
    r"(?:(?:it|that|this)(?: was|'s| is) )?(?:just |only )?(?:an? )?(?:false alarm|joke|mistake|"
    rf"misunderstanding|typo|test|prank|figure of speech|exaggeration){_NOW}|"
    r"(?:i was |i am |i'm |im )?(?:just |only )*(?:kidding|joking|testing|exaggerating)"
    r"(?: you| around)?|"
    r"i (?:didn't|didnt|did not|don't|dont|do not) mean (?:it|that)(?: like that| that way|"
    r" literally)?|"
    rf"(?:(?:i|we|he|she|they|my {_KIN})(?: am| are| is|'m|'re|'s| feel| feels)|im|feeling) "
    rf"(?:feeling |all |much |totally |doing )*{_FINE}{_NOW}|"
    rf"(?:all|much) (?:good|better|fine|clear){_NOW}|better now|never ?mind|nvm|"
    rf"(?:there is |there's |it's |it is |this is )?(?:no|not an) emergency{_NOW}|"
    r"(?:i'm|i am|im) not (?:suicidal|in danger|going to (?:hurt|harm|kill) (?:myself|anyone))"
    rf"{_NOW}|"
    rf"(?:(?:the|my|his|her) )?{_ANY}{_SYMPTOM}(?: is| has| have| are| was|'s)? (?:all |now |"
    r"completely |just )*(?:gone|stopped|passed|settled|better|fine|ok|okay|went away|gone away|"
    rf"went down|gone down|cleared up|disappeared|under control|going (?:down|away)|easing|"
    rf"getting better){_NOW}|"
    r"(?:i'm |i am |im |we're |got |they sent me )?(?:back )?"
    rf"(?:home{_FROM}?|sent home|back{_FROM}){_NOW}|"
    rf"(?:the |my )?(?:{_MEDIC}|doctors|hospital|clinic|they) (?:said|says?) (?:it's|its|it is|"
    rf"it was|i'm|im|i am|everything is|all is) {_FINE}{_NOW}"
    ")"
)
#: After talk of harming oneself "it's over" may mean something else.
_PAST = re.compile(rf"{_LEAD}(?:it|that|this)(?:'s| is| was)? (?:all )?over{_NOW}")


def after_urgent(questions: Sequence[Question], context: Context, text: str) -> list[Question]:
    """The questions as they are, or one about what the last urgent reply was given for.

    Its `reason` is "helped" or "over" where the message says that help is on its way or that all
    is well, "waiting" where it is about it after that, and "again" where it may still be.
    """
    if context.urgent is None:
        return list(questions)
    kind, _, stage = context.urgent.partition(":")
    told = [] if _asks_back(text) else _news(text, kind)
    if stage == "over" and "over" in told and None not in told:
        return [Question("smalltalk", "affirm")]
    if told and None not in told:
        first = "waiting" if stage == "helped" else "helped"
        return [Question("urgent", kind, reason="over" if "over" in told else first)]
    if _is_milder(questions, kind, text) and stage != "over":
        return [Question("urgent", kind, reason="waiting" if stage == "helped" else "again")]
    if stage == "over" or not is_still_urgent(questions, context):
        return list(questions)
    asked = [question for question in questions if _is_another(question)]
    if asked and any(told):
        return asked
    if stage == "helped" and all(_is_chat(question) for question in questions):
        return list(questions)
    helped = stage == "helped" or "helped" in told
    return [Question("urgent", kind, reason="waiting" if helped else "again")]


def is_still_urgent(questions: Sequence[Question], context: Context) -> bool:
    """Whether nothing in the message is clearly another subject than the urgent one before it.

    "Who do I call?", "yes" and "will PRP fix it" must not be answered as if nothing had happened.
    """
    asked = [q for q in questions if q.family != "smalltalk"]  # "thanks, should I worry?"
    if context.urgent is None:
        return False
    if context.urgent.startswith("post_procedure") and any(map(_is_how_to_reach, asked)):
        return False
    return not any(map(_moves_on, asked or questions))


def _is_how_to_reach(question: Question) -> bool:
    """Who is told to ring the clinic may ask for its number, its hours and its address."""
    return question.id in _REACHED_BY and bool(_MEANS.search(question.text))


def _is_milder(questions: Sequence[Question], kind: str, text: str) -> bool:
    """Whether what is urgent now says less than what was before: "it's getting worse"."""
    now = {question.id for question in questions if question.family == "urgent"}
    if kind == "post_procedure" or not now or kind in now:
        return False
    short = len(_WORD.findall(text)) <= _FEW_WORDS
    return now == {"post_procedure"} or (short and not _DESPAIR.search(text))


def _asks_back(text: str) -> bool:
    """ "Is it ok" and "I'm fine?" are no news."""
    return text.rstrip().endswith("?") and len(_SENTENCE.split(text.strip(" ?!."))) == 1


def _is_chat(question: Question) -> bool:
    return question.family == "smalltalk" and question.id != "worry"


def _is_another(question: Question) -> bool:
    """Whether it asks what can't be about it: enough where help is known to be there."""
    return question.family in ("faq", "gap", "clinic") and question.id not in _STILL


def _moves_on(question: Question) -> bool:
    if question.family == "urgent" or question.confidence >= _PRESSED:
        return True
    if question.family == "smalltalk":
        return question.id in _COURTESIES
    if not question.treatments and _POINTS_BACK.search(question.text):
        return False
    if question.family not in ("faq", "gap", "clinic") or question.bare:
        return False
    if question.id in _STILL:  # "should I worry?", but "Is PRP safe?" is a question of its own
        return bool(question.treatments) and question.confidence >= _CERTAIN
    return question.confidence >= _CLEAR


def _news(text: str, kind: str) -> list[News | None]:
    """What each sentence tells, None where it is no news; courtesies are left out."""
    pieces = (_WORD.findall(p) for p in _SENTENCE.split(text.lower().replace("’", "'")))
    sentences = [" ".join(words) for words in pieces if words]
    return [
        _told(sentence, kind) for sentence in sentences if not _COURTESY.fullmatch(f"{sentence} ")
    ]


def _told(sentence: str, kind: str) -> News | None:
    if len(sentence.split()) > _MOST_WORDS:
        return None
    found = {_one(part, kind) for part in sentence.split(" and ")}
    return None if None in found else "over" if "over" in found else "helped"


def _one(part: str, kind: str) -> News | None:
    in_crisis = kind == "crisis"
    if _HELPED.fullmatch(part) or (not in_crisis and _PROMISED.fullmatch(part)):
        return "helped"
    over = _OVER.fullmatch(part) or (not in_crisis and _PAST.fullmatch(part))
    return "over" if over else None
