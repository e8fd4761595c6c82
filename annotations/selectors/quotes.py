"""Published quotes as readers see them: the words, who said them as what, where and when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, ExpressionWrapper, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Abs, Coalesce, Length

from annotations.models import Evidence, Quote, QuoteVersion, Tag
from annotations.selectors import paging, public
from transcripts.models import Appearance, RevisionKind
from transcripts.prepared import MARKS, Asked, Statement, answers, prepared
from transcripts.selectors.audio import chosen, timelines_made
from transcripts.selectors.companies import name_then
from transcripts.timelines import Timeline

# What is shown of a topic beside a quote.
LINKED = ("public_id", "slug", "label", "parent_id")
# What one of a list of quotes shows.
SHOWN = (
    *("number", "kind", "exact", "emendations", "start", "revision__document_id"),
    *("turn__offset", "turn__start_ms", "turn__cues"),
    *("quote__public_id", "quote__published_at", "speaker__slug", "speaker__name"),
    *(f"quote__episode__{name}" for name in ("slug", "title", "number", "published_on", "language")),
    *("quote__episode__audio_url", "quote__episode__duration_seconds"),
    *(f"quote__episode__podcast__{name}" for name in ("slug", "title", "dynamic_ads")),
)
AT_A_GLANCE = 180  # code points: about what a large quotation can hold and still be taken in


@dataclass(frozen=True, slots=True)
class CreditedQuote:
    """A published version, its speaker's role, company and title in that episode, and its topics."""

    version: QuoteVersion
    appearance: Appearance | None
    timeline: Timeline
    tags: Sequence[Tag]

    @property
    def quote(self) -> Quote:
        """The quote that carries the public id."""
        return self.version.quote

    @property
    def from_notes(self) -> bool:
        """Whether the words are written, and so credited to nobody's speech."""
        return self.version.kind == RevisionKind.NOTES

    @property
    def speaker_name(self) -> str:
        """Whom the words are credited to."""
        return str(self.version.speaker) if self.version.speaker else "Show notes"

    @property
    def role(self) -> str:
        """Title and company at the time, as one phrase; empty where neither is known."""
        if self.appearance is None:
            return ""
        return ", ".join(part for part in (self.appearance.title, self.company_then) if part)

    @property
    def company_then(self) -> str:
        """The name that the speaker's company had at the time; empty where none is known."""
        return getattr(self.appearance, "company_then", None) or ""

    @property
    def audio(self) -> str:
        """The link to the second its words begin, or the last one known before; empty where unknown."""
        return self.link(self.version.start_ms)

    def link(self, ms: int | None) -> str:
        """The link to a moment of its transcript; empty where its place in the audio is not certain."""
        return self.timeline.link(ms, self.version.revision.document_id)


def published() -> QuerySet[QuoteVersion]:
    """What the public may see, with all that one quote's display needs (`credited`); no query per row."""
    return shown_whole(QuoteVersion.objects.published())


def shown_whole(versions: QuerySet[QuoteVersion]) -> QuerySet[QuoteVersion]:
    """These versions with what stands beside them in the rows of others."""
    beside = versions.select_related("quote__episode__podcast", "speaker", "turn", "revision")
    return beside.defer("quote__episode__summary", "note")


def credited(versions: Iterable[QuoteVersion]) -> list[CreditedQuote]:
    """Published versions with their speakers' appearances, the audio and the topics, which are looked up
    together, in one message to the database."""
    rows = list(versions)
    if not rows:
        return []
    episodes = {row.quote.episode_id: row.quote.episode for row in rows}
    # Show notes have no speaker: no person has the key 0.
    guests = {row.speaker_id or 0 for row in rows}
    files, links, appearances = answers(
        chosen(episodes),
        Asked(_links(), [[row.pk for row in rows]]),
        Asked(_appearances(), [episodes, guests]),
    )
    facts = [
        (pk, one.audio_url, one.duration_seconds, one.podcast.dynamic_ads) for pk, one in episodes.items()
    ]
    timelines, topics = timelines_made(facts, files), topics_linked(links)
    heard = {(one.episode_id, one.guest_id): one for one in _appearances().made(appearances)}
    return [
        CreditedQuote(
            row,
            heard.get((row.quote.episode_id, row.speaker_id or 0)),
            timelines[row.quote.episode_id],
            topics[row.pk],
        )
        for row in rows
    ]


