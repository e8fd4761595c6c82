"""What waits for a person: alarms, quotes to confirm, their drafts, what came back, what others submitted,
imports to look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from annotations.models import (
    Alarm,
    Claim,
    ClaimRelation,
    Comment,
    ErrorReport,
    Evidence,
    Outcome,
    QuoteVersion,
    Schedule,
)
from annotations.permissions import can_annotate, can_answer_readers, can_draft, can_review, sees_all
from annotations.selectors import awaited, colleagues, comments, confirming, returns, ties
from annotations.workflow import State
from transcripts.models import Job, JobState, Revision
from transcripts.selectors import revisions

SHOWN = 8
LOOKED_THROUGH = 20
MOST_COMMENTS = 500  # on one page, for whoever wants to see all
PUT_AWAY = (JobState.CANCELLED, JobState.DISCARDED)


@dataclass(frozen=True)
class Entry:
    """One line of a list: what it is, where to work on it, and a few words beside it."""

    text: str
    url: str
    aside: str
    kind: str


@dataclass(frozen=True)
class Worklist:
    """A list on the start page; `more` where there is more than it shows."""

    title: str
    empty: str
    entries: list[Entry]
    more: bool
    url: str


def of(user: Any, *, all_comments: bool = False) -> list[Worklist]:
    """The lists of this person, by role; all that was said to them, or the newest of it."""
    lists = [
        *(missed_list() if sees_all(user) else []),
        *(writing(user) if can_draft(user) else []),
        *(reviewing(user) if can_review(user) else []),
    ]
    if can_answer_readers(user):
        lists.append(reported_list(user))
    return [*lists, talk_list(user, MOST_COMMENTS if all_comments else LOOKED_THROUGH)] if lists else []


def writing(user: Any) -> Iterator[Worklist]:
    """What this person may settle, then their own work, what came back first."""
    yield confirming_list(user)
    if can_annotate(user):
        yield adopting_list()
        yield from needing_list()
    mine = Q(changed_by=user)
    yield worklist(
        "Returned to you",
        "Nothing was returned to you.",
        mine & Q(state=State.CHANGES_REQUESTED),
        State.CHANGES_REQUESTED,
    )
    yield worklist(
        "Your drafts",
        "You have no drafts. Open an episode and press Annotate to make one.",
        mine & Q(state=State.DRAFT),
        State.DRAFT,
    )


def reviewing(user: Any) -> Iterator[Worklist]:
    """What a reviewer may decide: the work of others, and what only waits to be published."""
    yield worklist(
        "Waiting for review",
        "Nothing waits for your review.",
        Q(state=State.IN_REVIEW),
        State.IN_REVIEW,
        not_by=user,
    )
    yield ties_list(user)
    yield worklist(
        "Approved, not yet public", "Nothing waits to be published.", Q(state=State.APPROVED), State.APPROVED
    )


def needing_list() -> Iterator[Worklist]:
    """Claims that lost their last evidence; no list where there is none."""
    claims = Claim.objects.filter(state=State.NEEDS_EVIDENCE).select_related("company")
    found = list(entries(claims, claim_entry))
    if found:
        url = f"{reverse('admin:annotations_claim_changelist')}?state__exact={State.NEEDS_EVIDENCE}"
        yield Worklist("Claims that need evidence", "", found[:SHOWN], len(found) > SHOWN, url)


def ties_list(user: Any) -> Worklist:
    """What others tied to published claims, which this person may accept."""
    evidence = list(ties.evidence_waiting(user)[: SHOWN + 1])
    relations = list(ties.relations_waiting(user)[: SHOWN + 1])
    found = [*map(evidence_entry, evidence), *map(relation_entry, relations)]
    kind = "evidence" if evidence else "claimrelation"
    url = f"{reverse(f'admin:annotations_{kind}_changelist')}?accepted=waiting"
    return Worklist(
        "Evidence waiting", "No evidence waits to be accepted.", found[:SHOWN], len(found) > SHOWN, url
    )


def evidence_entry(evidence: Evidence) -> Entry:
    """A quote tied to a published claim, with the page where it is decided about."""
    url = reverse("admin:annotations_evidence_change", args=[evidence.pk])
    told = f"{evidence.get_stance_display()} it, says {colleagues.name_of(evidence.created_by)}"
    return Entry(evidence.claim.statement, url, told, "claim")


def relation_entry(relation: ClaimRelation) -> Entry:
    """A relation tied between published claims, with the page where it is decided about."""
    url = reverse("admin:annotations_claimrelation_change", args=[relation.pk])
    told = (
        f"{relation.get_kind_display()} “{relation.target}”, says {colleagues.name_of(relation.created_by)}"
    )
    return Entry(relation.source.statement, url, told, "claim")


def missed_list() -> Iterator[Worklist]:
    """What was refused at the time it was to be published; no list where there is nothing."""
    related = ("version__quote__episode", "version__speaker", "claim__company")
    found = list(Schedule.objects.missed().select_related(*related)[: SHOWN + 1])
    if found:
        entries = [missed_entry(one) for one in found[:SHOWN]]
        url = f"{reverse('admin:annotations_schedule_changelist')}?outcome__exact={Outcome.REFUSED}"
        yield Worklist("Not published at its time", "", entries, len(found) > SHOWN, url)


def missed_entry(schedule: Schedule) -> Entry:
    """What was refused, with why; its page says more."""
    if schedule.version:
        entry = quote_entry(schedule.version)
        url = reverse("admin:annotations_quoteversion_change", args=[schedule.version.pk])
    else:
        assert schedule.claim is not None, "The database keeps a schedule of one thing."
        entry = claim_entry(schedule.claim)
        url = entry.url
    when = date_format(timezone.localtime(schedule.at), "j F Y, H:i")
    return replace(entry, url=url, aside=f"{when}. {schedule.why}")


def confirming_list(user: Any) -> Worklist:
    """Quotes whose text changed so that nobody knows for certain where they stand."""
    waiting = confirming.count(user)
    rows = confirming.waiting(user)[:SHOWN] if waiting else []
    title = f"Quotes to confirm ({waiting})" if waiting else "Quotes to confirm"
    url = reverse("admin:annotations_placement_changelist")
    found = [uncertain_entry(version) for version in rows]
    return Worklist(title, "Every quote stands on its words.", found, waiting > SHOWN, url)


def adopting_list() -> Worklist:
    """Texts that changed documents brought, and nobody has adopted or declined."""
    rows = list(revisions.proposed()[: SHOWN + 1])
    url = f"{reverse('admin:transcripts_revision_changelist')}?stands=waiting"
    found = [proposed_entry(revision) for revision in rows[:SHOWN]]
    return Worklist("Texts to adopt", "No changed text waits.", found, len(rows) > SHOWN, url)


def reported_list(user: Any) -> Worklist:
    """What readers reported: what is this person's, and what is nobody's yet."""
    mine = ErrorReport.objects.open().filter(Q(assigned_to=user) | Q(assigned_to=None))
    rows = list(mine.order_by(F("assigned_to").asc(nulls_last=True), "received_at", "id")[: SHOWN + 1])
    url = f"{reverse('admin:annotations_errorreport_changelist')}?state__exact=open"
    found = [reported_entry(report) for report in rows[:SHOWN]]
    return Worklist("Errors that readers report", "No report waits.", found, len(rows) > SHOWN, url)


def reported_entry(report: ErrorReport) -> Entry:
    """A report, with when it came."""
    url = reverse("admin:annotations_errorreport_change", args=[report.pk])
    aside = date_format(timezone.localtime(report.received_at), "j F Y")
    if report.assigned_to_id:
        aside = f"{aside}, yours"
    return Entry(report.text, url, aside, report.get_object_type_display())


def talk_list(user: Any, most: int) -> Worklist:
    """What colleagues said to this person and nobody has resolved: so much of it, and how much there is."""
    waiting = comments.waiting_for(user)
    found = [talk_entry(comment) for comment in waiting[:most]]
    count = waiting.count() if len(found) == most else len(found)
    more = count > len(found)
    title = f"Comments for you ({count})" if more else "Comments for you"
    url = f"{reverse('admin:index')}?all=comments"
    return Worklist(title, "Nobody has said anything to you.", found, more, url)


def talk_entry(comment: Comment) -> Entry:
    """A comment, with its place on the desk."""
    desk = reverse("admin:transcripts_episode_annotate", args=[comment.episode_id])
    aside = f"{colleagues.name_of(comment.created_by)}, {comment.episode.display_title}"
    return Entry(comment.text, f"{desk}#comment-{comment.public_id}", aside, "comment")


def worklist(title: str, empty: str, which: Q, state: State, not_by: Any = None) -> Worklist:
    """Quotes and claims of one sort, quotes first; none that this person wrote, where one is named."""
    versions = QuoteVersion.objects.filter(which).select_related("quote__episode", "speaker")
    claims = Claim.objects.filter(which).select_related("company")
    if not_by is not None:
        versions = awaited.by_others(versions, "version", not_by)
        claims = awaited.by_others(claims, "claim", not_by)
    if state == State.CHANGES_REQUESTED:
        versions, claims = returns.with_note(versions, "version"), returns.with_note(claims, "claim")
    found = [*entries(versions, quote_entry), *entries(claims, claim_entry)]
    url = f"{reverse('admin:annotations_quoteversion_changelist')}?state__exact={state}"
    return Worklist(title, empty, found[:SHOWN], len(found) > SHOWN, url)


def entries(rows: QuerySet, make: Any) -> Iterable[Entry]:
    """What is due, the earliest day first, then the newest rows; one more than is shown, so that “more” is
    known without counting."""
    first = list(rows.filter(due_on__isnull=False).order_by("due_on", "id")[: SHOWN + 1])
    others = rows.filter(due_on__isnull=True).order_by("-changed_at", "-id")
    found = [*first, *others[: SHOWN + 1 - len(first)]] if len(first) <= SHOWN else first
    return [with_day(with_note(make(row), getattr(row, "came_back_with", "")), row.due_on) for row in found]


def with_note(entry: Entry, note: str) -> Entry:
    """An entry that says why it came back."""
    return replace(entry, aside=f"{entry.aside}. “{note}”" if entry.aside else f"“{note}”") if note else entry


def with_day(entry: Entry, due_on: date | None) -> Entry:
    """An entry that says by when it is due."""
    if due_on is None:
        return entry
    word = "overdue since" if due_on < timezone.localdate() else "due on"
    return replace(entry, kind=f"{entry.kind}, {word} {date_format(due_on, 'j F Y')}")


def quote_entry(version: QuoteVersion) -> Entry:
    """A quote, with the place on the desk where it stands."""
    desk = reverse("admin:transcripts_episode_annotate", args=[version.quote.episode_id])
    who = (
        version.speaker.name if version.speaker else "show notes" if version.kind == "notes" else "nobody yet"
    )
    return Entry(
        f"“{version.shown}”",
        f"{desk}#quote-{version.quote.public_id}",
        f"{who}, {version.quote.episode.display_title}",
        "quote",
    )


def uncertain_entry(version: QuoteVersion) -> Entry:
    """A quote to confirm, with why it waits."""
    entry = quote_entry(version)
    queue = reverse("admin:annotations_placement_changelist")
    return replace(
        entry,
        url=f"{queue}?quote={version.pk}",
        aside=f"{entry.aside}. {version.anchor_sentence}",
        kind=version.get_state_display(),
    )


def proposed_entry(revision: Revision) -> Entry:
    """A text that waits to be adopted, with where it came from."""
    url = reverse("admin:transcripts_revision_adopt", args=[revision.pk])
    aside = f"{revisions.origin(revision)}, {date_format(timezone.localtime(revision.created_at), 'j F Y')}"
    kind = f"{revision.get_kind_display()} {revision.number}"
    return Entry(revision.episode.display_title, url, aside, kind)


def claim_entry(claim: Claim) -> Entry:
    """A claim, with its page."""
    url = reverse("admin:annotations_claim_change", args=[claim.pk])
    return Entry(claim.statement, url, claim.company.name if claim.company else "", "claim")


def alarms() -> list[Alarm]:
    """The newest alarms that nobody has settled, one more than is shown."""
    found = Alarm.objects.open().select_related("version__quote__episode", "version__speaker")
    return list(found[: SHOWN + 1])


def imports(user: Any) -> list[Job]:
    """The newest imports this person asked for that are not done or have something to look at."""
    jobs = Job.objects.filter(requested_by=user).exclude(state__in=PUT_AWAY).order_by("-created_at", "-id")
    return [job for job in jobs[:LOOKED_THROUGH] if needs_somebody(job)][:SHOWN]


def needs_somebody(job: Job) -> bool:
    """Whether an import is unfinished, failed, or found a problem."""
    if job.state != JobState.SUCCEEDED:
        return True
    problems = job.result.get("problems", [])
    return any(problem["severity"] in ("warning", "error") for problem in problems)
