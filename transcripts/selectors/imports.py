"""What the pages of imports show of jobs and batches: where each stands, what was found, what may be done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from transcripts.models import Job, JobState, JobTask

UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
NEED_SOMEBODY = (JobState.READY, JobState.FAILED)
# What may be asked of a job, by the state it is in; the services decide, this only offers.
OFFERED = {
    JobState.QUEUED: ("cancel",),
    JobState.RUNNING: ("cancel",),
    JobState.READY: ("confirm", "discard"),
    JobState.FAILED: ("retry", "discard"),
    JobState.CANCELLED: ("retry", "discard"),
}
DISCARDABLE = tuple(state for state, verbs in OFFERED.items() if "discard" in verbs)
WAITING = {
    JobTask.FETCH: "waiting to be fetched",
    JobTask.READ: "waiting to be read",
    JobTask.STORE: "waiting to be stored",
    JobTask.LOOK: "waiting to be looked at",
    JobTask.BRING: "waiting to be brought in",
}
RUNNING = {
    JobTask.FETCH: "being fetched",
    JobTask.READ: "being read",
    JobTask.STORE: "being stored",
    JobTask.LOOK: "being looked at",
    JobTask.BRING: "being brought in",
}
# What tells how far it is inside one document.
COUNTED = (JobTask.STORE, JobTask.LOOK, JobTask.BRING)
ENDED = {
    JobState.READY: "to confirm",
    JobState.SUCCEEDED: "stored",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
    JobState.DISCARDED: "discarded",
}
VERBS = {
    JobTask.FETCH: "Fetching",
    JobTask.READ: "Reading",
    JobTask.STORE: "Storing",
    JobTask.LOOK: "Looking",
    JobTask.BRING: "Bringing in",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One job in a list; all of it is text for people, but for its id and state."""

    id: int
    state: str
    name: str
    stands: str
    format: str
    found: str
    problems: int
    done: int
    total: int
    offered: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The row as the page asks for it while something is under way."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the jobs of a list are: `through` of `total` wait for no worker. Zero of zero is finished."""

    total: int
    through: int
    sentence: str
    counts: dict[str, int]

    @property
    def finished(self) -> bool:
        """Whether nothing waits for a worker or is with one."""
        return self.through == self.total


