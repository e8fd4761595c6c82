"""Find people, companies and podcasts by name, or make them. A name that several share is nobody's."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from transcripts.models import Company, CompanyName, Guest, GuestName, Podcast, Visibility
from transcripts.models.identity import fold_name, free_slugs
from transcripts.services import records

UNKNOWN_PODCAST = "Podcast not known"
NAMED = "Named in an imported document"
NAME_LENGTH = 200


class AmbiguousName(Exception):
    """Several people go by this name; a person has to say which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Several people are called {name}; choose one for this episode.")


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
