"""Quotes as a project for programs for research: the texts they stand in, their topics, and whom they are
about. What is not public is in no public project: neither transcripts, nor colleagues, nor their notes."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet

from annotations.models import Claim, QuoteVersion, Tag
from annotations.querysets import published_guests
from annotations.research.passages import NOTES
from annotations.research.qdpxout import SPACE, Case, Project, Selection, Source
from annotations.research.sourcetext import Line, written
from annotations.selectors import researchclaims
from annotations.selectors.researchclaims import PUBLIC
from annotations.services import vocabulary
from annotations.services.quotes import CONTEXT
from annotations.vocabularies import Entry
from annotations.vocabularies.entries import parents_first
from transcripts import exports
from transcripts.models import Episode, Revision, RevisionKind
from transcripts.selectors import exporting

NOBODY = "osbiz"
MORE = "…"
ONLY_QUOTES = "The published quotes with what stands right beside them; the whole text is not public."
RELATED = ("quote__episode__podcast", "quote__created_by", "revision", "turn", "speaker")


def project(versions: QuerySet[QuoteVersion], *, name: str, seen_by: Any = PUBLIC) -> Project:
    """The versions, no two of one quote, as a project: as partners may have it, or one who works here."""
    public = seen_by is PUBLIC
    rows = versions.select_related(*RELATED).prefetch_related("tags__parent", "companies", "guests")
    found = list(rows.order_by("quote__episode", "revision", "start", "end", "pk"))
    sources = [
        source(revision, list(members), public=public)
        for revision, members in groupby(found, key=lambda version: version.revision)
    ]
    ordered = sorted(sources, key=lambda one: (one.name, one.id))
    resting = researchclaims.resting_on([version.quote_id for version in found], seen_by=seen_by)
    claims = researchclaims.statements(resting, seen_by=seen_by)
    return Project(name, codebook(found, resting, public=public), cases(found), ordered, claims)


def source(revision: Revision, versions: Sequence[QuoteVersion], *, public: bool) -> Source:
    """A text with the quotes in it."""
    episode = versions[0].quote.episode
    name = f"{episode.podcast.title}: {episode.display_title}"
    is_speech = revision.kind == RevisionKind.TRANSCRIPT
    if not is_speech:
        name += NOTES
    if public and not (is_speech and revision.is_current and is_read_by_all(episode)):
        return excerpts(revision, versions, name)
    turns = list(revision.turns.order_by("position"))
    whole = exporting.of(episode, revision, published_guests() if public else None)
    text = written(Line(said.speaker, turn.text) for said, turn in zip(whole.turns, turns, strict=True))
    offsets = {turn.pk: (place, turn.offset) for place, turn in zip(text.offsets, turns, strict=True)}
    selections = []
    for version in versions:
        place, offset = offsets[version.turn_id]
        selections.append(selection(version, place + version.start - offset, public=public))
    transcript = exports.named("json").write(whole) if is_speech else ""
    return Source(revision.public_id, name, text.text, about(episode), selections, transcript)


def is_read_by_all(episode: Episode) -> bool:
    """Whether the public may read its whole transcript."""
    return Episode.objects.with_public_transcript().filter(pk=episode.pk).exists()


def excerpts(revision: Revision, versions: Sequence[QuoteVersion], name: str) -> Source:
    """A text of which only the quotes are public."""
    lines = [Line(version.speaker.name if version.speaker else "", beside(version)) for version in versions]
    text = written(lines)
    selections = [
        selection(version, place + len(ahead(version)), public=True)
        for version, place in zip(versions, text.offsets, strict=True)
    ]
    about_it = f"{ONLY_QUOTES}\n{about(versions[0].quote.episode)}"
    return Source(revision.public_id, name, text.text, about_it, selections)


def beside(version: QuoteVersion) -> str:
    """A quote with what stands right beside it."""
    cut = len(version.suffix) >= CONTEXT
    return f"{ahead(version)}{version.exact}{version.suffix}{MORE if cut else ''}"


def ahead(version: QuoteVersion) -> str:
    """What stands right before a quote."""
    return f"{MORE if len(version.prefix) >= CONTEXT else ''}{version.prefix}"


def about(episode: Episode) -> str:
    """Where a text is from and how it may be used, in a few lines."""
    podcast = episode.podcast
    known = (
        ("Podcast", podcast.title),
        ("Episode", episode.display_title),
        ("Date", episode.published_on.isoformat() if episode.published_on else ""),
        ("Licence", podcast.licence or "all rights reserved"),
        ("Attribution", podcast.attribution or podcast.title),
    )
    return "\n".join(f"{key}: {value}" for key, value in known if value)


def selection(version: QuoteVersion, start: int, *, public: bool) -> Selection:
    """A quote at its place in the source."""
    return Selection(
        version.quote.public_id,
        start,
        start + len(version.exact),
        version.exact,
        [tag.public_id for tag in version.tags.all()],
        NOBODY if public else version.quote.created_by.get_username(),
        (version.quote.published_at if public else None) or version.quote.created_at,
        "" if public else version.note,
        [(edit["start"], edit["end"], edit["text"]) for edit in version.emendations],
    )


def codebook(versions: Iterable[QuoteVersion], claims: Iterable[Claim], *, public: bool) -> list[Entry]:
    """The quotes' and claims' topics with the wider ones over them, parents first; to the public only the
    next wider one over a quote's is known."""
    tags = {tag.pk: tag for version in versions for tag in version.tags.all()}
    waiting = list(tags.values())
    while waiting:
        above = {tag.parent.pk: tag.parent for tag in waiting if tag.parent and tag.parent_id not in tags}
        tags |= above
        waiting = [] if public else list(above.values())
    of_claims = {tag.pk for claim in claims for tag in (*claim.tags.all(), claim.about) if tag}
    rows = (
        Tag.objects.filter(pk__in=tags.keys() | of_claims)
        .select_related("parent")
        .prefetch_related("synonyms")
    )
    return parents_first(map(vocabulary.entry_of, rows.order_by("label", "id")))


def cases(versions: Sequence[QuoteVersion]) -> list[Case]:
    """The companies and people that quotes are about, and who says them."""
    found: dict[tuple[str, UUID], tuple[str, list[UUID]]] = {}
    for version in versions:
        quote = version.quote.public_id
        for company in version.companies.all():
            found.setdefault(("company", company.public_id), (company.name, []))[1].append(quote)
        for guest in version.guests.all():
            found.setdefault(("person", guest.public_id), (guest.name, []))[1].append(quote)
        if version.speaker:
            key = uuid5(SPACE, f"speaker/{version.speaker.public_id}")
            found.setdefault(("speaker", key), (version.speaker.name, []))[1].append(quote)
    ordered = sorted(found.items(), key=lambda one: (one[0][0], one[1][0], one[0][1]))
    return [Case(key, kind, name, sorted(quotes)) for (kind, key), (name, quotes) in ordered]
