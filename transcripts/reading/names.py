"""How names of people look in running text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple


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


# Of the words before a name, those that only mention somebody ("a song by", "a call from").
MENTIONS = re.compile(
    r"\b(?:from|(?<!joined )(?<!hosted )by|and|thanks?|founders?|cofounder|co-founder|CEO|CTO),?\s$",
    re.IGNORECASE,
)
PRESENTED_AFTER = re.compile(
    r"^,\s(?:who|welcome|thank|thanks|founder|co-founder|cofounder|CEO|CTO)\b", re.IGNORECASE
)
LISTED = re.compile(r",?\s(?:and|und|et|y|&)\s|,\s")


class Mention(NamedTuple):
    """A run of capitalised words that may be a person.

    `sure`: its surroundings say that it is one. `presented`: they also say that this person takes part.
    """

    name: str
    sure: bool
    presented: bool


def people_in(text: str) -> Iterator[Mention]:
    """Every run of two or three capitalised words in a text that may be a person, in its order."""
    last_end, last_presented = -1, False
    for match in PERSON_RUN.finditer(text):
        name, start, end = _trimmed(match.group(), match.start())
        if name:
            before, after = text[max(0, start - 30) : start], text[end : end + 30]
            led, followed = BEFORE.search(before), AFTER.search(after)
            presented = bool(PRESENTED_AFTER.match(after)) or bool(led and not MENTIONS.search(before))
            if last_presented and LISTED.fullmatch(text[last_end:start]):
                presented = True
            yield Mention(name, bool(led or followed), presented)
            last_end, last_presented = end, presented


def person_of(run: str) -> str | None:
    """The person that a run of capitalised words names, None where ordinary words leave less than two."""
    return _trimmed(run, 0)[0] or None


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
