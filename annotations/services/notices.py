"""Tell people what concerns them, in the transaction of what happened. A notice only points to its cause
(docs/decisions/notices.md); nobody is told what they did themselves."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from annotations.models import (
    Awaited,
    Claim,
    Comment,
    ErrorReport,
    Notice,
    NoticeKind,
    NoticeSettings,
    Quote,
    QuoteVersion,
    ReviewEvent,
    SubjectType,
    Tag,
    VocabularyChange,
)
from annotations.permissions import AUTHORSHIP
from annotations.workflow import Action, Refusal
from transcripts.models import Revision

# What is told of a move; `refuse` is what a publication at its time writes when the gate stands in its way.
OF_ACTIONS: Mapping[str, NoticeKind] = {
    Action.RETURN: NoticeKind.RETURNED,
    Action.APPROVE: NoticeKind.APPROVED,
    Action.PUBLISH: NoticeKind.PUBLISHED,
    Action.WITHDRAW: NoticeKind.ENDED,
    Action.SPIKE: NoticeKind.ENDED,
    Action.ABANDON: NoticeKind.ENDED,
    "refuse": NoticeKind.REFUSED,
}
# After so long a notice goes; what happened stays in the history of the thing.
KEEP = timedelta(days=180)
UNKNOWN = "There is no such kind of notice: {kind}."


def of_event(event: ReviewEvent) -> None:
    """Tell the authors of a quote or claim what became of it. Whoever set a time is told that the gate
    refused it, though the move is theirs."""
    kind = OF_ACTIONS.get(event.action)
    if kind is None:
        return
    people = authors_of(event.version) if event.version else authors_of(event.claim)
    also = {event.by_id} if kind == NoticeKind.REFUSED else set()
    tell((people - {event.by_id}) | also, kind, event=event)


def of_comment(comment: Comment) -> None:
    """Tell those whom a comment mentions, whose talk it goes on with, or whose quote it is about: once each,
    for the first of these reasons."""
    told = {comment.created_by_id}
    for kind, people in (
        (NoticeKind.MENTIONED, mentioned_in(comment)),
        (NoticeKind.ANSWERED, talking(comment)),
        (NoticeKind.COMMENTED, quoting(comment)),
    ):
        tell(people - told, kind, comment=comment)
        told |= people


def of_report(report: ErrorReport, kind: NoticeKind, *, by: Any) -> None:
    """Tell the authors of what a reader reports, and whoever has the report, that it came, was given to
    somebody, or was settled."""
    people = {report.assigned_to_id} - {None}
    if kind != NoticeKind.ASSIGNED:
        people |= reported_authors(report)
    tell(people - ({by.pk} if by else set()), kind, report=report)


def of_text(revision: Revision, versions: Collection[QuoteVersion], *, by: Any) -> None:
    """Tell the authors of quotes whose place a changed text left uncertain: one notice each for a text,
    however many quotes that are."""
    if not versions:
        return
    keys = [version.pk for version in versions]
    written = ReviewEvent.objects.filter(version__in=keys, action__in=AUTHORSHIP).order_by()
    people = set(written.values_list("by", flat=True).distinct())
    tell(people - ({by.pk} if by else set()), NoticeKind.UNCERTAIN, revision=revision)


def of_topic(change: VocabularyChange, people: Collection[int]) -> None:
    """Tell those who used a topic that it was merged or split."""
    tell(set(people) - {change.by_id}, NoticeKind.TOPICS, change=change)


def users_of(tag: Tag) -> set[int]:
    """Who gave this topic to a quote or claim, as it stands."""
    found: set[int] = set()
    for rows in (QuoteVersion.objects.all(), Claim.objects.all()):
        found |= set(rows.filter(tags=tag).order_by().values_list("changed_by", flat=True).distinct())
    return found


def tell(people: Iterable[Any], kind: NoticeKind, **cause: Model) -> None:
    """Write a notice for each of these people."""
    rows = [Notice(person_id=person, kind=kind, **cause) for person in sorted(people)]
    if rows:
        Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts="comment" in cause)


def authors_of(item: QuoteVersion | Claim | None) -> set[int]:
    """Who wrote a version or claim, and who found the quote it is of."""
    if item is None:
        return set()
    people = set(item.events.filter(action__in=AUTHORSHIP).order_by().values_list("by", flat=True).distinct())
    found = {item.quote.created_by_id} if isinstance(item, QuoteVersion) else set()
    return {*people, *found, item.changed_by_id}


def mentioned_in(comment: Comment) -> set[int]:
    """Whom a comment names."""
    return set(comment.mentions.order_by().values_list("pk", flat=True))


def talking(comment: Comment) -> set[int]:
    """Who has said something in the talk that a comment goes on with."""
    if comment.answers_id is None:
        return set()
    talk = Comment.objects.filter(Q(pk=comment.answers_id) | Q(answers=comment.answers_id))
    return set(talk.order_by().values_list("created_by", flat=True))


def quoting(comment: Comment) -> set[int]:
    """Whose quote a comment is about."""
    return authors_of(newest(comment.quote)) if comment.quote else set()


def reported_authors(report: ErrorReport) -> set[int]:
    """Who wrote the quote or claim that a report is about; other things are everybody's."""
    if report.object_id is None:
        return set()
    if report.object_type == SubjectType.QUOTE:
        quote = Quote.objects.filter(public_id=report.object_id).first()
        return authors_of(newest(quote)) if quote else set()
    if report.object_type == SubjectType.CLAIM:
        return authors_of(Claim.objects.filter(public_id=report.object_id).first())
    return set()


def newest(quote: Quote) -> QuoteVersion | None:
    """The version of a quote that people work with."""
    return quote.versions.newest().select_related("quote").first()


# What a person does with their own


@transaction.atomic
def read(keys: Collection[int] | None = None, *, by: Any) -> int:
    """Say of one's own notices that they were read, of all where no keys are given; how many were not."""
    unread = Notice.objects.filter(person=by, read_at=None)
    chosen = unread if keys is None else unread.filter(pk__in=keys)
    return chosen.update(read_at=timezone.now())


@transaction.atomic
def settle(*, by_mail: bool, muted: Collection[str], by: Any) -> NoticeSettings:
    """Say what is told by mail. Raises Refusal where a kind is not known."""
    for kind in muted:
        if kind not in (*NoticeKind.values, *Awaited.values):
            raise Refusal("kind", UNKNOWN.format(kind=kind))
    wanted, _ = NoticeSettings.objects.get_or_create(person=by)
    wanted.by_mail, wanted.muted = by_mail, sorted(set(muted))
    wanted.save(update_fields=["by_mail", "muted"])
    return wanted


def sweep() -> int:
    """Let old notices go; how many they were."""
    gone, _ = Notice.objects.filter(at__lt=timezone.now() - KEEP).delete()
    return gone
