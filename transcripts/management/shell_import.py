"""Imports from the shell: from paths and addresses to what became of each document, one after the other."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from stat import S_ISREG
from typing import Any

from django.utils import timezone

from transcripts import addresses, archives, parsing
from transcripts.documents import ParsedDocument
from transcripts.models import Batch, BatchOrigin, Job, JobState, Podcast, SourceDocument
from transcripts.reader import ReadingFailed
from transcripts.services import batches, documents, importing, jobs, planning, readings

# Workers leave a command's documents alone for so long; if the command is killed, they take them up.
OURS_ALONE = timedelta(minutes=2)
LARGEST = 300 * 1024 * 1024
NO_FILE = "It is a pipe or a device. Save what it gives as a file, and name that."
TOO_LARGE = "It is larger than any transcript ({size} MB) and was not read."
ELSEWHERE = "A worker of the site has taken it up; the list of imports in the admin says what becomes of it."


class State(StrEnum):
    """What became of a document."""

    IMPORTED = "imported"
    KNOWN = "known"
    FOUND = "found"
    SKIPPED = "skipped"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from: a file, or an address. One in a folder was not asked for by name."""

    place: str
    named: bool = True
    is_address: bool = False

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.place).name

    def content(self) -> bytes:
        """The bytes. Raises Unusable where there are none to be had."""
        path = Path(self.place)
        try:
            status = path.stat()
            if not S_ISREG(status.st_mode):
                raise Unusable(NO_FILE)
            size = status.st_size
            if size > LARGEST:
                raise Unusable(TOO_LARGE.format(size=size // (1024 * 1024)))
            return path.read_bytes()
        except OSError as error:
            raise Unusable(f"It cannot be read ({error.strerror}). Check the path.") from error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, and the result as it is kept with a job."""

    place: str
    state: State
    result: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """The line of `--json`."""
        nothing = {"created": False, "episodes": [], "problems": []}
        said = {"error": self.error} if self.error else {}
        return {"document": self.place, "state": str(self.state), **nothing, **self.result, **said}


class Unusable(Exception):
    """A file that cannot be had; the message says why."""


def sources(places: Iterable[str], *, are_addresses: bool) -> list[Source]:
    """The documents named, and those in the folders named, in the order of their names."""
    if are_addresses:
        return [Source(place, is_address=True) for place in places]
    return [source for place in places for source in _in(Path(place))]


def _in(path: Path) -> Iterator[Source]:
    if not path.is_dir():
        yield Source(str(path))
        return
    for inner in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in inner.relative_to(path).parts)
        if inner.is_file() and not hidden:
            yield Source(str(inner), named=False)


def known_result(document: SourceDocument) -> dict[str, Any]:
    """The result of a document whose episodes are here already."""
    episodes = [importing.summary(episode, created=False) for episode in documents.episodes_of(document)]
    return {"created": False, "episodes": episodes, "problems": []}


@dataclass
class ShellImport:
    """An import of many documents. `stop` says whether to end after the document in hand."""

    podcast: Podcast | None = None
    chosen_format: str = ""
    stop: Callable[[], bool] = lambda: False
    _batch: Batch | None = None
    _places: dict[int, Source] = field(default_factory=dict)
    _outcomes: deque[Outcome] = field(default_factory=deque)
    _again: list[Job] = field(default_factory=list)

    def run(self, wanted: list[Source]) -> Iterator[Outcome]:
        """Import these; one that fails does not stop the others."""
        yield from self._work(self._jobs(wanted))
        while self._again and not self.stop():
            again, self._again = self._again, []
            yield from self._work(again)
        for job_id in list(self._places):
            yield self._left(job_id)

    def _work(self, waiting: Iterable[Job]) -> Iterator[Outcome]:
        for job in jobs.work(waiting, self.stop):
            yield from self._taken_outcomes()
            if job.state == JobState.QUEUED:
                self._again.append(job)
            else:
                yield self._outcome(job, self._places.pop(job.pk))
        yield from self._taken_outcomes()

    def _taken_outcomes(self) -> Iterator[Outcome]:
        while self._outcomes:
            yield self._outcomes.popleft()

    def _jobs(self, wanted: list[Source]) -> Iterator[Job]:
        """Make the jobs, each when its turn has come; what needs none has its outcome at once."""
        for source in wanted:
            if self.stop():
                return
            for job in self._made(source):
                if job.state == JobState.FAILED:
                    self._outcomes.append(self._outcome(job, source))
                else:
                    self._places[job.pk] = source
                    yield job

    def _made(self, source: Source) -> list[Job]:
        values = {"chosen_format": self.chosen_format, "due_at": timezone.now() + OURS_ALONE}
        try:
            if source.is_address:
                addresses.checked(source.place)
                return [batches.add_address(self._of(source), source.place, by=None, **values)]
            raw = source.content()
        except (Unusable, addresses.Refused) as reason:
            state = State.FAILED if source.named else State.SKIPPED
            self._outcomes.append(Outcome(source.place, state, error=str(reason)))
            return []
        if known := documents.imported(raw):
            self._outcomes.append(Outcome(source.place, State.KNOWN, known_result(known)))
            return []
        return batches.add(self._of(source), source.name, raw, by=None, **values)

    def _of(self, source: Source) -> Batch:
        """The batch of this import, begun with its first document that needs one."""
        self._batch = self._batch or batches.begin(
            origin=BatchOrigin.COMMAND, title=source.place[-255:], podcast=self.podcast, store_at_once=True
        )
        return self._batch

    def _outcome(self, job: Job, source: Source) -> Outcome:
        inside = not source.is_address and job.name != source.name[:255]
        place = f"{source.place}: {job.name}" if inside else source.place
        if job.state == JobState.SUCCEEDED:
            state = State.IMPORTED if job.result["created"] else State.KNOWN
            return Outcome(place, state, job.result)
        if job.state == JobState.FAILED and not source.named and not job.result.get("format"):
            if job.document_id:
                jobs.discard(job, by=None)
            return Outcome(place, State.SKIPPED, job.result, job.error)
        return Outcome(
            place, State.FAILED, job.result, job.error or f"It {jobs.STANDS[JobState(job.state)]}."
        )

    def _left(self, job_id: int) -> Outcome:
        """A job that did not come back to us: another worker's, or one that we had no time for."""
        job = Job.objects.get(pk=job_id)
        source = self._places.pop(job_id)
        if job.state in (JobState.QUEUED, JobState.RUNNING):
            return Outcome(source.place, State.WAITING, error=ELSEWHERE)
        return self._outcome(job, source)


def previews(
    wanted: list[Source], *, podcast: Podcast | None, chosen_format: str, stop: Callable[[], bool]
) -> Iterator[Outcome]:
    """What an import would find in these files; stores nothing."""
    for source in wanted:
        if stop():
            return
        try:
            raw = source.content()
        except Unusable as reason:
            state = State.FAILED if source.named else State.SKIPPED
            yield Outcome(source.place, state, error=str(reason))
            continue
        for name, content, problem in _documents(source, raw):
            place = f"{source.place}: {name}" if name != source.name else name and source.place
            if content is None:
                yield Outcome(place, State.FAILED, error=problem)
            else:
                yield _preview(place, name, content, source.named, podcast, chosen_format)


def _documents(source: Source, raw: bytes) -> Iterator[tuple[str, bytes | None, str]]:
    if not archives.is_archive(raw):
        yield source.name, raw, ""
        return
    for member in archives.documents_in(raw):
        yield member.name, member.content, member.problem.message if member.problem else ""


def _preview(
    place: str, name: str, raw: bytes, named: bool, podcast: Podcast | None, chosen_format: str
) -> Outcome:
    if not raw or len(raw) > parsing.MAX_BYTES:
        parsed = parsing.parse(raw, name)
    else:
        try:
            parsed = readings.reader_of_this_thread().read(raw, name, chosen_format or None).parsed
        except ReadingFailed as failure:
            return Outcome(place, State.FAILED, error=str(failure))
    result = importing.ImportResult(parsed, created=False)
    if not parsed.episodes:
        error = str(importing.DocumentRefused(parsed))
        return Outcome(place, State.FAILED if named else State.SKIPPED, result.as_json(), error)
    result.episodes = _planned(name, parsed, podcast)
    return Outcome(place, State.FOUND, {**result.as_json(), "dry_run": True})


def _planned(name: str, parsed: ParsedDocument, podcast: Podcast | None) -> list[dict[str, Any]]:
    plan = planning.plan(SourceDocument(name=name), parsed, podcast=podcast)
    return [
        {**jobs.outline(one.parsed), "podcast": one.podcast_title, "change": str(one.change)} for one in plan
    ]
