"""Count long lists of quotes ahead, again whenever the publication log tells of something in them."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Model, Q, QuerySet
from django.utils import timezone

from annotations.models import Claim, Evidence, Publication, Quote, QuoteVersion, Tag, Tally
from annotations.selectors import lists, tallies
from annotations.selectors.lists import EVERYTHING, QuoteList
from annotations.services import positions
from transcripts.models import Appearance, Company, Episode, Guest

# What a rename changes of the lists that name a thing is told within this time; its old name leads on.
OLDEST = timedelta(hours=1)
AT_ONCE = 20  # of the old ones in a round

# The lists, by the first part of their names: of whom, and how they are made.
LISTS: dict[str, tuple[type[Model], Callable[..., QuoteList]]] = {
    "topic": (Tag, lists.of_topic),
    "company": (Company, lists.about_company),
    "company-people": (Company, lists.for_company),
    "guest": (Guest, lists.by_guest),
    "guest-about": (Guest, lists.about_guest),
}


def recount(*, stop: Callable[[], bool] = lambda: False) -> int:
    """Count again what has changed since the last round, and the oldest counts; how many lists that were.

    A list whose counting is cut short, by a stop or a fault, is counted in the next round: how far the log
    was read is noted last.
    """
    position = positions.give()
    known = Tally.objects.filter(name=EVERYTHING).first()
    names = old()
    if known is None:
        names |= long_lists()
    elif known.position < position:
        names |= touched(Publication.objects.filter(position__gt=known.position, position__lte=position))
    elif not names:
        return 0
    for name in sorted(names):
        if stop():
            return 0
        keep(name, position)
    if known is None or known.position < position:
        keep(EVERYTHING, position)
    return len(names)


@transaction.atomic
def keep(name: str, position: int) -> None:
    """Count a list and keep the counts, where it is long enough; else forget them."""
    if name == EVERYTHING:
        counts = tallies.count_whole()
    else:
        found = made(name)
        if found is None or found.rows.order_by()[: tallies.LONG + 1].count() <= tallies.LONG:
            Tally.objects.filter(name=name).delete()
            return
        counts = tallies.count(found.rows, found.filters, {}).as_json()
    Tally.objects.update_or_create(name=name, defaults={"counts": counts, "position": position})


def made(name: str) -> QuoteList | None:
    """The list of that name; none where what it is of is gone."""
    kind, _, key = name.partition(":")
    model, make = LISTS[kind]
    found = model._default_manager.filter(pk=key).first()
    return make(found) if found else None


def old() -> set[str]:
    """Lists that were not counted for long."""
    found = Tally.objects.exclude(name=EVERYTHING).filter(counted_at__lt=timezone.now() - OLDEST)
    return set(found.order_by("counted_at", "name").values_list("name", flat=True)[:AT_ONCE])


def long_lists() -> set[str]:
    """All lists that may be long."""
    every = QuoteVersion.objects.filter(state="published").order_by()
    by_kind = {
        "company": every.values_list("companies"),
        "guest": every.values_list("speaker"),
        "guest-about": every.values_list("guests"),
        "company-people": spoken_for(every),
    }
    found = {f"topic:{pk}" for pk in Tag.objects.order_by().values_list("pk", flat=True)}
    for kind, keys in by_kind.items():
        counted = keys.annotate(n=Count("pk")).filter(n__gt=tallies.LONG)
        found |= {f"{kind}:{key}" for key, *_ in counted if key}
    return found


def spoken_for(versions: QuerySet[QuoteVersion]) -> QuerySet:
    """For which companies these were said."""
    here = versions.filter(speaker__appearances__episode=F("quote__episode"))
    return here.values_list("speaker__appearances__company")


def touched(entries: QuerySet[Publication]) -> set[str]:
    """The lists in which something may have changed: none is left out, some may be the same as before."""
    told: dict[str, list] = {}
    for noun, public_id in entries.order_by().values_list("object_type", "object_id").distinct():
        told.setdefault(noun, []).append(public_id)
    about = Q(public_id__in=told.get("quote", ()))
    claims = Claim.objects.filter(public_id__in=told.get("claim", ())).order_by()
    about |= Q(pk__in=Evidence.objects.filter(claim__in=claims.values("pk")).order_by().values("quote"))
    there = Episode.objects.filter(
        Q(public_id__in=told.get("episode", ())) | Q(podcast__public_id__in=told.get("podcast", ()))
    )
    about |= Q(episode__in=there.order_by().values("pk"))
    versions = QuoteVersion.objects.filter(
        quote__in=Quote.objects.filter(about).order_by().values("pk")
    ).order_by()
    tags = Tag.objects.filter(
        Q(
            pk__in=QuoteVersion.tags.through.objects.filter(quoteversion__in=versions.values("pk")).values(
                "tag"
            )
        )
        | Q(public_id__in=told.get("tag", ()))
    )
    companies = Company.objects.filter(public_id__in=told.get("company", ())).order_by()
    guests = Guest.objects.filter(public_id__in=told.get("guest", ())).order_by()
    appearing = Appearance.objects.filter(
        episode__in=versions.values("quote__episode"), guest__in=versions.values("speaker")
    )
    own_companies, own_guests = keys(companies.values_list("pk")), keys(guests.values_list("pk"))
    by_kind = {
        "topic": keys(tags.order_by().values_list("pk", "parent_id")),
        "company": keys(versions.values_list("companies").distinct()) | own_companies,
        "company-people": keys(appearing.order_by().values_list("company").distinct()) | own_companies,
        "guest": keys(versions.values_list("speaker").distinct()) | own_guests,
        "guest-about": keys(versions.values_list("guests").distinct()) | own_guests,
    }
    return {f"{kind}:{key}" for kind, some in by_kind.items() for key in some}


def keys(rows: Iterable[tuple]) -> set[int]:
    """All keys of some rows."""
    return {key for row in rows for key in row if key}
