"""What is public, as it is found: the one place that says what of a thing can be searched.

Each function starts from a visibility queryset and goes through what is public in the order of its keys, a
few thousand at a time, so that a rebuild holds little in memory.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from annotations import emendations
from annotations.models import Claim, QuoteVersion, SearchKind, Tag, TagSynonym
from annotations.querylanguage import tokens
from annotations.querysets import published_companies, published_guests
from annotations.search import visible
from transcripts.models import CompanyName, GuestName

AT_ONCE = 2_000
ALL = Q()


@dataclass(frozen=True, slots=True)
class Document:
    """A public thing: its key, the public id of what it belongs to, its words, what it is narrowed by, and
    what it is called."""

    kind: str
    object_id: int
    thing: UUID
    body: str
    marks: str
    names: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same thing found by the same."""
        whole = "\n".join([str(self.thing), self.body, self.marks, *self.names])
        return blake2b(whole.encode(), digest_size=8).hexdigest()


def quotes(only: Q = ALL) -> Iterator[Document]:
    """Published quotes in the words readers see; `only` is of their versions."""
    rows = QuoteVersion.objects.published().filter(only).order_by("quote")
    fields = ("pk", "quote", "quote__public_id", "exact", "emendations", "speaker")
    of_episode = ("quote__episode__podcast", "quote__episode__published_on")
    for chunk in in_chunks(rows.values_list(*fields, *of_episode).iterator(AT_ONCE)):
        keys = [row[0] for row in chunk]
        tags = linked(QuoteVersion.tags.through, "quoteversion", "tag", keys)
        companies = linked(QuoteVersion.companies.through, "quoteversion", "company", keys)
        for pk, quote, public_id, exact, edits, speaker, podcast, day in chunk:
            marks = marked(
                tag=tags[pk], company=companies[pk], guest=[speaker], podcast=[podcast], year=[year(day)]
            )
            shown = emendations.shown(exact, edits) if edits else exact
            yield Document(SearchKind.QUOTE, quote, public_id, words(shown), marks)


def claims(only: Q = ALL) -> Iterator[Document]:
    """Published claims: what they state, of what, and what is measured."""
    rows = Claim.objects.published().filter(only).order_by("pk")
    told = ("statement", "subject", "metric", "scope")
    fields = ("pk", "public_id", "company", "guest", "about", "holds_from", *told)
    for chunk in in_chunks(rows.values_list(*fields).iterator(AT_ONCE)):
        tags = linked(Claim.tags.through, "claim", "tag", [row[0] for row in chunk])
        for pk, public_id, company, guest, about, day, *texts in chunk:
            marks = marked(tag=[*tags[pk], about], company=[company], guest=[guest], year=[year(day)])
            yield Document(SearchKind.CLAIM, pk, public_id, words(*texts), marks)


def turns(only: Q = ALL) -> Iterator[Document]:
    """The turns of transcripts that readers may read as a whole; who speaks, where that is public."""
    rows = visible.turns().filter(only).order_by("pk")
    of_episode = ("public_id", "podcast", "published_on")
    fields = ("pk", "text", "speaker", *(f"revision__episode__{name}" for name in of_episode))
    for chunk in in_chunks(rows.values_list(*fields).iterator(AT_ONCE)):
        speakers = {row[2] for row in chunk} - {None}
        known = set(published_guests().filter(pk__in=speakers).order_by().values_list("pk", flat=True))
        for pk, text, speaker, episode, podcast, day in chunk:
            guest = [speaker] if speaker in known else []
            marks = marked(guest=guest, podcast=[podcast], year=[year(day)])
            yield Document(SearchKind.TURN, pk, episode, words(text), marks)


def tags(only: Q = ALL) -> Iterator[Document]:
    """Public topics by label, synonyms and what they mean."""
    rows = Tag.objects.published().filter(only).order_by("pk")
    fields = ("pk", "public_id", "label", "definition")
    for chunk in in_chunks(rows.values_list(*fields).iterator(AT_ONCE)):
        synonyms = linked(TagSynonym, "tag", "text", [row[0] for row in chunk])
        for pk, public_id, label, definition in chunk:
            names = (label, *synonyms[pk])
            body = words(*names, definition)
            yield Document(SearchKind.TAG, pk, public_id, body, marked(tag=[pk]), names)


def guests(only: Q = ALL) -> Iterator[Document]:
    """Public people by name, and by the former names that readers are told."""
    rows = published_guests().filter(only).order_by("pk").values_list("pk", "public_id", "name", "about")
    told = GuestName.objects.exclude(since=None, until=None)
    for chunk in in_chunks(rows.iterator(AT_ONCE)):
        former = linked(told, "guest", "text", [row[0] for row in chunk])
        for pk, public_id, name, about in chunk:
            names = tuple(dict.fromkeys([name, *former[pk]]))
            body = words(*names, about)
            yield Document(SearchKind.GUEST, pk, public_id, body, marked(guest=[pk]), names)


def companies(only: Q = ALL) -> Iterator[Document]:
    """Public companies by name, and by the former names that readers are told."""
    rows = published_companies().filter(only).order_by("pk").values_list("pk", "public_id", "name", "about")
    told = CompanyName.objects.exclude(since=None, until=None)
    for chunk in in_chunks(rows.iterator(AT_ONCE)):
        former = linked(told, "company", "text", [row[0] for row in chunk])
        for pk, public_id, name, about in chunk:
            names = tuple(dict.fromkeys([name, *former[pk]]))
            body = words(*names, about)
            yield Document(SearchKind.COMPANY, pk, public_id, body, marked(company=[pk]), names)


# By kind, what is public; names first, as they are few.
SOURCES: Mapping[str, Callable[[Q], Iterator[Document]]] = {
    SearchKind.TAG: tags,
    SearchKind.COMPANY: companies,
    SearchKind.GUEST: guests,
    SearchKind.CLAIM: claims,
    SearchKind.QUOTE: quotes,
    SearchKind.TURN: turns,
}
# By kind, what limits its source to some things, by their public ids.
THINGS: Mapping[str, str] = {
    SearchKind.TAG: "public_id__in",
    SearchKind.COMPANY: "public_id__in",
    SearchKind.GUEST: "public_id__in",
    SearchKind.CLAIM: "public_id__in",
    SearchKind.QUOTE: "quote__public_id__in",
    SearchKind.TURN: "revision__episode__public_id__in",
}
# By kind, which field of its source an entry names.
KEYS: Mapping[str, str] = {kind: field for kind, (_, field) in visible.PUBLIC.items()}


def words(*texts: str) -> str:
    """Texts as the words they are compared by."""
    return " ".join(chain.from_iterable(map(tokens, texts)))


def marked(**values: Iterable[Any]) -> str:
    """What a thing is narrowed by, in a fixed order."""
    return " ".join(
        f"{name}.{value}"
        for name, some in values.items()
        for value in sorted({one for one in some if one is not None})
    )


def year(day: date | None) -> int | None:
    """The year of a day, where that is known."""
    return day.year if day else None


def linked(rows: Any, owner: str, value: str, keys: list[int]) -> dict[int, list[Any]]:
    """What rows of a table say of their owners."""
    found: dict[int, list[Any]] = defaultdict(list)
    table: QuerySet = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    for key, one in table.filter(**{f"{owner}__in": keys}).order_by("pk").values_list(owner, value):
        found[key].append(one)
    return found


def in_chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows, as many at a time as are looked after together."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, AT_ONCE)):
        yield chunk
