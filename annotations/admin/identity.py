"""People and companies that are one, or were two: merging and splitting, each looked at before it is done."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from annotations.models import IdentityChange
from annotations.permissions import can_review, sees_all
from annotations.selectors import identities as planned
from annotations.selectors import links
from annotations.services import identities
from annotations.workflow import Refusal
from transcripts.admin import CompanyAdmin, GuestAdmin
from transcripts.admin.base import ReadOnlyAdmin
from transcripts.admin.lists import is_key
from transcripts.models import Appearance, Company, Episode, Guest
from transcripts.permissions import can_edit, check_can_edit

FOLDER = "admin/annotations/identity"
MERGED = "They are one now: {other} leads to {kept}. It can be undone from here."
SPLIT = "They are two now: {other} is new. It can be undone from here."
UNDONE = "Undone: both are what they were."
MEANT = "{other} was merged into {kept}, which is shown here."
REFUSALS = (Refusal, PermissionDenied, ValidationError)
# What can be chosen of one sort when something is split; of more, the newest.
CHOICES = 500


class OtherForm(forms.Form):
    """Whom to merge with."""

    other = forms.ModelChoiceField(Guest.objects.none(), label="Merge with")


class SplitForm(forms.Form):
    """What the new one is called, and what goes to it."""

    name = forms.CharField(max_length=200, label="The new one is called")
    episodes = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    names = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    labels = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    about = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    claims = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, thing: Guest | Company, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = choices(thing)
        for name in SORTS:
            if offered.get(name):
                self.fields[name].choices = offered[name]  # type: ignore[attr-defined]
                self.fields[name].label = SORTS[name]
            else:
                del self.fields[name]

    def chosen(self) -> dict[str, list[int]]:
        """The keys that were ticked, by sort."""
        return {name: [int(pk) for pk in self.cleaned_data[name]] for name in SORTS if name in self.fields}


SORTS = {
    "episodes": "Episodes, with what is said in them",
    "names": "Names",
    "labels": "Labels known of podcasts",
    "about": "Quotes about them",
    "claims": "Claims about them",
}


def choices(thing: Guest | Company) -> dict[str, list[tuple[int, str]]]:
    """What there is to choose, the newest first."""
    by_name = {link.name: link for link in links.of(thing)}
    found = {"episodes": episode_choices(thing)}
    for name in ("names", "labels", "claims"):
        if name in by_name:
            rows = by_name[name].rows(thing).order_by("-pk")[:CHOICES]
            found[name] = [(row.pk, str(row)) for row in rows]
    about = by_name["about"].rows(thing).select_related("quoteversion").order_by("-pk")[:CHOICES]
    found["about"] = [(row.pk, str(row.quoteversion)) for row in about]
    return found


def episode_choices(thing: Guest | Company) -> list[tuple[int, str]]:
    """The episodes they are in, each with as what."""
    along = [link for link in links.of(thing) if link.goes_along]
    keys = {
        pk
        for link in along
        for pk in link.rows(thing).order_by().values_list(link.episode, flat=True).distinct()
    }
    rows = Episode.objects.filter(pk__in=keys).select_related("podcast").order_by("-published_on", "-pk")
    sort = "guest" if isinstance(thing, Guest) else "company"
    related = Appearance.objects.filter(**{sort: thing.pk}).select_related("guest", "company")
    there = {row.episode_id: row for row in related}
    return [(row.pk, told(row, there.get(row.pk), thing)) for row in rows[:CHOICES]]


def told(episode: Episode, row: Appearance | None, thing: Guest | Company) -> str:
    """An episode with as what they are in it."""
    who = (row.company if isinstance(thing, Guest) else row.guest) if row else None
    role = row.title or row.get_role_display() if row else ""
    day = f"{episode.published_on:%-d %B %Y}" if episode.published_on else ""
    return ", ".join(str(part) for part in (episode.display_title, episode.podcast, day, role, who) if part)


class IdentityPages:
    """Adds merging and splitting to the admin of people and of companies."""

    change_form_template = f"{FOLDER}/change_form.html"
    model: type[Guest] | type[Company]
    opts: Any
    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        """Beside the stock pages."""
        view = self.admin_site.admin_view
        name = f"transcripts_{self.opts.model_name}"
        return [
            path("<int:pk>/merge/", view(self.merge_view), name=f"{name}_merge"),
            path("<int:pk>/split/", view(self.split_view), name=f"{name}_split"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those that were not merged into another."""
        rows: QuerySet = super().get_queryset(request)  # type: ignore[misc]
        return rows.filter(merged_into=None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The page, with its merges and splits; of what was merged, the page it leads to."""
        found = self.model.objects.filter(pk=object_id).first() if is_key(object_id) else None
        if found is not None and found.merged_into:
            messages.info(request, MEANT.format(other=found, kept=found.merged_into))
            return HttpResponseRedirect(self.page_of(found.merged_into))
        more = {"identity": self.context(found), "may_write": can_edit(request.user)} if found else {}
        response: HttpResponse = super().change_view(  # type: ignore[misc]
            request, object_id, form_url, {**more, **(extra_context or {})}
        )
        return response

    def context(self, thing: Guest | Company) -> dict[str, Any]:
        """Where its merging and splitting are, and what was done before."""
        name = f"admin:transcripts_{self.opts.model_name}"
        return {
            "merge": reverse(f"{name}_merge", args=[thing.pk]),
            "split": reverse(f"{name}_split", args=[thing.pk]),
            "changes": thing.identity_changes.select_related(*PAIR)[:20],
        }

    def page_of(self, thing: Guest | Company) -> str:
        """The form of a person or company."""
        return reverse(f"admin:transcripts_{self.opts.model_name}_change", args=[thing.pk])

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
        """A page of ours within the admin."""
        common = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "may_write": can_edit(request.user),
            "may_review": can_review(request.user),
        }
        return TemplateResponse(request, f"{FOLDER}/{template}.html", {**common, **context})

    def other_form(self, request: HttpRequest, thing: Guest | Company) -> OtherForm:
        """The form to choose whom to merge with."""
        form = OtherForm(request.GET or None)
        field: Any = form.fields["other"]
        field.queryset = self.model.objects.standing().exclude(pk=thing.pk)
        relation = Appearance._meta.get_field("guest" if self.model is Guest else "company")
        field.widget = AutocompleteSelect(relation, self.admin_site, choices=field.widget.choices)
        return form

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whom to merge with; then what that would change; then, and only by a button, the merging."""
        check_sees_all(request.user)
        kept = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            return self.merge(request, kept)
        form = self.other_form(request, kept)
        chosen = form.cleaned_data["other"] if form.is_bound and form.is_valid() else None
        title = f"Merge {chosen} into {kept}?" if chosen else f"Merge another into {kept}"
        plan = planned.merging(kept, chosen) if chosen else None
        context = {"title": title, "kept": kept, "other": chosen, "form": form, "plan": plan}
        context |= {"media": form.media, "kept_url": self.page_of(kept)}
        if chosen:
            context["swapped"] = (
                reverse(f"admin:transcripts_{self.opts.model_name}_merge", args=[chosen.pk])
                + f"?other={kept.pk}"
            )
            context["other_url"] = self.page_of(chosen)
            context["sides"] = sides(kept, chosen)
        return self.page(request, "merge", context)

    def merge(self, request: HttpRequest, kept: Any) -> HttpResponse:
        """Merge what was looked at."""
        check_can_edit(request.user)
        key = request.POST.get("other", "")
        other: Any = get_object_or_404(self.model, pk=key if is_key(key) else 0)
        try:
            change = identities.merge(
                kept,
                other,
                seen=request.POST.get("seen", ""),
                reason=request.POST.get("reason", ""),
                by=request.user,
            )
        except REFUSALS as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            return HttpResponseRedirect(f"{request.path}?other={other.pk}")
        messages.success(request, MERGED.format(other=other, kept=kept))
        return HttpResponseRedirect(reverse("admin:annotations_identitychange_change", args=[change.pk]))

    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What goes to the new one; then what that would change; then, by a button, the splitting."""
        check_sees_all(request.user)
        thing: Any = get_object_or_404(self.get_queryset(request), pk=pk)
        form = SplitForm(thing, request.POST or None, initial={"name": thing.name})
        plan = None
        if form.is_bound and form.is_valid():
            name, chosen = form.cleaned_data["name"].strip(), form.chosen()
            if "seen" in request.POST:
                done = self.split(request, thing, name, chosen)
                if done is not None:
                    return done
            plan = planned.splitting(thing, name=name, chosen=chosen)
        context = {
            "title": f"Split {thing}",
            "kept": thing,
            "form": form,
            "plan": plan,
            "kept_url": self.page_of(thing),
            "most": CHOICES,
        }
        return self.page(request, "split", context)

    def split(
        self, request: HttpRequest, thing: Any, name: str, chosen: dict[str, list[int]]
    ) -> HttpResponse | None:
        """Split as was looked at; nothing where that is refused, and the page says why."""
        check_can_edit(request.user)
        try:
            change = identities.split(
                thing,
                name=name,
                chosen=chosen,
                seen=request.POST["seen"],
                reason=request.POST.get("reason", ""),
                by=request.user,
            )
        except REFUSALS as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            return None
        messages.success(request, SPLIT.format(other=change.other))
        return HttpResponseRedirect(reverse("admin:annotations_identitychange_change", args=[change.pk]))


def check_sees_all(user: Any) -> None:
    """Raise PermissionDenied where a preview could show somebody the drafts of others."""
    if not sees_all(user):
        raise PermissionDenied("Only editors and reviewers decide who is one and who is two.")


def sides(kept: Guest | Company, other: Guest | Company) -> list[tuple[str, str, str, str]]:
    """Both beside each other: what it is, the one that stays, the one that goes, and what becomes of it."""
    rows = [
        ("Name", kept.name, other.name, "stays known as another name"),
        ("Address", kept.get_absolute_url(), other.get_absolute_url(), "leads on (301)"),
    ]
    for name, label in (("website", "Homepage"), ("wikidata", "Wikidata"), ("about", "About")):
        mine, theirs = getattr(kept, name), getattr(other, name)
        fate = "fills what is empty" if theirs and not mine else "is kept in its history" if theirs else ""
        rows.append((label, mine, theirs, fate))
    return rows


@admin.register(Guest)
class IdentityGuestAdmin(IdentityPages, GuestAdmin):
    """People, who can be merged and split."""


@admin.register(Company)
class IdentityCompanyAdmin(IdentityPages, CompanyAdmin):
    """Companies, which can be merged and split."""


PAIR = ("guest", "other_guest", "company", "other_company", "by", "undone_by_change")


@admin.register(IdentityChange)
class IdentityChangeAdmin(ReadOnlyAdmin):
    """Every merge and split, newest first, with the way back."""

    list_display = ["what", "kind", "by", "at", "is_undone_now"]
    list_filter = ["kind", "at"]
    list_select_related = PAIR
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        """Undoing, beside the stock pages."""
        view = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("<int:pk>/undo/", view, name="annotations_identitychange_undo"), *super().get_urls()]

    @admin.display(description="which")
    def what(self, change: IdentityChange) -> str:
        """Both by name."""
        return f"{change.other_called} and {change.kept}"

    @admin.display(description="undone", boolean=True)
    def is_undone_now(self, change: IdentityChange) -> bool:
        """Whether it was taken back."""
        return hasattr(change, "undone_by_change")

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityChange]:
        """All of them; the ledgers of a list are not read."""
        return super().get_queryset(request).defer("ledger").select_related(*PAIR)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """What it moved, and whether it can be undone."""
        change = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if change is not None:
            obstacles = planned.undo_obstacles(change)
            more = {
                "counts": planned.counts(change.kept, planned.moved(change)),
                "obstacles": obstacles,
                "may_undo": can_edit(request.user) and not obstacles,
            }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give back what was, or say why not."""
        check_can_edit(request.user)
        change = get_object_or_404(IdentityChange, pk=pk)
        try:
            done = identities.undo(change, reason=request.POST.get("reason", ""), by=request.user)
        except REFUSALS as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            return HttpResponseRedirect(reverse("admin:annotations_identitychange_change", args=[pk]))
        messages.success(request, UNDONE)
        return HttpResponseRedirect(reverse("admin:annotations_identitychange_change", args=[done.pk]))
