"""How names of people look in running text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


CAPITALISED = r"[^\W\d_a-zà-öø-ÿ][\w.'’\-]*"
PARTICLES = r"(?:van|von|der|den|de|del|della|di|da|du|la|le|el|al|bin|ter|ten|dos|y)"
PERSON = rf"{CAPITALISED}(?:\s{PARTICLES}){{0,2}}(?:\s{CAPITALISED}){{1,2}}"
PERSON_RUN = re.compile(rf"\b{PERSON}")
# Capitalised words that begin sentences or headings, or name things: no part of a person's name.
NOT_NAMES = word_set(
    """
    a about after all also an and any are as at aws back because before both but by can chief cloud
    company computer conference could daily data did do does economy engineering enterprise episode
    every first for foundation founder from good google great group have he hello her here hey hi his
    how i if in inc infrastructure institute internet interview introduction is it its journal just
    kubernetes labs last let like linux machine many may me microsoft more most music my native network
    networks new news next no not now of oh okay on one open or our out partners platform podcast please
    project question read really right science security service services she should show since so
    software some source sponsor startup startups state studio sure system systems team tech
    technologies technology thank thanks that the their then there these they think this those to today
    tomorrow transcript twitter two underdogs university ventures very was we web week weekly welcome
    well were what when where whether which while who why will with world would yeah yes yesterday you
    your api apis ceo cto coo cfo vp president director january february march april may june july
    august september october november december monday tuesday wednesday thursday friday saturday sunday
    server app apps part chapter media radio network business art future
    """
)
# What stands right before or after a person's name and hardly ever near another capitalised pair.
BEFORE = re.compile(
    r"(?:\b(?:with|to|from|by|host|guests?|guests? (?:is|are|today is|today are)|I'm|I’m|I am|name is|"
    r"this is|here is|thanks?,?|"
    r"introduc\w+|interview(?:ed|ing)?|joined by|featuring|welcome|meet|hosted by|founders?,|cofounder,|"
    r"co-founder,|CEO,|CTO,|and)"
    r"[,:]?\s)$",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"^(?:,\s(?:who|welcome|thank|thanks|you|the|a|an|our|founder|co-founder|cofounder|CEO|CTO|COO|"
    r"president|creator|editor|partner|"
    r"author|head|chief|director|VP|vice|professor|managing|general|executive|principal|engineer|"
    r"developer)\b|"
    r"\s(?:is|was|has been|joins|joined|works|worked|studied|writes|founded|co-founded|created|started|"
    r"leads|runs|serves|you are|"
    r"you're|you’re|welcome|thanks|thank you|talks|describes|explains)\b|[—–]|\s[—–-]\s)",
    re.IGNORECASE,
)


def people_in(text: str) -> Iterator[tuple[str, bool]]:
    """Every run of two or three capitalised words that may be a person, and whether its surroundings say that
    it is.
    """
    for match in PERSON_RUN.finditer(text):
        name, start, end = _trimmed(match.group(), match.start())
        if name:
            before, after = text[max(0, start - 30) : start], text[end : end + 30]
            yield name, bool(BEFORE.search(before) or AFTER.search(after))


def _trimmed(name: str, start: int) -> tuple[str, int, int]:
    """The name without words at its ends that belong to the sentence, and where it stands; empty when none is
    left.
    """
    end = start + len(name)
    words = name.split(" ")
    while words and _is_common(words[0]):
        start += len(words.pop(0)) + 1
    for place, word in enumerate(words):
        if _is_common(word) or (place and words[place - 1].endswith(".") and len(words[place - 1]) > 3):
            end = start + len(" ".join(words[:place]))
            words = words[:place]
            break
    stripped = without_possessive(" ".join(words)).rstrip(".-'’")
    end = start + len(stripped)
    return (stripped, start, end) if len(stripped.split()) > 1 else ("", start, end)


def _is_common(word: str) -> bool:
    bare = without_possessive(word).rstrip(".,").casefold()
    return bare in NOT_NAMES or bare.split("’")[0].split("'")[0] in NOT_NAMES


def without_possessive(word: str) -> str:
    """A name without the 's of "Ada's"."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def initials(name: str) -> str:
    """The capital letters that a name's words begin with: "Ada van Byron" gives "AB"."""
    return "".join(word[0] for word in re.split(r"[\s\-]+", name) if word[:1].isupper())


def unaccented(name: str) -> str:
    """A name in lower case without accents, for comparing spellings."""
    folded = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in folded if not unicodedata.combining(letter)).casefold()


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """The names in their order, each once."""
    return tuple(dict.fromkeys(names))
