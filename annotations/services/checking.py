"""Check every published quote against the text it stands on and its podcast's rights policy. What does not
agree is an alarm.

The services, the workflow and the database's guards let no quote differ from its text; this finds what came
past them: a bug, a repair by hand, a restored table, a disk. A policy may become stricter than what is
public, and a permission end: then a person decides what is withdrawn, never a machine.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import mail_admins
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotations import listplaces
from annotations.anchoring import Turn
from annotations.models import CERTAIN, Alarm, AlarmKind, QuoteVersion
from annotations.permissions import check_can_review
from annotations.search import index
from annotations.services import rights, texts, topiccounts
from annotations.services.texts import Text
from annotations.workflow import Refusal, State
from transcripts.models import Guest, Podcast, Revision
from transcripts.models.transcript import text_of
from transcripts.services.revisions import digest_of

logger = logging.getLogger(__name__)
# So many texts are in memory at once.
AT_ONCE = 20
TOLD = 20
SHOWN = 60  # code points of words that a message repeats
A_DAY = timedelta(days=1)

OUTSIDE = "Its place, {start} to {end}, lies in no one turn of revision {number}."
OTHER_WORDS = "At its place in revision {number} stands “{there}”, and not “{words}”."
NOT_CURRENT = "Its place is called certain, but revision {number} is not the current text."
SEAL = "“{words}” are not the words that were sealed when the quote was made."
TEXT = "The text of revision {number} is not the one that was stored: their digests differ."
SPEAKER = "It credits {credited}, but {speaker} speaks there in revision {number}."
NOBODY = "nobody"
BROKEN = "{count} published quotes break their podcasts’ rights policies by now."
MISPLACED = "%s quotes were not on the lists of what they are published with; they are now"
MISCOUNTED = "%s quotes and %s pairs of topics were not counted as published; all are counted anew"
ANEW = "The rights policy was changed, and looked at anew."
# What of a podcast its rights policy is.
POLICY = frozenset(
    {
        *("rights", "licence", "attribution", "ground", "permission", "permission_from", "permission_on"),
        *("permission_until", "longest_quote", "greatest_share"),
    }
)
UNVERIFIED = "Its words were not those of its text when the text changed, so it stays where it was."

WHY = "Say what was done about it: an alarm is settled with a note."
DONE = "Somebody has settled this alarm already."


class Finding(NamedTuple):
    """One thing that does not agree about one version."""

    version: int
    kind: AlarmKind
    message: str


class Checked(NamedTuple):
    """What is checked of a published version, as its row has it."""

    pk: int
    revision: int
    turn: int
    start: int
    end: int
    exact: str
    seal: str
    speaker: int | None
    anchor_status: str


@dataclass(slots=True)
class Report:
    """How many quotes were checked, how many disagreements found, how many of them new, and the first."""

    quotes: int = 0
    found: int = 0
    new: int = 0
    told: list[str] = field(default_factory=list)


def never() -> bool:
    """Nobody asks to stop."""
    return False


def check(stop: Callable[[], bool] = never) -> Report:
    """Check all published quotes, raise alarms, and tell the administrators by mail, once for all.

    Texts are read a few at a time, so that memory does not grow with the number of quotes.
    """
    report, last = Report(), 0
    while not stop():
        revisions = next_revisions(last)
        if not revisions:
            check_policies(report)
            check_counts()
            check_lists()
            mark_done()
            break
        check_some(revisions, report)
        last = revisions[-1].pk
    if report.found:
        tell(report)
    logger.info("Checked %s published quotes: %s disagreements", report.quotes, report.found)
    return report


def check_policies(report: Report) -> None:
    """Raise an alarm for what breaks a rights policy by now, and report it once."""
    new = sum(raise_alarms(breaches(podcast)) for podcast in Podcast.objects.order_by("pk"))
    if new:
        report.found, report.new = report.found + new, report.new + new
        report.told.append(BROKEN.format(count=new))


def check_counts() -> None:
    """Count anew which topics stand together where it is not as published, and say so in the log: only what
    came past the services can be so. What a transaction counts while we look is looked at twice."""
    topiccounts.compact()
    if any(topiccounts.wrong()) and any(found := topiccounts.wrong()):
        topiccounts.rebuild()
        logger.warning(MISCOUNTED, len(found[0]), len(found[1]))


def check_lists() -> None:
    """Write anew where quotes stand on lists that are not of what is published, and say so in the log: only
    what switched triggers off can be so."""
    if mended := listplaces.mend():
        logger.warning(MISPLACED, mended)


def breaches(podcast: Podcast) -> list[Finding]:
    """What is public of a podcast and breaks its rights policy."""
    return [Finding(key, AlarmKind.RIGHTS, message) for key, message in rights.breaches(podcast)]


def follow_policy(
    *, records: Sequence[Podcast], fields: Collection[str], by: Any, **told: Any
) -> AbstractContextManager[None] | None:
    """Looks, once it is stored, at what is public and breaks a rights policy that changes here."""
    if records[0]._state.adding or not POLICY.intersection(fields):
        return None
    return looking_anew(records, by=by)


@contextmanager
def looking_anew(podcasts: Sequence[Podcast], *, by: Any) -> Iterator[None]:
    """Raise alarms for what breaks the policies of podcasts as they are afterwards; those from before are
    over."""
    yield
    for podcast in podcasts:
        raised = Alarm.objects.open().filter(kind=AlarmKind.RIGHTS, version__quote__episode__podcast=podcast)
        if by is not None:
            raised.update(settled_at=timezone.now(), settled_by=by, settled_note=ANEW)
        raise_alarms(breaches(podcast))


def check_if_due(stop: Callable[[], bool] = never) -> int:
    """Check where the last check of this data folder is a day old, for workers without a clock of their own;
    the search index with the quotes.

    Returns 0: there is nothing more to do at once.
    """
    try:
        age = time.time() - mark().stat().st_mtime
    except FileNotFoundError:
        age = A_DAY.total_seconds()
    if age >= A_DAY.total_seconds():
        check(stop)
        if not stop():
            index.compare_and_tell()
    return 0


def mark() -> Any:
    """The file whose age says when the quotes were last checked from here."""
    return settings.DATA_DIR / "quotes-checked"


def mark_done() -> None:
    """Say that all were checked just now."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    mark().touch()


