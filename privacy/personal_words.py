"""Personal words: finds e-mail addresses, street addresses and introduced names in a text."""

from __future__ import annotations

import re

from privacy.first_names import FIRST_NAMES

Span = tuple[int, int]

_ENDINGS = r"(?:com|net|org|edu|gov|info|biz|io|co|me|uk|us|ca|au|in|ae|de|fr|es|it|ie|nz|sg|my|za)"
_AT = re.compile(r"@|\(at\)|\[at\]| dot ", re.IGNORECASE)
#: Lengths as in the mail standards; without limits, very long words would take quadratic time.
_PERSON, _HOST = r"[\w.+%-]{1,64}", r"[\w-]{1,63}"
_EMAIL = re.compile(
    rf"{_PERSON}\s?(?:@|\(at\)|\[at\])\s?{_HOST}(?:(?:\.|\s?[(\[]dot[)\]]\s?){_HOST})+"
    rf"|\b[\w.+-]{{1,64}} at {_HOST} dot {_ENDINGS}\b(?: dot {_ENDINGS}\b)?"
    rf"|{_PERSON}@{_HOST}(?:\s?\.\s?|\s?\(dot\)\s?| dot ){_ENDINGS}\b",
    re.IGNORECASE,
)

_DIGIT = re.compile(r"\d")
_CLEAR = r"street|avenue|ave|boulevard|blvd|lane|road|rd|highway|hwy|parkway|crescent"
_CAPITAL = (
    r"St|Dr|Drive|Way|Place|Pl|Court|Ct|Close|Square|Sq|Terrace|Ln|Grove|Gardens|Walk|Row|Hill"
)
_NOT_A_STREET = (
    r"(?:weeks?|months?|days?|years?|hours?|minutes?|sessions?|times?|treatments?|injections?|down"
    r"|the|of|in|on|to|a|an|is|are|different|more|other|good|best|per|for|at|and|or|prp|exosomes?)"
)
_WORD = rf"(?!{_NOT_A_STREET}\b)[A-Za-z][\w'.-]*"
_FLAT = r"(?:,?\s*(?:apt|apartment|flat|unit|suite|#)\.?\s*#?\w{1,5})?"
_STREET = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?,?\s+(?:{_WORD}\s+){{0,3}}?{_WORD}\s+(?:{_CLEAR})\b\.?{_FLAT}"
    rf"|\b(?:p\.?\s?o\.?\s?box)\s+\d+\b",
    re.IGNORECASE,
)
_STREET_CAPITAL = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?,?\s+(?:[A-Z][\w'.-]*\s+){{1,3}}(?:{_CAPITAL})\b\.?{_FLAT}"
)
_CODE = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"
_POSTCODE = re.compile(rf"\b(?!PRP){_CODE}\b|(?<=, )[A-Z]{{2}} \d{{5}}(?:-\d{{4}})?\b")
#: A number, one word of any kind, then capitalised words only: what follows may be urgent.
_LIVES = re.compile(
    r"\b(?:address\s*(?:is|:)|i live at|living at)\s*"
    rf"(\d+\w?,?\s+(?!{_NOT_A_STREET}\b)[\w'-]+(?:,?\s+(?-i:{_CODE}|(?!I\b)[A-Z][\w'-]*)){{0,6}})",
    re.IGNORECASE,
)

#: Words that are not part of a name, and so end it.
_STOP = (
    r"(?:and|i|im|i'm|ive|i've|my|is|was|but|can|could|will|would|do|does|did|how|what|when|where"
    r"|which|who|why|from|in|on|at|for|to|with|the|a|an|about|not|just|here|please|prp|exosomes?|it"
    r"|this|that|we|you|your|age|aged|years?|have|has|had|am|are|hi|hello|thanks|want|need|of|or"
    r"|cost|price|hair|treatment|looking|calling|speaking|writing|interested|so|if)"
)
_NAME = rf"(?!{_STOP}\b)[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*"
#: Names after the first must be capitalised: "my name is bob bleeding badly" has one name.
_FURTHER = r"(?-i:[^\W\d_a-zà-ÿ][a-zà-ÿ'’][^\W\d_'’-]*(?:['’-][^\W\d_]+)*)"
_INTRODUCED = re.compile(
    rf"\b(?:my (?:full |first |last |own )?name(?:['’]?s| is)?\s*:?|name['’]s|name\s*:|i am called"
    rf"|i['’]m called|i am named|(?:i am|i['’]m|this is) (?:mrs?|ms|miss|dr)\.?)\s+"
    rf"({_NAME}(?:\s+(?!{_STOP}\b){_FURTHER}){{0,2}})",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:name|called|named|i['’ ]?a?m|this is|it['’]?s|call me|regards|sincerely|cheers|yours"
    r"|mrs?|ms|miss|here|ask for|call|my)\b|\[(?:phone|email|date)\]",
    re.IGNORECASE,
)
_CAPITALISED = r"(?:[A-Z][^\W\d_]+(?:['’-][^\W\d_]+)*)"
_NOT_NAMES = (
    r"(?:PRP|Type|Stage|Norwood|Botox|Indian|Asian|African|American|British|Black|White|Male|Female"
    r"|Really|Very|Just|Not|So|From|In|At|On|Too|A|The|Dr|Hair|Platelet|Exosomes?)\b"
)
#: "I'm Sarah Miller", "this is Tom calling": capitalised, before words that can follow a name.
_SAID = re.compile(
    rf"\b(?:[Ii]['’]m|[Ii] am|[Tt]his is|[Ii]t['’]s)\s+(?!{_NOT_NAMES})"
    rf"((?!\S+['’]s\b){_CAPITALISED}\s+(?!{_NOT_NAMES}){_CAPITALISED}"
    r"(?=\s*(?:[,.!;]|$|\b(?:and|from|here|speaking|calling|writing|again)\b))"
    rf"|{_CAPITALISED}(?=\s+(?:here|speaking|calling|from)\b))"
)
#: Words and endings of words with which people describe how they are: "I'm Dizzy".
_FEELS = (
    r"(?:\w*(?:ing|ed|en|ous|ful|less|ish|ic|al|ant|ent|able|ible|ive|ate|ly|ey"
    r"|[bcdfghklmprstvwz]{2}y|[aeiou]{2}[a-z]y|[aiou][fkpvz]y)"
    r"|Ill|Sick|Unwell|Well|Weak|Faint|Numb|Sore|Hurt|Red|Blue|Purple|Yellow|Pale|White|Gr[ae]y"
    r"|Hot|Cold|Stiff|Sad|Low|Lost|Dead|Alone|Afraid|Sorry|Glad|Sure|Unsure|Busy|Fine|Ok|Okay"
    r"|Good|Great|Nice|Bad|Worse|Bald|Blind|Deaf|Old|Young|New|Poor|Fat|Thin|Tight|Mad|Drunk|High"
    r"|Tense|Obese|Insane|Manic|Upset|Aware|Over|Down|Up|Out|Back|Here|Home|Still|Only|Now|Then"
    r"|Done)"
    r"\b"
)
#: A single name, if the words after it show that it is one.
_ALONE = re.compile(
    rf"\b(?:[Ii]['’]m|[Ii] am)\s+((?!{_NOT_NAMES})(?!(?i:{_FEELS}))[A-Z][a-zà-ÿ]+)"
    r"(?=,?\s+born\b|\s+and\s+(?:[Ii]|my)\b)"
)
_CALL_ME = re.compile(rf"\b[Cc]all me ({_CAPITALISED})\b")
_SIGNED = re.compile(
    rf"\b(?:[Rr]egards|[Ss]incerely|[Cc]heers|[Yy]ours),?\s+({_CAPITALISED}(?:\s+{_CAPITALISED})?)\s*$"
)
_PLACES = (
    r"(?:New|Los|San|Santa|Las|La|El|St|Saint|North|South|East|West|Northern|Southern|Eastern"
    r"|Western"
    r"|Great|United|Saudi|Hong|Abu|Kuala|Cape|Puerto|Costa|Sri|Fort|Port|Lake|Mount|Salt|Palm|Long"
    r"|Baton|Kansas|Mexico|Buenos|Rio|Tel|Ho|Delhi|Beverly|Silicon|Central|Little|Cedar|Grand|Santo"
    r"|London|Dubai|Paris|Berlin|City|Street|Road|Avenue|Clinic|Hospital|Center|Centre)\b"
)
_TIMES = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|Today|Tomorrow|Tonight|Week|Month|Year|Morning"
    r"|Afternoon|Evening|Christmas|Easter|Ramadan)\b"
)
_TREATMENTS = (
    r"(?:Plasma|Rich|Exosom\w*|Stem|Cells?|Growth|Factors?|Minoxidil|Rogaine|Regaine|Finasteride"
    r"|Propecia|Dutasteride|Laser|Low|Level|Light|Therapy|Treatments?|Transplants?|Fue|Fut|Botox"
    r"|Fillers?|Micro\w*|Scalp|Pattern|Loss|Alopecia|Areata|Androgen\w*|Telogen|Effluvium|Vitamins?"
    r"|Biotin|Zinc|Oils?|Rosemary|Shampoos?|Mesotherapy|Regenera|Activa|Keravive|Hydra\w*"
    r"|Injections?"
    r"|Sessions?|Consultations?|Appointments?|Bookings?|Doctors?|Nurses?|Reception|Manager|Team"
    r"|Staff"
    r"|Prices?|Refunds?|Quotes?|Discounts?|Offers?|Packages?|Results?|Photos?|Reviews?|Insurance)\b"
)
_URGENT = (
    r"(?:Chest|Pains?|Throat|Face|Heart|Attacks?|Blood|Help|Emergency|Breath\w*|Stroke|Suicid\w*"
    r"|Kill"
    r"|Die|Death|Overdos\w*|Pills?|Tablets?|Severe|Fever|Infection|Pus|Rash|Hives|Allerg\w*"
    r"|Vision|Eyes?"
    r"|Heads?|Skin|Swell\w*|Lips?|Tongue|Airway|Choke|Collaps\w*|Faint\w*|Seizures?|Fits?|Burns?"
    r"|Harm"
    r"|Hurts?|Cut|Jump|End|Life|Cardiac|Arrest|No|Nobody|Pulse|Speech|Gone|Thunderclap|Headaches?"
    r"|Anaphyl\w*|Shock|Poison\w*|Accident|Attempt|Unconscious|Ambulance|Police|Crisis|Samaritans"
    r"|Nine|One|Urgent|Urgently)\b"
)
_ASKED = (
    r"(?:Phone|Numbers?|Mobile|Cell|Call|Tel|Telephone|E?mail|Contact|Address|Text|Whats[Aa]pp"
    r"|Reach"
    r"|Me|Us|Him|Her|Them|Back|Thank|Best|Kind|Dear|Good|Many|Any|Anyone|Someone|Somebody|There"
    r"|Here"
    r"|Is|Are|Was|Does|Did|Can|Could|Will|Would|Should|Has|Have|Get|Got|Give|Send|Wants?|Needs?"
    r"|Asks?"
    r"|Says?|Said|Thinks?|Likes?|Loves?|Feels?|Takes?|Uses?|Lost|Losing|Had|Went|Came|More|Info"
    r"|Information|Details|Questions?|Question|English|Spanish|French|German|Arabic|Date|Birth"
    r"|Dob)\b"
)
#: Capitalised words that are not names: places, times, treatments, feelings, emergencies …
_OTHER = (
    rf"(?:(?i:{_STOP[3:-1]})\b|{_NOT_NAMES}|{_FEELS}|{_PLACES}|{_TIMES}|{_TREATMENTS}|{_URGENT}"
    rf"|{_ASKED})"
)
_ORDINARY = rf"(?!{_OTHER}|\S+['’]s\b)(?-i:[A-Z][a-zà-ÿ'’][^\W\d_'’-]*(?:['’-][^\W\d_]+)*)"
_FULL = rf"{_ORDINARY}\s+{_ORDINARY}"
#: "I am Ada Featherstone", whatever follows.
_IS = re.compile(rf"\b(?:[Ii]['’]m|[Ii] am|[Tt]his is)\s+({_FULL})(?!\w)")
_KIN = (
    r"(?:sister|brother|mother|mum|mom|father|dad|wife|husband|son|daughter|friend|partner"
    r"|boyfriend"
    r"|girlfriend|aunt|uncle|cousin|niece|nephew|fianc[ée]e?|boss|neighbou?r)"
)
#: "Mr Featherstone". "Miss" is also a verb ("Miss my hair") and so needs two names.
_TITLED = re.compile(
    rf"\bMiss\s+({_FULL})(?!\w)"
    rf"|\b(?:M[Rr]s?|mrs?|Ms)\b\.?\s+({_ORDINARY}(?:\s+{_ORDINARY})?)(?!\w)"
)
_OF_KIN = re.compile(rf"\b[Mm]y (?:\w+ )?{_KIN},? ({_FULL})(?!\w)")
_ASKED_FOR = re.compile(
    rf"\b[Aa]sk for ({_FULL})(?!\w)|\b[Cc]all ({_FULL})(?=\s+(?:back|please|on)\b)"
)
_GREETING = (
    r"\b(?:[Hh]i|[Hh]ello|[Hh]ey|[Gg]ood (?:morning|day|evening|afternoon)|[Tt]hanks|[Tt]hank you)"
)
#: The writer's name: "Ada Featherstone here". Before a phone number only after a greeting, because
#: two words alone, like "Keine Luft, [phone]", may be an emergency in another language.
_WRITES = re.compile(
    rf"(?:^|[.!?;]\s|{_GREETING},?\s)({_FULL})(?=\s+here\b)"
    rf"|{_GREETING},?\s({_FULL})(?=,?\s*\[(?:phone|email|date)\])"
)
#: "im dave", "my name is sarah jane miller": common first names, and a last one where nothing else
#: comes.
_FIRST = rf"(?:{'|'.join(sorted(FIRST_NAMES))})\b"
_KNOWN = re.compile(
    rf"\b(?:i['’]?m|i am|this is|it['’]?s|call me|my name(?:['’]?s| is)?)\s+({_FIRST}"
    rf"(?:\s+{_FIRST}){{0,2}}"
    rf"(?:\s+(?!{_OTHER}){_NAME}(?=\s*(?:[,.!;]|$)|\s+(?:here|speaking|calling|again)\b))?)",
    re.IGNORECASE,
)
_PATTERNS = (
    *(_INTRODUCED, _SAID, _ALONE, _CALL_ME, _SIGNED, _KNOWN, _IS),
    *(_TITLED, _OF_KIN, _ASKED_FOR, _WRITES),
)


def emails(text: str, _: str) -> list[Span]:
    """E-mail addresses, also with "(at)", "[at]" or "dot" written out."""
    if not _AT.search(text):
        return []
    return [match.span() for match in _EMAIL.finditer(text)]


def addresses(text: str, _: str) -> list[Span]:
    """Street addresses with a number, PO boxes, postcodes, and what follows "I live at"."""
    if not _DIGIT.search(text):
        return []
    found = [match.span(1) for match in _LIVES.finditer(text)]
    for pattern in (_STREET, _STREET_CAPITAL, _POSTCODE):
        found += [match.span() for match in pattern.finditer(text)]
    return _outermost(found)


def names(text: str, _: str) -> list[Span]:
    """Names that people introduce or sign with, or that follow a title or a relation."""
    if not _INTRODUCES.search(text):
        return []
    found: list[Span] = []
    for pattern in _PATTERNS:
        found += [match.span(match.lastindex or 0) for match in pattern.finditer(text)]
    return _outermost(found)


def _outermost(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
