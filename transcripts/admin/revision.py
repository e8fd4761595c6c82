"""Revisions: every text of an episode to read, to compare word by word, and the current one to correct turn
by turn. Registered by `annotations`, which says what becomes of quotes."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from transcripts.admin.base import ReadOnlyAdmin
from transcripts.admin.turnform import TurnForm
from transcripts.models import Episode, Revision, Turn
from transcripts.permissions import can_edit, check_can_edit
from transcripts.selectors import revisions
from transcripts.services import corrections

# Each is compared with the one before it.
SHOWN = 10
FOLDER = "admin/transcripts/revision"


class StandingFilter(admin.SimpleListFilter):
    """Texts by how they stand."""

    title = "how it stands"
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The ways a text can stand."""
        return [("waiting", "waiting to be adopted"), ("current", "current"), ("declined", "declined")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The texts that stand so."""
        if self.value() == "waiting":
            return queryset.filter(adopted_at=None, declined_at=None)
        if self.value() == "current":
            return queryset.filter(is_current=True)
        return queryset.exclude(declined_at=None) if self.value() == "declined" else queryset


class RevisionAdmin(ReadOnlyAdmin):
    """Texts of episodes, newest first; none of them is ever changed."""

    list_display = ["name", "how", "created_by", "created_at", "stands"]
    list_filter = [StandingFilter, "kind", "origin", "created_at"]
    search_fields = ["episode__title", "=episode__number", "episode__podcast__title"]
    ordering = ["-created_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """Texts with what the pages show of them."""
        return revisions.listed(super().get_queryset(request))

    @admin.display(description="text")
    def name(self, revision: Revision) -> str:
        """The episode, and which of its texts."""
        return f"{revision.episode.display_title}: {revision.get_kind_display()} {revision.number}"

    @admin.display(description="came about")
    def how(self, revision: Revision) -> str:
        """How it came about."""
        return revisions.origin(revision)

    @admin.display(description="stands")
    def stands(self, revision: Revision) -> str:
        """How it stands."""
        return revisions.standing(revision)

    def get_urls(self) -> list[URLPattern]:
        """All texts of an episode, two of them compared, and one turn corrected, beside the stock pages."""
        view = self.admin_site.admin_view
        correct = view(require_POST(self.correct_view))
        return [
            path("of/<int:episode>/", view(self.episode_view), name="transcripts_revision_of"),
            path("compare/", view(self.compare_view), name="transcripts_revision_compare"),
            path("<int:pk>/correct/<int:position>/", correct, name="transcripts_revision_correct"),
            *super().get_urls(),
        ]

    def page(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        """A page of ours within the admin."""
        common = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "may_write": can_edit(request.user),
        }
        return TemplateResponse(request, f"{template}.html", {**common, **context}, status=status)

    def episode_view(self, request: HttpRequest, episode: int) -> HttpResponse:
        """Every text of an episode, and which two to compare."""
        of = get_object_or_404(Episode.objects.select_related("podcast"), pk=episode)
        page = Paginator(revisions.of_episode(of), SHOWN).get_page(request.GET.get("p"))
        shown = list(page.object_list)
        changed = revisions.changes_by_revision(shown)
        context = {
            "title": f"Texts of {of.display_title}",
            "episode": of,
            "page": page,
            "rows": [
                (one, revisions.origin(one), revisions.standing(one), changed.get(one.pk, ""))
                for one in shown
            ],
            "chosen": chosen_first(shown),
        }
        return self.page(request, f"{FOLDER}/episode", context)

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """Two texts of an episode, word by word; the address holds both."""
        old, new = self.named(request, "old"), self.named(request, "new")
        if old.episode_id != new.episode_id:
            raise Http404("These are texts of two episodes.")
        comparison = revisions.compared(old, new)
        context = {
            "title": f"Revisions {old.number} and {new.number} of {old.episode.display_title}",
            "episode": old.episode,
            "old": old,
            "new": new,
            "choices": revisions.of_episode(old.episode),
            "comparison": comparison,
        }
        return self.page(request, f"{FOLDER}/compare", context)

    def named(self, request: HttpRequest, name: str) -> Revision:
        """A text that the address names."""
        key = request.GET.get(name, "")
        if not (key.isascii() and key.isdigit()):
            raise Http404("The address names no such text.")
        return get_object_or_404(self.get_queryset(request), pk=key)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """A text to read whole; with `turn` in the address, that turn with the form to correct it."""
        revision = self.get_object(request, object_id)
        if revision is None:
            raise Http404("There is no such text.")
        turns = revisions.turns_of(revision)
        position = request.GET.get("turn", "")
        form = None
        if self.may_correct(request, revision) and position.isascii() and position.isdigit():
            form = next((form_of(turn, turns) for turn in turns if turn.position == int(position)), None)
        return self.read(request, revision, turns, form)

    def may_correct(self, request: HttpRequest, revision: Revision) -> bool:
        """Only the current text is corrected; an earlier one is gone back to."""
        return revision.is_current and can_edit(request.user)

    def read(
        self,
        request: HttpRequest,
        revision: Revision,
        turns: Sequence[Turn],
        form: TurnForm | None,
        conflicts: Sequence[Any] = (),
        status: int = 200,
    ) -> TemplateResponse:
        """The page that reads a text."""
        context = {
            "title": f"{self.name(revision)}",
            "original": revision,
            "revision": revision,
            "episode": revision.episode,
            "current": revisions.current_beside(revision),
            "came": revisions.origin(revision),
            "stands": revisions.standing(revision),
            "turns": turns,
            "form": form,
            "conflicts": conflicts,
            "may_correct": self.may_correct(request, revision),
        }
        return self.page(request, f"{FOLDER}/read", context, status)

    def correct_view(self, request: HttpRequest, pk: int, position: int) -> HttpResponse:
        """Store what was corrected of one turn, or show why not, with all that was typed."""
        check_can_edit(request.user)
        base = get_object_or_404(self.get_queryset(request), pk=pk)
        turns = revisions.turns_of(base)
        turn = next((one for one in turns if one.position == position), None)
        if turn is None:
            raise Http404("There is no such turn.")
        form = form_of(turn, turns, request.POST)
        if not form.is_valid():
            return self.read(request, base, turns, form, status=422)
        edits = form.edits_and_merge() if request.POST.get("action") == "merge" else form.edits()
        try:
            done = corrections.correct(
                base.episode, base=base, edits=edits, reason=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.read(request, base, turns, form, status=422)
        except corrections.Conflict as conflict:
            return self.show_conflict(request, form, conflict)
        tell(request, done)
        address = reverse("admin:transcripts_revision_change", args=[done.revision.pk])
        return HttpResponseRedirect(f"{address}#turn-{position}")

    def show_conflict(
        self, request: HttpRequest, form: TurnForm, conflict: corrections.Conflict
    ) -> TemplateResponse:
        """Both texts, and what was typed over the turn as it is now."""
        current = self.get_queryset(request).get(pk=conflict.current.pk)
        turns = revisions.turns_of(current)
        place = min(conflict.conflicts[0].theirs_at, len(turns) - 1)
        carried = form.carried_to(turns[place])
        messages.warning(request, str(conflict))
        return self.read(request, current, turns, carried, conflict.conflicts, status=409)


def form_of(turn: Turn, turns: Sequence[Turn], data: Any = None) -> TurnForm:
    """The form that corrects one of these turns."""
    return TurnForm(turn, data, turns=len(turns))


def chosen_first(shown: Sequence[Revision]) -> tuple[int, int] | None:
    """The two texts that are chosen to be compared before anybody chooses: the newest of a kind, and the one
    before it."""
    for one, other in pairwise(shown):
        if one.kind == other.kind:
            return other.pk, one.pk
    return None


def tell(request: HttpRequest, done: corrections.Corrected) -> None:
    """Say what became of a correction."""
    if not done.changed:
        messages.info(request, "Nothing was changed: the text is like that already.")
        return
    merged = ""
    if done.merged_with:
        merged = f" Somebody had saved revision {done.merged_with.number} meanwhile; both changes are in it."
    messages.success(request, f"Saved as revision {done.revision.number}.{merged}")
    if done.running_back:
        turns = ", ".join(str(position + 1) for position in done.running_back)
        messages.warning(request, f"Times run back at turn {turns}. Look at the times around there.")
