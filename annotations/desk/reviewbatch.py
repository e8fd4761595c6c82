"""Many of the queue decided about at once: each answers for itself, and what came of it stays to be read."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from annotations.desk import reviewasked, reviewing, reviewitem, reviewtie
from annotations.desk.reviewing import Reviewed
from annotations.permissions import check_can_review
from annotations.selectors import ties
from annotations.selectors.reviewqueue import find
from annotations.workflow import Refusal

logger = logging.getLogger(__name__)
MOST = 200
KEPT = "review:results"
# What is asked before it is done with many, by what is done.
FIELDS = {"return": "note", "due": "day", "schedule": "at"}
OFFERED = ("approve", "return", "publish", "due", "schedule")
NONE = "Choose some in the list first."
TOO_MANY = f"These are more than {MOST}. Choose fewer."
NO_NOTE = "Say why, so that their authors know what to do."
BROKEN = (
    "It could not be done for a reason that is not yours. Tell your administrator, then try it again: "
    "nothing of it was changed."
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one of them. `rule` and `refusal` are empty where it was done; `told` says how
    it is now."""

    words: str
    url: str
    rule: str
    refusal: str
    told: str


@require_POST
def many(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """Do one thing with all that were chosen, after asking for what it needs."""
    check_can_review(request.user)
    posted, verb, chosen = request.POST, request.POST.get("verb", ""), request.POST.getlist("chosen")
    if verb not in OFFERED:
        raise Http404("There is no such decision.")
    asked = reviewasked.asked_in(QueryDict(posted.get("asked", "")))
    if not chosen or len(chosen) > MOST:
        messages.warning(request, TOO_MANY if chosen else NONE)
        return HttpResponseRedirect(reviewasked.address(asked, posted.get("item", "")))
    if verb in FIELDS and "confirmed" not in posted:
        return ask(request, site, verb, chosen)
    try:
        values = reviewasked.values_in(verb, posted)
        if verb == "return" and not values["note"].strip():
            raise Refusal("note", NO_NOTE)
    except Refusal as refusal:
        return ask(request, site, verb, chosen, error=str(refusal))
    results = [one for one in (result(name, verb, values, by=request.user) for name in chosen) if one]
    request.session[KEPT] = {
        "verb": verb,
        "note": values["note"],
        "asked": reviewasked.query_of(asked),
        "results": [asdict(one) for one in results],
    }
    return HttpResponseRedirect(reverse("admin:review_results"))


def ask(
    request: HttpRequest, site: AdminSite, verb: str, chosen: Sequence[str], *, error: str = ""
) -> TemplateResponse:
    """The page that asks for the note, the day or the time, with all that is spoken of."""
    items = [(name, find(name.partition(" ")[0])) for name in chosen]
    context = {
        **site.each_context(request),
        "title": reviewing.LABELS[verb],
        "verb": verb,
        "field": FIELDS[verb],
        "typed": request.POST.get(FIELDS[verb], ""),
        "rows": [(name, reviewitem.words(item)) for name, item in items if item],
        "asked": request.POST.get("asked", ""),
        "error": error,
    }
    return TemplateResponse(request, "admin/review/ask.html", context, status=400 if error else 200)


def result(name: str, verb: str, values: dict[str, Any], *, by: Any) -> Result | None:
    """Do it with one of them, which `name` calls by its key and what was seen of it; nothing that goes wrong
    with one keeps the others from being done."""
    key, _, version = name.partition(" ")
    item = find(key)
    if item is None and key.partition("-")[0] in ties.MODELS:
        return Result("What was tied to a claim", reverse("admin:review"), "gone", reviewtie.GONE, "")
    if item is None:
        return None
    said, url = reviewitem.words(item), f"{reverse('admin:review')}?item={key}"
    try:
        made = reviewing.decide(item, verb, version=version, values=values, by=by)
    except Refusal as refusal:
        return Result(said, url, refusal.rule.replace("-", " "), str(refusal), standing(item))
    except PermissionDenied as refusal:
        return Result(said, url, "role", str(refusal), "")
    except Exception:
        logger.exception("A decision failed: %s %s", verb, key)
        return Result(said, url, "fault", BROKEN, "")
    return Result(said, reviewitem.url(item), "", "", standing(made))


def standing(item: Reviewed) -> str:
    """How it stands now, and who brought it there."""
    with suppress(ObjectDoesNotExist):
        item.refresh_from_db()
    return reviewitem.standing(item)


def results(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """What came of the last decision about many, one line each; it stays until the next."""
    check_can_review(request.user)
    kept = request.session.get(KEPT, {"verb": "", "note": "", "asked": "", "results": []})
    every = [Result(**one) for one in kept["results"]]
    done = [one for one in every if not one.refusal]
    label = reviewing.LABELS.get(kept["verb"], "Results")
    context = {
        **site.each_context(request),
        "title": f"{label}: {len(done)} of {len(every)} done" if every else "Results",
        "note": kept["note"],
        "back": reviewasked.address(reviewasked.asked_in(QueryDict(kept["asked"]))),
        "refused": [one for one in every if one.refusal],
        "done": done,
    }
    return TemplateResponse(request, "admin/review/results.html", context)
