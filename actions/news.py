"""News: what a visitor tells after an urgent reply, that help is there or that it is over."""

from __future__ import annotations

import re
from typing import Literal

News = Literal["helped", "over"]

#: News is short; a longer sentence tells a story, and would keep the patterns busy for seconds.
_MOST_WORDS = 25
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
    rf"{_HAVE}(?:saw|seen|visited|been to|been at) (?:an? |the |my )?(?:{_MEDIC}|{_PLACE}){_REST}|"
    rf"{_HELP} (?:(?:has |have )?(?:just )?(?:checked|examined|seen|saw|treated|looked at)"
    rf" (?:me|us|him|her|it|that)){_REST}|"
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
    rf"(?:the |my |an? )?(?:{_MEDIC}|doctors|hospital|clinic|they) (?:said|says?|told me) "
    rf"(?:it's|its|it is|it was|i'm|im|i am|everything is|all is) (?:{_FINE}|"
    rf"nothing (?:serious|bad|to worry about)|not serious|harmless){_NOW}"
    ")"
)
#: "It turned out to be heartburn": what is no emergency, whoever names it.
_EXPLAINED = re.compile(
    rf"{_LEAD}(?:(?:it|that|this)(?: was| is|'s|'d been)|(?:it |that )?turned out to be|just|only)"
    r"(?: probably| only| just| really)*(?: an?| some| the| my)?(?: bad| little| bit of)?"
    r" (?:heartburn|indigestion|acid reflux|reflux|trapped wind|gas|hiccups|cramps?|hay ?fever|"
    rf"mosquito(?:e?s)?(?: bites?)?|(?:insect|bug|flea|midge) bites?|nettles?|makeup){_NOW}"
)
#: What is only asked in theory; not believed of who has spoken of harming themselves.
_SUPPOSED = re.compile(
    rf"{_LEAD}(?:(?:i'm|i am|im|i was|we were|it's|it is|it was|that was|this is) )?"
    r"(?:just |only )*"
    r"(?:(?:asking|speaking|talking|wondering|curious)(?: hypothetically| in theory| in general)?|"
    r"hypothetically(?: speaking)?|(?:an? )?(?:hypothetical|theoretical)(?: question)?)"
)
#: What it was, where that it is over is said beside it.
_WHY = re.compile(
    rf"{_LEAD}(?:(?:it|that|this) (?:was|turned out)|(?:i|he|she|we) (?:just|only)|just|only)"
    rf"(?: (?!{_BACK}\b)[\w'&]+){{0,7}}"
)
#: After talk of harming oneself "it's over" may mean something else.
_PAST = re.compile(rf"{_LEAD}(?:it|that|this)(?:'s| is| was)? (?:all )?over{_NOW}")


def news(text: str, kind: str) -> list[News | None]:
    """What each sentence tells, None where it is no news; courtesies are left out."""
    pieces = (_WORD.findall(p) for p in _SENTENCE.split(text.lower().replace("’", "'")))
    sentences = [" ".join(words) for words in pieces if words]
    sentences = [each for each in sentences if not _COURTESY.fullmatch(f"{each} ")]
    told = [_told(sentence, kind) for sentence in sentences]
    if "over" not in told or kind == "crisis":
        return told
    # "False alarm, it was a peanut, all fine": why it was one is no further news.
    return [t for t, sentence in zip(told, sentences, strict=True) if t or not _why(sentence)]


def _why(sentence: str) -> bool:
    return len(sentence.split()) <= _MOST_WORDS and bool(_WHY.fullmatch(sentence))


def _told(sentence: str, kind: str) -> News | None:
    if len(sentence.split()) > _MOST_WORDS:
        return None
    found = {_one(part, kind) for part in sentence.split(" and ")}
    return None if None in found else "over" if "over" in found else "helped"


def _one(part: str, kind: str) -> News | None:
    in_crisis = kind == "crisis"
    if _HELPED.fullmatch(part) or (not in_crisis and _PROMISED.fullmatch(part)):
        return "helped"
    if in_crisis:
        return "over" if _OVER.fullmatch(part) else None
    patterns = (_OVER, _PAST, _EXPLAINED, _SUPPOSED)
    return "over" if any(pattern.fullmatch(part) for pattern in patterns) else None


def asks_back(text: str) -> bool:
    """ "Is it ok" and "I'm fine?" are no news."""
    return text.rstrip().endswith("?") and len(_SENTENCE.split(text.strip(" ?!."))) == 1
