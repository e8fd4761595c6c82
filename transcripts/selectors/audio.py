"""Into which audio, if any, the moments of a transcript may be linked: the one home of that rule."""

from collections.abc import Collection, Iterable
from functools import cache

from django.db.models import prefetch_related_objects

from transcripts import timelines
from transcripts.models import AudioFile, Episode
from transcripts.models.audio import Timing
from transcripts.prepared import MARKS, Statement, prepared
from transcripts.timelines import Timeline

NOWHERE = Timeline("")
# What a timeline is made of, as columns of episodes.
FACTS = ("pk", "audio_url", "duration_seconds", "podcast__dynamic_ads")


def timelines_of(episodes: Collection[int]) -> dict[int, Timeline]:
    """The timeline of each episode: of the file chosen by an editor, else of the audio the episode names.

    An episode of a podcast known for inserting other advertisements into every download has none, unless an
    editor chose a file. Two queries, and a third where points were set.
    """
    return timelines_among(Episode.objects.filter(pk__in=episodes).values_list(*FACTS))


def timelines_among(facts: Iterable[tuple[int, str, int | None, bool]]) -> dict[int, Timeline]:
    """The same for episodes of which FACTS are known already: one query, and a second where points were
    set."""
    rows = list(facts)
    chosen = {file.episode_id: _of_file(file) for file in _linked([pk for pk, *_ in rows])}
    return {
        pk: chosen.get(pk) or (NOWHERE if dynamic or timelines.is_dynamic(url) else _of_episode(url, seconds))
        for pk, url, seconds, dynamic in rows
    }


def _linked(episodes: Collection[int]) -> list[AudioFile]:
    files: list[AudioFile] = _chosen().things(episodes) if episodes else []
    prefetch_related_objects([file for file in files if file.timing != Timing.SAME], "points")
    return files


@cache
def _chosen() -> Statement:
    rows = AudioFile.objects.filter(episode__in=MARKS[:1], is_linked=True)
    return prepared(rows.order_by("pk"), planned=True)


def _of_file(file: AudioFile) -> Timeline:
    points = None if file.timing == Timing.SAME else [point.as_point() for point in file.points.all()]
    return Timeline(file.url, file.duration_ms, points, file.document_id)


def _of_episode(url: str, seconds: int | None) -> Timeline:
    # Durations are printed in whole seconds, rounded either way.
    return Timeline(url, (seconds + 1) * 1000 if seconds else None)
