"""Find people, companies and podcasts by name, or make them. A name that several share is nobody's."""

from typing import Any

from django.db import transaction

from transcripts.models import Company, CompanyName, Guest, GuestName, Podcast, Visibility
from transcripts.models.identity import free_slug
from transcripts.models.people import fold_name
from transcripts.services import records

UNKNOWN_PODCAST = "Podcast not known"


class AmbiguousName(Exception):
    """Several people go by this name; a person has to say which."""


@transaction.atomic
def find_or_make_guest(name: str, *, by: Any) -> Guest:
    """The one person of that name, made where there is none; raises AmbiguousName where there are several."""
    found = list(Guest.objects.filter(names__folded=fold_name(name)).order_by("id")[:2])
    if len(found) > 1:
        raise AmbiguousName(f"Several people are called {name}; choose one for this episode.")
    if found:
        return found[0]
    guest = Guest(name=name, slug=free_slug(Guest, name, "person"))
    records.save(guest, by=by, reason="Named in an imported document")
    GuestName.objects.create(guest=guest, text=name)
    return guest


@transaction.atomic
def find_or_make_company(name: str, *, by: Any) -> Company:
    """The company that goes by that name, made where there is none."""
    found = Company.objects.filter(names__folded=fold_name(name)).first()
    if found:
        return found
    company = Company(name=name, slug=free_slug(Company, name, "company"))
    records.save(company, by=by, reason="Named in an imported document")
    CompanyName.objects.create(company=company, text=name)
    return company


@transaction.atomic
def find_or_make_podcast(title: str | None, *, by: Any) -> Podcast:
    """The podcast of that title, made where there is none.

    What names no podcast goes to one that may show nothing until an editor says where it belongs.
    """
    wanted = title or UNKNOWN_PODCAST
    folded = fold_name(wanted)
    for podcast in Podcast.objects.all():
        if fold_name(podcast.title) == folded:
            return podcast
    rights = Visibility.LISTED if title else Visibility.HIDDEN
    podcast = Podcast(title=wanted, slug=free_slug(Podcast, wanted, "podcast"), rights=rights)
    records.save(podcast, by=by, reason="Named in an imported document")
    return podcast
