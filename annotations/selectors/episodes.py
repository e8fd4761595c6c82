"""Episodes as readers see them on lists: listed ones, with how many published quotes each has."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from annotations.models import QuoteVersion
from transcripts.models import Episode


@dataclass(frozen=True, slots=True)
class CountedEpisode:
    """An episode and how many published quotes are from it."""

    episode: Episode
    quotes: int


def listed() -> QuerySet[Episode]:
    """Episodes readers may know of; their summary is not for readers and stays behind."""
    return Episode.objects.listed().select_related("podcast").defer("summary")


def counted(episodes: Sequence[Episode]) -> list[CountedEpisode]:
    """These episodes with their figures, in their order."""
    rows = QuoteVersion.objects.published().filter(quote__episode__in=episodes)
    count = dict(rows.values_list("quote__episode").annotate(n=Count("pk")).order_by())
    return [CountedEpisode(episode, count.get(episode.pk, 0)) for episode in episodes]
