"""Revisions with what hangs on them: adopting, declining and going back, and what becomes of every quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from annotations import anchoring
from annotations.models import CERTAIN, AnchorStatus
from annotations.permissions import sees_all
from annotations.selectors import confirming
from annotations.services import anchors
from annotations.services.anchors import Outcome, Preview
from annotations.workflow import State
from transcripts.admin.revision import RevisionAdmin
from transcripts.comparing import Run, runs_of
from transcripts.documents import SectionKind
from transcripts.merging import Conflict
from transcripts.models import Revision, Turn
from transcripts.permissions import check_can_edit
from transcripts.selectors import revisions
from transcripts.selectors.revisions import Comparison, deleted_and_same, inserted_and_same
from transcripts.services import corrections
from transcripts.services.corrections import Side

FOLDER = "admin/annotations/revision"
# The worst first.
FATES = {
    AnchorStatus.LOST: "Not found: these wait until somebody selects their words or gives them up",
    AnchorStatus.CONFIRM: "To confirm: these wait until somebody has looked",
    AnchorStatus.MOVED: "Moved: the same words at another place",
    AnchorStatus.EXACT: "Exactly where they stand",
}
AS_IT_CAME, KEEP = "as-it-came", "keep"
WAYS = {
    AS_IT_CAME: "The new text as it came",
    KEEP: "The new text with our corrections",
    str(Side.MINE): "The new text with our corrections, which hold where both differ",
    str(Side.THEIRS): "The new text with our corrections, but for those where both differ",
}
NOTHING_CHANGES = "The current text says the very same already, so nothing was changed."


@dataclass(frozen=True)
class Fate:
    """What becomes of one quote, for people."""

    outcome: Outcome
    old: Sequence[Run]
    new: Sequence[Run]

    @property
    def why(self) -> str:
        """Why, as a sentence."""
        return anchoring.SENTENCES[self.outcome.placement.reason]

    @property
    def is_public(self) -> bool:
        """Whether readers see it."""
        return self.outcome.version.state == State.PUBLISHED


@dataclass(frozen=True)
class Group:
    """The quotes that have one fate, the published ones first."""

    status: str
    title: str
    fates: list[Fate]

    @property
    def is_certain(self) -> bool:
        """Whether none of them needs anybody."""
        return self.status in CERTAIN

    @property
    def public(self) -> int:
        """How many of them readers see."""
        return sum(fate.is_public for fate in self.fates)


@dataclass(frozen=True)
class Proposal:
    """A text that may be made current, and the ways in which it can be."""

    way: str
    ways: list[tuple[str, str]]
    conflicts: Sequence[Conflict]
    comparison: Comparison
    groups: list[Group]


@admin.register(Revision)
class QuotedRevisionAdmin(RevisionAdmin):
    """Texts with what becomes of quotes where another one is made current."""

    def get_urls(self) -> list[URLPattern]:
        """Deciding about a proposed text, and going back to an earlier one."""
        view = self.admin_site.admin_view
        decline = view(require_POST(self.decline_view))
        return [
            path("<int:pk>/adopt/", view(self.adopt_view), name="transcripts_revision_adopt"),
            path("<int:pk>/decline/", decline, name="transcripts_revision_decline"),
            path("<int:pk>/return/", view(self.return_view), name="transcripts_revision_return"),
            *super().get_urls(),
        ]

    def of(self, request: HttpRequest, pk: int) -> Revision:
        """The text that the address names."""
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def with_quotes(self, request: HttpRequest, pk: int) -> Revision:
        """The text that the address names, for those who may see what becomes of every quote."""
        if not sees_all(request.user):
            raise PermissionDenied("What becomes of every quote is for editors and reviewers.")
        return self.of(request, pk)

    def adopt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is different and what becomes of every quote; then, and only by a button, the adoption."""
        revision = self.with_quotes(request, pk)
        if request.method == "POST":
            return self.adopt(request, revision)
        if not revision.is_proposed:
            return HttpResponseRedirect(reverse("admin:transcripts_revision_change", args=[pk]))
        current = revisions.current_beside(revision)
        context = {
            "title": f"Adopt {self.name(revision)}?",
            "revision": revision,
            "episode": revision.episode,
            "current": current,
            "came": revisions.origin(revision),
            "proposal": proposal(revision, current, request.GET.get("way", "")),
        }
        return self.page(request, f"{FOLDER}/adopt", context)

    def adopt(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        """Make the text current in the way that was looked at."""
        check_can_edit(request.user)
        way = request.POST.get("way", AS_IT_CAME)
        if way not in WAYS:
            raise Http404("There is no such way to adopt a text.")
        try:
            current = corrections.adopt(
                revision,
                keep_corrections=way != AS_IT_CAME,
                in_doubt=Side(way) if way in [*Side] else None,
                seen=looked_at(request),
                by=request.user,
            )
        except (ValidationError, corrections.Conflict) as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            return HttpResponseRedirect(reverse("admin:transcripts_revision_adopt", args=[revision.pk]))
        return self.made_current(request, current)

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide that a proposed text is not used."""
        check_can_edit(request.user)
        revision = self.of(request, pk)
        try:
            corrections.decline(revision, reason=request.POST.get("reason", ""), by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("admin:transcripts_revision_adopt", args=[pk]))
        messages.success(request, "Declined. The text in use stays, and this one stays readable.")
        return HttpResponseRedirect(reverse("admin:transcripts_revision_change", args=[pk]))

    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What going back to an earlier text would change; then, and only by a button, a new text like it."""
        revision = self.with_quotes(request, pk)
        current = revisions.current_beside(revision)
        if request.method == "POST":
            return self.go_back(request, revision, current)
        if revision.is_current or revision.adopted_at is None or current is None:
            return HttpResponseRedirect(reverse("admin:transcripts_revision_change", args=[pk]))
        context = {
            "title": f"Go back to {self.name(revision)}?",
            "revision": revision,
            "episode": revision.episode,
            "current": current,
            "comparison": revisions.compared(current, revision),
            "groups": groups(anchors.preview(revision)),
        }
        return self.page(request, f"{FOLDER}/return", context)

    def go_back(self, request: HttpRequest, revision: Revision, current: Revision | None) -> HttpResponse:
        """Make the text current again, as a new one, unless the current one was changed since the look."""
        check_can_edit(request.user)
        reason = request.POST.get("reason", "")
        try:
            made = corrections.go_back(revision, reason=reason, seen=looked_at(request), by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("admin:transcripts_revision_return", args=[revision.pk]))
        if made == current:
            messages.info(request, NOTHING_CHANGES)
            return HttpResponseRedirect(reverse("admin:transcripts_revision_change", args=[made.pk]))
        return self.made_current(request, made)

    def made_current(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        """Say so, and lead to the quotes that wait because of it."""
        messages.success(request, f"Revision {revision.number} is the current text.")
        if confirming.count(request.user, revision.episode):
            address = reverse("admin:annotations_placement_changelist")
            return HttpResponseRedirect(f"{address}?episode={revision.episode_id}")
        return HttpResponseRedirect(reverse("admin:transcripts_revision_change", args=[revision.pk]))


def looked_at(request: HttpRequest) -> Revision | None:
    """The text that was current when somebody looked."""
    key = request.POST.get("seen", "")
    return Revision.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None


def proposal(revision: Revision, current: Revision | None, asked: str) -> Proposal:
    """What adopting a text comes to in the way asked for, or with our corrections where there are any."""
    stored = revisions.turns_of(revision)
    before = revisions.turns_of(current) if current else []
    if current is None or current.base is None:
        return Proposal(AS_IT_CAME, [], (), Comparison(before, stored), groups(anchors.preview(revision)))
    kept = corrections.with_corrections(revision)
    conflicts = kept.conflicts
    offered = [str(Side.MINE), str(Side.THEIRS), AS_IT_CAME] if conflicts else [KEEP, AS_IT_CAME]
    way = asked if asked in offered else offered[0]
    ways = [(one, WAYS[one]) for one in offered]
    if way == AS_IT_CAME:
        compared, fates = Comparison(before, stored), groups(anchors.preview(revision))
        return Proposal(way, ways, conflicts, compared, fates)
    merged = kept if way == KEEP else corrections.with_corrections(revision, in_doubt=Side(way))
    turns = revisions.as_turns(merged.turns)
    fates = groups(anchors.preview_of(revision, [as_anchoring(turn) for turn in turns]))
    return Proposal(way, ways, conflicts, Comparison(before, turns), fates)


def as_anchoring(turn: Turn) -> anchoring.Turn:
    """A turn as anchoring reads it."""
    return anchoring.Turn(turn.offset, turn.text, turn.speaker_id, turn.section == SectionKind.SPONSOR)


def groups(preview: Preview) -> list[Group]:
    """The quotes by what becomes of them, the worst first, in each group the published ones first."""
    found = []
    for status, title in FATES.items():
        fates = [fate(one) for one in preview.outcomes if str(one.placement.standing) == status]
        found.append(Group(str(status), title, sorted(fates, key=lambda one: not one.is_public)))
    return found


def fate(outcome: Outcome) -> Fate:
    """What becomes of one quote, its words beside those proposed."""
    proposed = outcome.placement.candidates
    if not proposed:
        return Fate(outcome, (), ())
    runs = runs_of(outcome.version.exact, proposed[0].exact)
    return Fate(outcome, deleted_and_same(runs), inserted_and_same(runs))
