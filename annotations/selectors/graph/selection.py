"""Which part of the graph: what was said in these years, in these podcasts, on these topics."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.graph.parts import Kind, Tie
from annotations.models import Claim, Evidence, QuoteVersion, Tag
from annotations.selectors import public
from transcripts.models import Episode


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters; an empty one leaves everything. `topics` and `podcasts` are primary keys: any of them, a topic
    with those right under it. `kinds` are what neighbours may be, `ties` what edges may say. Both days
    count."""

    kinds: frozenset[Kind] = frozenset()
    ties: frozenset[Tie] = frozenset()
    topics: frozenset[int] = frozenset()
    podcasts: frozenset[int] = frozenset()
    since: date | None = None
    until: date | None = None

    @property
    def is_plain(self) -> bool:
        """Whether only kinds and ties are selected, which say what is asked, not of which rows."""
        return not (self.topics or self.podcasts or self.since or self.until)

    def takes(self, kind: Kind) -> bool:
        """Whether such neighbours are wanted."""
        return not self.kinds or kind in self.kinds

    def ties_of(self, offered: tuple[Tie, ...]) -> list[Tie]:
        """The wanted ones among these."""
        return [tie for tie in offered if not self.ties or tie in self.ties]

    def episodes(self, path: str = "") -> Q | None:
        """The condition on an episode at that path; None where every episode will do."""
        conditions: dict[str, Any] = {}
        if self.podcasts:
            conditions[f"{path}podcast__in"] = self.podcasts
        if self.since:
            conditions[f"{path}published_on__gte"] = self.since
        if self.until:
            conditions[f"{path}published_on__lte"] = self.until
        return Q(**conditions) if conditions else None

    def versions_on_topic(self) -> QuerySet:
        """The ids of the versions of quotes on its topics."""
        return QuoteVersion.tags.through.objects.filter(self.topical()).values("quoteversion")

    def claims_on_topic(self) -> QuerySet:
        """The ids of the claims on its topics."""
        return Claim.tags.through.objects.filter(self.topical()).values("claim")

    def topical(self) -> Q:
        """The condition on a link to a topic."""
        under = Tag.objects.filter(Q(pk__in=self.topics) | Q(parent__in=self.topics))
        return Q(tag__in=list(under.values_list("pk", flat=True)))

    def claims_said(self, within: Q) -> QuerySet:
        """The ids of claims that rest on a public quote from such an episode."""
        said = Evidence.objects.published(public.NOW).filter(
            quote__episode__in=Episode.objects.filter(within)
        )
        return said.order_by().values("claim")

    def spoken(self, speaker: str, episode: str) -> Exists:
        """That something on its topics was said in the episode at that path, by the speaker where there is
        one."""
        said = public.versions().filter(pk__in=self.versions_on_topic(), quote__episode=OuterRef(episode))
        return Exists(said.filter(speaker=OuterRef(speaker)) if speaker else said)
