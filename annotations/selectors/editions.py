"""An episode as an annotated edition: its transcript, or the surroundings of its published quotes.

How much of it the public may read is the episode's own matter (`with_public_transcript`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from annotations.highlights import Segment, Span, Window, in_lanes, paragraphs, windows
from annotations.models import Tag
from annotations.selectors import known, marks, quotes
from annotations.selectors.marks import Mark
from annotations.selectors.quotes import CreditedQuote
from annotations.selectors.topics import CountedTopic
from transcripts.documents import SectionKind
from transcripts.models import Episode, Guest, RevisionKind, Turn
from transcripts.selectors.audio import timelines_of
from transcripts.timelines import Timeline

NOTES = 12  # beside one turn: as many as stand there without pushing the next far down
SURROUNDINGS = 300  # code points on each side of a quote that may be shown without the transcript's rights
SECTION_NAMES = {
    SectionKind.INTRO: "Introduction",
    SectionKind.INTERVIEW: "Interview",
    SectionKind.SPONSOR: "Sponsor read",
    SectionKind.OUTRO: "Close",
    SectionKind.ANNOUNCEMENT: "Announcement",
    SectionKind.HIGHLIGHTS: "Highlights",
}


class UnknownTopic(ValueError):
    """No quote of the episode is under that topic."""


class UnknownTurn(ValueError):
    """The episode shows no turn at that place."""


@dataclass(frozen=True)
class Passage:
    """A turn, or a part of one: who speaks, when, the words with their quotes, and the quotes that begin.

    Beside it stand notes of the first of them, or of all where it is `opened`.
    """

    turn: Turn
    speaker: Guest | None
    paragraphs: list[list[Segment]]
    quotes: list[Mark]
    audio: str
    opened: bool = False
    cut_before: bool = False
    cut_after: bool = False

    @cached_property
    def first_topics(self) -> Mapping[str, Tag | None]:
        """By the public id of each quote, the topic whose colour it takes."""
        return {str(one.public_id): next(iter(one.tags), None) for one in self.quotes}

    @property
    def notes(self) -> list[Mark]:
        """The quotes of which notes stand beside it."""
        return self.quotes if self.opened else self.quotes[:NOTES]

    @property
    def unnoted(self) -> int:
        """How many more there are."""
        return len(self.quotes) - len(self.notes)


@dataclass(frozen=True, slots=True)
class Section:
    """Turns under one heading."""

    number: int
    title: str
    folded: bool
    passages: list[Passage]

    @property
    def start_ms(self) -> int | None:
        """When it begins, where that is known."""
        return next((p.turn.start_ms for p in self.passages if p.turn.start_ms is not None), None)

    @property
    def has_quotes(self) -> bool:
        """Whether something in it is quoted."""
        return any(passage.quotes for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Edition:
    """All that the public may read of an episode."""

    whole: bool
    sections: list[Section]
    excerpts: list[Passage]
    notes: list[Passage]
    quotes: list[Mark]
    topics: list[CountedTopic]

    @property
    def passages(self) -> list[Passage]:
        """All of it, in the order it is shown."""
        return [*(p for section in self.sections for p in section.passages), *self.excerpts, *self.notes]

    @property
    def audio(self) -> str:
        """The audio that its times are linked into; empty where they are into none."""
        return next((p.audio.partition("#")[0] for p in self.passages if p.audio), "")


def of(episode: Episode, topic: str = "", opened: int | None = None) -> Edition:
    """The edition of a listed episode; with the slug of a topic, its quotes alone are marked. Beside the turn
    `opened` all its quotes are noted. Raises UnknownTopic where no quote has that topic, UnknownTurn where
    there is no such turn."""
    everything = marks.of(episode)
    topics = counted(everything)
    if topic and topic not in {one.tag.slug for one in topics}:
        raise UnknownTopic(topic)
    found = [one for one in everything if not topic or topic in {tag.slug for tag in one.tags}]
    edition = laid_out(episode, found, topics, opened)
    if opened is not None and not any(passage.opened for passage in edition.passages):
        raise UnknownTurn(opened)
    return edition


def laid_out(episode: Episode, found: list[Mark], topics: list[CountedTopic], opened: int | None) -> Edition:
    """What the public may read of an episode, with these of its quotes."""
    spoken = [mark for mark in found if not mark.from_notes]
    notes = around([mark for mark in found if mark.from_notes], opened)
    if not Episode.objects.with_public_transcript().filter(pk=episode.pk).exists():
        return Edition(False, [], around(spoken, opened), notes, found, topics)
    turns = list(current_turns(episode))
    shown = {turn.pk for turn in turns}
    elsewhere = [mark for mark in spoken if mark.turn not in shown]
    timeline = timelines_of([episode.pk])[episode.pk]
    parts = sections(turns, by_turn(spoken), timeline, opened)
    return Edition(bool(parts), parts, around(elsewhere, opened), notes, found, topics)


def counted(found: Iterable[Mark]) -> list[CountedTopic]:
    """The topics of some quotes, that of the most first."""
    tags = [tag for one in found for tag in one.tags]
    by_key = {tag.pk: tag for tag in tags}
    number = Counter(tag.pk for tag in tags)
    topics = [CountedTopic(by_key[key], n) for key, n in number.items()]
    return sorted(topics, key=lambda one: (-one.count, one.tag.label))


def current_turns(episode: Episode) -> Iterable[Turn]:
    """The current transcript in reading order."""
    return Turn.objects.filter(
        revision__episode=episode, revision__is_current=True, revision__kind=RevisionKind.TRANSCRIPT
    ).order_by("position")


def by_turn(found: Iterable[Mark]) -> dict[int, list[Mark]]:
    """Quotes by the turn they lie in."""
    grouped: dict[int, list[Mark]] = {}
    for mark in found:
        grouped.setdefault(mark.turn, []).append(mark)
    return grouped


def sections(
    turns: list[Turn], quoted: Mapping[int, list[Mark]], timeline: Timeline, opened: int | None
) -> list[Section]:
    """The whole transcript by section; people who are not public are named only as the transcript prints."""
    people = known.guests({turn.speaker_id for turn in turns if turn.speaker_id})
    document = turns[0].revision.document_id if turns else None
    found: list[Section] = []
    for _, group in groupby(turns, key=lambda turn: (turn.section_index, turn.section)):
        members = list(group)
        passages = [
            passage(
                turn,
                people.get(turn.speaker_id or 0),
                quoted.get(turn.pk, []),
                timeline.link(turn.start_ms, document),
                opened,
            )
            for turn in members
        ]
        kind = SectionKind(members[0].section)
        title = heading(members[0].section_title or SECTION_NAMES[kind], found)
        found.append(Section(len(found) + 1, title, kind == SectionKind.SPONSOR, passages))
    return found


def heading(title: str, earlier: list[Section]) -> str:
    """A section's title; one that goes on after a sponsor read says so, and no two are called the same."""
    before = sum(section.title == title or section.title.startswith(f"{title}, part ") for section in earlier)
    return f"{title}, part {before + 1}" if before else title


