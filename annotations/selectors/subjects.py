"""What reports of errors and entries of the correction log are about, by type and public id."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from annotations.models import QuoteVersion, SubjectType
from annotations.querysets import PUBLIC, WITHDRAWN
from transcripts.models.identity import PublicId

SHOWN = 90  # code points of a title


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing readers may know of, as they are told of it."""

    noun: str
    title: str
    url: str
    is_withdrawn: bool = False


def find(object_type: str, object_id: UUID) -> Subject | None:
    """The public thing of that type and id; None where there is none."""
    thing = PUBLIC[object_type]().filter(public_id=object_id).first() if object_type in PUBLIC else None
    return subject_of(object_type, thing, titles([thing])) if thing else None


def of(rows: Iterable[Any]) -> dict[int, Subject]:
    """What each report or entry is about, by its primary key; none for what readers may not know of. A few
    queries for each type of thing."""
    wanted: dict[str, dict[UUID, list[int]]] = defaultdict(lambda: defaultdict(list))
    found: dict[int, Subject] = {}
    for row in rows:
        if row.object_id is None:
            found[row.pk] = page(row.address)
        else:
            wanted[row.object_type][row.object_id].append(row.pk)
    for noun, keys in wanted.items():
        for public_id, subject in told_of(noun, list(keys)).items():
            found |= dict.fromkeys(keys[public_id], subject)
    return found


def told_of(noun: str, ids: list[UUID]) -> dict[UUID, Subject]:
    """The things of one type that readers may know of or are told are withdrawn."""
    shown = list(PUBLIC[noun]().filter(public_id__in=ids))
    named = titles(shown)
    found = {thing.public_id: subject_of(noun, thing, named) for thing in shown}
    withdrawn = WITHDRAWN[noun]().filter(public_id__in=ids) if noun in WITHDRAWN else ()
    for thing in withdrawn:
        found[thing.public_id] = Subject(noun, f"A withdrawn {noun}", thing.get_absolute_url(), True)
    return found


def titles(things: Iterable[PublicId]) -> dict[int, str]:
    """The words of those that are quotes, by primary key."""
    keys = [thing.pk for thing in things if thing._meta.model_name == SubjectType.QUOTE]
    versions = QuoteVersion.objects.published().filter(quote__in=keys).select_related("speaker")
    return {version.quote_id: quoted(version) for version in versions} if keys else {}


def quoted(version: QuoteVersion) -> str:
    """What a quote is called."""
    words = f"“{shortened(version.shown)}”"
    return f"{words} {version.speaker.name}" if version.speaker else words


def shortened(words: str) -> str:
    """The first words."""
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1].rstrip(' ,;:–.')}…"


def subject_of(noun: str, thing: Any, quoted_as: dict[int, str]) -> Subject:
    """A thing as readers are told of it."""
    title = quoted_as.get(thing.pk, "") if noun == SubjectType.QUOTE else shortened(str(thing))
    return Subject(noun, title, thing.get_absolute_url())


def page(address: str) -> Subject:
    """A page that is about no one thing."""
    home = reverse("home")
    return Subject(SubjectType.PAGE, "The first page" if address in ("", home) else address, address or home)
