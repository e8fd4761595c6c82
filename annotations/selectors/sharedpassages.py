"""A passage that somebody shared: a stretch of a numbered text of an episode, found again in the current one.

Only words of the current text are ever shown: what a correction took away stays away. Where the machine is
not certain that they are the words that were shared, it says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations import anchoring
from annotations.anchoring import Anchor, Standing
from annotations.highlights import Segment, Span, Window, paragraphs, surroundings
from annotations.querysets import published_guests
from annotations.services import texts
from transcripts.models import Episode, Guest, Revision, RevisionKind, Turn
from transcripts.selectors.audio import timelines_of

LONGEST = 4000  # code points
AROUND = 300  # code points on each side: on a phone the words themselves stand on the first screen
KEY = "shared"
# How a passage stands, from the surest; a passage stands as its least certain part does.
ORDER = (Standing.EXACT, Standing.MOVED, Standing.CONFIRM, Standing.LOST)


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a turn of the current text stands around the shared words, with those in it marked."""

    turn: Turn
    speaker: Guest | None
    paragraphs: list[list[Segment]]
    audio: str
    start_ms: int | None
    is_shared: bool
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """The passage as it stands now. `start` and `end` count in the current text, whose number is `revision`;
    both are 0 where it is lost."""

    standing: Standing
    was: int
    revision: int
    start: int
    end: int
    turns: list[Shown]

    @property
    def is_certain(self) -> bool:
        """Whether these are the very words that were shared."""
        return self.standing in (Standing.EXACT, Standing.MOVED)

    @property
    def is_of_an_earlier_text(self) -> bool:
        """Whether the text was changed since it was shared."""
        return self.was != self.revision


def of(episode: Episode, number: int, start: int, end: int) -> SharedPassage | None:
    """What the address of a passage names; None where it names no words of a text that was ever current.

    The episode is one whose whole transcript is public.
    """
    rows = Revision.objects.adopted().filter(episode=episode, kind=RevisionKind.TRANSCRIPT)
    revisions = {one.number: one for one in rows.filter(number=number) | rows.filter(is_current=True)}
    old = revisions.get(number)
    now = next((one for one in revisions.values() if one.is_current), None)
    if old is None or now is None or not 0 <= start < end <= old.length or end - start > LONGEST:
        return None
    read = texts.read({old.pk, now.pk})
    anchors = anchors_of(read[old.pk].turns, start, end)
    if not anchors:
        return None
    placed = anchoring.move(anchors, read[old.pk].turns, read[now.pk].turns)
    standing = max((one.standing for one in placed), key=ORDER.index)
    places = [(one.start, one.end) for one in placed if one.start is not None and one.end is not None]
    if not places:
        return SharedPassage(Standing.LOST, number, now.number, 0, 0, [])
    first, last = min(places)[0], max(end for _, end in places)
    return SharedPassage(standing, number, now.number, first, last, shown(now, places))


def anchors_of(turns: Sequence[anchoring.Turn], start: int, end: int) -> list[Anchor]:
    """The part of the stretch in each turn, without blanks at its ends."""
    found = []
    for turn in turns:
        left, right = max(start, turn.offset), min(end, turn.end)
        words = turn.text[left - turn.offset : right - turn.offset] if left < right else ""
        left += len(words) - len(words.lstrip())
        if words.strip():
            exact = words.strip()
            found.append(Anchor(left, left + len(exact), exact, turn.speaker))
    return found


def shown(revision: Revision, places: Sequence[tuple[int, int]]) -> list[Shown]:
    """The turns in which these places are, with the words marked and what stands around them."""
    first, last = min(places)[0], max(end for _, end in places)
    rows = Turn.objects.filter(revision=revision)
    starts = rows.filter(offset__lte=first).order_by("-position").values_list("position", flat=True)
    ends = rows.filter(offset__lt=last).order_by("-position").values_list("position", flat=True)
    around = range(max(0, (starts.first() or 0) - 1), (ends.first() or 0) + 2)
    turns = list(rows.filter(position__in=around).order_by("position"))
    people = published_guests().in_bulk({turn.speaker_id for turn in turns if turn.speaker_id})
    timeline = timelines_of([revision.episode_id])[revision.episode_id]
    found = []
    for turn in turns:
        window = around_in(turn, first, last)
        if window.start == window.end:
            continue
        spans = spans_in(turn, places)
        begins = turn.time_at(spans[0].start) if spans else turn.start_ms
        found.append(
            Shown(
                turn,
                people.get(turn.speaker_id or 0),
                paragraphs(turn.text, turn.paragraph_starts, spans, window),
                timeline.link(begins, revision.document_id),
                begins,
                is_shared=bool(spans),
                cut_before=window.start > 0,
                cut_after=window.end < len(turn.text),
            )
        )
    return found


def around_in(turn: Turn, first: int, last: int) -> Window:
    """The part of a turn that is among these words of the text or near them, in whole words; empty where
    all of it is further away."""
    begin, end = (min(max(at - turn.offset, 0), len(turn.text)) for at in (first, last))
    apart = max(turn.offset - last, first - turn.end_offset, 0)
    return surroundings(turn.text, Span(begin, end, KEY), max(AROUND - apart, 0))


def spans_in(turn: Turn, places: Sequence[tuple[int, int]]) -> list[Span]:
    """The places inside a turn, counted in its text."""
    inside = [(start, end) for start, end in places if turn.offset <= start and end <= turn.end_offset]
    return [Span(start - turn.offset, end - turn.offset, KEY) for start, end in inside]
