"""What the pages of revisions show: an episode's texts, one of them whole, two of them compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from transcripts import comparing
from transcripts.comparing import Change, Figures, Kind, Line, Row, Run
from transcripts.editing import EditedTurn
from transcripts.models import Episode, Guest, Revision, RevisionOrigin, Turn
from transcripts.selectors.imports import counted

WORDS_FOR = {
    Change.ADDED: "new turn",
    Change.REMOVED: "turn gone",
    Change.SPLIT: "split",
    Change.MERGED: "merged",
    Change.SPEAKER: "speaker",
    Change.TIME: "time",
    Change.SECTION: "section",
}


def listed(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Revisions with what a list shows of them."""
    return revisions.select_related(
        "episode__podcast", "base", "created_by", "adopted_by", "declined_by", "document"
    ).defer("document__content")


def proposed() -> QuerySet[Revision]:
    """The texts that wait to be adopted, the newest first."""
    return listed(Revision.objects.proposed()).order_by("-created_at", "-id")


def of_episode(episode: Episode) -> QuerySet[Revision]:
    """All texts of an episode, the transcript before the notes, the newest first."""
    return listed(episode.revisions.all()).order_by("-kind", "-number")


def current_beside(revision: Revision) -> Revision | None:
    """The text of the same episode and kind that is current."""
    return listed(
        Revision.objects.filter(episode=revision.episode_id, kind=revision.kind, is_current=True)
    ).first()


def standing(revision: Revision) -> str:
    """How a text stands, in a word or two."""
    if revision.is_current:
        return "current"
    if revision.is_proposed:
        return "waiting to be adopted"
    return "declined" if revision.declined_at else "earlier"


def origin(revision: Revision) -> str:
    """How a text came about: "corrected, from revision 2", "imported from talk.vtt"."""
    made = str(revision.get_origin_display())
    if revision.origin == RevisionOrigin.IMPORT and revision.document:
        return f"{made} from {revision.document.name}"
    if revision.base and revision.origin == RevisionOrigin.CORRECTION:
        return f"{made}, from revision {revision.base.number}"
    return made


def turns_of(revision: Revision) -> list[Turn]:
    """The turns of a text with the people who speak them; one query."""
    return list(revision.turns.select_related("speaker").order_by("position"))


def turns_by_revision(revisions: Iterable[Revision]) -> dict[int, list[Turn]]:
    """The turns of several texts; one query."""
    found: dict[int, list[Turn]] = {revision.pk: [] for revision in revisions}
    rows = Turn.objects.filter(revision__in=found).select_related("speaker").order_by("revision", "position")
    for turn in rows:
        found[turn.revision_id].append(turn)
    return found


def line(turn: Turn) -> Line:
    """What is compared of a turn; the same person under another label is the same speaker."""
    return Line(
        text=turn.text,
        speaker=turn.speaker_id or turn.label,
        section=(turn.section, turn.section_title),
        times=(turn.start_ms, turn.end_ms),
    )


def who(turn: Turn) -> str:
    """Who speaks, as far as it is known."""
    return turn.speaker.name if turn.speaker else turn.label or "nobody yet"


def section(turn: Turn) -> str:
    """What section a turn is in, in words."""
    return f"{turn.section}, “{turn.section_title}”" if turn.section_title else str(turn.section)


@dataclass(frozen=True)
class Passage:
    """A row of a comparison with the turns it is about; at least one of them is there."""

    row: Row
    old: list[Turn]
    new: Turn | None

    @property
    def turn(self) -> Turn:
        """The turn as it is, or as it was where it is gone."""
        return self.new or self.old[0]

    @property
    def runs(self) -> Sequence[Run]:
        """The words, same, deleted and inserted."""
        return self.row.runs

    @property
    def is_changed(self) -> bool:
        """Whether anything about it is different."""
        return bool(self.row.changes)

    @property
    def changes(self) -> list[str]:
        """What happened beside words, as people call it."""
        return [words for change, words in WORDS_FOR.items() if change in self.row.changes]

    @property
    def who(self) -> str:
        """Who speaks."""
        return who(self.turn)

    @property
    def former_who(self) -> str:
        """Who spoke before, where that is somebody else."""
        if Change.SPEAKER not in self.row.changes:
            return ""
        return ", ".join(dict.fromkeys(who(turn) for turn in self.old if line(turn).speaker != self._speaker))

    @property
    def _speaker(self) -> object:
        return line(self.turn).speaker

    @property
    def former_time(self) -> tuple[int | None, int | None] | None:
        """When it was said before, where that is different: start and end in ms."""
        return (self.old[0].start_ms, self.old[-1].end_ms) if Change.TIME in self.row.changes else None

    @property
    def sections(self) -> tuple[str, str] | None:
        """What section it was in before and is in now, where they differ."""
        if Change.SECTION not in self.row.changes:
            return None
        before = dict.fromkeys(section(turn) for turn in self.old)
        return ", ".join(before), section(self.turn)


