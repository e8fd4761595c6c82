"""Find people, companies and podcasts by name, or make them. A name that several share is nobody's."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from transcripts import likeness
from transcripts.models import Company, CompanyName, Guest, GuestName, Podcast, Visibility
from transcripts.models.identity import fold_name, free_slug, free_slugs
from transcripts.permissions import check_can_edit
from transcripts.services import records
from transcripts.signals import RELATED

UNKNOWN_PODCAST = "Podcast not known"
NAMED = "Named in an imported document"
NAME_LENGTH = 200
Named = TypeVar("Named", Company, Guest)
MOST_ALIKE = 6
NO_NAME = "A name has a letter or a digit in it."
ALIKE = "Something like “{name}” is there already. Choose it, or make this one all the same."
SAME = "“{name}” is there already. Choose it: a company’s name is one company’s."


class AmbiguousName(Exception):
    """Several people go by this name; a person has to say which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Several people are called {name}; choose one for this episode.")


@dataclass(frozen=True, slots=True)
class Namesake:
    """A company or person that goes by a name much like another: which name, and how much (to 100)."""

    thing: Company | Guest
    text: str
    score: float


class Alike(Exception):
    """What was to be made may be there already. `found` says as what, the likest first; `is_taken`, that it
    cannot be made at all."""

    def __init__(self, name: str, found: list[Namesake], *, is_taken: bool = False) -> None:
        super().__init__((SAME if is_taken else ALIKE).format(name=name))
        self.found, self.is_taken = found, is_taken


def standing(things: Sequence[Named]) -> list[Named]:
    """Those that are meant by these, of whom some may have been merged into others a moment ago; nobody
    merges them until this transaction ends."""
    if not things:
        return []
    rows = type(things[0])._default_manager.select_for_update(no_key=True).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in={thing.pk for thing in things})}
    meant = [found[thing.pk] for thing in things]
    return list(dict.fromkeys(row.merged_into or row for row in meant))


@transaction.atomic
def make_company(*, name: str, anyway: bool = False, public_id: UUID | None = None, by: Any) -> Company:
    """Make a company; one of that public id is there already where this was asked before.

    Raises Alike where another goes by a name like it, unless it is to be made `anyway`; the very same name
    stays one company's.
    """
    check_can_edit(by)
    made = Company.objects.filter(public_id=public_id).first() if public_id else None
    if made is not None:
        return made
    stripped = checked_name(name)
    found = alike(stripped, CompanyName.objects.select_related("company"), likeness.of_companies)
    is_taken = any(fold_name(one.text) == fold_name(stripped) for one in found)
    if found and (is_taken or not anyway):
        raise Alike(stripped, found, is_taken=is_taken)
    try:
        return stored(Company(name=stripped, slug=free_slug(Company, stripped, "company")), public_id, by=by)
    except IntegrityError:  # somebody made it just now
        found = alike(stripped, CompanyName.objects.select_related("company"), likeness.of_companies)
        raise Alike(stripped, found, is_taken=True) from None


@transaction.atomic
def make_guest(*, name: str, anyway: bool = False, public_id: UUID | None = None, by: Any) -> Guest:
    """Make a person, as `make_company` makes a company; but two people may share a name."""
    check_can_edit(by)
    made = Guest.objects.filter(public_id=public_id).first() if public_id else None
    if made is not None:
        return made
    stripped = checked_name(name)
    found = alike(stripped, GuestName.objects.select_related("guest"), likeness.of_people)
    if found and not anyway:
        raise Alike(stripped, found)
    return stored(Guest(name=stripped, slug=free_slug(Guest, stripped, "person")), public_id, by=by)


def checked_name(name: str) -> str:
    """The name in one line; raises ValidationError where it is none."""
    stripped = " ".join(name.split())
    if not fold_name(stripped) or len(stripped) > NAME_LENGTH:
        raise ValidationError({"name": [NO_NAME]})
    return stripped


@transaction.atomic
def stored(thing: Named, public_id: UUID | None, *, by: Any) -> Named:
    """A new company or person, with the name it goes by and its history."""
    thing.public_id = public_id or thing.public_id
    records.save(thing, by=by)
    thing.names.create(text=thing.name)
    records.tell_lines(thing)
    return thing


@transaction.atomic
def add_names(thing: Named, texts: Iterable[str], *, by: Any) -> dict[str, Company]:
    """Note other ways in which somebody's or a company's name is written.

    Returns the companies whose name one of them is already: that stays theirs.
    """
    check_can_edit(by)
    wanted = folded_names(texts)
    had: set[str] = set(thing.names.filter(folded__in=set(wanted.values())).values_list("folded", flat=True))
    taken: dict[str, Company] = {}
    if isinstance(thing, Company):
        rows = CompanyName.objects.filter(folded__in=set(wanted.values())).exclude(company=thing)
        taken = {row.folded: row.company for row in rows.select_related("company")}
    new = unknown(wanted, {*had, *taken})
    if new:
        with records.announced([thing], [RELATED], by=by):
            for text in new.values():
                thing.names.create(text=text)
            records.note(thing, by=by, reason=f"Also written {', '.join(new.values())}")
    return {text: taken[folded] for text, folded in wanted.items() if folded in taken}


