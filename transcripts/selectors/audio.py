"""Into which audio, if any, the moments of a transcript may be linked: the one home of that rule."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, NamedTuple

from transcripts import timelines
from transcripts.models import AudioFile, Episode, SyncPoint
from transcripts.models.audio import Timing
from transcripts.prepared import MARKS, Asked, Statement, answers, prepared
from transcripts.timelines import Point, Timeline

NOWHERE = Timeline("")
# What a timeline is made of, as columns of episodes.
FACTS = ("pk", "audio_url", "duration_seconds", "podcast__dynamic_ads")
Fact = tuple[int, str, int | None, bool]


def timelines_of(episodes: Collection[int]) -> dict[int, Timeline]:
    """The timeline of each episode: of the file chosen by an editor, else of the audio the episode names.

    An episode of a podcast known for inserting other advertisements into every download has none, unless an
    editor chose a file. Two queries, and a third where points were set.
    """
    return timelines_among(Episode.objects.filter(pk__in=episodes).values_list(*FACTS))


def timelines_among(facts: Iterable[Fact]) -> dict[int, Timeline]:
    """The same for episodes of which FACTS are known already: one query, and a second where points were
    set."""
    rows = list(facts)
    if not rows:
        return {}
    (files,) = answers(chosen([pk for pk, *_ in rows]))
    return timelines_made(rows, files)


def chosen(episodes: Collection[int]) -> Asked:
    """What asks which files editors chose for some episodes, for whoever asks more in the same message."""
    return Asked(_chosen(), [episodes])


def timelines_made(facts: Iterable[Fact], files: Iterable[tuple[Any, ...]]) -> dict[int, Timeline]:
    """The timelines of episodes of which FACTS are known, and the answer of `chosen`."""
    of_files = _of_files([_File(*file) for file in files])
    return {
        pk: of_files.get(pk)
        or (NOWHERE if dynamic or timelines.is_dynamic(url) else _of_episode(url, seconds))
        for pk, url, seconds, dynamic in facts
    }


class _File(NamedTuple):
    pk: int
    episode: int
    url: str
    duration_ms: int
    timing: str
    document: int | None


@cache
def _chosen() -> Statement:
    rows = AudioFile.objects.filter(episode__in=MARKS[:1], is_linked=True).order_by("pk")
    columns = ("pk", "episode_id", "url", "duration_ms", "timing", "document_id")
    return prepared(rows.values_list(*columns), planned=True)


def _of_files(files: Iterable[_File]) -> dict[int, Timeline]:
    """The timelines of files, by their episodes."""
    points: dict[int, list[Point]] = {file.pk: [] for file in files if file.timing != Timing.SAME}
    if points:
        set_by_hand = SyncPoint.objects.filter(audio__in=points)
        for point in set_by_hand.order_by("audio_id", "transcript_ms", "audio_ms"):
            points[point.audio_id].append(point.as_point())
    return {
        file.episode: Timeline(file.url, file.duration_ms, points.get(file.pk), file.document)
        for file in files
    }


def _of_episode(url: str, seconds: int | None) -> Timeline:
    # Durations are printed in whole seconds, rounded either way.
    return Timeline(url, (seconds + 1) * 1000 if seconds else None)
