"""What a question means beyond its words: a topic by any of its names, a person or a company by theirs.

Only names of what is public are known here, as the index holds no others.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from annotations.graph.parts import Kind
from annotations.models import SearchKind, SearchName, SearchWord
from annotations.querylanguage import Question, Term, stemmed
from annotations.search.backend import Node
from annotations.search.visible import keys_of
from annotations.selectors import public
from transcripts.prepared import MARKS, WORDS, Asked, Statement, answers, prepared

LONGEST_NAME = 4  # terms
MOST_NAMED = 50
MOST_SYNONYMS = 12
# A word that stands in so many entries is as common as one can be; one that nobody has counted is rare.
COMMON, UNKNOWN = 1_000_000, 3


class Named(NamedTuple):
    """What goes by a name: an entry of the index, and the stems of the name."""

    kind: str
    object_id: int
    marks: str
    stemmed: str


def nodes(question: Question) -> tuple[Node, ...]:
    """What is wanted, with other words for it and the marks of what it names, weighed by how rare it is."""
    runs = runs_of(question.wanted)
    words = {word for term in question.wanted for word in term.words}
    names, counted = looked_up({stemmed(words_of(run)) for run in runs}, words)
    named = those_public(names)
    found: list[Node] = []
    at = 0
    while at < len(question.wanted):
        run = longest(question.wanted, at, named)
        entries = named.get(stemmed(words_of(run)), []) if not run[0].is_quoted else []
        found.append(node(run, entries, weight(run, counted)))
        at += len(run)
    return tuple(found)


def runs_of(terms: Sequence[Term]) -> list[Sequence[Term]]:
    """All that may be a name: terms in a row that are not in quotation marks."""
    return [
        terms[begin:end]
        for begin in range(len(terms))
        for end in range(begin + 1, min(len(terms), begin + LONGEST_NAME) + 1)
        if not any(term.is_quoted for term in terms[begin:end])
    ]


def longest(terms: Sequence[Term], at: int, named: dict[str, list[Named]]) -> Sequence[Term]:
    """The longest name that begins here, else the term itself."""
    for end in range(min(len(terms), at + LONGEST_NAME), at + 1, -1):
        run = terms[at:end]
        if not any(term.is_quoted for term in run) and stemmed(words_of(run)) in named:
            return run
    return terms[at : at + 1]


def words_of(run: Iterable[Term]) -> list[str]:
    """The words of terms in a row."""
    return [word for term in run for word in term.words]


def looked_up(names: set[str], words: set[str]) -> tuple[list[Named], dict[str, int]]:
    """What goes by these names, public or not, and in how many entries these words stand, as counted last; in
    one message to the database."""
    called, counted = answers(Asked(_called(), [names or {""}]), Asked(_counted(), [words]))
    return [Named(*row) for row in called], dict(counted)


@cache
def _called() -> Statement:
    rows = SearchName.objects.filter(stemmed__in=WORDS, is_whole=True).order_by("pk")
    named = rows.values_list("entry__kind", "entry__object_id", "entry__marks", "stemmed")
    return prepared(named[:MOST_NAMED], planned=True)


@cache
def _counted() -> Statement:
    rows = SearchWord.objects.filter(text__in=WORDS).order_by()
    return prepared(rows.values_list("text", "entries"), planned=True)


def those_public(names: Iterable[Named]) -> dict[str, list[Named]]:
    """The public topics, people and companies among these, by the stems of the name."""
    shown = keys_of((each.kind, each.object_id) for each in names)
    found: dict[str, list[Named]] = defaultdict(list)
    for each in names:
        if each.object_id in shown[each.kind]:
            found[each.stemmed].append(each)
    return found


def node(run: Sequence[Term], entries: Sequence[Named], weight: float) -> Node:
    """A run of terms with what it names."""
    topics = [entry.object_id for entry in entries if entry.kind == SearchKind.TAG]
    marks = [mark for entry in entries for mark in entry.marks.split()]
    phrases: list[tuple[str, ...]] = []
    if topics:
        under, others = answers(Asked(_under(), [topics]), Asked(_names_of(), [topics]))
        marks += [f"tag.{pk}" for (pk,) in under]
        phrases = [tuple(text.split()) for (text,) in others]
    return Node(tuple(run), tuple(phrases), tuple(dict.fromkeys(marks)), weight)


@cache
def _under() -> Statement:
    under = public.of(Kind.TAG).filter(parent__in=MARKS[:1]).order_by("pk")
    return prepared(under.values_list("pk"), planned=True)


@cache
def _names_of() -> Statement:
    entries = SearchName.objects.filter(entry__kind=SearchKind.TAG, entry__object_id__in=MARKS[:1])
    rows = entries.filter(is_whole=True).order_by("text", "pk")
    return prepared(rows.values_list("text")[:MOST_SYNONYMS], planned=True)


def weight(run: Iterable[Term], counted: dict[str, int]) -> float:
    """How much a run of terms tells: that of its rarest word."""
    rarest = min((counted.get(word, UNKNOWN) for word in words_of(run)), default=UNKNOWN)
    return math.log(COMMON / min(max(rarest, 1), COMMON // 2))
