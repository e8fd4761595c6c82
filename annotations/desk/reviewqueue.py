"""The reviewers’ page: one thing at a time in full, beside it all that waits. Plain forms; keys are extra."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from annotations.desk import reviewing, reviewitem, reviewtie
from annotations.desk.reviewasked import address, asked_in, beginning, filters, query_of, values_in
from annotations.desk.reviewing import Reviewed
from annotations.models import Claim
from annotations.permissions import check_can_review
from annotations.selectors import reviewqueue, ties
from annotations.selectors.changes import last_event
from annotations.selectors.ties import Tie
from annotations.selectors.waiting import CHANGED, NEW, Asked, Queue, Waiting
from annotations.services import duedates, reviewmarks
from annotations.workflow import Refusal, State

SHOWN = 30  # lines of the list, those around what is shown
WIDEST = 120  # characters of a line
OVER = "{words} does not wait any more. {told}"
MEANWHILE = "{words} was not decided by you. {told}"
UNSENT = " Your note was not sent: “{note}”"


@dataclass(frozen=True, slots=True)
class Around:
    """Where a thing stands in the queue; `number` counts from 1, the neighbours are keys."""

    number: int
    total: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: what waits, in words, what is said of it besides, and the name of what is seen."""

    one: Waiting
    words: str
    aside: str
    pin: str


def page(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """One thing that waits, in full, and the list of what waits with it."""
    check_can_review(request.user)
    event = last_event()  # before the queue is read: what happens meanwhile is news
    asked = asked_in(request.GET)
    mark = reviewqueue.last_look(request.user)
    found = reviewqueue.queue(request.user, asked, mark)
    key = request.GET.get("item", "")
    item = asked_for(request, key) or first(found)
    shown = key_of(item) if item else ""
    place = around(found, shown)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": "Review queue",
        "asked": query_of(asked),
        "filters": filters(asked),
        "is_narrowed": asked != Asked(stage=asked.stage),
        "stage": asked.stage,
        "around": place,
        "shown": shown,
        "lines": lines(found.waiting, place),
        "own": lines_of(found.own),
        "more": found.more,
        "mark": mark,
        "event": event,
        "new": sum(one.news == NEW for one in found.waiting),
        "changed": sum(one.news == CHANGED for one in found.waiting),
        "decided": reviewqueue.decided(request.user, mark),
        "today": timezone.localdate(),
    }
    if item is not None:
        context |= reviewitem.of(item, request.user)
        context["typed"] = request.session.pop(note_key(shown), "")
    return TemplateResponse(request, "admin/review/queue.html", context)


def asked_for(request: HttpRequest, key: str) -> Reviewed | None:
    """What the address names, if it still waits; else who decided what."""
    item = reviewqueue.find(key) if key else None
    if item is None or reviewitem.waits_for(item):
        return item
    told = reviewing.last_told(item)
    messages.info(request, OVER.format(words=called(item), told=told))
    return None


def first(found: Queue) -> Reviewed | None:
    """What waits first."""
    return reviewqueue.find(found.waiting[0].key) if found.waiting else None


def around(found: Queue, shown: str) -> Around | None:
    """Where what is shown stands; None where it is not among what is asked for."""
    keys = [one.key for one in found.waiting]
    if shown not in keys:
        return None
    at = keys.index(shown)
    before = keys[at - 1] if at else ""
    after = keys[at + 1] if at + 1 < len(keys) else ""
    return Around(at + 1, len(keys), before, after)


def lines(waiting: list[Waiting], place: Around | None) -> list[Line]:
    """The lines of the list around what is shown."""
    begin = (place.number - 1) // SHOWN * SHOWN if place else 0
    return lines_of(waiting[begin : begin + SHOWN])