@dataclass(frozen=True)
class Stretch:
    """Passages in a row, shown or folded."""

    passages: list[Passage]
    folded: bool


class Comparison:
    """Two texts of one episode, compared word by word."""

    def __init__(self, old: Sequence[Turn], new: Sequence[Turn]) -> None:
        self.old, self.new = old, new
        self.rows = comparing.compare([line(turn) for turn in old], [line(turn) for turn in new])

    @cached_property
    def stretches(self) -> list[Stretch]:
        """What is shown, with what did not change folded."""
        return [
            Stretch([self._passage(row) for row in stretch.rows], stretch.folded)
            for stretch in comparing.stretches(self.rows)
        ]

    def _passage(self, row: Row) -> Passage:
        new = None if row.new is None else self.new[row.new]
        return Passage(row, [self.old[place] for place in row.old], new)

    @cached_property
    def figures(self) -> Figures:
        """How much is different."""
        return comparing.figures(self.rows)

    @property
    def sentence(self) -> str:
        """How much is different, in words: "3 words deleted, 4 inserted; 1 turn split"."""
        return in_words(self.figures)


def compared(old: Revision, new: Revision) -> Comparison:
    """Two texts compared; one query."""
    turns = turns_by_revision([old, new])
    return Comparison(turns[old.pk], turns[new.pk])


def in_words(found: Figures) -> str:
    """How much is different, in words; “Nothing” where nothing is."""
    words = []
    if found.deleted:
        words.append(f"{counted(found.deleted, 'word')} deleted")
    if found.inserted:
        words.append(
            f"{found.inserted:,} inserted" if words else f"{counted(found.inserted, 'word')} inserted"
        )
    rows = found.rows
    turns = [
        f"{counted(rows[change], 'turn')} {what}"
        for change, what in (
            (Change.ADDED, "added"),
            (Change.REMOVED, "gone"),
            (Change.SPLIT, "made by splitting"),
            (Change.MERGED, "made by merging"),
            (Change.SPEAKER, "by another speaker"),
            (Change.TIME, "at another time"),
            (Change.SECTION, "in another section"),
        )
        if change in rows
    ]
    if not words and Change.WORDS in rows:
        words.append(f"signs and blanks changed in {counted(rows[Change.WORDS], 'turn')}")
    parts = [", ".join(part) for part in (words, turns) if part]
    return "; ".join(parts) if parts else "Nothing is different"


def changes_by_revision(revisions: Sequence[Revision]) -> dict[int, str]:
    """What each text of an episode changed, as against the one it was made from or else the one before it.

    Two queries, however many there are; a text that is the first of its kind has no entry.
    """
    formers = formers_of(revisions)
    turns = turns_by_revision([*revisions, *formers.values()])
    return {pk: Comparison(turns[before.pk], turns[pk]).sentence for pk, before in formers.items()}


def formers_of(revisions: Sequence[Revision]) -> dict[int, Revision]:
    """The text that each is seen as a change of."""
    episodes = {revision.episode_id for revision in revisions}
    earlier = Revision.objects.filter(episode__in=episodes).order_by("number")
    found = {}
    known: dict[tuple[int, str], list[Revision]] = {}
    for revision in earlier:
        known.setdefault((revision.episode_id, revision.kind), []).append(revision)
    for revision in revisions:
        before = [
            one
            for one in known[revision.episode_id, revision.kind]
            if one.number < revision.number and one.declined_at is None
        ]
        if former := revision.base or next(reversed(before), None):
            found[revision.pk] = former
    return found


def deleted_and_same(runs: Sequence[Run]) -> list[Run]:
    """The old side of a passage."""
    return [run for run in runs if run.kind != Kind.INSERTED]


def inserted_and_same(runs: Sequence[Run]) -> list[Run]:
    """The new side of a passage."""
    return [run for run in runs if run.kind != Kind.DELETED]


def as_turns(turns: Sequence[EditedTurn]) -> list[Turn]:
    """Turns that are not stored, as the pages show them; one query for the people."""
    people = Guest.objects.in_bulk({turn.speaker for turn in turns if turn.speaker is not None})
    found, offset = [], 0
    for position, turn in enumerate(turns):
        found.append(
            Turn(
                position=position,
                text=turn.text,
                offset=offset,
                label=turn.label,
                speaker=people[turn.speaker] if turn.speaker is not None else None,
                section=turn.section,
                section_title=turn.section_title,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
            )
        )
        offset += len(turn.text) + 1
    return found
