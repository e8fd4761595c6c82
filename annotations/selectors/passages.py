"""A quoted passage where it stands: its turn, the turns before and after, who speaks and from where on."""

from dataclasses import dataclass

from annotations.models import QuoteVersion
from transcripts.models import Appearance, RevisionKind, Turn
from transcripts.selectors.audio import timelines_of
from transcripts.selectors.companies import name_then

TURNS = 2  # on each side
LONGEST = 700  # code points shown on each side of a turn


@dataclass(frozen=True, slots=True)
class Beside:
    """A turn before or after, or what is shown of a long one."""

    turn: Turn
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The words as they stand in the version's text. `audio` is empty where its second is not certain, and
    `appearance` None for notes, and where nobody is credited or is known to have been there."""

    turn: Turn
    before: list[Beside]
    leading: str
    words: str
    trailing: str
    after: list[Beside]
    appearance: Appearance | None
    company: str
    audio: str


def of(version: QuoteVersion) -> Passage:
    """The passage of a version, which has its quote's episode, its turn and its revision."""
    turn, episode = version.turn, version.quote.episode
    near = range(max(0, turn.position - TURNS), turn.position + TURNS + 1)
    rows = Turn.objects.filter(revision=version.revision_id, position__in=near)
    turns = list(rows.select_related("speaker").order_by("position"))
    shown = next(one for one in turns if one.pk == turn.pk)
    start, end = version.start - turn.offset, version.end - turn.offset
    there = appearance(version)
    timeline = timelines_of([episode.pk])[episode.pk]
    return Passage(
        turn=shown,
        before=[Beside(one, ending(one.text)) for one in turns if one.position < turn.position],
        leading=ending(turn.text[:start]),
        words=turn.text[start:end],
        trailing=beginning(turn.text[end:]),
        after=[Beside(one, beginning(one.text)) for one in turns if one.position > turn.position],
        appearance=there,
        company=getattr(there, "company_then", None) or "",
        audio=timeline.link(version.start_ms, version.revision.document_id)
        if version.start_ms is not None
        else "",
    )


def ending(text: str) -> str:
    """What is shown of a text before the passage: of a long one its end."""
    return text if len(text) <= LONGEST else f"… {text[-LONGEST:]}"


def beginning(text: str) -> str:
    """What is shown of a text after the passage: of a long one its beginning."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def appearance(version: QuoteVersion) -> Appearance | None:
    """As what the person credited was there, with the name their company had on that day."""
    if version.kind == RevisionKind.NOTES or version.speaker_id is None:
        return None
    there = Appearance.objects.filter(episode=version.quote.episode_id, guest=version.speaker_id)
    return there.annotate(company_then=name_then()).first()
