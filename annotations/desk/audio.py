"""The audio to listen to at the desk, and where the transcript's moments are in it."""

from typing import Any

from transcripts import timelines
from transcripts.models import Episode, RevisionKind
from transcripts.selectors.audio import timelines_of
from transcripts.timelines import Stretch, Timeline


def told(episode: Episode) -> dict[str, Any] | None:
    """The audio's address and the stretches whose place in it is certain; None where no moment's is."""
    timeline = timelines_of([episode.pk])[episode.pk]
    known = certain(timeline) if timeline.url and is_of_the_text(timeline, episode) else []
    return {"url": timeline.url, "stretches": known} if known else None


def is_of_the_text(timeline: Timeline, episode: Episode) -> bool:
    """Whether the current transcript's times are those the audio was matched with."""
    if timeline.document is None:
        return True
    current = episode.revisions.filter(kind=RevisionKind.TRANSCRIPT, is_current=True)
    return current.filter(document=timeline.document).exists()


def certain(timeline: Timeline) -> list[dict[str, int | None]]:
    """The stretches of the transcript's time that are known to be in the audio, and how much later there."""
    if timeline.points is None:
        found = [Stretch(0, timeline.duration_ms, 0)]
    else:
        found = timelines.stretches(timeline.points)
    return [
        {"start_ms": one.start_ms, "end_ms": one.end_ms, "offset": one.offset}
        for one in found
        if one.offset is not None
    ]
