"""What a question means beyond its words: a topic by any of its names, a person or a company by theirs.

Only names of what is public are known here, as the index holds no others.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from django.db.models import Q

from annotations.graph.parts import Kind
from annotations.models import SearchEntry, SearchKind, SearchName, SearchWord
from annotations.querylanguage import Question, Term, stemmed
from annotations.search.backend import Node
from annotations.search.visible import keys_of
from annotations.selectors import public
from transcripts.prepared import MARKS, Statement, prepared

LONGEST_NAME = 4  # terms
MOST_SYNONYMS = 12
# A word that stands in so many entries is as common as one can be; one that nobody has counted is rare.
COMMON, UNKNOWN = 1_000_000, 3


def nodes(question: Question) -> tuple[Node, ...]:
    """What is wanted, with other words for it and the marks of what it names, weighed by how rare it is."""
    runs = runs_of(question.wanted)
    named = entries_named({stemmed(words_of(run)) for run in runs})
    counted = counts({word for term in question.wanted for word in term.words})
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


def longest(terms: Sequence[Term], at: int, named: dict[str, list[SearchEntry]]) -> Sequence[Term]:
    """The longest name that begins here, else the term itself."""
    for end in range(min(len(terms), at + LONGEST_NAME), at + 1, -1):
        run = terms[at:end]
        if not any(term.is_quoted for term in run) and stemmed(words_of(run)) in named:
            return run
    return terms[at : at + 1]


def words_of(run: Iterable[Term]) -> list[str]:
    """The words of terms in a row."""
    return [word for term in run for word in term.words]


def entries_named(names: set[str]) -> dict[str, list[SearchEntry]]:
    """The public topics, people and companies of these names, by the stems of the name."""
    found: dict[str, list[SearchEntry]] = defaultdict(list)
    rows = SearchName.objects.filter(stemmed__in=names, is_whole=True).select_related("entry")
    named = list(rows.order_by("pk")[:50])
    public = keys_of((row.entry.kind, row.entry.object_id) for row in named)
    for row in named:
        if row.entry.object_id in public[row.entry.kind]:
            found[row.stemmed].append(row.entry)
    return found


def node(run: Sequence[Term], entries: Sequence[SearchEntry], weight: float) -> Node:
    """A run of terms with what it names."""
    topics = [entry.object_id for entry in entries if entry.kind == SearchKind.TAG]
    marks = [mark for entry in entries for mark in entry.marks.split()]
    phrases: list[tuple[str, ...]] = []
    if topics:
        marks += [f"tag.{pk}" for (pk,) in _under().rows(topics)]
        others = SearchName.objects.filter(
            Q(entry__kind=SearchKind.TAG, entry__object_id__in=topics), is_whole=True
        )
        phrases = [tuple(text.split()) for text in others.values_list("text", flat=True)[:MOST_SYNONYMS]]
    return Node(tuple(run), tuple(phrases), tuple(dict.fromkeys(marks)), weight)


@cache
def _under() -> Statement:
    under = public.of(Kind.TAG).filter(parent__in=MARKS[:1]).order_by("pk")
    return prepared(under.values_list("pk"), planned=True)


def counts(words: set[str]) -> dict[str, int]:
    """In how many entries words stand, as counted last."""
    return dict(SearchWord.objects.filter(text__in=words).values_list("text", "entries"))


def weight(run: Iterable[Term], counted: dict[str, int]) -> float:
    """How much a run of terms tells: that of its rarest word."""
    rarest = min((counted.get(word, UNKNOWN) for word in words_of(run)), default=UNKNOWN)
    return math.log(COMMON / min(max(rarest, 1), COMMON // 2))