def lines_of(waiting: list[Waiting]) -> list[Line]:
    """What waits, a line each."""
    found = reviewqueue.lines(waiting)
    return [
        Line(one, beginning(reviewitem.words(item), WIDEST), reviewitem.aside(item), reviewing.seen(item))
        for one, item in found
    ]


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Do what a key or button says with what was seen, and go on; or say why not, the note kept."""
    check_can_review(request.user)
    posted = request.POST
    key, item = posted.get("item", ""), reviewqueue.find(posted.get("item", ""))
    asked, after = asked_in(QueryDict(posted.get("asked", ""))), posted.get("after", "")
    if item is None and key.partition("-")[0] in ties.MODELS:
        unsent(request, reviewtie.GONE)
        return HttpResponseRedirect(address(asked, after))
    if item is None:
        raise Http404("There is no such quote or claim.")
    verb = posted.get("verb", "")
    try:
        values = values_in(verb, posted)
        made = reviewing.decide(item, verb, version=posted.get("version", ""), values=values, by=request.user)
    except (Refusal, PermissionDenied) as refusal:
        return HttpResponseRedirect(address(asked, refused(request, item, refusal) or after))
    messages.success(request, done(verb, made, asked))
    return HttpResponseRedirect(address(asked, after if verb in reviewing.ENDING else key_of(item)))


def refused(request: HttpRequest, item: Reviewed, refusal: Exception) -> str:
    """Say why it was not done, and where to stay; nowhere where somebody else was quicker."""
    note = request.POST.get("note", "").strip()
    try:
        item.refresh_from_db()
    except ObjectDoesNotExist:
        unsent(request, MEANWHILE.format(words=called(item), told=reviewitem.standing(item)))
        return ""
    told = reviewing.last_told(item)
    if reviewitem.state_of(item) != request.POST.get("state"):
        unsent(request, MEANWHILE.format(words=called(item), told=reviewitem.standing(item)))
        return ""
    stale = getattr(refusal, "rule", "") in ("stale", "race")
    messages.error(request, f"{refusal} {told}" if stale else str(refusal))
    request.session[note_key(key_of(item))] = note
    return key_of(item)


def unsent(request: HttpRequest, sentence: str) -> None:
    """Say that somebody else was quicker, with the note that nobody got."""
    note = request.POST.get("note", "").strip()
    messages.warning(request, sentence + (UNSENT.format(note=note) if note else ""))


def done(verb: str, item: Reviewed, asked: Asked) -> str:
    """What was done, and after an approval the way to publish it."""
    if isinstance(item, Tie):
        return f"{reviewing.DONE_WITH_TIE[verb]}: {called(item)}."
    if verb == "due":
        return f"{called(item)} is due: {duedates.told(item.due_on)}"
    sentence = f"{reviewing.DONE[verb]}: {called(item)}."
    if verb not in ("approve", "override"):
        return sentence
    url = address(Asked(stage=State.APPROVED), key_of(item))
    return format_html('{} <a href="{}">Publish it</a>', sentence, url)


@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Keep that this person has looked at all there was when the page was made."""
    number = request.POST.get("event", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404("There is no such event.")
    reviewmarks.put(event=int(number), by=request.user)
    messages.success(request, "You have looked at all of this. What comes from now on is new.")
    asked = asked_in(QueryDict(request.POST.get("asked", "")))
    return HttpResponseRedirect(address(asked, request.POST.get("item", "")))


def called(item: Reviewed) -> str:
    """What it is called in a sentence."""
    if isinstance(item, Tie):
        return Truncator(reviewtie.words(item)).chars(160)
    if isinstance(item, Claim):
        return Truncator(item.statement).chars(80)
    return f"“{Truncator(item.shown).chars(80)}”"


def key_of(item: Reviewed) -> str:
    """What it is called in addresses."""
    kind = next(name for name, model in reviewqueue.ALL_KINDS.items() if isinstance(item, model))
    return f"{kind}-{item.pk}"


def note_key(key: str) -> str:
    """Where a note waits that was typed for a decision that was refused."""
    return f"note:review:{key}"
