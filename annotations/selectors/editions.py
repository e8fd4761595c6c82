"""An episode as an annotated edition: its transcript, or the surroundings of its published quotes.

How much of it the public may read is the episode's own matter (`with_public_transcript`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from annotations.highlights import Segment, Span, Window, in_lanes, paragraphs, windows
from annotations.models import Tag
from annotations.selectors import known, quotes
from annotations.selectors.quotes import CreditedQuote
from annotations.selectors.topics import CountedTopic
from transcripts.documents import SectionKind
from transcripts.models import Episode, Guest, RevisionKind, Turn
from transcripts.selectors.audio import timelines_of
from transcripts.timelines import Timeline

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


@dataclass(frozen=True)
class Passage:
    """A turn, or a part of one: who speaks, when, the words with their quotes, and the quotes that begin."""

    turn: Turn
    speaker: Guest | None
    paragraphs: list[list[Segment]]
    quotes: list[CreditedQuote]
    audio: str
    cut_before: bool = False
    cut_after: bool = False

    @cached_property
    def first_topics(self) -> Mapping[str, Tag | None]:
        """By the public id of each quote, the topic whose colour it takes."""
        return {str(one.quote.public_id): next(iter(one.tags), None) for one in self.quotes}


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
    quotes: list[CreditedQuote]
    topics: list[CountedTopic]

    @property
    def audio(self) -> str:
        """The audio that its times are linked into; empty where they are into none."""
        passages = [*(p for section in self.sections for p in section.passages), *self.excerpts]
        return next((p.audio.partition("#")[0] for p in passages if p.audio), "")


def of(episode: Episode, topic: str = "") -> Edition:
    """The edition of a listed episode; with the slug of a topic, its quotes alone are marked. Raises
    UnknownTopic where none of its quotes has it."""
    rows = quotes.published().filter(quote__episode=episode).order_by("turn__position", "start", "pk")
    everything = quotes.credited(rows)
    topics = counted(everything)
    if topic and topic not in {one.tag.slug for one in topics}:
        raise UnknownTopic(topic)
    found = [one for one in everything if not topic or topic in {tag.slug for tag in one.tags}]
    spoken = [quote for quote in found if not quote.from_notes]
    notes = excerpts([quote for quote in found if quote.from_notes])
    if not Episode.objects.with_public_transcript().filter(pk=episode.pk).exists():
        return Edition(False, [], excerpts(spoken), notes, found, topics)
    turns = list(current_turns(episode))
    shown = {turn.pk for turn in turns}
    elsewhere = [quote for quote in spoken if quote.version.turn_id not in shown]
    timeline = found[0].timeline if found else timelines_of([episode.pk])[episode.pk]
    parts = sections(turns, by_turn(spoken), timeline)
    return Edition(bool(parts), parts, excerpts(elsewhere), notes, found, topics)


def counted(found: Iterable[CreditedQuote]) -> list[CountedTopic]:
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


def by_turn(found: Iterable[CreditedQuote]) -> dict[int, list[CreditedQuote]]:
    """Quotes by the turn they lie in."""
    grouped: dict[int, list[CreditedQuote]] = {}
    for quote in found:
        grouped.setdefault(quote.version.turn_id, []).append(quote)
    return grouped


def sections(
    turns: list[Turn], quoted: Mapping[int, list[CreditedQuote]], timeline: Timeline
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


def excerpts(found: list[CreditedQuote]) -> list[Passage]:
    """The quotes with what surrounds them in their turns, and nothing else."""
    passages = []
    for group in by_turn(found).values():
        version = group[0].version
        audio = group[0].link(version.turn.start_ms)
        for window in windows(version.turn.text, spans(group), SURROUNDINGS):
            inside = [quote for quote in group if window.start <= offset(quote) < window.end]
            passages.append(passage(version.turn, version.speaker, inside, audio, window))
    return passages


def passage(
    turn: Turn,
    speaker: Guest | None,
    found: list[CreditedQuote],
    audio: str,
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
        cut_before=shown.start > 0,
        cut_after=shown.end < len(turn.text),
    )


def spans(found: Iterable[CreditedQuote]) -> list[Span]:
    """The quotes' places in their turn."""
    return [
        Span(offset(quote), offset(quote) + len(quote.version.exact), str(quote.quote.public_id))
        for quote in found
    ]


def offset(quote: CreditedQuote) -> int:
    """Where a quote begins in its turn's text."""
    return quote.version.start - quote.version.turn.offset
