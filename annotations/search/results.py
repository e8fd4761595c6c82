"""What a search finds: the best of what fits, page by page, each with the passage that answers.

So that no question costs much, of each kind no more than `LIMITS` are looked at; where there are more, the
page says so. Whatever the index says, a result is shown and counted only where the visibility querysets show
the thing at this moment.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, NamedTuple

from annotations import querylanguage
from annotations.excerpts import Part, passage
from annotations.graph.parts import Kind
from annotations.models import Claim, QuoteVersion, SearchKind
from annotations.querylanguage import Question, Term
from annotations.search import facets, spelling, widening
from annotations.search.backend import Node, Wanted, backend
from annotations.search.visible import Candidate, by_kind, looked_up, turns
from annotations.selectors import known, public, quotes
from annotations.selectors.filters import Group
from transcripts.models import Turn
from transcripts.prepared import MARKS, Asked, Statement, ahead, prepared

PAGE = 20
# Of each kind so many are looked at and counted; of one kind alone, more.
LIMITS: Mapping[str, int] = {
    SearchKind.TAG: 40,
    SearchKind.COMPANY: 40,
    SearchKind.GUEST: 40,
    SearchKind.CLAIM: 100,
    SearchKind.QUOTE: 200,
    SearchKind.TURN: 100,
}
ALONE = 500
# What editors made of the talk comes before the talk itself.
WORTH: Mapping[str, float] = {
    SearchKind.TAG: 1.2,
    SearchKind.COMPANY: 1.1,
    SearchKind.GUEST: 1.1,
    SearchKind.CLAIM: 1.0,
    SearchKind.QUOTE: 1.0,
    SearchKind.TURN: 0.6,
}
FEW = 8  # where no more fit, what has only some of the words is shown behind them
TRIED = 5
BEHIND = 10_000  # so much less such a one is worth: none comes before what has all words
# What is shown of a turn and of where it stands.
TURN_SHOWN = (
    *("text", "position", "label", "start_ms", "speaker_id"),
    *(f"revision__episode__{name}" for name in ("slug", "title", "number", "published_on", "language")),
    "revision__episode__podcast__title",
)
Rows = Mapping[str, list[tuple[Any, ...]]]  # of each kind, as the database answered
Terms = Sequence[Sequence[str]]  # words that are marked in what is shown


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is, where it stands, the passage with the words marked, and its own row."""

    kind: SearchKind
    title: str
    url: str
    parts: list[Part]
    thing: Any


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found. `total` is how many fit, or were looked at where `is_more` says that there
    are more. `corrected` is what was searched for in place of what was typed. The next page comes after the
    place `after`, the page before after the place `before`; None where there is no such page."""

    question: Question
    hits: list[Hit]
    groups: list[Group]
    total: int
    is_more: bool
    is_loose: bool
    corrected: Question | None
    begin: int
    before: str | None
    after: str | None

    @property
    def page(self) -> int:
        """Which page it is, counted as the list is now."""
        return self.begin // PAGE + 1

    @property
    def active(self) -> list[Group]:
        """The filters that are on."""
        return [group for group in self.groups if group.active]


def search(typed: str, values: Mapping[str, str] | None = None, *, after: str = "") -> Results:
    """Search for what somebody typed, narrowed by filters, from behind a place in the list on; raises
    facets.UnknownValue."""
    values = values or {}
    question, corrected = querylanguage.parse(typed), None
    limits = limits_of(values)
    marks = facets.marks(values)
    nodes, found, is_loose = candidates(question, marks, limits)
    strictly = found and not is_loose
    if question.wanted and not strictly and (meant := spelling.corrected(question)):
        again = candidates(meant, marks, limits)
        if again[1]:
            corrected, (nodes, found, is_loose) = meant, again
    begin = behind(found, place_of(after)) if after else 0
    shown = found[begin : begin + PAGE]
    with rows_of(shown) as answered:
        marked = facets.tallied(found)
        rows = answered()
    return Results(
        question=question,
        hits=hits(shown, rows, nodes),
        groups=facets.groups(marked, values),
        total=len(found),
        is_more=any(marked["kind"][kind] >= limit for kind, limit in limits.items()),
        is_loose=is_loose,
        corrected=corrected,
        begin=begin,
        before=(named(found[begin - PAGE - 1]) if begin > PAGE else "") if begin else None,
        after=named(shown[-1]) if len(found) > begin + PAGE else None,
    )


def place(one: Candidate) -> tuple[float, str, int]:
    """Where something stands in the list: the best first; the newest of those that fit alike."""
    return -one.score, one.kind, -one.object_id


def behind(found: Sequence[Candidate], last: tuple[float, str, int]) -> int:
    """Where the list goes on behind the last one that was shown: that very one, where it is still there, as
    how well it fits may depend on what else there is; else behind where it stood."""
    for at, one in enumerate(found):
        if place(one)[1:] == last[1:]:
            return at + 1
    return bisect_right(found, last, key=place)


def named(one: Candidate) -> str:
    """The place of something, as an address holds it."""
    return f"{one.score!r}_{one.kind}_{one.object_id}"


def place_of(name: str) -> tuple[float, str, int]:
    """The place that an address holds, whether something stands there still or not; raises
    facets.UnknownValue."""
    try:
        score, kind, key = name.split("_")
        found = place(Candidate(SearchKind(kind), int(key), "", float(score)))
    except ValueError as error:
        raise facets.UnknownValue(f"“{name}” is no place in this list.") from error
    if math.isnan(found[0]):
        raise facets.UnknownValue(f"“{name}” is no place in this list.")
    return found


def finding(question: Question) -> list[Term]:
    """The terms, of several, that find something alone; of many the first are tried."""
    tried = question.wanted[:TRIED] if len(question.wanted) > 1 else ()
    return [term for term in tried if candidates(Question((term,)), (), LIMITS)[1]]


def limits_of(values: Mapping[str, str]) -> Mapping[str, int]:
    """How many of which kind are looked at; raises facets.UnknownValue."""
    kind = facets.kind(values)
    return {kind: ALONE} if kind else LIMITS


def candidates(
    question: Question, marks: Sequence[str], limits: Mapping[str, int]
) -> tuple[tuple[Node, ...], list[Candidate], bool]:
    """What fits, the best first; behind it what has only some of the words, where few have all of them. Words
    that punctuation joined are looked for one by one where they stand together nowhere."""
    if not question.wanted:
        return (), [], False
    nodes = widening.nodes(question)
    wanted = Wanted(nodes, question.unwanted, tuple(marks))
    found = ranked(backend().find(wanted, limits))
    if not found and (apart := question.apart()) != question:
        return candidates(apart, marks, limits)
    if len(found) > FEW or len(nodes) < 2:
        return nodes, found, False
    there = {(one.kind, one.object_id) for one in found}
    more = ranked(backend().find(replace(wanted, loosely=True), limits))
    others = [one for one in more if (one.kind, one.object_id) not in there]
    some = sorted((one._replace(score=one.score - BEHIND) for one in others), key=place)
    return nodes, found + some, bool(others) and not found


def ranked(found: Sequence[Candidate]) -> list[Candidate]:
    """What is public of it, in its places, scored by what its kind is worth. All that is counted and shown
    comes from here."""
    with looked_up((one.kind, one.object_id) for one in found) as public_ones:
        best = sorted((one._replace(score=one.score * WORTH[one.kind]) for one in found), key=place)
        shown = public_ones()
    return [one for one in best if one.object_id in shown[one.kind]]


# What is shown


@contextmanager
def rows_of(found: Sequence[Candidate]) -> Iterator[Callable[[], Rows]]:
    """Look up the rows of what was found, of each kind, while something else is done; what is given then
    waits for them. What is not public at this moment has none."""
    keys = by_kind((one.kind, one.object_id) for one in found)
    with ahead(*(Asked(SHOWN[kind].rows(), [some]) for kind, some in keys.items())) as answered:
        yield lambda: dict(zip(keys, answered(), strict=True))


def hits(found: Sequence[Candidate], rows: Rows, nodes: Sequence[Node]) -> list[Hit]:
    """What was found, as it is shown; what has no row is left out."""
    terms = [term.words for node in nodes for term in node.typed]
    terms += [words for node in nodes for words in node.phrases]
    shown = {kind: SHOWN[kind].hits(SHOWN[kind].rows().made(some), terms) for kind, some in rows.items()}
    return [shown[one.kind][one.object_id] for one in found if one.object_id in shown.get(one.kind, {})]


def quote_hits(versions: Sequence[QuoteVersion], terms: Terms) -> dict[int, Hit]:
    """Published quotes, each leading to its passage in the episode."""
    made = {}
    for one in quotes.credited(versions):
        url = f"{one.quote.episode.get_absolute_url()}#quote-{one.quote.public_id}"
        parts = passage(one.version.shown, terms, length=600)
        made[one.quote.pk] = Hit(SearchKind.QUOTE, one.speaker_name, url, parts, one)
    return made


def claim_hits(claims: Sequence[Claim], terms: Terms) -> dict[int, Hit]:
    """Published claims."""
    return {
        one.pk: Hit(
            SearchKind.CLAIM, one.statement, one.get_absolute_url(), passage(one.statement, terms), one
        )
        for one in claims
    }


def turn_hits(found: Sequence[Turn], terms: Terms) -> dict[int, Hit]:
    """Turns of transcripts that are public as a whole, each leading to itself; a person who is not public is
    named as the transcript prints."""
    people = known.guests({turn.speaker_id for turn in found if turn.speaker_id})
    made = {}
    for turn in found:
        speaker = people.get(turn.speaker_id or 0)
        url = f"{turn.revision.episode.get_absolute_url()}#turn-{turn.position}"
        title = speaker.name if speaker else turn.label
        made[turn.pk] = Hit(SearchKind.TURN, title, url, passage(turn.text, terms), turn)
    return made


def named_hits(kind: SearchKind, about: str) -> "Shown":
    """What has a page of its own: a topic, a person, a company."""

    def made(things: Sequence[Any], terms: Terms) -> dict[int, Hit]:
        return {
            one.pk: Hit(
                kind, str(one), one.get_absolute_url(), passage(getattr(one, about) or "", terms), one
            )
            for one in things
        }

    return Shown(partial(known.things, Kind(kind)), made)


@cache
def _claims() -> Statement:
    rows = public.of(Kind.CLAIM).filter(pk__in=MARKS[:1]).select_related("company", "guest", "about")
    return prepared(rows, planned=True)


@cache
def _turns() -> Statement:
    rows = turns().filter(pk__in=MARKS[:1]).order_by().select_related("revision__episode__podcast")
    return prepared(rows.only(*TURN_SHOWN), planned=True)


class Shown(NamedTuple):
    """How things of a kind are shown: what asks for the public ones among some keys, and their hits."""

    rows: Callable[[], Statement]
    hits: Callable[[Sequence[Any], Terms], dict[int, Hit]]


SHOWN: Mapping[str, Shown] = {
    SearchKind.QUOTE: Shown(partial(quotes.whole, "quote"), quote_hits),
    SearchKind.CLAIM: Shown(_claims, claim_hits),
    SearchKind.TURN: Shown(_turns, turn_hits),
    SearchKind.TAG: named_hits(SearchKind.TAG, "definition"),
    SearchKind.GUEST: named_hits(SearchKind.GUEST, "about"),
    SearchKind.COMPANY: named_hits(SearchKind.COMPANY, "about"),
}
