"""Imports: the preview of a document before it is stored, and what became of each."""

from hashlib import blake2b
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from transcripts.admin import acts, live
from transcripts.admin.base import ReadOnlyAdmin
from transcripts.admin.previewform import PreviewForm, ReadAsForm
from transcripts.documents import Problem, Severity
from transcripts.models import Episode, Job, JobState, JobTask, Podcast, SourceDocument
from transcripts.permissions import can_edit, check_can_edit
from transcripts.selectors import imports, preview, revisions
from transcripts.selectors.preview import Preview
from transcripts.services import jobs

NEEDING_SHOWN = 5
# Imports that have a page elsewhere, by task: the names of their addresses.
PAGES: dict[JobTask, str] = {}
NOT_WHAT_WAS_SHOWN = (
    "Nothing was stored yet: this is not what you were shown before, since another podcast was chosen or the "
    "document was read again meanwhile. Look at it once more, then store it."
)


class BringerFilter(admin.SimpleListFilter):
    """Imports by whether one asked for them oneself."""

    title, parameter_name = "who brought it", "brought"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Oneself, and everybody else."""
        return [("me", "me"), ("others", "others")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The imports of these."""
        if self.value() == "me":
            return queryset.filter(requested_by=request.user.pk)
        return queryset.exclude(requested_by=request.user.pk) if self.value() == "others" else queryset


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Imports, newest first; those under way move by themselves."""

    list_display = ["name_shown", "stands", "found", "brought"]
    list_filter = ["state", "batch__origin", BringerFilter, "created_at"]
    search_fields = ["name", "address"]
    actions = ["confirm", "retry", "cancel", "discard"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Imports without their documents' bytes."""
        return imports.listed(super().get_queryset(request))

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Whether this person may do something about imports."""
        return can_edit(request.user)

    @admin.display(description="document", ordering="name")
    def name_shown(self, job: Job) -> str:
        """The document's name; the row's id is with it, for the page that moves."""
        return format_html('<span data-row="{}">{}</span>', job.pk, imports.name_of(job))

    @admin.display(description="where it stands", ordering="state")
    def stands(self, job: Job) -> str:
        """Where it stands."""
        words = imports.stands(job)
        return format_html(
            '<span class="stands" data-part="stands" data-state="{}">{}</span>', job.state, words
        )

    @admin.display(description="found")
    def found(self, job: Job) -> str:
        """What was found or what came of it, in one line."""
        return format_html('<span data-part="found">{}</span>', imports.row(job).found)

    @admin.display(description="brought", ordering="created_at")
    def brought(self, job: Job) -> str:
        """Who brought it, when and with what."""
        url = reverse("admin:transcripts_batch_change", args=[job.batch_id])
        when = date_format(timezone.localtime(job.created_at), "j F Y, H:i")
        who = f"{job.requested_by}, " if job.requested_by else ""
        batch = Truncator(job.batch.title).chars(40)
        return format_html('{}{}<br><span class="quiet">in <a href="{}">{}</a></span>', who, when, url, batch)

    @admin.action(description="Store", permissions=["act"])
    def confirm(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        """Store the chosen ones as they were read."""
        self.ask(request, "confirm", chosen)

    @admin.action(description="Try again", permissions=["act"])
    def retry(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        """Try the chosen ones again."""
        self.ask(request, "retry", chosen)

    @admin.action(description="Cancel", permissions=["act"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        """Stop the chosen ones."""
        self.ask(request, "cancel", chosen)

    @admin.action(description="Discard", permissions=["act"])
    def discard(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        """Let go of the chosen ones and of their documents."""
        self.ask(request, "discard", chosen)

    def ask(self, request: HttpRequest, verb: str, chosen: QuerySet[Job]) -> None:
        """Ask each of the chosen imports, and say what came of it."""
        acts.tell(request, verb, acts.ask(verb, chosen.order_by("id"), by=request.user))

    def get_urls(self) -> list[URLPattern]:
        """What moves, and what is done, beside the stock pages."""
        view = self.admin_site.admin_view
        return [
            path("progress/", view(self.progress_view), name="transcripts_job_progress"),
            path("<int:pk>/act/", view(require_POST(self.act_view)), name="transcripts_job_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list, with what needs somebody on top; it moves while something waits."""
        needing = imports.needing(self.get_queryset(request))
        context = {
            **live.context(imports.standing(imports.under_way()), reverse("admin:transcripts_job_progress")),
            "can_import": can_edit(request.user),
            "needing": imports.rows(needing[:NEEDING_SHOWN]),
            "counts": imports.standing(imports.needing(Job.objects.all())).counts,
            "proposed": revisions.proposed()[:NEEDING_SHOWN],
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def progress_view(self, request: HttpRequest) -> JsonResponse:
        """The rows a page shows, as they stand now."""
        shown = live.of_ids(self.get_queryset(request), request.GET.get("ids", ""), self.list_max_show_all)
        return live.answer(shown, imports.standing(imports.under_way()))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One import: its preview, or where it stands and what came of it."""
        job = self.get_object(request, object_id)
        if job is None:
            raise Http404("There is no such import.")
        if job.task in PAGES:
            return HttpResponseRedirect(reverse(PAGES[JobTask(job.task)], args=[job.pk]))
        return self.show(request, job)

    def show(
        self, request: HttpRequest, job: Job, form: PreviewForm | None = None, status: int = 200
    ) -> TemplateResponse:
        """The page of an import."""
        standing = imports.standing(Job.objects.filter(pk=job.pk))
        context = {
            **self.admin_site.each_context(request),
            **live.context(standing, f"{reverse('admin:transcripts_job_progress')}?ids={job.pk}"),
            **page_of(job),
            "opts": self.opts,
            "original": job,
            "title": imports.name_of(job),
            "may_write": can_edit(request.user),
            "following": following(job),
        }
        if job.state == JobState.READY and (form := form or form_of(job)):
            context |= {"form": form, "preview": form.preview, "read_as": read_as(form.preview)}
        return TemplateResponse(request, "admin/transcripts/job/page.html", context, status=status)

    def act_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a button of the page says."""
        check_can_edit(request.user)
        job = get_object_or_404(self.get_queryset(request), pk=pk)
        verb = request.POST.get("action", "")
        if verb == "confirm" and job.state == JobState.READY:
            return self.confirm_view(request, job)
        if verb == "reread":
            return self.reread_view(request, job)
        if not acts.is_verb(verb):
            raise Http404("There is no such action.")
        acts.tell(request, verb, acts.ask(verb, [job], by=request.user))
        return self.back_to(job)

    def confirm_view(self, request: HttpRequest, job: Job) -> HttpResponse:
        """Store what was read, with the editor's decisions; what lacks something is asked for again."""
        form = form_of(job, request.POST)
        if form is None:
            return self.back_to(job)
        if not form.is_valid():
            return self.show(request, job, form, status=422)
        if form.cleaned_data["seen"] != form.initial["seen"]:
            messages.warning(request, NOT_WHAT_WAS_SHOWN)
            shown = {**request.POST.dict(), "seen": form.initial["seen"]}
            return self.show(request, job, form_of(job, shown), status=409)
        podcast, decisions = form.cleaned_data["podcast"], {**kept(job), **form.decisions()}
        return self.attempt(
            request, job, lambda: jobs.confirm(job, by=request.user, podcast=podcast, decisions=decisions)
        )

    def reread_view(self, request: HttpRequest, job: Job) -> HttpResponse:
        """Read the document once more, as the format chosen."""
        chosen = ReadAsForm([], request.POST)
        if not chosen.is_valid():
            messages.warning(request, "Choose one of the formats.")
            return self.back_to(job)
        as_format = chosen.cleaned_data["as_format"]
        return self.attempt(request, job, lambda: jobs.reread(job, as_format=as_format, by=request.user))

    def attempt(self, request: HttpRequest, job: Job, do: Any) -> HttpResponse:
        """Do it and go back to the page, or say why it cannot be done now."""
        try:
            do()
        except jobs.NotNow as not_now:
            messages.warning(request, str(not_now))
        return self.back_to(job)

    def back_to(self, job: Job) -> HttpResponse:
        """The page of the import."""
        return HttpResponseRedirect(reverse("admin:transcripts_job_change", args=[job.pk]))


def form_of(job: Job, data: Any = None) -> PreviewForm | None:
    """The form of a job's preview; None where nothing was read."""
    parsed = jobs.reading_of(job)
    if parsed is None:
        return None
    shown = preview.of(job, parsed, podcast_in(data) if data else None)
    return PreviewForm(shown, data, initial={"podcast": job.podcast_id, "seen": seen(job, shown)})


def podcast_in(data: Any) -> Podcast | None:
    """The podcast that an editor chose, if it is one."""
    chosen = data.get("podcast", "")
    return Podcast.objects.filter(pk=chosen).first() if chosen.isascii() and chosen.isdigit() else None


def seen(job: Job, shown: Preview) -> str:
    """A sign of what was read and of what storing it does, so that nobody stores what they did not see."""
    sign = blake2b(bytes(job.reading.content), digest_size=8)
    sign.update(shown.outcome.encode())
    return sign.hexdigest()


def kept(job: Job) -> dict[str, Any]:
    """What was decided before the preview: the episode that a feed or an editor named."""
    return {name: value for name, value in job.decisions.items() if name == "episode"}


def read_as(shown: Preview) -> ReadAsForm:
    """The form to choose another format."""
    return ReadAsForm(shown.parsed.candidates, initial={"as_format": shown.parsed.format})


def page_of(job: Job) -> dict[str, Any]:
    """What the page of an import shows, whatever became of it."""
    problems = problems_of(job)
    return {
        "job": job,
        "row": imports.row(job),
        "waited": imports.waited(job),
        "document": document_of(job),
        "episodes": episodes_of(job),
        "problems": problems,
        "weighed": preview.weighed(problems),
        "groups": preview.grouped(problems),
        "log": job.log.all(),
    }


def document_of(job: Job) -> SourceDocument | None:
    """The document without its bytes; None before it is fetched, or after it was let go."""
    if job.document_id is None:
        return None
    return SourceDocument.objects.defer("content").filter(pk=job.document_id).first()


def episodes_of(job: Job) -> list[dict[str, Any]]:
    """The episodes in the result, with the rows they stand for."""
    listed = job.result.get("episodes", []) if job.state == JobState.SUCCEEDED else []
    stored = {str(e.public_id): e for e in Episode.objects.filter(public_id__in=[e["id"] for e in listed])}
    return [{**entry, "row": stored.get(entry["id"])} for entry in listed]


def problems_of(job: Job) -> list[Problem]:
    """The problems in the result."""
    return [
        Problem(
            Severity(one["severity"]), one["code"], one["message"], one.get("line"), one.get("excerpt", "")
        )
        for one in job.result.get("problems", [])
    ]


def following(job: Job) -> Job | None:
    """The next import of the same batch that waits for somebody to confirm it."""
    ready = Job.objects.filter(batch_id=job.batch_id, state=JobState.READY).exclude(pk=job.pk)
    return ready.filter(pk__gt=job.pk).order_by("pk").first() or ready.order_by("pk").first()
