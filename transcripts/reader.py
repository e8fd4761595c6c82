"""Documents read in a process of their own, with limits on time and memory; see `reading_process.py`.

A `Reader` keeps one such process and starts another where one has died or grown. It reads one document at a
time, in the background: ask for the next one while you store the last.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar, cast

import msgspec
import orjson

from transcripts.reading_process import OUT_OF_MEMORY, read_frame, write_frame

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "transcripts.reading_process")
MB = 1024 * 1024
START_SECONDS = 60.0
MAX_HEADER = MB
MAX_ANSWER = 512 * MB
DOCUMENTS_PER_PROCESS = 5_000
# What the process needs to find Python and its own temporary files; no secrets.
ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds, more of them by its size, and bytes of memory."""

    seconds: float = 10.0
    seconds_per_mb: float = 2.0
    memory_bytes: int = 1024 * MB

    def seconds_for(self, raw: bytes) -> float:
        """How long this document may take."""
        return self.seconds + self.seconds_per_mb * len(raw) / MB


class ReadingFailed(Exception):
    """A document could not be read to its end; the message says why and what to do."""


class TooSlow(ReadingFailed):
    """It took longer than its time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Reading this document took longer than {seconds:.0f} s and was stopped. Split it into one "
            "document an episode, or save it in a simpler form, such as plain text."
        )


class TooMuchMemory(ReadingFailed):
    """It needed more memory than a document may."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"Reading this document needed more than {size // MB} MB of memory and was stopped. Split it "
            "into one document an episode, or save it in a simpler form, such as plain text."
        )


class Died(ReadingFailed):
    """The process ended over it."""

    def __init__(self, how: str) -> None:
        super().__init__(
            f"The process that was reading this document ended ({how}). Save the document in a simpler form, "
            "such as plain text, and tell your administrator."
        )


class Broken(ReadingFailed):
    """An error of ours."""

    def __init__(self) -> None:
        super().__init__(
            "osbiz failed while reading this document; nothing was stored. The log says more: tell your "
            "administrator."
        )


class Stopped(ReadingFailed):
    """Somebody asked to stop reading."""

    def __init__(self) -> None:
        super().__init__("Reading was stopped.")


Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Answer(Generic[Parsed]):
    """What was read, and the same as the JSON it came as."""

    parsed: Parsed
    content: bytes


def decoded(content: bytes, shape: type[Parsed]) -> Parsed:
    """A value of that type from its JSON; msgspec.DecodeError where it is none, or one of another version."""
    return msgspec.json.decode(content, type=shape)


