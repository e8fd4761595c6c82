"""What ties public things together: one literal table of relations, each a queryset of public rows and the
columns its two ends stand in. No other module of the graph says what is public."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, Max, Min, QuerySet

from annotations.graph.parts import Kind, Tie
from annotations.models import Claim, ClaimRelation, Evidence, QuoteVersion, RelationKind, Stance, Tag
from annotations.selectors import public
from annotations.selectors.graph.selection import Selection
from transcripts.models import Appearance, Episode

Rows = Callable[[], QuerySet]
COMPANY, GUEST, CLAIM, TAG, QUOTE, EPISODE = Kind


@dataclass(frozen=True, slots=True)
class Relation:
    """One way of being tied. `typed` is the column that says which tie, where there are several; `repeats`:
    several rows may tie the same two.

    What filters look at: the path to the `episode` it was said in, to the quote's `version` and to the
    `claims`, as far as it rests on such things, and the column of its `speaker`.

    `numbered` is the column of the version that a row is of, by which an index has the rows of a target.

    Where a row is public because its ends are: `settled` are the rows among nodes that were found to be
    public, `from_source` and `from_target` those that lead on from one that was. Whether an end is public
    takes a database longer to plan than the rows to find.
    """

    ties: tuple[Tie, ...]
    source: Kind
    target: Kind
    rows: Rows
    source_column: str
    target_column: str
    typed: str = ""
    repeats: bool = False
    episode: str = ""
    version: str = ""
    claims: tuple[str, ...] = ()
    speaker: str = ""
    numbered: str = ""
    settled: Rows | None = None
    from_source: Rows | None = None
    from_target: Rows | None = None

    def selected(self, selection: Selection, known: Rows | None = None) -> QuerySet:
        """The rows that the filters leave, in no order; of `known` ones, where an end is known as public."""
        ties = selection.ties_of(self.ties)
        rows = _built(known or self.rows)
        if not ties:
            return rows.none()
        if self.typed and len(ties) < len(self.ties):
            rows = rows.filter(**{f"{self.typed}__in": ties})
        return self._within(self._on_topic(rows, selection), selection)

    def _on_topic(self, rows: QuerySet, selection: Selection) -> QuerySet:
        if not selection.topics:
            return rows
        if self.version:
            return rows.filter(**{f"{self.version}__in": selection.versions_on_topic()})
        for claim in self.claims:
            rows = rows.filter(**{f"{claim}__in": selection.claims_on_topic()})
        return rows.filter(selection.spoken(self.speaker, self.episode)) if self.by_episode else rows

    def _within(self, rows: QuerySet, selection: Selection) -> QuerySet:
        said = selection.episodes()
        if said is None:
            return rows
        if self.episode:
            return rows.filter(selection.episodes(f"{self.episode}__"))
        for claim in self.claims:
            rows = rows.filter(**{f"{claim}__in": selection.claims_said(said)})
        return rows

    @property
    def by_episode(self) -> bool:
        """Whether an episode is all it rests on."""
        return bool(self.episode) and not self.version and not self.claims

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of its shaped rows."""
        dated = ("since", "until") if self.repeats else ("since",) if self.episode else ()
        return ("source_end", "target_end", *(("tie",) if self.typed else ()), *dated)

    def shaped(self, rows: QuerySet) -> QuerySet:
        """Rows as dictionaries: `source`, `target`, `tie`, `since`, `until`; the same two once."""
        ends: dict[str, Any] = {"source_end": F(self.source_column), "target_end": F(self.target_column)}
        typed = {"tie": F(self.typed)} if self.typed else {}
        day = f"{self.episode}__published_on" if self.episode else ""
        if self.repeats:
            return rows.values(**ends, **typed).annotate(since=Min(day), until=Max(day))
        return rows.values(**ends, **typed, **({"since": F(day)} if day else {}))


@cache
def _built(rows: Rows) -> QuerySet:
    """The rows of a relation, built once (see `public`)."""
    return rows().order_by()


def _through(links: Any) -> Rows:
    """The links of published quotes to what they are about, or their topics."""
    return lambda: links.through.objects.filter(quoteversion__in=public.versions())


def _claims(column: str) -> Rows:
    """The published claims with something in a column."""
    return lambda: public.of(CLAIM).exclude(**{column: None})


def _claim_topics() -> QuerySet:
    return Claim.tags.through.objects.filter(claim__in=public.of(CLAIM))


def _evidence() -> QuerySet:
    return Evidence.objects.published(public.NOW)


def _claim_relations() -> QuerySet:
    return ClaimRelation.objects.published(public.NOW)


def _appearances() -> QuerySet:
    return Appearance.objects.filter(guest__in=public.of(GUEST), episode__in=public.of(EPISODE))


def _spoken_for() -> QuerySet:
    return _appearances().filter(company__in=public.of(COMPANY))


def _heard() -> QuerySet:
    """Who appeared in a public episode."""
    return Appearance.objects.filter(episode__in=public.of(EPISODE))


def _heard_for() -> QuerySet:
    return _heard().filter(company__in=public.of(COMPANY))


def _people() -> QuerySet:
    return Appearance.objects.filter(guest__in=public.of(GUEST))


EPISODE_COMPANIES = Episode.companies.through.objects


def _episode_companies() -> QuerySet:
    return _companies_of_episodes().filter(episode__in=public.of(EPISODE))


def _companies_of_episodes() -> QuerySet:
    return EPISODE_COMPANIES.filter(company__in=public.of(COMPANY))


def _episodes_of_companies() -> QuerySet:
    return EPISODE_COMPANIES.filter(episode__in=public.of(EPISODE))


