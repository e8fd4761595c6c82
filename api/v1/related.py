"""What rows of a page have in common, read for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from annotations.querysets import published_companies
from api.addresses import Addresses
from transcripts.models import Appearance, CompanyName, CompanyOwner, Episode
from transcripts.selectors.companies import DATED, LATEST_FIRST, name_then

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


def names_then(keys: Collection[int]) -> Mapping[int, list[dict[str, Any]]]:
    """The names of companies of which it is known when they held, the latest first."""
    rows = CompanyName.objects.filter(DATED, company__in=keys).order_by(LATEST_FIRST, "-pk")
    found = defaultdict(list)
    for key, text, since, until in rows.values_list("company_id", "text", "since", "until"):
        found[key].append({"name": text, "since": since, "until": until})
    return found


def owners(keys: Collection[int], addresses: Addresses) -> Mapping[int, list[dict[str, Any]]]:
    """The public owners of companies, the latest first."""
    rows = CompanyOwner.objects.filter(company__in=keys, owner__in=published_companies())
    columns = ("company_id", "owner__public_id", "owner__name", "owner__slug", "since", "until")
    found = defaultdict(list)
    for key, public_id, name, slug, since, until in rows.values_list(*columns):
        owner = addresses.reference("companies", public_id, name, slug)
        found[key].append({"company": owner, "since": since, "until": until})
    return found


def spoken_as(
    episodes: Collection[int], guests: Collection[int], addresses: Addresses
) -> dict[Any, Reference]:
    """As what the speakers of published quotes appear, by episode and person. Their companies are public
    through the quotes themselves."""
    rows = Appearance.objects.filter(episode__in=episodes, guest__in=guests).values_list(
        "episode_id",
        "guest_id",
        "role",
        "title",
        "company__public_id",
        "company__name",
        "company__slug",
        name_then(),
    )
    return {
        (episode, guest): {
            "speaker_role": role,
            "speaker_title": title,
            "speaker_company": public_id and addresses.reference("companies", public_id, name, slug),
            "speaker_company_name": then or "",
        }
        for episode, guest, role, title, public_id, name, slug, then in rows
    }


def episode_title(title: str, number: int | None) -> str:
    """What an episode is called, as everywhere else."""
    return title or Episode(number=number).display_title
