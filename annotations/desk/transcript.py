"""What the desk's page shows of an episode's texts: sections of turns, sponsor reads apart."""

from dataclasses import dataclass
from itertools import groupby

from transcripts.documents import SectionKind
from transcripts.models import Episode, Revision, RevisionKind, Turn


@dataclass(frozen=True)
class Passage:
    """A turn, with what the page needs to show it."""

    turn: Turn
    same_speaker: bool

    @property
    def paragraphs(self) -> list[str]:
        """The words by paragraph, joined again exactly the turn's text: offsets count in them."""
        text, starts = self.turn.text, self.turn.paragraph_starts or [0]
        return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]

    @property
    def who(self) -> str:
        """Who speaks, as far as it is known."""
        return self.turn.speaker.name if self.turn.speaker else self.turn.label

    @property
    def seconds(self) -> int | None:
        """When the turn starts."""
        return None if self.turn.start_ms is None else self.turn.start_ms // 1000


@dataclass(frozen=True)
class Stretch:
    """Turns that belong together: a section."""

    title: str
    kind: str
    passages: list[Passage]

    @property
    def is_sponsor(self) -> bool:
        """Whether it is a sponsor read, which nobody quotes."""
        return self.kind == SectionKind.SPONSOR


@dataclass(frozen=True)
class Text:
    """One current revision of an episode, by sections."""

    revision: Revision
    stretches: list[Stretch]

    @property
    def is_notes(self) -> bool:
        """Whether these are the show notes, which are nobody's speech."""
        return self.revision.kind == RevisionKind.NOTES


def texts_of(episode: Episode) -> list[Text]:
    """The current texts, the transcript before the notes; two queries."""
    revisions = list(episode.revisions.filter(is_current=True).order_by("-kind"))
    turns = Turn.objects.filter(revision__in=revisions).select_related("speaker").order_by("position")
    by_revision: dict[int, list[Turn]] = {revision.pk: [] for revision in revisions}
    known = {revision.pk: revision for revision in revisions}
    for turn in turns:
        turn.revision = known[turn.revision_id]
        by_revision[turn.revision_id].append(turn)
    return [Text(revision, stretches_of(by_revision[revision.pk])) for revision in revisions]


def stretches_of(turns: list[Turn]) -> list[Stretch]:
    """Turns by section; one without a title of its own has none."""
    grouped = groupby(turns, key=lambda turn: (turn.section_index, turn.section, turn.section_title))
    return [Stretch(title, kind, passages_of(list(members))) for (_, kind, title), members in grouped]


def passages_of(turns: list[Turn]) -> list[Passage]:
    """Turns, each knowing whether the one before is the same person's."""
    former: list[Turn | None] = [None, *turns[:-1]]
    return [
        Passage(turn, before is not None and before.label == turn.label and bool(turn.label))
        for before, turn in zip(former, turns, strict=True)
    ]
