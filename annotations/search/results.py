"""What a search finds: the best of what fits, page by page, each with the passage that answers.

So that no question costs much, of each kind no more than `LIMITS` are looked at; where there are more, the
page says so. Whatever the index says, a result is shown and counted only where the visibility querysets show
the thing at this moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from annotations import querylanguage
from annotations.excerpts import Part, passage
from annotations.graph.parts import Kind
from annotations.models import SearchKind
from annotations.querylanguage import Question, Term
from annotations.search import facets, spelling, widening
from annotations.search.backend import Node, Wanted, backend
from annotations.search.visible import Candidate, turns, visible
from annotations.selectors import known, public, quotes
from annotations.selectors.filters import Group
from transcripts.prepared import MARKS, Statement, prepared

PAGE = 20
PAGES = 25
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
LOOSE = 0.2  # what such a one is worth
# What is shown of a turn and of where it stands.
TURN_SHOWN = (
    *("text", "position", "label", "start_ms", "speaker_id"),
    *(f"revision__episode__{name}" for name in ("slug", "title", "number", "published_on", "language")),
    "revision__episode__podcast__title",
)


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
    are more. `corrected` is what was searched for in place of what was typed."""

    question: Question
    hits: list[Hit]
    groups: list[Group]
    total: int
    is_more: bool
    is_loose: bool
    corrected: Question | None
    page: int
    has_next: bool

    @property
    def active(self) -> list[Group]:
        """The filters that are on."""
        return [group for group in self.groups if group.active]


def search(typed: str, values: Mapping[str, str] | None = None, *, page: int = 1) -> Results:
    """Search for what somebody typed, narrowed by filters; raises facets.UnknownValue."""
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
    counted: dict[str, int] = {}
    for one in found:
        counted[one.kind] = counted.get(one.kind, 0) + 1
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Results(
        question=question,
        hits=hits(shown, nodes),
        groups=facets.groups(found, values),
        total=len(found),
        is_more=any(counted.get(kind, 0) >= limit for kind, limit in limits.items()),
        is_loose=is_loose,
        corrected=corrected,
        page=page,
        has_next=len(found) > page * PAGE and page < PAGES,
    )


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
    return nodes, found + others, bool(others) and not found


def ranked(found: Sequence[Candidate]) -> list[Candidate]:
    """What is public of it, the best first; the newest of those that fit alike. All that is counted and
    shown comes from here."""
    return sorted(visible(found), key=lambda one: (-one.score * WORTH[one.kind], one.kind, -one.object_id))


# What is shown


def hits(found: Sequence[Candidate], nodes: Sequence[Node]) -> list[Hit]:
    """What was found, as it is shown; what is not public at this moment is left out."""
    terms = [term.words for node in nodes for term in node.typed]
    terms += [words for node in nodes for words in node.phrases]
    keys: dict[str, list[int]] = {}
    for one in found:
        keys.setdefault(one.kind, []).append(one.object_id)
    shown = {kind: SHOWN[kind](some, terms) for kind, some in keys.items()}
    return [shown[one.kind][one.object_id] for one in found if one.object_id in shown.get(one.kind, {})]


def quote_hits(keys: Sequence[int], terms: Sequence[Sequence[str]]) -> dict[int, Hit]:
    """Published quotes, each leading to its passage in the episode."""
    made = {}
    for one in quotes.of(keys):
        url = f"{one.quote.episode.get_absolute_url()}#quote-{one.quote.public_id}"
        parts = passage(one.version.shown, terms, length=600)
        made[one.quote.pk] = Hit(SearchKind.QUOTE, one.speaker_name, url, parts, one)
    return made


def claim_hits(keys: Sequence[int], terms: Sequence[Sequence[str]]) -> dict[int, Hit]:
    """Published claims."""
    return {
        one.pk: Hit(
            SearchKind.CLAIM, one.statement, one.get_absolute_url(), passage(one.statement, terms), one
        )
        for one in _claims().things(keys)
    }


def turn_hits(keys: Sequence[int], terms: Sequence[Sequence[str]]) -> dict[int, Hit]:
    """Turns of transcripts that are public as a whole, each leading to itself; a person who is not public is
    named as the transcript prints."""
    found = _turns().things(keys)
    people = known.guests({turn.speaker_id for turn in found if turn.speaker_id})
    made = {}
    for turn in found:
        speaker = people.get(turn.speaker_id or 0)
        url = f"{turn.revision.episode.get_absolute_url()}#turn-{turn.position}"
        title = speaker.name if speaker else turn.label
        made[turn.pk] = Hit(SearchKind.TURN, title, url, passage(turn.text, terms), turn)
    return made


def named_hits(kind: SearchKind, about: str) -> Any:
    """What has a page of its own: a topic, a person, a company."""

    def made(keys: Sequence[int], terms: Sequence[Sequence[str]]) -> dict[int, Hit]:
        return {
            pk: Hit(kind, str(one), one.get_absolute_url(), passage(getattr(one, about) or "", terms), one)
            for pk, one in known.among(Kind(kind), keys).items()
        }

    return made


@cache
def _claims() -> Statement:
    rows = public.of(Kind.CLAIM).filter(pk__in=MARKS[:1]).select_related("company", "guest", "about")
    return prepared(rows, planned=True)


@cache
def _turns() -> Statement:
    rows = turns().filter(pk__in=MARKS[:1]).order_by().select_related("revision__episode__podcast")
    return prepared(rows.only(*TURN_SHOWN), planned=True)


SHOWN: Mapping[str, Any] = {
    SearchKind.QUOTE: quote_hits,
    SearchKind.CLAIM: claim_hits,
    SearchKind.TURN: turn_hits,
    SearchKind.TAG: named_hits(SearchKind.TAG, "definition"),
    SearchKind.GUEST: named_hits(SearchKind.GUEST, "about"),
    SearchKind.COMPANY: named_hits(SearchKind.COMPANY, "about"),
}
