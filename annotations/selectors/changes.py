"""What others did to an episode since somebody looked."""

from typing import Any

from django.db.models import Count, Max

from annotations.models import Comment, ReviewEvent
from transcripts.models import Episode

# Events get their numbers before they can be seen, so a few before the last one seen are looked at again.
OVERLAP = 100


def quotes_touched(episode: Episode, *, after: int, by_others_than: Any) -> set[int]:
    """The quotes that something happened to since the event numbered `after`, or shortly before it."""
    events = ReviewEvent.objects.filter(pk__gt=max(0, after - OVERLAP), version__quote__episode=episode)
    return set(events.exclude(by=by_others_than).values_list("version__quote", flat=True))


def last_event() -> int:
    """The number of the newest event of all."""
    return ReviewEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def talk_mark(episode: Episode) -> str:
    """Another one whenever something was said, reworded, resolved, reopened or taken back."""
    said = Comment.objects.filter(episode=episode)
    found = said.aggregate(
        all=Count("pk"),
        resolved=Count("resolved_at"),
        dates=Max("created_at"),
        changed=Max("changed_at"),
        done=Max("resolved_at"),
    )
    return "|".join(str(value) for value in found.values())
