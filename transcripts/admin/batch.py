"""Batches: what was brought at once, how far it is, and what to do with all of it."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from transcripts.admin import acts, live
from transcripts.admin.base import ReadOnlyAdmin
from transcripts.admin.lists import ChosenFilter, narrowed
from transcripts.models import Batch, Job, JobState
from transcripts.permissions import can_edit, check_can_edit
from transcripts.selectors import imports

ROWS = 100
# What each button applies to, of the jobs of a batch.
WHICH = ("selected", "clean", "all")


class PodcastFilter(ChosenFilter):
    """Batches brought for one podcast."""

    title, parameter_name, source = "podcast", "podcast", Batch.podcast

    def links(self, key: int) -> QuerySet:
        """The podcast's batches."""
        return Batch.objects.filter(podcast=key)


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """What was brought at once, newest first."""

    list_display = ["title", "origin", "how_far", "podcast", "created_at"]
    list_filter = ["origin", PodcastFilter]
    list_select_related = ["podcast"]
    search_fields = ["title"]
    search_help_text = "The batch’s title, or the name of a document in it."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        """Batches with how far they are."""
        jobs = Job.objects.filter(batch=OuterRef("pk"))
        counted = {
            "documents": how_many(jobs),
            "unfinished": how_many(jobs.filter(state__in=imports.UNFINISHED)),
            "needing": how_many(jobs.filter(state__in=imports.NEED_SOMEBODY)),
        }
        return super().get_queryset(request).annotate(**counted)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Batch], search_term: str
    ) -> tuple[QuerySet[Batch], bool]:
        """Batches by their titles, and those in which a document has that name."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, duplicates
        named = Job.objects.filter(name__icontains=search_term.strip())
        return found | narrowed(queryset, named, "batch"), duplicates

    @admin.display(description="how far")
    def how_far(self, batch: Any) -> str:
        """How many documents, and how many of them wait for what."""
        parts = [imports.counted(batch.documents, "document")]
        parts += [f"{batch.unfinished} under way"] if batch.unfinished else []
        parts += [f"{batch.needing} for you to look at"] if batch.needing else []
        return ", ".join(parts)

    def get_urls(self) -> list[URLPattern]:
        """What moves, and what is done, beside the stock pages."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/progress/", view(self.progress_view), name="transcripts_batch_progress"),
            path("<int:pk>/act/", view(require_POST(self.act_view)), name="transcripts_batch_act"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The documents of a batch, as they come through."""
        batch = self.get_object(request, object_id)
        if batch is None:
            raise Http404("There is no such batch.")
        page, standing = page_of(batch, request), imports.standing(batch.jobs.all())
        address = reverse("admin:transcripts_batch_progress", args=[batch.pk])
        context = {
            **self.admin_site.each_context(request),
            **live.context(standing, f"{address}?p={page.number}"),
            "opts": self.opts,
            "original": batch,
            "batch": batch,
            "title": batch.title,
            "page": page,
            "rows": imports.rows(page.object_list),
            "counts": imports.offers(batch.jobs.all(), standing),
            "may_write": can_edit(request.user),
        }
        return TemplateResponse(request, "admin/transcripts/batch/page.html", context)

    def progress_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """The rows of a page of a batch, as they stand now."""
        batch = get_object_or_404(Batch, pk=pk)
        shown = page_of(batch, request).object_list
        standing = imports.standing(batch.jobs.all())
        return live.answer(shown, standing, counts=imports.offers(batch.jobs.all(), standing))

    def act_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a button says with the documents it speaks of."""
        check_can_edit(request.user)
        batch = get_object_or_404(Batch, pk=pk)
        verb, _, which = request.POST.get("action", "").partition(" ")
        if not acts.is_verb(verb) or which not in WHICH:
            raise Http404("There is no such action.")
        ids = [int(number) for number in request.POST.getlist("job") if number.isascii() and number.isdigit()]
        chosen = chosen_of(batch, verb, which, ids)
        acts.tell(request, verb, acts.ask(verb, chosen, by=request.user))
        page = request.POST.get("p", "")
        address = reverse("admin:transcripts_batch_change", args=[pk])
        return HttpResponseRedirect(f"{address}?p={page}" if page.isdigit() and page != "1" else address)


def how_many(jobs: QuerySet[Job]) -> Coalesce:
    """The number of a batch's jobs, counted for the rows of a page alone."""
    counted = jobs.order_by().values("batch").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def page_of(batch: Batch, request: HttpRequest) -> Page:
    """The jobs that a page of a batch shows, in the order in which they came."""
    every = imports.listed(Job.objects.filter(batch=batch)).order_by("id")
    return Paginator(every, ROWS).get_page(request.GET.get("p"))


def chosen_of(batch: Batch, verb: str, which: str, ids: list[int]) -> list[Job]:
    """The jobs that a button speaks of; those ticked are taken whatever their state, so that each answers."""
    every = imports.listed(batch.jobs.all()).order_by("id")
    if which == "selected":
        return list(every.filter(pk__in=ids))
    states = [state for state, offered in imports.OFFERED.items() if verb in offered]
    if verb == "retry":
        states = [JobState.FAILED]
    found = list(every.filter(state__in=states))
    return imports.without_problems(found) if which == "clean" else found
