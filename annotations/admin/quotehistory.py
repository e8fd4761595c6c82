"""The history of a quote: each of its versions and what happened to it, the differences word by word."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse

from annotations.models import QuoteVersion, ReviewEvent
from annotations.selectors.carried import carried
from transcripts.admin.history import SHOWN, Difference, Entry, told
from transcripts.comparing import runs_of

NOTHING = "nothing"
FIRST = ("draft",)


def page_of(options: Any, request: HttpRequest, version: QuoteVersion) -> TemplateResponse:
    """What happened to all versions of a quote, and to the text under them, the newest first."""
    seen = QuoteVersion.objects.visible_to(request.user).filter(quote=version.quote_id)
    events = ReviewEvent.objects.filter(version__in=seen).select_related("by", "version")
    versions = list(
        seen.select_related("speaker", "revision")
        .prefetch_related("tags", "companies", "guests")
        .order_by("number")
    )
    told_of = [*entries(list(events.order_by("-id")), versions), *carried_on(versions)]
    told_of.sort(key=lambda entry: entry.at, reverse=True)
    page = Paginator(told_of, SHOWN).get_page(request.GET.get("p"))
    return told(options, request, version, page, list(page.object_list))


def entries(events: list[ReviewEvent], versions: list[QuoteVersion]) -> Iterator[Entry]:
    """Each event; where a version began, with what is different from the one before it."""
    made = {later.pk: list(differences(former, later)) for former, later in pairwise(versions)}
    for event in events:
        began = event.action in FIRST and event.version_id in made
        yield Entry(
            what=f"Version {event.version.number if event.version else 1}: {told_as(event)}",
            at=event.at,
            by=event.by,
            why=event.note,
            differences=made[event.version_id] if began and event.version_id else [],
        )


def carried_on(versions: list[QuoteVersion]) -> Iterator[Entry]:
    """Each change of the text, with what became of the quote and its approval."""
    for one in carried(versions):
        what = f"Version {one.version.number}: {one.what}"
        yield Entry(what=what, at=one.at, by=one.by, why=one.why, differences=[])


def told_as(event: ReviewEvent) -> str:
    """What was done, and what it is since."""
    since = f", {event.get_to_state_display()} since" if event.from_state != event.to_state else ""
    return f"{event.told}{since}"


def differences(former: QuoteVersion, later: QuoteVersion) -> Iterator[Difference]:
    """What differs between two versions, as they stand."""
    old, new = as_told(former), as_told(later)
    for name, words in new.items():
        if words != old[name]:
            yield Difference(name, runs_of(old[name], words))


def as_told(version: QuoteVersion) -> dict[str, str]:
    """A version in words, by what is compared."""
    return {
        "Words": version.shown,
        "Speaker": str(version.speaker or NOTHING),
        "Text": f"revision {version.revision.number}",
        "Topics": ", ".join(sorted(tag.label for tag in version.tags.all())) or NOTHING,
        "Companies": ", ".join(sorted(company.name for company in version.companies.all())) or NOTHING,
        "About": ", ".join(sorted(guest.name for guest in version.guests.all())) or NOTHING,
        "Note": version.note or NOTHING,
    }