def listed(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Jobs with what a list shows of them, without their documents' bytes."""
    return jobs.select_related("requested_by", "batch").defer("decisions")


def row(job: Job) -> Row:
    """A job as lists show it."""
    found = counts(job.result)
    return Row(
        id=job.pk,
        state=job.state,
        name=name_of(job),
        stands=stands(job),
        format=recognised(job.result),
        found=job.error if job.state == JobState.FAILED else sentence_of(found, job),
        problems=found["problems"],
        done=job.done,
        total=job.total,
        offered=offered_of(job),
    )


def rows(jobs: Iterable[Job]) -> list[Row]:
    """Jobs as lists show them."""
    return [row(job) for job in jobs]


def offered_of(job: Job) -> tuple[str, ...]:
    """What may be asked of a job; one whose document was not kept cannot be tried again."""
    offered = OFFERED.get(JobState(job.state), ())
    kept = job.document_id is not None or job.task == JobTask.FETCH
    return offered if kept else tuple(verb for verb in offered if verb != "retry")


def name_of(job: Job) -> str:
    """What a job is called: its document's name, else the address it fetches."""
    return job.name or job.address or "document"


def stands(job: Job) -> str:
    """Where a job stands, in a few words."""
    task = JobTask(job.task)
    if job.cancel_requested and job.state in UNFINISHED:
        return "being cancelled"
    if job.state == JobState.QUEUED:
        return WAITING[task]
    if job.state == JobState.RUNNING:
        several = task in COUNTED and job.total > 1
        return f"{RUNNING[task]}, {job.done:,} of {job.total:,}" if several else RUNNING[task]
    return ENDED[JobState(job.state)]


def recognised(result: dict[str, Any]) -> str:
    """The format that was recognised and how surely: "named turns, 97 % sure"."""
    name = result.get("format")
    if not name:
        return ""
    return f"{format_name(name)}, {percent(result.get('confidence') or 0)}\u00a0sure"


def format_name(name: str) -> str:
    """A format's name as people read it."""
    return name.replace("-", " ")


def percent(share: float) -> str:
    """A share from 0 to 1 as a percentage; what is not certain never shows as 100 %."""
    return f"{min(int(share * 100), 99) if share < 1 else 100}\u00a0%"


def counts(result: dict[str, Any]) -> dict[str, int]:
    """How many episodes, speakers, turns and problems a job found, as its result tells."""
    found = dict(result.get("found") or {})
    episodes = result.get("episodes") or []
    problems = [p for p in result.get("problems") or [] if p.get("severity") in ("warning", "error")]
    return {
        "episodes": found.get("episodes", len(episodes)),
        "speakers": found.get("speakers", sum(episode.get("speakers", 0) for episode in episodes)),
        "turns": found.get("turns", sum(episode.get("turns", 0) for episode in episodes)),
        "problems": found["warnings"] + found.get("errors", 0) if "warnings" in found else len(problems),
    }


def sentence_of(found: dict[str, int], job: Job) -> str:
    """What a job found, in one line; empty before it has read anything."""
    if not found["episodes"]:
        return str(job.result.get("said", ""))
    parts = [counted(found[what], what[:-1]) for what in ("episodes", "speakers", "turns") if found[what]]
    parts.append(counted(found["problems"], "problem") if found["problems"] else "no problems")
    if job.state == JobState.SUCCEEDED and not job.result.get("created", True):
        parts.append("known before, nothing changed")
    return ", ".join(parts)


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 turn", "1,310 turns"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def standing(jobs: QuerySet[Job]) -> Standing:
    """How far these jobs are; one query."""
    states: Counter[str] = Counter()
    tasks: Counter[str] = Counter()
    for state, task, number in jobs.order_by().values_list("state", "task").annotate(Count("pk")):
        states[state] += number
        if state in UNFINISHED:
            tasks[task] += number
    total, left = states.total(), tasks.total()
    return Standing(total, total - left, sentence(total, left, tasks, states), dict(states))


def sentence(total: int, left: int, tasks: Counter[str], states: Counter[str]) -> str:
    """How far jobs are, in words: "Reading: 37 of 50 done. 2 failed."."""
    if not total:
        return "Nothing is under way."
    verb = next((verb for task, verb in VERBS.items() if tasks[task]), "")
    parts = [
        f"{verb}: {total - left} of {counted(total, 'document')} done."
        if left
        else f"{counted(total, 'document')}."
    ]
    parts += [f"{states[state]} {words}." for state, words in ENDED.items() if states[state]]
    return " ".join(parts)


def under_way() -> QuerySet[Job]:
    """The jobs of all batches of which something waits for a worker or is with one."""
    return Job.objects.filter(batch__in=Job.objects.filter(state__in=UNFINISHED).values("batch"))


def needing(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """The jobs that wait for a person."""
    return jobs.filter(state__in=NEED_SOMEBODY)


def without_problems(jobs: Sequence[Job]) -> list[Job]:
    """The jobs in whose documents nothing was found that somebody should look at."""
    return [job for job in jobs if not counts(job.result)["problems"]]


def waited(job: Job) -> int:
    """How long a job has been waiting or running, in whole seconds."""
    return int((timezone.now() - (job.started_at or job.created_at)).total_seconds())


def offers(jobs: QuerySet[Job], standing: Standing) -> dict[str, int]:
    """How many of these jobs there are for each thing that can be done with many of them at once."""
    ready = jobs.filter(state=JobState.READY).values_list("result", flat=True)
    return {
        "clean": sum(not counts(result)["problems"] for result in ready),
        "ready": standing.counts.get(JobState.READY, 0),
        "failed": standing.counts.get(JobState.FAILED, 0),
        "unfinished": sum(standing.counts.get(state, 0) for state in UNFINISHED),
    }
