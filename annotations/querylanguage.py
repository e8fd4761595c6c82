"""What people type to search: words, “phrases” and -exclusions. Knows no Django and no database.

Whatever people type means something: there is no error to make (`parse`). Programs are told what of it would
be passed over (`strictly`). Words are compared as `tokens` gives them, in
the texts as in the question, so that accents, case and punctuation never stand in the way.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from snowballstemmer import stemmer

LONGEST = 200  # code points that are read; what is behind them is not
MOST_TERMS = 12
WORD = re.compile(r"[^\W_]+")
PART = re.compile(
    r"""(?P<minus>(?<!\S)[-−–])?(?:["“”„](?P<phrase>[^"“”„]*)(?:["“”„]|$)|(?P<word>[^\s"“”„]+))"""
)
# What English questions are made of; PostgreSQL's “english” passes over the same.
STOP_WORDS = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she "
    "her hers herself it its itself they them their theirs themselves what which who whom this that "
    "these those am is are was were be been being have has had having do does did doing a an the and "
    "but if or because as until while of at by for with about against between into through during "
    "before after above below to from up down in out on off over under again further then once here "
    "there when where why how all any both each few more most other some such no nor not only own "
    "same so than too very s t can will just don should now"
)
STOPS = frozenset(STOP_WORDS.split())
_stemmer = stemmer("english")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other: one, a phrase, or what punctuation joins (“open-source”)."""

    words: tuple[str, ...]
    is_quoted: bool = False

    def __str__(self) -> str:
        return f'"{" ".join(self.words)}"' if self.is_quoted else " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Question:
    """What is wanted, in the order typed, and what must not be there; words that every text has are passed
    over, as PostgreSQL's index does not hold them."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    passed_over: tuple[Term, ...] = ()

    def apart(self) -> "Question":
        """The same with the words that punctuation joined (“open-source”) each on its own."""
        parts = ([term] if term.is_quoted else [Term((word,)) for word in term.words] for term in self.wanted)
        wanted = filter(is_telling, dict.fromkeys(chain.from_iterable(parts)))
        return replace(self, wanted=tuple(wanted)[:MOST_TERMS])

    def __str__(self) -> str:
        return " ".join([*map(str, self.wanted), *(f"-{term}" for term in self.unwanted)])


def tokens(text: str) -> list[str]:
    """The words of a text as they are compared: no case, accents or punctuation."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return WORD.findall(text.casefold())


def parse(typed: str) -> Question:
    """What somebody typed, as a question. Words that every text has are passed over: alone they find none."""
    whole = all_of(typed[:LONGEST])
    return Question(whole.wanted[:MOST_TERMS], whole.unwanted[:MOST_TERMS], whole.passed_over[:MOST_TERMS])


def strictly(typed: str) -> Question:
    """The same where all of it can be looked for; else raises ValueError, saying what cannot and where."""
    if len(typed) > LONGEST:
        raise ValueError(f"it goes on behind character {LONGEST}, and what is there is not read")
    for found in PART.finditer(typed):
        if found["phrase"] is not None and found.end("phrase") == found.end():
            raise ValueError(f"the quotation mark at character {found.start('phrase')} is not closed")
    whole = all_of(typed)
    for terms in (whole.wanted, whole.unwanted):
        if len(terms) > MOST_TERMS:
            raise ValueError(f"it has more than {MOST_TERMS} words; “{terms[MOST_TERMS]}” is one too many")
    if not whole.wanted:
        common = " ".join(map(str, whole.passed_over))
        raise ValueError(f"every text has “{common}”" if common else "it has no word that is wanted")
    return whole


def all_of(typed: str) -> Question:
    """A question with every term of it."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for found in PART.finditer(typed.replace("\x00", " ")):
        quoted = found["phrase"] is not None
        words = tuple(tokens(found["phrase"] if quoted else found["word"].replace("’", "'")))
        if words:
            (unwanted if found["minus"] else wanted).append(Term(words, quoted and len(words) > 1))
    once = list(dict.fromkeys(wanted))
    return Question(
        tuple(filter(is_telling, once)),
        tuple(filter(is_telling, unwanted)),
        tuple(term for term in once if not is_telling(term)),
    )


def is_telling(term: Term) -> bool:
    """Whether one of the words is not in every text."""
    return not STOPS.issuperset(term.words)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its English ending, as it is compared."""
    return word if len(word) < 3 else _stemmer.stemWord(word)


def stemmed(words: Iterable[str]) -> str:
    """The stems of words, as one text."""
    return " ".join(map(stem, words))