def _narrower() -> QuerySet:
    return _under_topics().filter(pk__in=public.of(TAG))


def _under_topics() -> QuerySet:
    return Tag.objects.filter(parent__in=public.of(TAG))


def _topics() -> QuerySet:
    return public.of(TAG)


def _said() -> QuerySet:
    return public.versions().exclude(speaker=None)


# What filters look at.
VERSION: Any = QuoteVersion
QUOTED, EPISODE_OF_QUOTE = "quoteversion__quote_id", "quote__episode_id"
STANCES = tuple(Tie(stance) for stance in Stance.values)
RELATED = tuple(Tie(kind) for kind in RelationKind.values)
BETWEEN_CLAIMS: Any = {"typed": "kind", "claims": ("source", "target")}
EVIDENCE: Any = {"typed": "stance", "episode": "quote__episode", "claims": ("claim",)}
OF_VERSION: Any = {"version": "pk", "episode": "quote__episode"}
LINKED: Any = {
    "version": "quoteversion",
    "episode": "quoteversion__quote__episode",
    "numbered": "quoteversion_id",
}


HEARD: Any = {"episode": "episode", "speaker": "guest", "repeats": True, "settled": _heard}
NARROWER: Any = {"settled": Tag.objects.all, "from_source": _under_topics, "from_target": _topics}


# Their order is that of neighbours on a list.
RELATIONS = (
    Relation(
        *((Tie.WORKS_FOR,), GUEST, COMPANY, _spoken_for, "guest_id", "company_id"),
        **{**HEARD, "from_source": _heard_for, "from_target": _appearances},
    ),
    Relation((Tie.IS_ABOUT,), CLAIM, COMPANY, _claims("company"), "pk", "company_id", claims=("pk",)),
    Relation((Tie.IS_ABOUT,), CLAIM, GUEST, _claims("guest"), "pk", "guest_id", claims=("pk",)),
    Relation((Tie.IS_ABOUT,), CLAIM, TAG, _claims("about"), "pk", "about_id", claims=("pk",)),
    Relation(RELATED, CLAIM, CLAIM, _claim_relations, "source_id", "target_id", **BETWEEN_CLAIMS),
    Relation((Tie.TAGGED,), CLAIM, TAG, _claim_topics, "claim_id", "tag_id", claims=("claim",)),
    Relation(STANCES, QUOTE, CLAIM, _evidence, "quote_id", "claim_id", **EVIDENCE),
    Relation((Tie.BELONGS_UNDER,), TAG, TAG, _narrower, "pk", "parent_id", **NARROWER),
    Relation((Tie.SAYS,), GUEST, QUOTE, _said, "speaker_id", "quote_id", **OF_VERSION),
    Relation((Tie.IS_ABOUT,), QUOTE, COMPANY, _through(VERSION.companies), QUOTED, "company_id", **LINKED),
    Relation((Tie.IS_ABOUT,), QUOTE, GUEST, _through(VERSION.guests), QUOTED, "guest_id", **LINKED),
    Relation((Tie.TAGGED,), QUOTE, TAG, _through(VERSION.tags), QUOTED, "tag_id", **LINKED),
    Relation(
        *((Tie.APPEARS_IN,), GUEST, EPISODE, _appearances, "guest_id", "episode_id"),
        **{**HEARD, "from_source": _heard, "from_target": _people},
    ),
    Relation(
        *((Tie.IS_ABOUT,), EPISODE, COMPANY, _episode_companies, "episode_id", "company_id"),
        episode="episode",
        settled=EPISODE_COMPANIES.all,
        from_source=_companies_of_episodes,
        from_target=_episodes_of_companies,
    ),
    Relation((Tie.PART_OF,), QUOTE, EPISODE, public.versions, "quote_id", EPISODE_OF_QUOTE, **OF_VERSION),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A relation walked from one of its ends to the other."""

    relation: Relation
    forward: bool

    @property
    def here(self) -> Kind:
        """What it leads from."""
        return self.relation.source if self.forward else self.relation.target

    @property
    def there(self) -> Kind:
        """What it leads to."""
        return self.relation.target if self.forward else self.relation.source

    @property
    def column_here(self) -> str:
        """The column of the end it leads from."""
        return self.relation.source_column if self.forward else self.relation.target_column

    @property
    def column_there(self) -> str:
        """The column of the end it leads to."""
        return self.relation.target_column if self.forward else self.relation.source_column

    @property
    def is_by_version(self) -> bool:
        """Whether the quotes it leads to stand in the order of their versions."""
        return bool(self.relation.numbered) and not self.forward

    @property
    def order_column(self) -> str:
        """The column by which the newest is first."""
        return self.relation.numbered if self.is_by_version else self.column_there

    @property
    def name(self) -> str:
        """What cursors call it."""
        ends = f"{self.relation.source}-{self.relation.target}"
        return f"{self.relation.ties[0]}.{ends}.{'out' if self.forward else 'in'}"

    def rows(self, keys: Collection[int], selection: Selection) -> QuerySet:
        """The selected rows that lead from these, which are known to be public; in no order."""
        known = self.relation.from_source if self.forward else self.relation.from_target
        return self.relation.selected(selection, known).filter(**{f"{self.column_here}__in": keys})


WAYS = tuple(Way(relation, forward) for relation in RELATIONS for forward in (True, False))


def ways(kind: Kind, selection: Selection) -> list[Way]:
    """How one gets on from such a node, as far as it is selected."""
    return [
        way
        for way in WAYS
        if way.here == kind and selection.takes(way.there) and selection.ties_of(way.relation.ties)
    ]
