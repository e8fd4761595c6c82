"""The companies a document connects its guests with: founded, led, worked for, sold.

A company that is merely mentioned is none of these; names that only a pattern of words suggests are left out.
"""

import re
from collections.abc import Iterable

from transcripts.reading.names import NOT_NAMES, unique, without_possessive, word_set
from transcripts.reading.phrases import phrases

WORD = r"(?:[^\W\d_a-zà-öø-ÿ]|[a-z]{1,2}(?=[A-Z]))[\w&+\-]*(?:\.(?:io|ai|com|dev|js|org)\b)?"
ORGANISATION = rf"(?P<name>{WORD}(?:(?:\s(?:of|&)\s|\s){WORD}){{0,3}}(?:,\s(?:Inc|Ltd|LLC|Corp|GmbH)\b\.?)?)"
ROLE = (
    r"(?:co-?founders?|founders?|CEO|CTO|COO|CPO|CIO|CMO|CISO|president|director|partner|investor|"
    r"chair(?:man|woman)?|owner|principal|"
    r"head of \w+(?: \w+)?|VP(?: of \w+)?|vice president(?: of \w+)?|engineer|developer|architect|manager|"
    r"advocate|editor|lead|"
    r"chief \w+(?: \w+)? officer|chief (?:editor|scientist|architect)|general counsel|evangelist|maintainer)"
)
PATTERNS = (
    phrases(
        "founder|ceo|cto|coo|cpo|cio|cmo|ciso|president|director|partner|investor|chair|owner|principal|"
        "head of|vp|engineer|developer|architect|manager|advocate|editor|lead|chief|counsel|evangelist|"
        "maintainer",
        rf"\b{ROLE}(?:,? (?:and|&) (?:\w+[ \-]){{0,2}}{ROLE})*,? "
        rf"(?:of|at|with|for|behind) (?:the )?{ORGANISATION}",
        flags=re.IGNORECASE,
    ),
    phrases("work", rf"\bwork(?:s|ed|ing) (?:\w+ )?(?:at|for|with) (?:the )?{ORGANISATION}"),
    phrases(
        "founded|founding|started|launched|sold",
        rf"\b(?:co-?found(?:ed|ing)|found(?:ed|ing)|(?:started|launched|sold)(?= [^\W\d_a-z][\w\-]+,? (?:a|"
        rf"the|to)\b)) {ORGANISATION}",
    ),
    phrases(
        "sold to|acqui|merged with",
        rf"\b(?:sold to|acquired by|acquisition (?:by|of)|acquires|merged with) {ORGANISATION}",
    ),
    phrases("your ", rf"\b[Yy]our (?:company|startup|firm|employer),? {ORGANISATION}"),
    phrases(
        "called|named", rf"\b(?:a|the) (?:\w+ )?(?:company|startup|firm) (?:called|named) {ORGANISATION}"
    ),
)
DESCRIBED = phrases(
    "company|startup|firm",
    rf"(?<!\bin )\b{ORGANISATION},? (?:(?:which )?(?:is|was) )?"
    r"(?:(?:a|the) (?:\w+ ){0,3}?(?:company|startup|firm)\b|"
    r"[^\W\d_a-z]\w+(?:'s) (?:\w+ )?(?:company|startup|firm)\b)",
)
TITLE_BEGINS = word_set("head director vp vice chief president chair manager")
CLAUSE_BEGINS = word_set("in and he she we they but so the last today welcome")
SMALL_WORDS = word_set("of & and the for")
NO_COMPANIES = word_set(
    """
    ai api apis aws linux python kubernetes java javascript open source silicon valley bay area united
    states kingdom europe america internet web university chief general senior vice president software
    engineering hacker news
    """
)


def companies_in(texts: Iterable[str], people: Iterable[str]) -> tuple[str, ...]:
    """The companies that the texts connect with somebody, in the order of their mention, each once.

    `people` are names that must not be taken for companies.
    """
    persons = {word for name in people for word in (name, *name.split())}
    found: list[str] = []
    for text in texts:
        lowered = text.lower()
        hits = sorted(
            (match.start("name"), match["name"])
            for pattern in (*PATTERNS, DESCRIBED)
            for match in pattern.finditer(text, lowered)
        )
        found += [name for name in (_clean(name) for _, name in hits) if name and name not in persons]
    return _longest(unique(found))


def _clean(name: str) -> str:
    """The name without a possessive, without the words of the sentence around it; empty when none is left."""
    words = [without_possessive(word) for word in name.split()]
    while words and (words[0].rstrip(",.").casefold() in NOT_NAMES - {"open", "cloud", "native", "good"}):
        words.pop(0)
    if words and words[0].casefold() in TITLE_BEGINS and "of" in words:
        words = words[len(words) - words[::-1].index("of") :]
    end = next((i for i, word in enumerate(words) if i and _ends_a_name(word)), len(words))
    if words and words[0].islower():
        return ""
    while end and words[end - 1].islower():
        end -= 1
    cleaned = " ".join(words[:end]).rstrip("'’-., ")
    cleaned = f"{cleaned}." if cleaned.endswith((", Inc", ", Ltd", ", Corp")) else cleaned
    plain = cleaned.casefold().split()
    return "" if not plain or all(word in NO_COMPANIES for word in plain) or len(cleaned) < 2 else cleaned


def _ends_a_name(word: str) -> bool:
    """Whether a word within a run goes on with the sentence: an ordinary one, in lower case or not."""
    return word.casefold() in CLAUSE_BEGINS or (word.islower() and word not in SMALL_WORDS)


def _longest(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without names that only shorten another ("Grafton" beside "Grafton Labs")."""
    return tuple(
        name
        for name in names
        if not any(other != name and other.startswith((f"{name} ", f"{name},")) for other in names)
    )
