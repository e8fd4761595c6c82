"""What rows of a page have in common, read for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from api.addresses import Addresses
from transcripts.models import Appearance, Episode

Reference = dict[str, Any]


def references(
    links: QuerySet, owner: str, to: str, resource: str, display: str, addresses: Addresses
) -> Mapping[int, list[Reference]]:
    """For each owner the things its links lead to, in the order of their names."""
    columns = (owner, f"{to}__public_id", f"{to}__{display}", f"{to}__slug")
    found = defaultdict(list)
    for key, public_id, name, slug in links.order_by(f"{to}__{display}", f"{to}__id").values_list(*columns):
        found[key].append(addresses.reference(resource, public_id, name, slug))
    return found


def tags(
    through: Any, owner: str, keys: Collection[int], addresses: Addresses
) -> Mapping[int, list[Reference]]:
    """The topics of each quote's version or claim."""
    links = through.objects.filter(**{f"{owner}__in": keys})
    return references(links, owner, "tag", "tags", "label", addresses)


def companies(
    through: Any, owner: str, keys: Collection[int], addresses: Addresses
) -> Mapping[int, list[Reference]]:
    """The companies each quote's version is about."""
    links = through.objects.filter(**{f"{owner}__in": keys})
    return references(links, owner, "company", "companies", "name", addresses)


def guests(
    through: Any, owner: str, keys: Collection[int], addresses: Addresses
) -> Mapping[int, list[Reference]]:
    """The people each quote's version is about."""
    links = through.objects.filter(**{f"{owner}__in": keys})
    return references(links, owner, "guest", "guests", "name", addresses)


def named(public: QuerySet, resource: str, display: str, keys: Collection[Any], addresses: Addresses) -> Any:
    """The public ones among things, by primary key."""
    rows = public.filter(pk__in={key for key in keys if key}).values_list("pk", "public_id", display, "slug")
    return {pk: addresses.reference(resource, public_id, name, slug) for pk, public_id, name, slug in rows}


def spoken_as(
    episodes: Collection[int], guests: Collection[int], addresses: Addresses
) -> dict[Any, Reference]:
    """As what the speakers of published quotes appear, by episode and person. Their companies are public
    through the quotes themselves."""
    rows = Appearance.objects.filter(episode__in=episodes, guest__in=guests).values_list(
        "episode_id", "guest_id", "role", "title", "company__public_id", "company__name", "company__slug"
    )
    return {
        (episode, guest): {
            "speaker_role": role,
            "speaker_title": title,
            "speaker_company": public_id and addresses.reference("companies", public_id, name, slug),
        }
        for episode, guest, role, title, public_id, name, slug in rows
    }


def episode_title(title: str, number: int | None) -> str:
    """What an episode is called, as everywhere else."""
    return title or Episode(number=number).display_title
