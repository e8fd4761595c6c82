"""Files of marked passages as imports: a worker looks at what one comes to, somebody confirms it, and a
worker brings it in (docs/decisions/research-tools.md).

What is brought in and that it is done are written in one transaction, so it stands once and whole, however
often workers die over it. What comes to something else than was seen is not brought in but shown again.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from annotations.permissions import check_can_annotate
from annotations.research.passages import ResearchFile
from annotations.research.placing import How
from annotations.research.reading_process import ResearchReading
from annotations.services import research
from annotations.services.research import Bringing, Outcome
from transcripts.models import Episode, Job, JobState, JobTask
from transcripts.reader import Reader
from transcripts.services import batches, documents, jobs, queue, readings, working
from transcripts.services.heartbeats import Held
from transcripts.services.jobs import NotNow

SHAPE = "marked-1"
READING = (sys.executable, "-m", "annotations.research.reading_process")
MOST = 50_000
# While a file is looked at or brought in, nobody else writes to SQLite: who wants to waits for 20 s at most,
# and a thousand passages take 3 s, on a busy machine four times as long.
MOST_ON_SQLITE = 1_000
TOO_MANY = (
    "There are {count:,} passages in this file, more than {most:,}, which is as many as an import may have "
    "here. Split it, or have your administrator bring it in with `manage.py import_annotations`."
)
CHANGED = "This is not what you saw: something has changed here since. Look at it once more."
# So many of each fate are kept for the page; all of those that somebody has to see to.
KEPT = 200
KEPT_REFUSED = 2_000
FATES = (
    (How.EXACT, "Placed exactly"),
    (How.WORDS, "Placed by their words"),
    ("there", "Here already"),
    (How.REFUSED, "Not placed"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a passage or a claim, for people."""

    words: str
    why: str
    document: str = ""
    topics: Sequence[str] = ()
    unknown: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Those of one fate: how many there are, and the first of them."""

    title: str
    count: int
    some: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Report:
    """What a file comes to, or came to, as its page shows it."""

    program: str
    drafts: int
    fates: Sequence[Group] = ()
    claims: Group = Group("Claims", 0, ())
    made: dict[str, list[str]] = field(default_factory=dict)
    left_out: Sequence[str] = ()


class Refused(Exception):
    """The file cannot be brought in; the message says why."""


class Otherwise(Exception):
    """It came to something else than somebody saw."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(CHANGED)
        self.outcome = outcome


# What people ask for


@transaction.atomic
def ask(content: bytes, *, name: str, by: Any, episode: Episode | None = None, missing: bool = False) -> Job:
    """Have a worker look at what a file comes to; `episode` and `missing` as in `Bringing`."""
    check_can_annotate(by)
    chosen = {"missing": missing, **({"episode": episode.pk} if episode else {})}
    document = documents.keep(content, name=name, by=by)
    return batches.bring_document(document, by=by, task=JobTask.LOOK, decisions=chosen)


@transaction.atomic
def confirm(job: Job, *, sign: str, by: Any) -> Job:
    """Have brought in what somebody saw, which `sign` names. Raises NotNow."""
    check_can_annotate(by)
    stored = Job.objects.select_for_update().get(pk=job.pk)
    if stored.result.get("sign") != sign:
        raise NotNow(CHANGED)
    return jobs.confirm(stored, by=by)


def report_of(job: Job) -> Report | None:
    """What its file comes to, or came to; None before anybody has looked."""
    return readings.kept(job, Report, SHAPE)


def episode_of(job: Job) -> Episode | None:
    """The episode that somebody said all of the file is about."""
    return Episode.objects.filter(pk=job.decisions.get("episode")).first()


# What workers do


def look(held: Held) -> None:
    """Do it all, take it back, and show what it came to."""
    work = work_of(held, held.job.requested_by)
    show(held.job, work.file, research.look(work))


def bring(held: Held) -> None:
    """Bring in what somebody saw and confirmed; anything else is shown again."""
    work = work_of(held, held.job.confirmed_by)
    try:
        with transaction.atomic():
            outcome = research.bring(work)
            if outcome.sign != held.job.result["sign"]:
                raise Otherwise(outcome)
            finish(held.job, work.file, outcome)
    except Otherwise as other:
        show(held.job, work.file, other.outcome, CHANGED)


