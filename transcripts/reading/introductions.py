"""Who says who they are, and who is greeted by name: what ties a voice without a name to a person.

Only the plainest forms count; a name in a quotation, a possessive or a condition is nobody's introduction.
"""

import re
from collections.abc import Iterator

from transcripts.reading.names import PARTICLES, person_of, word_set
from transcripts.reading.phrases import Phrases

WORD = r"[^\W\d_a-zà-öø-ÿ](?:\.|[\w'’\-]+)"
PERSON = rf"{WORD}(?:\s{PARTICLES}){{0,2}}(?:\s{WORD}){{1,2}}"
NAMED = rf"(?P<name>{PERSON})(?<!['’][sS])"
FIRST_OR_FULL = rf"(?P<name>{PERSON}|{WORD})(?<!['’][sS])"
# A sentence or clause begins here, and nothing before it turns "I am" into a supposition or a quotation.
OPENING = (
    r"(?:^|[.!?,:;…—–]\s|\b(?:[Aa]nd|[Hh]i|[Hh]ey|[Hh]ello|[Ss]o|[Ww]ell|[Yy]es|[Yy]eah|[Uu]nd|[Ee]t|y|e)\s)"
)
CLOSING = r"(?=[,.!?;—–]|\s(?:and|from|with|here|your|the|at|of|I|und|von|aus|et|de|y)\b|\s[—–-]|$)"
SAYS_WHO = Phrases(
    ("name is", "name's", "name’s", "i'm", "i’m", "i am", "your host", "ich bin", "ich heiße", "mein name",
     "m'appelle", "m’appelle", "je suis", "mon nom", "me llamo", "soy", "mi nombre", "mi chiamo", "sono",
     "meu nome", "eu sou", "chamo", "mijn naam", "ik ben", "jag heter", "jeg hedder", "jeg heter", "nazywam"),
    re.compile(
        rf"(?:{OPENING}(?:(?:I['’]m|I am)(?: your (?:co-?)?host,?)?|[Tt]his is your host,?|"
        r"[Ii]ch bin|[Jj]e suis|[Ss]oy|[Ss]ono|[Ee]u sou|[Ii]k ben)|"
        r"\b(?:[Mm]y name(?: is|['’]s)|[Yy]our host,?(?: as always,?)?(?: is)?|[Mm]ein Name ist|[Ii]ch heiße|"
        r"[Jj]e m['’]appelle|[Mm]on nom est|[Mm]e llamo|[Mm]i nombre es|[Mm]i chiamo|[Mm]eu nome é|"
        r"[Mm]e chamo|[Mm]ijn naam is|[Jj]ag heter|[Jj]eg he(?:dd|t)er|[Nn]azywam się))"
        rf"\s{NAMED}{CLOSING}"
    ),
)  # fmt: skip
GREETING = (
    r"(?:[Ww]elcome(?: back)?(?: to (?:the|our|this) (?:show|podcast|program(?:me)?|pod|episode))?|"
    r"[Tt]hank(?:s| you)(?: so much| very much)? for (?:joining|coming|being)(?: (?:us|me|on|here|with|the|"
    r"show|podcast|today)){0,4}|"
    r"(?:[Hh]erzlich )?[Ww]illkommen|[Ss]chön,? dass du da bist|[Bb]ienvenue|[Bb]onjour|"
    r"[Bb]ienvenid[oa]|[Bb]envenut[oa]|[Bb]em-vind[oa]|[Ww]elkom)"
)
GREETS = Phrases(
    ("elcome", "hank", "illkommen", "ienven", "onjour", "schön", "envenut", "em-vind", "elkom"),
    re.compile(rf"\b{GREETING},?\s{FIRST_OR_FULL}(?=[,.!?]|$)|"
               rf"(?:^|[.!?]\s|\b(?:[Ss]o|[Aa]nd|[Ww]ell|[Oo]kay),?\s)"
               rf"{FIRST_OR_FULL.replace('name', 'before')},\s(?:\w+\s){{0,3}}?{GREETING}\b"),
)  # fmt: skip
QUOTES = ('"', "“", "„", "«", "»", "‹", "‘", "'")
SUPPOSES = re.compile(
    r"\b(?:if|like|as if|say|says|said|pretend|imagine|think|called)[,:]?(?: \S+){1,3}$", re.IGNORECASE
)
NO_FIRST_NAMES = word_set(
    """
    everyone everybody all folks listeners friends today now guys again back and so well okay yes yeah no
    hello hi hey thanks welcome mesdames messieurs tout alle zusammen meine madame monsieur
    """
)


def _matches(wanted: Phrases, text: str) -> Iterator[re.Match[str]]:
    lowered = text.lower()
    return wanted.pattern.finditer(text) if any(piece in lowered for piece in wanted.pieces) else iter(())


def self_named(text: str) -> str | None:
    """The full name that a speaker gives as the own one, None without one or with two."""
    names = {name for match in _matches(SAYS_WHO, text) if (name := _own_name(text, match))}
    return names.pop() if len(names) == 1 else None


def _own_name(text: str, match: re.Match[str]) -> str | None:
    before = text[max(0, match.start("name") - 40) : match.start("name")].rstrip()
    if text[: match.start()].endswith(QUOTES) or SUPPOSES.search(before):
        return None
    return person_of(match["name"])


def greeted(text: str) -> str | None:
    """The name, first or full, whom a turn welcomes or thanks for coming; None without one or with two."""
    names = set(_greeted(text))
    return names.pop() if len(names) == 1 else None


def _greeted(text: str) -> Iterator[str]:
    for match in _matches(GREETS, text):
        printed = match["name"] or match["before"]
        name = person_of(printed) if " " in printed else printed
        if name and name.casefold() not in NO_FIRST_NAMES:
            yield name
