"""Published quotes as readers see them: the words, who said them as what, where and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, ExpressionWrapper, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Abs, Coalesce, Length

from annotations.models import Evidence, Quote, QuoteVersion
from transcripts.models import Appearance, RevisionKind
from transcripts.selectors.audio import timelines_of
from transcripts.selectors.companies import name_then
from transcripts.timelines import Timeline

AT_A_GLANCE = 180  # code points: about what a large quotation can hold and still be taken in


@dataclass(frozen=True, slots=True)
class CreditedQuote:
    """A published version and its speaker's role, company and title in that episode."""

    version: QuoteVersion
    appearance: Appearance | None
    timeline: Timeline

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
    """What the public may see, with all that one quote's display needs; no query per row."""
    return (
        QuoteVersion.objects.published()
        .select_related("quote__episode__podcast", "speaker", "turn", "revision")
        .defer("quote__episode__summary", "note")
        .prefetch_related("tags")
    )


def credited(versions: Iterable[QuoteVersion]) -> list[CreditedQuote]:
    """Published versions with their speakers' appearances and the audio, which are looked up together."""
    rows = list(versions)
    timelines = timelines_of({row.quote.episode_id for row in rows})
    appearances = {
        (appearance.episode_id, appearance.guest_id): appearance
        for appearance in Appearance.objects.select_related("company")
        .annotate(company_then=name_then())
        .filter(
            episode__in={row.quote.episode_id for row in rows},
            guest__in={row.speaker_id for row in rows if row.speaker_id},
        )
    }
    return [
        CreditedQuote(
            row,
            appearances.get((row.quote.episode_id, row.speaker_id)),  # type: ignore[arg-type]
            timelines[row.quote.episode_id],
        )
        for row in rows
    ]


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
    found = {version.pk: version for version in published().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


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
    return published().filter(Exists(spoke))
