"""What the documents, codes and names of a research file are here."""

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db.models import Q

from annotations.models import Tag, TagAddress, TagStatus
from annotations.research.passages import NOTES, Code, Document, Name
from annotations.selectors import named
from annotations.vocabularies.entries import slug_of
from transcripts.models import Company, Episode, Guest, Revision, RevisionKind, SourceDocument
from transcripts.models.identity import fold_name
from transcripts.services import documents

# Words and what stands between them: in “C++” and “C#” the signs are part of the name.
SPELT_AS_ADDRESS = re.compile(r"[\w\s./-]*\w")


def text_of(document: Document, episode: Episode | None) -> Revision | None:
    """The current text in which a document's passages are looked for: by its id, of the episode an editor
    names, or of the one that goes by its name. None where that is not certain."""
    key = uid(document.id)
    known = Revision.objects.filter(public_id=key).first() if key else None
    if known:
        return current(known.episode, known.kind)
    kind = RevisionKind.NOTES if document.name.endswith(NOTES) else RevisionKind.TRANSCRIPT
    found = [episode] if episode else episodes_called(document)
    return current(found[0], kind) if len(found) == 1 else None


def current(episode: Episode, kind: str) -> Revision | None:
    """The current text of that kind."""
    return Revision.objects.filter(episode=episode, kind=kind, is_current=True).first()


def episodes_called(document: Document) -> list[Episode]:
    """The episodes that go by a document's name: made of that file, or of that title."""
    if document.transcript and (brought := documents.imported(document.transcript)):
        return documents.episodes_of(brought)
    files = SourceDocument.objects.filter(name=document.name).defer("content")[:2]
    of_file = [episode for file in files for episode in documents.episodes_of(file)]
    if of_file:
        return of_file
    name = document.name.removesuffix(NOTES)
    names = {fold_name(text) for text in (name, PurePath(name).stem)}
    names |= {fold_name(name[match.end() :]) for match in re.finditer(": ", name)}
    found = Episode.objects.filter(folded__in=names - {""}).select_related("podcast").order_by("pk")
    exact = [one for one in found if f"{one.podcast.title}: {one.title}" == name]
    return exact or list(found)


def topics(codes: Iterable[Code]) -> dict[Code, Tag]:
    """The topic that each code is: by its id, its address, its label or a synonym; those in use alone."""
    found: dict[Code, Tag] = {}
    for code in codes:
        tag = topic(code)
        if tag:
            found[code] = tag
    return found


def topic(code: Code) -> Tag | None:
    """The one topic that a code is."""
    rows = Tag.objects.select_related("merged_into")
    conditions: tuple[dict[str, Any] | None, ...] = (
        {"public_id": uid(code.id)} if uid(code.id) else None,
        {"slug": code.slug} if code.slug else None,
        {"label__iexact": code.name},
        {"synonyms__folded": fold_name(code.name)} if fold_name(code.name) else None,
        {"slug": slug_of(code.name)} if SPELT_AS_ADDRESS.fullmatch(code.name) else None,
    )
    for condition in conditions:
        if condition is None:
            continue
        tags = {one.merged_into or one for one in rows.filter(**condition).order_by("pk")[:2]}
        active = [tag for tag in tags if tag.status == TagStatus.ACTIVE]
        if len(active) == 1:
            return active[0]
    return None


def is_taken(slug: str, label: str) -> bool:
    """Whether some topic, in use or not, has this address or name, or had the address once."""
    return (
        Tag.objects.filter(Q(slug=slug) | Q(label__iexact=label)).exists()
        or TagAddress.objects.filter(slug=slug).exists()
    )


def meant(name: Name) -> Company | Guest | None:
    """The company or person of that name."""
    return named.company(name.text) if name.kind == "company" else named.guest(name.text)


def uid(text: str) -> UUID | None:
    """An id, where this is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
