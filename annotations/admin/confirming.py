"""The queue of quotes whose place in a changed text is uncertain: one at a time, each settled with a key."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from annotations.desk import cards, decisions
from annotations.models import Placement, QuoteVersion
from annotations.permissions import can_change, can_draft, can_review
from annotations.selectors import confirming
from annotations.selectors.confirming import Proposed, Question
from annotations.workflow import Refusal, State
from transcripts.admin.base import ReadOnlyAdmin
from transcripts.comparing import Run, runs_of
from transcripts.models import Episode
from transcripts.selectors.revisions import deleted_and_same, inserted_and_same

FOLDER = "admin/annotations/placement"


@dataclass(frozen=True)
class Candidate:
    """A place proposed, compared with the words as they were."""

    place: Proposed
    old: list[Run]
    new: list[Run]
    other_speaker: bool

    @property
    def key(self) -> int:
        """The key that confirms it."""
        return self.place.number + 1

    @property
    def percent(self) -> int:
        """How alike the words are, of 100; what differs never shows as 100."""
        return min(int(self.place.score * 100), 99) if self.place.score < 1 else 100


@dataclass(frozen=True)
class Around:
    """Where a quote stands in the queue; `number` counts from 1."""

    number: int
    total: int
    before: int | None
    after: int | None


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    """Where quotes stand in changed texts: the list is the queue of those that need a person."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not in the list of what there is: the start page and the head of each page lead to the queue."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Deciding, beside the stock pages."""
        view = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("<int:pk>/decide/", view, name="annotations_placement_decide"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """One quote of the queue, of all episodes or of one; the address holds which."""
        episode = episode_in(request.GET.get("episode", ""))
        keys = list(confirming.waiting(request.user, episode).values_list("pk", flat=True))
        shown = key_in(request.GET.get("quote", ""))
        if shown is not None and shown not in keys:
            messages.info(request, "That quote does not wait any more; somebody has settled it.")
        if shown not in keys:
            shown = keys[0] if keys else None
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Quotes to confirm in {episode.display_title}" if episode else "Quotes to confirm",
            "episode": episode,
            "total": len(keys),
            "may_confirm": can_draft(request.user),
        }
        if shown is not None:
            version = confirming.waiting(request.user, episode).get(pk=shown)
            context |= self.asked(request, confirming.questions([version])[0], around(keys, shown))
            context |= {"address": address(episode), "typed": request.session.pop(note_key(shown), "")}
        return TemplateResponse(request, f"{FOLDER}/queue.html", context)

    def asked(self, request: HttpRequest, question: Question, place: Around) -> dict[str, Any]:
        """What the page shows of one quote."""
        version = question.version
        found = candidates(question)
        desk = reverse("admin:transcripts_episode_annotate", args=[version.quote.episode_id])
        public = version.state == State.PUBLISHED
        return {
            "question": question,
            "version": version,
            "seen": cards.seen(version),
            "first": found[0] if found else None,
            "others": found[1:],
            "around": place,
            "desk_url": f"{desk}#quote-{version.quote.public_id}",
            "public": public,
            "may_give_up": can_review(request.user) if public else can_change(request.user, version),
        }

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a key or button says, and go on to the next; or say why not, the note kept."""
        seen = QuoteVersion.objects.visible_to(request.user)
        version = get_object_or_404(seen.select_related("quote"), pk=pk)
        episode = episode_in(request.POST.get("episode", ""))
        keys = list(confirming.waiting(request.user, episode).values_list("pk", flat=True))
        place = around(keys, pk) if pk in keys else None
        try:
            self.decide(request, version)
        except (Refusal, PermissionDenied) as refusal:
            messages.warning(request, str(refusal))
            request.session[note_key(pk)] = request.POST.get("note", "")
            return HttpResponseRedirect(address(episode, pk if pk in keys else None))
        return HttpResponseRedirect(address(episode, place.after if place else None))

    def decide(self, request: HttpRequest, version: QuoteVersion) -> None:
        """Do it, if the quote still is as it was on the page."""
        verb, _, number = request.POST.get("action", "").partition(" ")
        seen, note = request.POST.get("version", ""), request.POST.get("note", "")
        if verb == "confirm" and number.isascii() and number.isdigit():
            made = decisions.confirm(
                version.quote, version=seen, candidate=int(number), note=note, by=request.user
            )
        elif verb == "give-up":
            made = decisions.give_up(version.quote, version=seen, note=note, by=request.user)
        else:
            raise Http404("There is no such decision.")
        messages.success(request, f"“{made.shown[:60]}” is {made.get_state_display()} now.")


def episode_in(key: str) -> Episode | None:
    """The episode whose quotes are asked for; None where it is all."""
    return get_object_or_404(Episode, pk=key) if key.isascii() and key.isdigit() else None


def key_in(key: str) -> int | None:
    """The quote asked for, if one is."""
    return int(key) if key.isascii() and key.isdigit() else None


def around(keys: list[int], shown: int) -> Around:
    """Where a quote stands among all that wait; behind the last comes the first again."""
    at = keys.index(shown)
    others = len(keys) > 1
    return Around(
        number=at + 1,
        total=len(keys),
        before=keys[at - 1] if others else None,
        after=keys[(at + 1) % len(keys)] if others else None,
    )


def address(episode: Episode | None, quote: int | None = None) -> str:
    """The queue, at a quote."""
    asked = {"episode": episode.pk if episode else None, "quote": quote}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    queue = reverse("admin:annotations_placement_changelist")
    return f"{queue}?{query}" if query else queue


def candidates(question: Question) -> list[Candidate]:
    """The places proposed, each compared with the words as they were."""
    found = []
    for place in question.new:
        runs = runs_of(question.old.words, place.words)
        other = place.turn.speaker_id != question.version.speaker_id
        found.append(Candidate(place, deleted_and_same(runs), inserted_and_same(runs), other))
    return found


def note_key(pk: int) -> str:
    """Where a note waits that was typed for a decision that was refused."""
    return f"note:placement:{pk}"