def next_revisions(last: int) -> list[Revision]:
    """The next texts that published quotes stand on, by primary key."""
    on_them = standing().filter(revision__gt=last).order_by("revision").values("revision").distinct()
    return list(Revision.objects.filter(pk__in=on_them.values("revision")[:AT_ONCE]).order_by("pk"))


def standing() -> QuerySet[QuoteVersion]:
    """Every version that was published and still stands, also where its episode is hidden."""
    return QuoteVersion.objects.filter(state=State.PUBLISHED)


def check_some(revisions: list[Revision], report: Report) -> None:
    """Check the quotes that stand on a few texts."""
    known = {revision.pk: revision for revision in revisions}
    read = texts.read(known)
    whole = {pk: text_of(turn.text for turn in text.turns) for pk, text in read.items()}
    turns = {pk: dict(zip(text.keys, text.turns, strict=True)) for pk, text in read.items()}
    sound = {pk: is_as_stored(read[pk], whole[pk], known[pk]) for pk in known}
    rows = (
        standing()
        .filter(revision__in=known)
        .order_by("pk")
        .values_list(
            *(
                "pk",
                "revision",
                "turn",
                "start",
                "end",
                "exact",
                "exact_sha256",
                "speaker",
                "anchor_status",
            )
        )
    )
    found: list[Finding] = []
    for row in map(Checked._make, rows):
        report.quotes += 1
        revision = known[row.revision]
        if not sound[row.revision]:
            found.append(Finding(row.pk, AlarmKind.TEXT, TEXT.format(number=revision.number)))
        found += disagreements(row, turns[row.revision].get(row.turn), whole[row.revision], revision)
    report.found += len(found)
    report.new += raise_alarms(found)
    report.told += [finding.message for finding in found[: TOLD - len(report.told)]]