class Process:
    """One reading process and the pipes to it."""

    def __init__(self, command: Sequence[str], memory_bytes: int) -> None:
        self.popen = subprocess.Popen(  # noqa: S603 - our own program
            [*command, str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
            start_new_session=True,  # Ctrl-C is ours to hear; and what it starts can be killed with it
        )
        self.answered = 0
        self.memory_bytes = 0
        self.out_of_time = False
        self.said: deque[str] = deque(maxlen=20)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def exchange(self, header: dict[str, Any] | None, raw: bytes, seconds: float) -> tuple[str, bytes]:
        """Ask, and wait so many seconds for the answer: an error or "", and the content.

        EOFError or OSError where the process ends before; `out_of_time` then says whether we ended it.
        """
        watchdog = threading.Timer(seconds, self._time_out)
        watchdog.daemon = True
        watchdog.start()
        try:
            if header is not None:
                write_frame(self._stdin, orjson.dumps(header))
                write_frame(self._stdin, raw)
                self._stdin.flush()
            answer = orjson.loads(read_frame(self._stdout, MAX_HEADER))
            content = read_frame(self._stdout, MAX_ANSWER)
        finally:
            watchdog.cancel()
            watchdog.join()
        self.answered += 1
        self.memory_bytes = answer["memory_bytes"]
        return answer.get("error", ""), content

    def kill(self) -> None:
        """End it and whatever it started, now."""
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            self.popen.kill()

    def end(self) -> str:
        """Kill it, close the pipes, and say how it had ended."""
        try:
            code = self.popen.wait(timeout=0.2)  # a process that is dying by itself says more
        except subprocess.TimeoutExpired:
            self.kill()
            code = self.popen.wait()
        for pipe in (self.popen.stdin, self.popen.stdout):
            try:
                cast(BinaryIO, pipe).close()
            except OSError:  # what could not be sent any more
                continue
        self._listener.join(timeout=1)  # until its last words are heard
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    @property
    def _stdin(self) -> BinaryIO:
        return cast(BinaryIO, self.popen.stdin)

    @property
    def _stdout(self) -> BinaryIO:
        return cast(BinaryIO, self.popen.stdout)

    def _time_out(self) -> None:
        self.out_of_time = True
        self.kill()

    def _listen(self) -> None:
        with cast(BinaryIO, self.popen.stderr) as pipe:
            for line in iter(lambda: pipe.readline(2000), b""):
                self.said.append(line.decode("utf-8", "replace").rstrip())


class Question(Generic[Parsed]):
    """A document that is being read, or is about to be."""

    def __init__(self, reader: "Reader[Parsed]", raw: bytes, name: str, as_format: str | None) -> None:
        self.raw, self.name, self.as_format = raw, name, as_format
        self.stopped = False
        self._reader = reader
        self._future: Future[Answer[Parsed]] = reader.threads.submit(reader.work_on, self)

    def answer(self) -> Answer[Parsed]:
        """Wait for it; raises ReadingFailed."""
        try:
            return self._future.result()
        except CancelledError:
            raise Stopped from None

    def is_there(self, within_seconds: float) -> bool:
        """Whether the answer, or a failure, is there within so many seconds."""
        return bool(wait([self._future], within_seconds).done)

    def stop(self) -> None:
        """Stop reading; `answer` then raises Stopped, unless it was there already."""
        self.stopped = True
        if not self._future.cancel():
            self._reader.interrupt(self)


class Reader(Generic[Parsed]):
    """Reads documents one after the other in a process that it keeps. For one thread to ask.

    `shape` is the type of what the process of that `command` answers.
    """

    def __init__(
        self, shape: type[Parsed], limits: Limits | None = None, command: Sequence[str] = COMMAND
    ) -> None:
        self.shape = shape
        self.limits = limits or Limits()
        self.command = command
        self.threads = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._process: Process | None = None
        self._current: Question[Parsed] | None = None
        self._lock = threading.Lock()

    def ask(self, raw: bytes, name: str, as_format: str | None = None) -> Question[Parsed]:
        """Begin to read a document, as soon as those asked for before are read."""
        return Question(self, raw, name, as_format)

    def read(self, raw: bytes, name: str, as_format: str | None = None) -> Answer[Parsed]:
        """Read a document now; raises ReadingFailed."""
        return self.ask(raw, name, as_format).answer()

    def close(self) -> None:
        """End the process; a document in hand is stopped."""
        current = self._current
        if current:
            current.stop()
        self.threads.shutdown(wait=True, cancel_futures=True)
        self._end()

    def interrupt(self, question: Question[Parsed]) -> None:
        """Kill the process if it is reading this document."""
        with self._lock:
            if self._current is question and self._process:
                self._process.kill()

    def work_on(self, question: Question[Parsed]) -> Answer[Parsed]:
        """Have the process read it; runs in our own thread."""
        process = self._started()
        with self._lock:
            self._current = question
        try:
            if question.stopped:
                raise Stopped
            return self._answer(process, question)
        finally:
            with self._lock:
                self._current = None

    def _answer(self, process: Process, question: Question[Parsed]) -> Answer[Parsed]:
        seconds = self.limits.seconds_for(question.raw)
        header = {"name": question.name, "as_format": question.as_format, "seconds": seconds}
        try:
            error, content = process.exchange(header, question.raw, seconds)
            answer = None if error else Answer(decoded(content, self.shape), content)
        except (EOFError, OSError, msgspec.DecodeError) as failure:
            raise self._failure(process, question, seconds, failure) from failure
        if answer is None:
            raise self._error(question, error)
        if process.out_of_time or self._is_worn(process):
            self._end()
        return answer

    def _is_worn(self, process: Process) -> bool:
        return (
            process.memory_bytes > self.limits.memory_bytes // 2 or process.answered > DOCUMENTS_PER_PROCESS
        )

    def _started(self) -> Process:
        """The process, started where there is none."""
        if self._process and self._process.popen.poll() is None:
            return self._process
        self._end()
        process = Process(self.command, self.limits.memory_bytes)
        with self._lock:
            self._process = process
        try:
            process.exchange(None, b"", START_SECONDS)
        except (EOFError, OSError) as failure:
            how = self._end()
            logger.error("The reading process did not start (%s): %s", how, "\n".join(process.said))
            raise Broken from failure
        return process

    def _failure(
        self, process: Process, question: Question[Parsed], seconds: float, failure: Exception
    ) -> ReadingFailed:
        how = self._end()
        if question.stopped:
            return Stopped()
        logger.warning("%s: the reading process ended, %s (%s)", question.name, how, failure)
        for line in process.said:
            logger.warning("%s: it said: %s", question.name, line)
        return TooSlow(seconds) if process.out_of_time else Died(how)

    def _error(self, question: Question[Parsed], error: str) -> ReadingFailed:
        self._end()
        if error == OUT_OF_MEMORY:
            return TooMuchMemory(self.limits.memory_bytes)
        logger.error("%s: reading it failed\n%s", question.name, error)
        return Broken()

    def _end(self) -> str:
        """End the process, where there is one; how it ended."""
        with self._lock:
            process, self._process = self._process, None
        return process.end() if process else ""