def topics_linked(links: Iterable[tuple[Any, ...]]) -> Mapping[int, list[Tag]]:
    """The topics of versions, in the order of their labels; each topic is one object."""
    tags: dict[int, Tag] = {}
    found: dict[int, list[Tag]] = defaultdict(list)
    for version, key, *columns in links:
        if key not in tags:  # to make an object takes longer than to read the row
            tags[key] = Tag.from_db(connection.alias, ("id", *LINKED), (key, *columns))
        found[version].append(tags[key])
    return found


@cache
def whole(by: str) -> Statement:
    """What asks for published versions with all that `credited` needs, by keys: their own (`pk`) or those of
    their quotes (`quote`)."""
    rows = public.versions().filter(**{f"{by}__in": MARKS[:1]}).only(*SHOWN)
    return prepared(
        rows.select_related("quote__episode__podcast", "speaker", "turn", "revision"), planned=True
    )


@cache
def _appearances() -> Statement:
    rows = Appearance.objects.select_related("company").annotate(company_then=name_then())
    return prepared(rows.filter(episode__in=MARKS[:1], guest__in=MARKS[1:]), planned=True)


@cache
def _links() -> Statement:
    links = QuoteVersion.tags.through.objects.filter(quoteversion__in=MARKS[:1])
    columns = ("quoteversion_id", "tag_id", *(f"tag__{name}" for name in LINKED))
    return prepared(links.order_by("tag__label", "tag_id").values_list(*columns), planned=True)


def strongest(versions: QuerySet[QuoteVersion], most: int) -> list[int]:
    """The keys of the strongest of these: what was said before what was written about it, what most claims
    rest on, and what is most easily taken in."""
    evidence = Evidence.objects.published().filter(quote=OuterRef("quote"))
    weight = evidence.order_by().values("quote").annotate(n=Count("pk")).values("n")
    distance = ExpressionWrapper(Length("exact") - AT_A_GLANCE, output_field=IntegerField())
    ordered = versions.annotate(weight=Coalesce(Subquery(weight), 0), distance=Abs(distance)).order_by(
        "-kind", "-weight", "distance", "-quote__published_at", "-pk"
    )
    return list(ordered.values_list("pk", flat=True)[:most])


def in_order(keys: Sequence[int]) -> list[QuoteVersion]:
    """Those of these versions that are published, in this order."""
    found = {version.pk: version for version in whole("pk").things(keys)} if keys else {}
    return [found[key] for key in keys if key in found]


def of(quotes: Collection[int]) -> list[CreditedQuote]:
    """Those of these quotes that are published, in no order."""
    return credited(whole("quote").things(quotes)) if quotes else []


def newest(most: int) -> list[QuoteVersion]:
    """The quotes published last."""
    return in_order([pk for (pk,) in _newest().rows(limit=most)])


@cache
def _newest() -> Statement:
    return prepared(paging.NEWEST_QUOTES.sort(public.versions()).values_list("pk"))


def beside(version: QuoteVersion) -> tuple[QuoteVersion | None, QuoteVersion | None]:
    """The published quotes before and after one in its episode, in the order of its text."""
    others = list(
        published()
        .filter(quote__episode=version.quote.episode_id)
        .order_by("turn__position", "start", "pk")
        .values_list("pk", flat=True)
    )
    at = others.index(version.pk) if version.pk in others else 0
    found = in_order([*others[max(0, at - 1) : at], *others[at + 1 : at + 2]])
    known = {one.pk: one for one in found}
    return known.get(others[at - 1]) if at else None, known.get(others[at + 1]) if at + 1 < len(
        others
    ) else None


def said_for(company_id: int) -> QuerySet[QuoteVersion]:
    """Published quotes of people who spoke for a company in that episode."""
    spoke = Appearance.objects.filter(
        company=company_id, guest=OuterRef("speaker"), episode=OuterRef("quote__episode")
    )
    return public.versions().filter(Exists(spoke))
