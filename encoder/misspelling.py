"""Misspelling: makes sentences look typed in a hurry, spelled by ear or in dialect."""

from __future__ import annotations

import random
import re

#: Letter -> its neighbours on the keyboard.
_KEYS = {row[i]: row[max(i - 1, 0)] + row[i + 1 : i + 2] for row in
         ("qwertyuiop", "asdfghjkl", "zxcvbnm") for i in range(len(row))}  # fmt: skip
#: Word -> how it is written in text messages or by people unsure of spelling.
_SHORT = {
    "you": "u", "your": "ur", "are": "r", "to": "2", "for": "4", "please": "pls", "thanks": "thx",
    "what": "wot wat wut", "whats": "wots wats", "what's": "wots wats", "with": "wiv w",
    "why": "y", "because": "cos cuz", "before": "b4", "and": "n an nd", "how": "hw", "long": "lng",
    "many": "mny", "much": "mch", "does": "duz dose dus", "is": "iz", "it": "it dat",
    "the": "da teh d", "this": "dis", "that": "dat tht", "them": "dem", "they": "dey",
    "would": "wud", "could": "cud", "should": "shud", "have": "hav av", "one": "1 wun", "two": "2",
    "which": "wich witch", "when": "wen whn", "where": "were wer", "after": "afta aftr",
    "about": "abowt bout", "work": "wrk werk", "works": "wrks werks", "hair": "hare har",
    "treatment": "treetment tretment trtmnt", "hurt": "hert hrt", "hurts": "herts",
    "cost": "cst coast", "price": "prise", "safe": "saf sayf", "better": "beter betta",
    "first": "1st furst", "second": "2nd", "see": "c", "be": "b", "know": "no", "want": "wont wan",
    "really": "reely rly", "there": "their ther", "exosome": "exsome exozome",
    "exosomes": "exsomes exozomes exosoms", "plasma": "plasmer plazma", "blood": "blud",
    "people": "ppl", "going": "goin", "getting": "gettin", "doing": "doin", "not": "nt no",
    "more": "mor", "results": "resluts rezults", "months": "mnths", "weeks": "wks", "week": "wk",
    "sessions": "seshuns sesions", "needles": "neadles", "scalp": "skalp",
}  # fmt: skip
#: Spellings that sound alike, for the other words.
_SOUNDS = (
    ("ph", "f"), ("tion", "shun"), ("ck", "k"), ("ee", "ea"), ("ea", "ee"), ("ie", "ei"),
    ("ei", "ie"), ("ould", "ud"), ("ight", "ite"), ("ou", "ow"), ("wh", "w"), ("er", "a"),
    ("ll", "l"), ("ss", "s"), ("tt", "t"), ("mm", "m"), ("th", "f"), ("ing", "in"), ("ai", "ay"),
    ("c", "k"), ("s", "z"), ("x", "ks"), ("y", "ee"), ("e", "a"), ("a", "e"),
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z']+")
_VOWELS = re.compile(r"(?<=\w)[aeiou](?=\w)")
#: Shares of sentences without final marks, without apostrophes, with a typo and spelled by ear;
#: share of the words changed in a sentence that is spelled by ear.
_BARE, _PLAIN, _SLIPPED, _BY_EAR, _WORDS = 0.25, 0.10, 0.14, 0.10, 0.4


def misspelt(text: str, rng: random.Random) -> str:
    """The sentence, mostly unchanged; else without marks, with a typo, or spelled by ear."""
    if rng.random() < _BARE:
        text = text.rstrip("?.!") or text
    if rng.random() < _PLAIN:
        text = text.replace("'", "")
    drawn = rng.random()
    if drawn < _SLIPPED:
        return _slipped(text, rng)
    if drawn < _SLIPPED + _BY_EAR:
        return _WORD.sub(lambda word: _heard(word[0], rng), text)
    return text


def _slipped(text: str, rng: random.Random) -> str:
    """The text with one typo: a letter wrong, missing, doubled or swapped with the next."""
    places = [i for i, letter in enumerate(text) if letter.isalpha() and text[i - 1 : i].isalpha()]
    if not places:
        return text
    at, how = rng.choice(places), rng.randrange(4)
    letter = text[at]
    near = rng.choice(_KEYS.get(letter.lower(), letter))
    changed = (near, "", letter * 2, text[at + 1 : at + 2] + letter)[how]
    return text[:at] + changed + (text[at + 2 :] if how == 3 else text[at + 1 :])


def _heard(word: str, rng: random.Random) -> str:
    """A word as written by people who spell by ear or abbreviate."""
    if rng.random() > _WORDS:
        return word
    low = word.lower()
    if low in _SHORT:
        return rng.choice(_SHORT[low].split())
    if len(low) < 4:
        return word
    if rng.random() < 0.3:
        return word[0] + _VOWELS.sub("", low[1:])
    fitting = [(sound, heard) for sound, heard in _SOUNDS if sound in low[1:]]
    if not fitting:
        return word
    sound, heard = rng.choice(fitting)
    return word[0] + low[1:].replace(sound, heard, 1)