def around(found: list[Mark], opened: int | None) -> list[Passage]:
    """Quotes with what surrounds them in their turns; of each turn one quote is read whole, for its speaker
    and its time."""
    firsts = [group[0].version for group in by_turn(found).values()]
    whole = quotes.credited(quotes.published().filter(pk__in=firsts)) if firsts else []
    return surroundings(found, whole, opened)


def excerpts(found: Sequence[CreditedQuote]) -> list[Passage]:
    """The quotes with what surrounds them in their turns, and nothing else."""
    return surroundings([marks.of_quote(one) for one in found], found)


def surroundings(
    found: Iterable[Mark], whole: Iterable[CreditedQuote], opened: int | None = None
) -> list[Passage]:
    """The parts of their turns in which these quotes stand; `whole` has one at least of each turn."""
    known_of = {one.version.turn_id: one for one in whole}
    passages = []
    for key, group in by_turn(found).items():
        version = known_of[key].version
        audio = known_of[key].link(version.turn.start_ms)
        for window in windows(version.turn.text, spans(group), SURROUNDINGS):
            inside = [mark for mark in group if window.start <= mark.start < window.end]
            passages.append(passage(version.turn, version.speaker, inside, audio, opened, window))
    return passages


def passage(
    turn: Turn,
    speaker: Guest | None,
    found: list[Mark],
    audio: str,
    opened: int | None = None,
    window: Window | None = None,
) -> Passage:
    """A turn, or the part of it in a window, with its quotes marked."""
    shown = window or Window(0, len(turn.text))
    return Passage(
        turn,
        speaker,
        paragraphs(turn.text, turn.paragraph_starts, in_lanes(spans(found)), shown),
        found,
        audio,
        opened=turn.position == opened,
        cut_before=shown.start > 0,
        cut_after=shown.end < len(turn.text),
    )


def spans(found: Iterable[Mark]) -> list[Span]:
    """The quotes' places in their turn."""
    return [Span(mark.start, mark.end, str(mark.public_id)) for mark in found]
