"""What storing a document would do, for an editor to see before anything is stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from transcripts.documents import ParsedDocument, ParsedEpisode
from transcripts.models import Episode, Podcast, RevisionKind, SourceDocument, Turn
from transcripts.models.identity import fold_name
from transcripts.services import matching, people, revisions


class Change(StrEnum):
    """What would become of an episode."""

    NEW = "new"
    SAME = "same"
    REVISION = "revision"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class PlannedEpisode:
    """One episode of a document, the one we know where there is one, and what would change.

    `contradictions` are facts on which the document and what is stored differ; what is stored stays.
    """

    parsed: ParsedEpisode
    podcast_title: str
    known: Episode | None = None
    matched_by: str = ""
    change: Change = Change.NEW
    turns_added: int = 0
    turns_removed: int = 0
    turns_changed: int = 0
    contradictions: tuple[str, ...] = ()


def plan(
    document: SourceDocument,
    parsed: ParsedDocument,
    *,
    podcast: Podcast | None = None,
    episode: Episode | None = None,
) -> list[PlannedEpisode]:
    """What `importing.store` would do with each episode; `episode` is the one a feed or an editor named."""
    titles = {one.podcast for one in parsed.episodes}
    podcasts = {title: podcast or people.find_podcast(title) for title in titles}
    return [_planned(document, one, podcasts[one.podcast], episode) for one in parsed.episodes]


def _planned(
    document: SourceDocument, parsed: ParsedEpisode, podcast: Podcast | None, named: Episode | None
) -> PlannedEpisode:
    match = matching.Match(named, "its feed") if named else matching.find(parsed, podcast, document)
    title = podcast.title if podcast and not people.is_unknown(podcast) else parsed.podcast or ""
    if match is None:
        return PlannedEpisode(parsed, title)
    printed = [turn.text for turn in parsed.turns if turn.text]
    added = removed = changed = 0
    if not printed:
        change = Change.FACTS
    elif revisions.has_text(match.episode, RevisionKind.TRANSCRIPT, revisions.speech(parsed, {}), document):
        change = Change.SAME
    else:
        change = Change.REVISION
        added, removed, changed = _differences(_current_turns(match.episode), printed)
    contradictions = _contradictions(match.episode, parsed)
    return PlannedEpisode(
        parsed, title, match.episode, match.by, change, added, removed, changed, contradictions
    )


def _current_turns(episode: Episode) -> list[str]:
    turns = Turn.objects.filter(
        revision__episode=episode, revision__kind=RevisionKind.TRANSCRIPT, revision__is_current=True
    )
    return list(turns.order_by("position").values_list("text", flat=True))


def _differences(stored: Sequence[str], printed: Sequence[str]) -> tuple[int, int, int]:
    """Turns (added, removed, changed): a turn that goes where another comes is one that changed."""
    steps = Counter(step.tag for step in Levenshtein.editops(stored, printed))
    return steps["insert"], steps["delete"], steps["replace"]


def _contradictions(known: Episode, parsed: ParsedEpisode) -> tuple[str, ...]:
    facts = (
        ("number", known.number, parsed.number),
        ("title", known.title, parsed.title),
        ("date", known.published_on, parsed.published_on),
    )
    return tuple(
        f"The {what} is {stored} here and {printed} in the document."
        for what, stored, printed in facts
        if stored and printed and fold_name(str(stored)) != fold_name(str(printed))
    )
