"""Files of programs for research: quotes taken away, and marked passages brought in as drafts once what
becomes of each has been looked at."""

from collections.abc import Sequence
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
from annotations.research.passages import ResearchFile, Unreadable
from annotations.selectors import researchout
from annotations.services import research
from annotations.services.research import Bringing, Fate, Outcome
from transcripts.models import Episode, SourceDocument
from transcripts.services import documents

MOST_BYTES = 25 * 1024 * 1024
MOST_PASSAGES = 2000
SHOWN = 200
TEMPLATE = "admin/annotations/quoteversion/research.html"
TOO_LARGE = "A file has at most 25 MB here. `manage.py import_annotations` takes larger ones."
TOO_MANY = (
    "There are {count} passages in this file, more than {most}, which a page cannot do while you wait. "
    "`manage.py import_annotations` does."
)
CHANGED = "Nothing was brought in yet: something has changed since you looked. Look at it once more."
BROUGHT = "{count} drafts were made. Nothing is published before somebody else has approved it."
TAKE_AWAY = "Take away as REFI-QDA project"
FATES = (
    ("exact", "Placed exactly"),
    ("words", "Placed by their words"),
    ("there", "Here already"),
    ("refused", "Not placed"),
)


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
        """Choose a file; it is kept as it came, and looked at on a page of its own."""
        check_can_annotate(request.user)
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        form = FileForm(request.POST or None, request.FILES or None, site=site)
        if request.method != "POST" or not form.is_valid():
            return self.research_page(request, form=form, status=422 if form.is_bound else 200)
        file, episode = form.cleaned_data["file"], form.cleaned_data["episode"]
        content = file.read()
        try:
            bounded(formats.read(content, file.name))
        except Unreadable as error:
            form.add_error("file", str(error))
            return self.research_page(request, form=form, status=422)
        kept = documents.receive(content, name=file.name, by=request.user)
        address = reverse("admin:annotations_quoteversion_fates", args=[kept.pk])
        asked = f"episode={episode.pk if episode else ''}&missing={int(form.cleaned_data['missing'])}"
        return HttpResponseRedirect(f"{address}?{asked}")

    def fates_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What becomes of each passage of a file; brought in once that was looked at."""
        check_can_annotate(request.user)
        document = get_object_or_404(SourceDocument, pk=pk)
        try:
            file = bounded(formats.read(bytes(document.content), document.name))
        except Unreadable as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:annotations_quoteversion_research"))
        asked = request.POST if request.method == "POST" else request.GET
        key = asked.get("episode", "")
        episode = Episode.objects.filter(pk=int(key)).first() if key.isdecimal() else None
        missing = asked.get("missing") == "1"

        def work() -> Bringing:
            return Bringing(file, document.name, request.user, episode, missing)

        try:
            outcome = research.look(work())
            agreed = request.method == "POST" and asked.get("sign") == outcome.sign
            done = research.bring(work()) if agreed else outcome
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("admin:annotations_quoteversion_research"))
        if agreed:
            messages.success(request, BROUGHT.format(count=done.drafts))
            return HttpResponseRedirect(f"{reverse('admin:annotations_quoteversion_changelist')}?state=draft")
        if request.method == "POST":
            messages.warning(request, CHANGED)
        shown = {
            "document": document,
            "program": file.program,
            "outcome": outcome,
            "fates": fates(outcome),
            "episode": episode,
            "missing": missing,
        }
        return self.research_page(request, status=409 if request.method == "POST" else 200, **shown)

    def research_page(self, request: HttpRequest, status: int = 200, **more: Any) -> TemplateResponse:
        """The page of bringing in."""
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        title = "Bring in marked passages"
        context = {**site.each_context(request), "opts": self.opts, "title": title, **more}  # type: ignore[attr-defined]
        return TemplateResponse(
            request, "admin/annotations/quoteversion/research.html", context, status=status
        )


def bounded(file: ResearchFile) -> ResearchFile:
    """The file, unless it is too much for a page."""
    if len(file.passages) > MOST_PASSAGES:
        raise Unreadable(TOO_MANY.format(count=len(file.passages), most=MOST_PASSAGES))
    return file


def fates(outcome: Outcome) -> list[tuple[str, int, Sequence[Fate]]]:
    """The passages by what becomes of them, the first of each."""
    found = [(title, outcome.of(how)) for how, title in FATES]
    return [(title, len(some), some[:SHOWN]) for title, some in found if some]


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