def is_as_stored(text: Text, whole: str, revision: Revision) -> bool:
    """Whether the turns still make the text that was stored, each where it says it begins."""
    offset = 0
    for turn in text.turns:
        if turn.offset != offset:
            return False
        offset = turn.end + 1
    return digest_of(whole) == revision.sha256


def disagreements(row: Checked, turn: Turn | None, whole: str, revision: Revision) -> Iterator[Finding]:
    """Everything about one version that its turn and the whole text of its revision do not bear out."""
    number, words = revision.number, row.exact[:SHOWN]
    if turn is None or not turn.offset <= row.start < row.end <= turn.end:
        place = OUTSIDE.format(start=row.start, end=row.end, number=number)
        yield Finding(row.pk, AlarmKind.WORDS, place)
    elif whole[row.start : row.end] != row.exact:
        there = whole[row.start : row.end][:SHOWN]
        yield Finding(row.pk, AlarmKind.WORDS, OTHER_WORDS.format(number=number, there=there, words=words))
    elif row.anchor_status in CERTAIN and not revision.is_current:
        yield Finding(row.pk, AlarmKind.WORDS, NOT_CURRENT.format(number=number))
    if digest_of(row.exact) != row.seal:
        yield Finding(row.pk, AlarmKind.SEAL, SEAL.format(words=words))
    if turn is not None and turn.speaker != row.speaker:
        yield wrong_speaker(row.pk, row.speaker, turn, number)


def wrong_speaker(version: int, speaker: int | None, turn: Turn, number: int) -> Finding:
    """That a version credits `speaker`, and the turn of revision `number` is somebody else's."""
    credited, there = name_of(speaker), name_of(turn.speaker)
    message = SPEAKER.format(credited=credited, speaker=there, number=number)
    return Finding(version, AlarmKind.SPEAKER, message)


def name_of(guest: Any) -> str:
    """What to call a person in a message."""
    known = Guest.objects.filter(pk=guest).first() if guest is not None else None
    return known.name if known else NOBODY


@transaction.atomic
def raise_alarms(found: list[Finding]) -> int:
    """Raise an alarm for each finding, once: one that stands is seen again. Returns how many are new."""
    if not found:
        return 0
    now = timezone.now()
    standing_ones = Alarm.objects.open().filter(version__in={finding.version for finding in found})
    known = {(version, kind): pk for pk, version, kind in standing_ones.values_list("pk", "version", "kind")}
    Alarm.objects.filter(pk__in=[known[finding[:2]] for finding in found if finding[:2] in known]).update(
        seen_at=now
    )
    new = [finding for finding in found if finding[:2] not in known]
    Alarm.objects.bulk_create(
        [Alarm(version_id=pk, kind=kind, message=message, seen_at=now) for pk, kind, message in new],
        ignore_conflicts=True,
    )
    return len(new)


def tell(report: Report) -> None:
    """Write to the administrators. A server that takes no mail is in the log; the alarms stand without it."""
    more = report.found - len(report.told)
    lines = [
        f"{report.found} disagreements in {report.quotes} published quotes, {report.new} of them new:",
        "",
        *report.told,
        *([f"and {more} more."] if more else []),
        "",
        f"They are on the start page of the admin: {settings.SITE_URL}/admin/"
        if settings.SITE_URL
        else "They are on the start page of the admin.",
    ]
    try:
        mail_admins("Published quotes are not as they must be", "\n".join(lines))
    except (OSError, smtplib.SMTPException):
        logger.exception("The administrators could not be told by mail.")


@transaction.atomic
def settle(alarm: Alarm, *, note: str, by: Any) -> None:
    """Say that an alarm was looked into, and what came of it. Found again, it is raised again."""
    check_can_review(by)
    if not note.strip():
        raise Refusal("note", WHY)
    settled = (
        Alarm.objects.open()
        .filter(pk=alarm.pk)
        .update(settled_at=timezone.now(), settled_by=by, settled_note=note.strip())
    )
    if not settled:
        raise Refusal("state", DONE)
    alarm.refresh_from_db()