def refusing(step: Callable[[Held], None]) -> Callable[[Held], None]:
    """The step, where a file that cannot be brought in is a job that failed and says why."""

    def careful(held: Held) -> None:
        try:
            step(held)
        except (Refused, PermissionDenied, ValidationError) as error:
            fail(held.job, " ".join(getattr(error, "messages", [str(error)])))

    return careful


def work_of(held: Held, by: Any) -> Bringing:
    """The file of a job, read, on its way in; says how far it is, and may be stopped. Raises Refused."""
    job, file = held.job, file_of(held)
    most = MOST_ON_SQLITE if connection.vendor == "sqlite" else MOST
    total, done = len(file.passages), count(1)
    if total > most:
        raise Refused(TOO_MANY.format(count=total, most=most))

    def step() -> None:
        held.progress(next(done), total)

    held.progress(0, total)
    return Bringing(file, job.name, by, episode_of(job), bool(job.decisions.get("missing")), step)


def file_of(held: Held) -> ResearchFile:
    """What its file holds, read in the limited process. Raises Refused and ReadingFailed."""
    reader = readings.reader_called("marked", lambda: Reader(ResearchReading, readings.limits(), READING))
    document = working.document_of(held.job)
    held.question = reader.ask(documents.content_of(document), held.job.name)
    found: ResearchReading = held.question.answer().parsed
    if found.file is None:
        raise Refused(found.refusal)
    return found.file


@transaction.atomic
def show(job: Job, file: ResearchFile, outcome: Outcome, *lines: str) -> None:
    """Keep what it comes to for somebody to look at."""
    kept(job, file, outcome, *lines, state=JobState.READY, task=JobTask.LOOK, error="")


def finish(job: Job, file: ResearchFile, outcome: Outcome) -> None:
    """Keep what it came to."""
    kept(job, file, outcome, state=JobState.SUCCEEDED, error="")


def kept(job: Job, file: ResearchFile, outcome: Outcome, *lines: str, **values: Any) -> None:
    """Settle the job with what became of each passage."""
    said, total = sentence(outcome), len(file.passages)
    result = {"sign": outcome.sign, "said": said}
    queue.settle(job, *lines, f"{file.program}: {said}.", result=result, done=total, total=total, **values)
    readings.keep(job, orjson.dumps(asdict(report(file, outcome))), SHAPE)


@transaction.atomic
def fail(job: Job, reason: str) -> None:
    """Say why it cannot be brought in."""
    queue.settle(job, f"Failed: {reason}", state=JobState.FAILED, error=reason)


def sentence(outcome: Outcome) -> str:
    """What a file comes to, in one line."""
    parts = [working.counted(outcome.drafts, "draft")]
    parts += [f"{len(some):,} {title.lower()}" for how, title in FATES[2:] if (some := outcome.of(how))]
    return ", ".join(parts)


def report(file: ResearchFile, outcome: Outcome) -> Report:
    """What its page is to show."""
    groups = [(how, title, outcome.of(how)) for how, title in FATES]
    claims = [Told(claim.statement, claim.why) for claim in outcome.claims]
    return Report(
        program=file.program,
        drafts=outcome.drafts,
        fates=[Group(title, len(some), told(how, some)) for how, title, some in groups if some],
        claims=Group("Claims", len(claims), claims[:KEPT]),
        made=outcome.made,
        left_out=outcome.left_out[:KEPT],
    )


def told(how: str, fates: Sequence[research.Fate]) -> list[Told]:
    """The first of these passages, with what became of each."""
    most = KEPT_REFUSED if how == How.REFUSED else KEPT
    return [
        Told(fate.passage.exact[:300], fate.why, fate.document, fate.topics, fate.unknown)
        for fate in fates[:most]
    ]


def install() -> None:
    """Have workers do it."""
    working.teach(JobTask.LOOK, refusing(look))
    working.teach(JobTask.BRING, refusing(bring))
