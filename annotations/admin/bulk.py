"""Moves of many quotes or claims at once, each answered for on a page that can be read and copied."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator

from annotations.models import Claim, QuoteVersion, Tag
from annotations.services import claims, quotes, review
from annotations.workflow import BY_ACTION, Action, Refusal
from transcripts.permissions import roles_of
from transcripts.roles import Role

# So many can be looked at and decided about together.
MOST = 200
TOO_MANY = "These are more than {most}. Narrow the list, or choose fewer."
HAS_IT, HAS_IT_NOT = "It has this topic already.", "It does not have this topic."
STALE = "Somebody has changed it since you loaded the list. Look at it again, then decide."
KEPT = "bulk:results"
TAG, UNTAG = "tag", "untag"
LABELS = {
    str(Action.SUBMIT): "Submit for review",
    str(Action.RETRACT): "Take back",
    str(Action.RETURN): "Return with note",
    str(Action.APPROVE): "Approve",
    str(Action.PUBLISH): "Publish",
    str(Action.WITHDRAW): "Withdraw with reason",
    str(Action.DISCARD): "Discard",
    str(Action.SPIKE): "Spike with reason",
    TAG: "Tag with a topic",
    UNTAG: "Take a topic away",
}


def this_moment() -> str:
    """Now, as a form carries it without losing anything."""
    return timezone.now().isoformat()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one of them; `refusal` is empty where it was done."""

    words: str
    url: str
    refusal: str


class ListedForm(ActionForm):
    """What is done with the chosen, and when the list was shown."""

    listed_at = forms.CharField(widget=forms.HiddenInput, initial=this_moment, required=False, label="")


class NoteForm(forms.Form):
    """Why many are moved at once."""

    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), label="Note")


class TopicForm(forms.Form):
    """The topic that is given or taken away."""

    topic = forms.ModelChoiceField(
        Tag.objects.all(), widget=AutocompleteSelect(QuoteVersion._meta.get_field("tags"), admin.site)
    )


class BulkMoves:
    """Adds the moves as actions of a list, and the page of their results."""

    action_form = ListedForm

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What this person's roles may do."""
        return {
            verb: (act, verb, words)
            for verb, words in LABELS.items()
            if roles_for(verb) & roles_of(request.user)
        }

    def get_urls(self) -> list[URLPattern]:
        """The page of the results."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_results"  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.results_view)  # type: ignore[attr-defined]
        return [path("results/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def results_view(self, request: HttpRequest) -> HttpResponse:
        """What came of the last moves of this person, one line each."""
        kept = request.session.get(KEPT, {"title": "", "results": []})
        results = [Result(**one) for one in kept["results"]]
        refused = [one for one in results if one.refusal]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": kept["title"] or "Results",
            "refused": refused,
            "done": [one for one in results if not one.refusal],
        }
        return TemplateResponse(request, "admin/annotations/results.html", context)


def roles_for(verb: str) -> frozenset[Role]:
    """Whoever has one of these may do that, if only with what they wrote."""
    if verb in (TAG, UNTAG):
        return frozenset({Role.EDITOR, Role.CONTRIBUTOR})
    move = BY_ACTION[Action(verb)]
    return frozenset({move.role, move.author or move.role})


def act(options: Any, request: HttpRequest, chosen: QuerySet) -> HttpResponse | None:
    """Do what was chosen with each of them, after asking for what it needs."""
    verb = request.POST.get("action", "")
    items = list(chosen.order_by("pk")[: MOST + 1])
    if len(items) > MOST:
        messages.warning(request, TOO_MANY.format(most=MOST))
        return None
    form = form_of(verb, request.POST if "confirmed" in request.POST else None)
    if form is not None and not form.is_valid():
        return ask(options, request, verb, items, form)
    values = {**(form.cleaned_data if form is not None else {}), "listed_at": listed_at(request)}
    results = [result(verb, item, values, by=request.user) for item in items]
    done = sum(not one.refusal for one in results)
    title = f"{LABELS[verb]}: {done} of {len(results)} done"
    request.session[KEPT] = {"title": title, "results": [asdict(one) for one in results]}
    opts = options.opts
    return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_results"))


def listed_at(request: HttpRequest) -> datetime | None:
    """When the list was shown from which these were chosen, where the page says so."""
    try:
        moment = parse_datetime(request.POST.get("listed_at", ""))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def form_of(verb: str, data: Any) -> NoteForm | TopicForm | None:
    """What is asked before something is done with many."""
    if verb in (TAG, UNTAG):
        return TopicForm(data)
    return NoteForm(data) if BY_ACTION[Action(verb)].note else None


def ask(
    options: Any, request: HttpRequest, verb: str, items: Sequence[Any], form: forms.Form
) -> TemplateResponse:
    """The page that asks, with all that is spoken of."""
    context = {
        **options.admin_site.each_context(request),
        "opts": options.opts,
        "title": LABELS[verb],
        "verb": verb,
        "rows": [(item.pk, words(item)) for item in items],
        "form": form,
        "media": form.media,
        "checkbox": ACTION_CHECKBOX_NAME,
        "listed_at": request.POST.get("listed_at", ""),
    }
    return TemplateResponse(request, "admin/annotations/ask.html", context)


def result(verb: str, item: QuoteVersion | Claim, values: dict[str, Any], *, by: Any) -> Result:
    """Do it with one of them; why it could not be done stands in the result."""
    opts = item._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[item.pk])
    said = words(item)
    try:
        do(verb, item, values, by=by)
    except (Refusal, PermissionDenied) as refusal:
        return Result(said, url, str(refusal))
    except ValidationError as error:
        return Result(said, url, " ".join(error.messages))
    return Result(said, url, "")


@transaction.atomic
def do(verb: str, item: QuoteVersion | Claim, values: dict[str, Any], *, by: Any) -> None:
    """One move, or one topic given or taken away, by the services; never of what nobody has seen."""
    review.lock(item)
    check_as_listed(item, values["listed_at"], by=by)
    if verb not in (TAG, UNTAG):
        review.move(item, action=Action(verb), by=by, note=values.get("note", ""))
        return
    tags, topic = list(item.tags.all()), values["topic"]
    if (topic in tags) == (verb == TAG):
        raise Refusal("topic", HAS_IT if verb == TAG else HAS_IT_NOT)
    wanted = [*tags, topic] if verb == TAG else [tag for tag in tags if tag != topic]
    if isinstance(item, Claim):
        claims.change(item, tags=wanted, by=by)
    elif not wanted:
        raise Refusal("topic", "It would have no topic left. Give it another one first.")
    else:
        retag(item, wanted, by=by)


def check_as_listed(item: QuoteVersion | Claim, shown: datetime | None, *, by: Any) -> None:
    """Raise Refusal where others did anything with it since the list was shown: one that was returned and
    sent again reads the same, and is not what was chosen."""
    if shown is not None and item.events.filter(at__gt=shown).exclude(by=by).exists():
        raise Refusal("stale", STALE)


def retag(version: QuoteVersion, tags: Sequence[Tag], *, by: Any) -> None:
    """Change the topics of a quote, if the version that was chosen is the one people work with."""
    if quotes.newest(version.quote).pk != version.pk:
        raise Refusal("stale", "There is a newer version of this quote. Choose that one.")
    quotes.change(version.quote, tags=tags, by=by)


def words(item: QuoteVersion | Claim) -> str:
    """What it is called in the results."""
    text = f"“{item.shown}”" if isinstance(item, QuoteVersion) else item.statement
    return Truncator(text).chars(140)
