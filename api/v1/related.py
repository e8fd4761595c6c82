"""What rows of a page have in common, read for all of them at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet, Value

from annotations import emendations
from annotations.models import QuoteVersion
from annotations.querysets import published_companies
from api.addresses import Addresses
from transcripts.models import Appearance, CompanyName, CompanyOwner, Episode
from transcripts.prepared import MARKS, Asked, Statement, ahead, prepared
from transcripts.selectors.audio import Fact, chosen, timelines_made
from transcripts.selectors.companies import name_then
from transcripts.selectors.names import DATED, LATEST_FIRST
from transcripts.timelines import Timeline

Reference = dict[str, Any]
Rows = Iterable[tuple[Any, ...]]
# What a quote's version is marked with: its sort, what a link leads to, and what that is called by.
LABELS = (("tags", "tag", "label"), ("companies", "company", "name"), ("guests", "guest", "name"))
SHOWN = 80  # code points of a quote's words where it is only named


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


class Beside(NamedTuple):
    """What stands beside quotes: of each version what it is marked with, by sort; as what a speaker appears,
    by episode and person; of each episode its timeline."""

    labels: Mapping[str, Mapping[int, list[Reference]]]
    spoken_as: Mapping[Any, Reference]
    timelines: Mapping[int, Timeline]


@contextmanager
def beside(
    keys: Collection[int], facts: Collection[Fact], guests: Collection[int], addresses: Addresses
) -> Iterator[Callable[[], Beside]]:
    """Look up what stands beside these versions of quotes of these people, from episodes of which FACTS are
    known, while something else is done; what is given then waits for it. Once more where points of time were
    set."""
    if not keys:
        yield lambda: Beside(labels((), addresses), {}, {})
        return
    episodes = [pk for pk, *_ in facts]
    # Show notes have no speaker: no person has the key 0.
    spoken = Asked(_spoken_as(), [episodes, guests or [0]])
    with ahead(Asked(_labels(), [keys]), spoken, chosen(episodes)) as found:
        yield lambda: made_beside(*found(), facts=facts, addresses=addresses)


def made_beside(
    marks: Rows, appearances: Rows, files: Rows, *, facts: Collection[Fact], addresses: Addresses
) -> Beside:
    """What stands beside quotes, of what the database answered."""
    return Beside(labels(marks, addresses), spoken_as(appearances, addresses), timelines_made(facts, files))


def labels(links: Rows, addresses: Addresses) -> dict[str, Mapping[int, list[Reference]]]:
    """What each version of a quote is marked with, by sort."""
    found: dict[str, Mapping[int, list[Reference]]] = {sort: defaultdict(list) for sort, *_ in LABELS}
    for sort, key, public_id, name, slug, _ in links:
        found[sort][key].append(addresses.reference(sort, public_id, name, slug))
    return found


@cache
def _labels() -> Statement:
    columns = ("sort", "of", "named", "called", "at", "order")
    parts = [
        getattr(QuoteVersion, sort)
        .through.objects.filter(quoteversion__in=MARKS[:1])
        .annotate(sort=Value(sort), of=F("quoteversion"), order=F(f"{to}__id"))
        .annotate(named=F(f"{to}__public_id"), called=F(f"{to}__{display}"), at=F(f"{to}__slug"))
        .order_by()
        .values_list(*columns)
        for sort, to, display in LABELS
    ]
    return prepared(parts[0].union(*parts[1:], all=True).order_by("called", "order"), planned=True)


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


def spoken_as(rows: Rows, addresses: Addresses) -> dict[Any, Reference]:
    """As what speakers of published quotes appear, by episode and person. Their companies are public through
    the quotes themselves."""
    return {
        (episode, guest): {
            "speaker_role": role,
            "speaker_title": title,
            "speaker_company": public_id and addresses.reference("companies", public_id, name, slug),
            "speaker_company_name": then or "",
        }
        for episode, guest, role, title, public_id, name, slug, then in rows
    }


@cache
def _spoken_as() -> Statement:
    there = Appearance.objects.filter(episode__in=MARKS[:1], guest__in=MARKS[1:]).order_by()
    company = ("company__public_id", "company__name", "company__slug")
    columns = ("episode_id", "guest_id", "role", "title", *company, name_then())
    return prepared(there.values_list(*columns), planned=True)


def episode_title(title: str, number: int | None) -> str:
    """What an episode is called, as everywhere else."""
    return title or Episode(number=number).display_title


EPISODE = (
    "public_id",
    "title",
    "number",
    "slug",
    "podcast__public_id",
    "podcast__title",
    "podcast__slug",
)


def episode(row: Mapping[str, Any], path: str, addresses: Addresses) -> Reference:
    """How something names an episode, whose columns (EPISODE) stand in the row behind `path`."""
    public_id, title, number, slug, *of = (row[f"{path}__{name}"] for name in EPISODE)
    podcast = addresses.reference("podcasts", of[0], of[1], of[2])
    named = addresses.reference("episodes", public_id, episode_title(title, number), slug)
    return named | {"podcast": podcast}


def quote(public_id: UUID, exact: str, emended: list[Any], addresses: Addresses) -> Reference:
    """How something names a quote: by its first words as readers see them."""
    shown = emendations.shown(exact, emended)
    words = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1].rstrip()}…"
    return addresses.reference("quotes", public_id, f"“{words}”")
