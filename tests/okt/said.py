"""What the sentences of okt.reasons look like, in both languages, and the numbers in them."""

import re
from typing import Any

HE = r"(?:hij|zij|he|she)"
HIM = r"(?:hem|haar|him|her|positi(?:e|on) \d+)"
KEPT = {
    "nl": rf"(?:positie (?P<kept>\d+) heeft {HE} in elk geval, (?:en|maar) )?",
    "en": rf"(?:{HE} has position (?P<kept>\d+) in any case, (?:and|but) )?",
}
PLACES = {
    "nl": r" De matrix verdeelt (?P<free>\d+) plaatsen",
    "en": r" The matrix gives out (?P<free>\d+) places",
}
LEFT = {
    "nl": PLACES["nl"]
    + r", of (?P<rest>\d+) als de commissie haar (?P<left>\d+) aanwijsplekken nog gebruikt\.",
    "en": PLACES["en"] + r", or (?P<rest>\d+) if the committee still uses its (?P<left>\d+) designations\.",
}
THERE = {
    "nl": rf" (?:(?P<one>Eén ander staat)|Er staan) (?:al|dan) (?:(?P<names>\d+) anderen )?vast boven {HIM}, "
    r"en de matrix verdeelt (?P<free>\d+) plaatsen\.",
    "en": rf" (?:(?P<one>One other is)|(?P<names>\d+) others are) (?:then )?above {HIM} for certain, "
    r"and the matrix gives out (?P<free>\d+) places\.",
}
REPEATS = {
    "nl": rf"(?:(?P<only>de ene nog open positie boven {HIM} moet)"
    rf"|(?P<both>de beide nog open posities boven {HIM} moeten)"
    rf"|alle (?P<all>\d+) nog open posities boven {HIM} moeten"
    rf"|van de (?P<open>\d+) nog open posities boven {HIM} moete?n? er minstens (?P<must>\d+|één))"
    r" naar (?:een )?al geplaatste schaatsers? gaan",
    "en": rf"(?:(?P<only>the one position still open above {HIM} has)"
    rf"|(?P<both>both positions still open above {HIM} have)"
    rf"|all (?P<all>\d+) positions still open above {HIM} have"
    rf"|of the (?P<open>\d+) positions still open above {HIM} at least (?P<must>\d+|one) (?:has|have))"
    r" to go to (?:a skater|skaters) who (?:is|are) already placed",
}
OTHERS = {
    "nl": rf"(?:(?P<nobody>boven {HIM} komt niemand)"
    rf"|boven {HIM} (?:staat|staan) (?P<there>\d+|één) ander(?:en)?, dus is {HE} de (?P<rank>\d+)e naam"
    rf"|ook als (?:(?P<only>de ene positie)|(?P<both>beide posities)|alle (?P<above>\d+) posities) boven {HIM}"
    rf" naar (?:een ander gaat|(?P<others>\d+|twee) anderen gaan), is {HE} nog de (?P<still>\d+)e naam"
    rf"|boven {HIM} komen? hoogstens (?P<most>\d+|één) ander(?:en)?, dus is {HE} op (?:zijn|haar) slechtst"
    r" de (?P<worst>\d+)e naam)\.",
    "en": rf"(?:(?P<nobody>nobody can end above {HIM})"
    rf"|(?P<there>\d+|one) others? (?:is|are) above {HIM}, so {HE} is the (?P<rank>\d+)(?:st|nd|rd|th) name"
    rf"|even if (?:(?P<only>the one position)|(?P<both>both positions)|all (?P<above>\d+) positions) above {HIM}"
    rf" (?:goes to another skater|go to (?P<others>\d+|two) others), {HE} is still"
    rf" the (?P<still>\d+)(?:st|nd|rd|th) name"
    rf"|at most (?P<most>\d+|one) others? ends? above {HIM}, so at worst {HE} is"
    r" the (?P<worst>\d+)(?:st|nd|rd|th) name)\.",
}
HIGHER = {
    "nl": rf", of {HE} moet zelf nog een hogere positie halen",
    "en": rf", or {HE} has to earn a higher position",
}
SURVIVES = {
    "nl": r" (?:Bij (?P<survives>\d+|één) aanwijzing(?:en)? gaat het nog goed, bij meer niet vanzelf\."
    r"|(?P<any>Elke aanwijzing van een ander kan er een te veel zijn\.))",
    "en": r" (?:With (?P<survives>\d+|one) designations? it still holds, with more not by itself\."
    r"|(?P<any>Any designation of somebody else may be one too many\.))",
}
SENTENCES = {
    "nl": {
        "certain": rf".+ is zeker: {KEPT['nl']}{OTHERS['nl']}{LEFT['nl']}",
        "certain_unless_designated": rf".+ is zeker tenzij aanwijsplek: {KEPT['nl']}{OTHERS['nl']}"
        rf"{PLACES['nl']}\.{SURVIVES['nl']}",
        "waiting": rf".+ zit in de wachtkamer: {KEPT['nl']}{REPEATS['nl']}(?P<higher>{HIGHER['nl']})?\.{THERE['nl']}",
        "too low": r".+ zit in de wachtkamer: op positie (?P<line>\d+) (?:(?P<one>staat er al één ander)|staan er al "
        rf"(?P<names>\d+) anderen) boven {HIM}, en de matrix verdeelt (?P<free>\d+) plaatsen\. "
        rf"Een hogere positie kan {HIM} nog helpen\.",
        "hoping": r".+ heeft nog geen zekere positie in de matrix, maar kan er nog een verdienen\. "
        rf"Op (?:zijn|haar) best wordt {HE} de (?P<best>\d+)e naam; de matrix verdeelt (?P<free>\d+) plaatsen\.",
        "out": rf".+ is uitgeschakeld: (?:(?P<nothing>er is geen positie in de matrix meer die {HE} kan halen)"
        rf"|er staan al (?P<names>\d+) anderen boven {HIM}, en de matrix verdeelt (?P<free>\d+) plaatsen)\."
        rf" Alleen een aanwijzing kan {HIM} nog helpen\.",
    },
    "en": {
        "certain": rf".+ is certain: {KEPT['en']}{OTHERS['en']}{LEFT['en']}",
        "certain_unless_designated": rf".+ is certain unless designations decide otherwise: {KEPT['en']}{OTHERS['en']}"
        rf"{PLACES['en']}\.{SURVIVES['en']}",
        "waiting": rf".+ is in the waiting room: {KEPT['en']}{REPEATS['en']}(?P<higher>{HIGHER['en']})?\.{THERE['en']}",
        "too low": r".+ is in the waiting room: at position (?P<line>\d+) (?:(?P<one>one other is)"
        rf"|(?P<names>\d+) others are) already above {HIM}, and the matrix gives out (?P<free>\d+) places\. "
        rf"A higher position can still help {HIM}\.",
        "hoping": r".+ has no certain position in the matrix yet, but can still earn one\. "
        rf"At best {HE} becomes the (?P<best>\d+)(?:st|nd|rd|th) name; the matrix gives out (?P<free>\d+) places\.",
        "out": rf".+ is out: (?:(?P<nothing>there is no position in the matrix left that {HE} can reach)"
        rf"|(?P<names>\d+) others are already above {HIM}, and the matrix gives out (?P<free>\d+) places)\."
        rf" Only a designation can still help {HIM}\.",
    },
}
WORDS = {"één": 1, "one": 1, "twee": 2, "two": 2}


def number(text: str | None) -> int:
    return WORDS.get(text or "", 0) or int(text or 0)


def read(language: str, sentence: str) -> tuple[str, dict[str, Any]]:
    """Which sentence it is, and what it says."""
    for kind, pattern in SENTENCES[language].items():
        if found := re.fullmatch(pattern, sentence):
            return kind, found.groupdict()
    raise AssertionError(sentence)