def alike(name: str, names: Any, how_alike: Callable[[str, str], float]) -> list[Namesake]:
    """Those who go by a name like this one, the likest first. Reads all names: what is made by hand is rare,
    and a double costs more."""
    folded = fold_name(name)
    scores = {pk: how_alike(folded, other) for pk, other in names.values_list("pk", "folded").iterator()}
    found: dict[int, Namesake] = {}
    likest = sorted((pk for pk, score in scores.items() if score), key=lambda pk: -scores[pk])
    for row in names.filter(pk__in=likest[: 10 * MOST_ALIKE]):
        thing = row.company if isinstance(row, CompanyName) else row.guest
        if thing.pk not in found or found[thing.pk].score < scores[row.pk]:
            found[thing.pk] = Namesake(thing, row.text, scores[row.pk])
    return sorted(found.values(), key=lambda one: (-one.score, one.thing.name))[:MOST_ALIKE]


@transaction.atomic(savepoint=False)
def find_or_make_guests(names: Iterable[str], *, by: Any) -> dict[str, Guest | AmbiguousName]:
    """The one person of each name, made where there is none; AmbiguousName where there are several."""
    wanted = folded_names(names)
    bearers: dict[str, set[int]] = {}
    guests: dict[int, Guest] = {}
    rows = GuestName.objects.filter(folded__in=set(wanted.values())).select_related("guest")
    for row in rows.order_by("guest_id"):
        bearers.setdefault(row.folded, set()).add(row.guest_id)
        guests[row.guest_id] = row.guest
    new = unknown(wanted, bearers)
    slugs = free_slugs(Guest, list(new.values()), "person")
    made = [Guest(name=name, slug=slug) for name, slug in zip(new.values(), slugs, strict=True)]
    records.add(made, by=by, reason=NAMED)
    GuestName.objects.bulk_create(GuestName(guest=guest, text=guest.name) for guest in made)
    records.tell_lines(*made)
    found = dict(zip(new, made, strict=True))
    return {
        name: found.get(folded)
        or (guests[next(iter(bearers[folded]))] if len(bearers[folded]) == 1 else AmbiguousName(name))
        for name, folded in wanted.items()
    }


@transaction.atomic(savepoint=False)
def find_or_make_companies(names: Iterable[str], *, by: Any) -> dict[str, Company]:
    """The company that goes by each name, made where there is none."""
    wanted = folded_names(names)
    rows = CompanyName.objects.filter(folded__in=set(wanted.values())).select_related("company")
    found = {row.folded: row.company for row in rows}
    new = unknown(wanted, found)
    slugs = free_slugs(Company, list(new.values()), "company")
    made = [Company(name=name, slug=slug) for name, slug in zip(new.values(), slugs, strict=True)]
    records.add(made, by=by, reason=NAMED)
    CompanyName.objects.bulk_create(CompanyName(company=company, text=company.name) for company in made)
    records.tell_lines(*made)
    found |= dict(zip(new, made, strict=True))
    return {name: found[folded] for name, folded in wanted.items()}


def folded_names(names: Iterable[str]) -> Mapping[str, str]:
    """The names in their order with their folded forms; what has no letter or digit is no name."""
    cut = dict.fromkeys(name[:NAME_LENGTH] for name in names)
    return {name: folded for name in cut if (folded := fold_name(name))}


def unknown(wanted: Mapping[str, str], known: Container[str]) -> dict[str, str]:
    """The names that are not known yet by their folded forms, each in the spelling that comes first."""
    new: dict[str, str] = {}
    for name, folded in wanted.items():
        if folded not in known:
            new.setdefault(folded, name)
    return new


def is_unknown(podcast: Podcast) -> bool:
    """Whether it is the one of all that names no podcast."""
    return podcast.folded == fold_name(UNKNOWN_PODCAST)


def find_podcast(title: str | None) -> Podcast | None:
    """The podcast of that title; for a document that names none, the one of all that is not known yet."""
    return _podcasts_known([title]).get(_podcast_key(title))


def find_or_make_podcast(title: str | None, *, by: Any) -> Podcast:
    """The podcast of that title, made where there is none."""
    return find_or_make_podcasts([title], by=by)[title]


@transaction.atomic(savepoint=False)
def find_or_make_podcasts(titles: Iterable[str | None], *, by: Any) -> dict[str | None, Podcast]:
    """The podcast of each title, made where there is none.

    What names no podcast goes to one that may show nothing until an editor says where it belongs.
    """
    wanted = {title: _podcast_key(title) for title in titles}
    found = _podcasts_known(wanted)
    new: dict[str, str | None] = {}
    for title, key in wanted.items():
        if key not in found:
            new.setdefault(key, title)
    names = [_podcast_title(title) for title in new.values()]
    made = [
        Podcast(title=name, slug=slug, rights=Visibility.LISTED if title else Visibility.HIDDEN)
        for name, slug, title in zip(names, free_slugs(Podcast, names, "podcast"), new.values(), strict=True)
    ]
    records.add(made, by=by, reason=NAMED)
    found |= dict(zip(new, made, strict=True))
    return {title: found[key] for title, key in wanted.items()}


def _podcasts_known(titles: Iterable[str | None]) -> dict[str, Podcast]:
    """The first podcast of each of these titles, by what it is looked up by."""
    wanted = {_podcast_key(title) for title in titles}
    named = Q(folded__in=wanted) | Q(folded="", title__in=wanted)
    found: dict[str, Podcast] = {}
    for podcast in Podcast.objects.filter(named).order_by("id") if wanted else ():
        found.setdefault(podcast.folded or podcast.title, podcast)
    return found


def _podcast_title(title: str | None) -> str:
    return (title or UNKNOWN_PODCAST)[:NAME_LENGTH]


def _podcast_key(title: str | None) -> str:
    """What a podcast is looked up by: its title, folded if that leaves anything."""
    return fold_name(_podcast_title(title)) or _podcast_title(title)
