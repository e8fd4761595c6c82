"""The notices of a person, in words read from what caused them, as far as they may see it now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from annotations.models import Claim, ErrorReport, Notice, NoticeKind, QuoteVersion, ReviewEvent
from annotations.permissions import can_answer_readers, sees_all
from annotations.selectors import colleagues, comments
from annotations.workflow import Action
from transcripts.permissions import is_staff_member

# The bell counts no further: a hundred are a hundred.
MOST = 99
SHOWN = 160  # code points of a quote, or of what somebody says
RELATED = (
    *("event__by", "event__version__quote", "event__claim"),
    *("comment__created_by", "report__settled_by", "revision__episode", "revision__created_by"),
    *("change__by", "change__tag__merged_into"),
)
TELLS: dict[str, str] = {
    NoticeKind.RETURNED: "Returned to you",
    NoticeKind.APPROVED: "Approved",
    NoticeKind.PUBLISHED: "Published",
    NoticeKind.ENDED: "Taken back",
    NoticeKind.REFUSED: "Not published at its time",
    NoticeKind.MENTIONED: "A comment mentions you",
    NoticeKind.ANSWERED: "An answer in your talk",
    NoticeKind.COMMENTED: "A comment on your quote",
    NoticeKind.REPORTED: "A reader reports an error",
    NoticeKind.ASSIGNED: "A reader’s report is yours",
    NoticeKind.SETTLED: "A reader’s report is settled",
    NoticeKind.UNCERTAIN: "Quotes of yours need confirming",
    NoticeKind.TOPICS: "A topic you used",
}
# Where one kind has several ways to come about.
WAYS: dict[str, str] = {
    Action.WITHDRAW: "Withdrawn",
    Action.SPIKE: "Spiked",
    Action.ABANDON: "Given up",
    "decline": "What you tied to a claim is declined",
}
UNDONE = "It was undone since."


@dataclass(frozen=True, slots=True)
class Line:
    """A notice for people: what happened, to what, what was said about it, by whom, and where to go."""

    pk: int
    told: str
    text: str
    said: str
    by: str
    at: datetime
    url: str
    is_read: bool


def of(user: Any, *, unread: bool = False) -> QuerySet[Notice]:
    """All notices of a person, or those they have not read, the newest first."""
    mine = Notice.objects.filter(person=user)
    return (mine.filter(read_at=None) if unread else mine).select_related(*RELATED).order_by("-id")


def unread(user: Any) -> int:
    """How many notices wait to be read, up to `MOST` and one: a short look into an index, for every page."""
    if not is_staff_member(user):
        return 0
    mine = Notice.objects.filter(person=user, read_at=None).order_by("-id")
    if sees_all(user):
        return len(mine.values_list("pk", flat=True)[: MOST + 1])
    return len(seen(mine.select_related("event", "comment")[: MOST + 1], user))


def seen(notices: Iterable[Notice], user: Any) -> list[Notice]:
    """Those of a person's notices whose cause they may see now: their role may be another one since, or
    what they wrote somebody else's."""
    some = list(notices)
    if not is_staff_member(user):
        return []
    if not can_answer_readers(user):
        some = [one for one in some if one.report_id is None]
    if sees_all(user):
        return some
    events = [one.event for one in some if one.event]
    shown = {
        "version": visible(QuoteVersion, {event.version_id for event in events}, user),
        "claim": visible(Claim, {event.claim_id for event in events}, user),
    }
    said = comments.visible_to(user).filter(pk__in={one.comment_id for one in some if one.comment_id})
    talks = set(said.values_list("pk", flat=True))
    return [one for one in some if may_see(one, shown, talks)]


def visible(model: Any, keys: Iterable[int | None], user: Any) -> set[int]:
    """Those of these quotes or claims that a person sees."""
    wanted = {key for key in keys if key}
    rows = model.objects.visible_to(user).filter(pk__in=wanted)
    return set(rows.values_list("pk", flat=True)) if wanted else set()


def may_see(notice: Notice, shown: dict[str, set[int]], talks: set[int]) -> bool:
    """Whether the cause of a notice is among what is seen."""
    if notice.event:
        return notice.event.version_id in shown["version"] or notice.event.claim_id in shown["claim"]
    return notice.comment_id is None or notice.comment_id in talks


def lines(notices: Sequence[Notice]) -> list[Line]:
    """Notices of `of` in words."""
    return [line(notice) for notice in notices]


def line(notice: Notice) -> Line:
    """One notice in words."""
    text, said, by, url = cause_of(notice)
    return Line(
        pk=notice.pk,
        told=WAYS.get(notice.event.action if notice.event else "", TELLS[notice.kind]),
        text=Truncator(text).chars(SHOWN),
        said=said,
        by=colleagues.name_of(by) if by else "",
        at=notice.at,
        url=url,
        is_read=notice.read_at is not None,
    )


def cause_of(notice: Notice) -> tuple[str, str, Any, str]:
    """What a notice is about, what was said, by whom, and where that is."""
    if notice.event:
        return of_event(notice.event)
    if notice.comment:
        one = notice.comment
        return one.text, "", one.created_by, f"{desk(one.episode_id)}#comment-{one.public_id}"
    if notice.report:
        return of_report(notice.report)
    if notice.revision:
        text = notice.revision
        url = reverse("admin:annotations_placement_changelist")
        return text.episode.display_title, text.reason, text.created_by, f"{url}?episode={text.episode_id}"
    return of_change(notice.change)


def of_event(event: ReviewEvent) -> tuple[str, str, Any, str]:
    """A move of a quote, with its place on the desk, or of a claim, with its page. What was refused at its
    time was refused by the gate and by nobody."""
    by = event.by if event.action != "refuse" else None
    if event.version:
        quote = event.version.quote
        return f"“{event.version.shown}”", event.note, by, f"{desk(quote.episode_id)}#quote-{quote.public_id}"
    page = reverse("admin:annotations_claim_change", args=[event.claim_id])
    return str(event.claim), event.note, by, page


def of_report(report: ErrorReport) -> tuple[str, str, Any, str]:
    """What a reader reports, and the answer where there is one."""
    url = reverse("admin:annotations_errorreport_change", args=[report.pk])
    return report.text, report.answer, report.settled_by, url


def of_change(change: Any) -> tuple[str, str, Any, str]:
    """What became of a topic, with the page of the one that stands."""
    tag = change.tag.merged_into or change.tag
    url = reverse("admin:annotations_tag_change", args=[tag.pk])
    if change.undone_at:
        return change.told, UNDONE, change.undone_by, url
    return change.told, change.reason, change.by, url


def desk(episode: int) -> str:
    """The desk of an episode."""
    return reverse("admin:transcripts_episode_annotate", args=[episode])
