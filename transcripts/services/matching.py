"""Which episode we know is the one a document speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from transcripts.documents import ParsedEpisode
from transcripts.models import Episode, Podcast, RevisionKind, RevisionOrigin, SourceDocument, Turn
from transcripts.models.identity import fold_name
from transcripts.services import people

# Of the turns of two documents of one name, as many are the same where they are one transcript corrected.
ALIKE = 0.5
DOCUMENT = "document name and words"
LOOKED_AT = 20


Sign = tuple[int, str, object]
"""Something an episode is recognised by: the podcast, what it is, and its value."""


@dataclass(frozen=True, slots=True)
class Match:
    """A known episode and what it was recognised by, in words for an editor."""

    episode: Episode
    by: str


def find(parsed: ParsedEpisode, podcast: Podcast | None, document: SourceDocument) -> Match | None:
    """The known episode of this podcast with the same number, else the same title, else the same document.

    Nothing is matched on a guess: two episodes of one title, or a number printed with another title's date,
    are left for a person to see. Where the podcast is not known, number and title say nothing.
    """
    if podcast is None:
        return None
    if _is_nameless(parsed, podcast):
        found = _by_document(parsed, podcast, document)
        return Match(found, DOCUMENT) if found else None
    candidates = _candidates(parsed, podcast)
    numbered = (one for one in candidates if one.number is not None and one.number == parsed.number)
    if found := next(numbered, None):
        return Match(found, "number")
    found = _by_title(parsed, candidates)
    return Match(found, "title") if found else None


def looked_for(parsed: ParsedEpisode, podcast: Podcast, document: SourceDocument) -> set[Sign]:
    """By what `find` looks for the episode: another that brings one of these has to be stored before."""
    return _origins(podcast, document) if _is_nameless(parsed, podcast) else _names(parsed, podcast)


def brought(parsed: ParsedEpisode, podcast: Podcast, document: SourceDocument) -> set[Sign]:
    """By what `find` recognises the episode, once it is stored."""
    return _names(parsed, podcast) | _origins(podcast, document)


def _is_nameless(parsed: ParsedEpisode, podcast: Podcast) -> bool:
    """Whether number and title say nothing, as there are none or the podcast is not known."""
    return people.is_unknown(podcast) or (parsed.number is None and not parsed.title)


def _names(parsed: ParsedEpisode, podcast: Podcast) -> set[Sign]:
    named = {"number": parsed.number, "title": fold_name(parsed.title or "") or None}
    return {(podcast.pk, what, value) for what, value in named.items() if value is not None}


def _origins(podcast: Podcast, document: SourceDocument) -> set[Sign]:
    address = {(podcast.pk, "address", document.origin_url)} if document.origin_url else set()
    return {(podcast.pk, "document", document.name), *address}


def _candidates(parsed: ParsedEpisode, podcast: Podcast) -> list[Episode]:
    """The first few episodes of the podcast with this number or this title."""
    same = Q()
    if parsed.number is not None:
        same |= Q(podcast=podcast, number=parsed.number)
    if folded := fold_name(parsed.title or ""):
        same |= Q(podcast=podcast, folded=folded)
    return list(Episode.objects.filter(same).order_by("id")[:LOOKED_AT]) if same else []


def _by_title(parsed: ParsedEpisode, candidates: Sequence[Episode]) -> Episode | None:
    """The only episode of that title whose number and date do not say that it is another."""
    folded = fold_name(parsed.title or "")
    fitting = [
        episode
        for episode in candidates
        if folded
        and episode.folded == folded
        and not _differ(episode.number, parsed.number)
        and not _differ(episode.published_on, parsed.published_on)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _last_imported(episode: Episode) -> set[str]:
    """What a document said last: corrections have made the current text less and less like it."""
    imports = episode.revisions.filter(kind=RevisionKind.TRANSCRIPT, origin=RevisionOrigin.IMPORT)
    newest = imports.order_by("-number").values("pk")[:1]
    return set(Turn.objects.filter(revision__in=newest).values_list("text", flat=True))


def _differ(known: object, printed: object) -> bool:
    return None not in (known, printed) and known != printed


def _by_document(parsed: ParsedEpisode, podcast: Podcast, document: SourceDocument) -> Episode | None:
    """The episode from an earlier document of this name or address that says mostly the same.

    Another number or title is another episode, however alike the talk is.
    """
    folded = fold_name(parsed.title or "")
    origin = Q(document__name=document.name)
    if document.origin_url:
        origin |= Q(document__origin_url=document.origin_url)
    said = {turn.text for turn in parsed.turns}
    for episode in Episode.objects.filter(origin, podcast=podcast).order_by("-id")[:LOOKED_AT]:
        if _differ(episode.number, parsed.number) or _differ(episode.folded or None, folded or None):
            continue
        stored = _last_imported(episode)
        if stored and len(said & stored) >= ALIKE * max(len(said), len(stored)):
            return episode
    return None
