"""The history of a quote: each of its versions and what happened to it, the differences word by word."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from annotations.models import QuoteVersion, ReviewEvent
from annotations.permissions import can_change
from annotations.selectors import versions as comparing
from annotations.selectors.carried import carried
from annotations.services import quotes, restoring
from annotations.workflow import Refusal
from transcripts.admin.history import SHOWN, Difference, Entry, told

EXPLAINED = (
    "This makes a draft that says what version {number} said. What readers see stays as it is until the "
    "draft is approved and published; a draft that is being worked on is set aside and kept."
)
DONE = "Version {made} is a draft that says what version {number} said. What readers see stays as it is."
FIRST = ("draft",)


def page_of(options: Any, request: HttpRequest, version: QuoteVersion) -> TemplateResponse:
    """What happened to all versions of a quote, and to the text under them, the newest first."""
    seen = QuoteVersion.objects.visible_to(request.user).filter(quote=version.quote_id)
    events = ReviewEvent.objects.filter(version__in=seen).select_related("by", "version")
    versions = list(comparing.to_compare(seen).order_by("number"))
    restorable = restorable_by(request.user, versions)
    told_of = [*entries(list(events.order_by("-id")), versions, restorable), *carried_on(versions)]
    told_of.sort(key=lambda entry: entry.at, reverse=True)
    page = Paginator(told_of, SHOWN).get_page(request.GET.get("p"))
    return told(options, request, version, page, list(page.object_list))


def restorable_by(user: Any, versions: list[QuoteVersion]) -> set[int]:
    """The versions whose form a person may give the quote back: all but the one that people work with."""
    newest = quotes.newest(versions[0].quote)
    return {one.pk for one in versions if one.pk != newest.pk} if can_change(user, newest) else set()


def entries(events: list[ReviewEvent], versions: list[QuoteVersion], restorable: set[int]) -> Iterator[Entry]:
    """Each event; where a version began, with what is different from the one before it, and the way to give
    the quote that form again."""
    made = {later.pk: list(differences(former, later)) for former, later in pairwise(versions)}
    for event in events:
        began = event.action in FIRST and event.version_id in made
        yield Entry(
            what=f"Version {event.version.number if event.version else 1}: {told_as(event)}",
            at=event.at,
            by=event.by,
            why=event.note,
            differences=made[event.version_id] if began and event.version_id else [],
            restore_url=restore_url(event.version_id)
            if event.action in FIRST and event.version_id in restorable
            else "",
        )


def restore_url(version: int | None) -> str:
    """Where it is looked at what giving a quote the form of this version would change."""
    return reverse("admin:annotations_quoteversion_restore", args=[version])


def restore_view(options: Any, request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    """The difference between the quote and an earlier version of it; then, by a button, a new version."""
    newest = quotes.newest(version.quote)
    if not can_change(request.user, newest):
        raise PermissionDenied
    if request.method == "POST":
        return restored(request, version)
    changes = list(differences(newest, version))
    if not changes:
        messages.info(request, restoring.SAME)
        return HttpResponseRedirect(history_url(version))
    context = {
        **options.admin_site.each_context(request),
        "opts": options.opts,
        "original": version,
        "title": f"Restore version {version.number}",
        "explained": EXPLAINED.format(number=version.number),
        "differences": changes,
        "seen": newest.pk,
        "longest": 1000,
    }
    return TemplateResponse(request, "admin/restore.html", context)


def restored(request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    """Make the new version, or say why not."""
    key = request.POST.get("seen", "")
    seen = version.quote.versions.filter(pk=key).first() if key.isdecimal() else None
    try:
        if seen is None:
            raise Refusal("stale", restoring.NEWER)
        made = restoring.restore(version, seen=seen, reason=request.POST.get("why", ""), by=request.user)
    except (Refusal, PermissionDenied) as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(history_url(version))
    messages.success(request, DONE.format(made=made.number, number=version.number))
    return HttpResponseRedirect(reverse("admin:annotations_quoteversion_change", args=[made.pk]))


def history_url(version: QuoteVersion) -> str:
    """The history of the quote."""
    return reverse("admin:annotations_quoteversion_history", args=[version.pk])


def carried_on(versions: list[QuoteVersion]) -> Iterator[Entry]:
    """Each change of the text, with what became of the quote and its approval."""
    for one in carried(versions):
        what = f"Version {one.version.number}: {one.what}"
        yield Entry(what=what, at=one.at, by=one.by, why=one.why, differences=[])


def told_as(event: ReviewEvent) -> str:
    """What was done, and what it is since."""
    state = event.get_to_state_display()
    return (
        event.told
        if event.from_state == event.to_state or state == event.told
        else f"{event.told}, {state} since"
    )


def differences(former: QuoteVersion, later: QuoteVersion) -> Iterator[Difference]:
    """What differs between two versions, as they stand."""
    for name, runs in comparing.differences(former, later):
        yield Difference(name, runs)
