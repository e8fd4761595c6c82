"""Files of programs for research: quotes taken away, and marked passages brought in as drafts once what
becomes of each has been looked at."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from annotations.models import Quote, QuoteVersion
from annotations.permissions import can_annotate, check_can_annotate
from annotations.research import formats, qdpxout
from annotations.selectors import researchout
from annotations.services import researchjobs
from transcripts.admin import live
from transcripts.admin.job import PAGES
from transcripts.models import Episode, Job, JobTask
from transcripts.selectors import imports
from transcripts.services import jobs

MOST_BYTES = 25 * 1024 * 1024
TOO_LARGE = "A file has at most 25 MB here. `manage.py import_annotations` takes larger ones."
PAGE = "admin:annotations_quoteversion_fates"
TASKS = (JobTask.LOOK, JobTask.BRING)
TAKE_AWAY = "Take away as REFI-QDA project"

PAGES.update(dict.fromkeys(TASKS, PAGE))


class FileForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(label="File")
    episode = forms.ModelChoiceField(
        Episode.objects.all(),
        required=False,
        help_text="If all of the file is about one episode whose name the file does not say.",
    )
    missing = forms.BooleanField(
        required=False,
        label="Bring along what is missing here",
        help_text="Transcripts that the file holds, and topics, companies and people that are not here yet.",
    )

    def __init__(self, *args: Any, site: admin.AdminSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        episode: Any = self.fields["episode"]
        episode.widget = AutocompleteSelect(
            Quote._meta.get_field("episode"), site, choices=episode.widget.choices
        )
        self.fields["file"].help_text = f"osbiz reads {formats.titles()}."

    def clean_file(self) -> Any:
        """The file, unless it is too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE)
        return file


class ResearchPages:
    """Adds both ways to the admin of quotes."""

    def get_urls(self) -> list[URLPattern]:
        """Beside the stock pages."""
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        name = "annotations_quoteversion"
        return [
            path("research/", view(self.research_view), name=f"{name}_research"),
            path("research/<int:pk>/", view(self.fates_view), name=f"{name}_fates"),
            path("research/project.qdpx", view(self.project_view), name=f"{name}_project"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Taking away what is chosen, for all who work here."""
        return {**super().get_actions(request), "take_away": (take_away, "take_away", TAKE_AWAY)}  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list, with the ways in and out."""
        more = {"may_bring": can_annotate(request.user), **(extra_context or {})}
        response: HttpResponse = super().changelist_view(request, more)  # type: ignore[misc]
        return response

    def project_view(self, request: HttpRequest) -> HttpResponse:
        """The newest version of every quote of an episode, or of all, as this person sees them."""
        rows = QuoteVersion.objects.visible_to(request.user)
        if episode := request.GET.get("episode", ""):
            rows = rows.filter(quote__episode=int(episode)) if episode.isdecimal() else rows.none()
        return file_of(rows, request.user)

    def research_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a file; it is kept as it came, and a worker looks at what it comes to."""
        check_can_annotate(request.user)
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        form = FileForm(request.POST or None, request.FILES or None, site=site)
        if request.method != "POST" or not form.is_valid():
            status = 422 if form.is_bound else 200
            return self.research_page(request, "research.html", status, form=form)
        file, episode, missing = (form.cleaned_data[name] for name in ("file", "episode", "missing"))
        job = researchjobs.ask(file.read(), name=file.name, episode=episode, missing=missing, by=request.user)
        return HttpResponseRedirect(reverse(PAGE, args=[job.pk]))

    def fates_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What becomes, or became, of each passage of a file; how far it is while a worker is at it."""
        check_can_annotate(request.user)
        rows = imports.listed(Job.objects.filter(task__in=TASKS))
        job = get_object_or_404(rows, pk=pk)
        if request.method != "POST":
            return self.research_page(request, "fates.html", **shown(job, request.user))
        try:
            if request.POST.get("action") == "again":
                jobs.reread(job, as_format="", by=request.user)
            else:
                researchjobs.confirm(job, sign=request.POST.get("sign", ""), by=request.user)
        except jobs.NotNow as not_now:
            messages.warning(request, str(not_now))
            return self.research_page(request, "fates.html", 409, **shown(rows.get(pk=pk), request.user))
        return HttpResponseRedirect(reverse(PAGE, args=[pk]))

    def research_page(
        self, request: HttpRequest, template: str, status: int = 200, **more: Any
    ) -> TemplateResponse:
        """A page of bringing in."""
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        title = "Bring in marked passages"
        context = {**site.each_context(request), "opts": self.opts, "title": title, **more}  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/annotations/quoteversion/{template}", context, status=status)


def shown(job: Job, user: Any) -> dict[str, Any]:
    """What the page of an import shows, wherever it stands."""
    standing = imports.standing(Job.objects.filter(pk=job.pk))
    address = f"{reverse('admin:transcripts_job_progress')}?ids={job.pk}"
    return {
        **live.context(standing, address),
        "job": job,
        "row": imports.row(job),
        "waited": imports.waited(job),
        "report": researchjobs.report_of(job),
        "episode": researchjobs.episode_of(job),
        "log": job.log.all(),
        "may_write": can_annotate(user),
    }


@admin.action(description=TAKE_AWAY)
def take_away(modeladmin: Any, request: HttpRequest, queryset: QuerySet[QuoteVersion]) -> HttpResponse:
    """The chosen quotes as a project."""
    return file_of(queryset, request.user)


def file_of(versions: QuerySet[QuoteVersion], user: Any) -> HttpResponse:
    """A project of the newest of these versions of each quote, with the claims that this person sees."""
    rows = versions.order_by().values_list("quote", "number", "pk")
    newest = {quote: pk for quote, _, pk in sorted(rows)}
    kept = QuoteVersion.objects.filter(pk__in=newest.values())
    project = researchout.project(kept, name="Quotes of osbiz", seen_by=user)
    return HttpResponse(
        qdpxout.write(project),
        content_type=qdpxout.MEDIA_TYPE,
        headers={"Content-Disposition": 'attachment; filename="quotes.qdpx"'},
    )
