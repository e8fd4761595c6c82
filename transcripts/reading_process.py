"""The process in which documents are read, so that a hostile one can hurt nothing but this process.

`reader.py` starts it with `python -m transcripts.reading_process MEMORY_BYTES` and talks to it over pipes.
Every message is two frames, a length of 8 bytes before each: a header in JSON, then the document's bytes
(asking) or the ParsedDocument in JSON (answering). It ends when its input does.
"""

import gc
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

import msgspec
import orjson

from transcripts import parsing

Parse = Callable[[bytes, str, str | None], object]

LENGTH = Struct(">Q")
STATM = Path("/proc/self/statm")
OUT_OF_MEMORY = "memory"
# The parent kills a reading that takes too long; this is for a reading whose parent is gone.
GRACE_SECONDS = 5.0


def write_frame(pipe: BinaryIO, content: bytes) -> None:
    """Send one frame; the caller flushes."""
    pipe.write(LENGTH.pack(len(content)))
    pipe.write(content)


def read_frame(pipe: BinaryIO, limit: int) -> bytes:
    """Receive one frame; EOFError where the other side is gone or offers more than `limit` bytes."""
    (length,) = LENGTH.unpack(exactly(pipe, LENGTH.size))
    if length > limit:
        raise EOFError(f"a frame of {length} bytes")
    return exactly(pipe, length)


def exactly(pipe: BinaryIO, size: int) -> bytes:
    """So many bytes, or EOFError."""
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError("the pipe was closed")
    return content


def serve(parse: Parse, requests: BinaryIO, answers: BinaryIO) -> None:
    """Say that we are there, then answer until nobody asks any more."""
    answer(answers, {"memory_bytes": memory_used()})
    while True:
        try:
            request = orjson.loads(read_frame(requests, parsing.MAX_BYTES))
            raw = read_frame(requests, 2 * parsing.MAX_BYTES)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + GRACE_SECONDS)
        content, error = read(parse, raw, request["name"], request["as_format"])
        signal.setitimer(signal.ITIMER_REAL, 0)
        del raw
        answer(answers, {"error": error, "memory_bytes": memory_used()}, content)
        if error:
            return  # who knows in what state we are


def read(parse: Parse, raw: bytes, name: str, as_format: str | None) -> tuple[bytes, str]:
    """The parsed document in JSON, or why there is none: `memory`, or the trace of an error of ours."""
    try:
        return encoded(parse(raw, name, as_format)), ""
    except MemoryError:
        return b"", OUT_OF_MEMORY
    except Exception:
        return b"", traceback.format_exc(limit=-8)


def encoded(parsed: object) -> bytes:
    """JSON; half characters, which no encoding has a place for, become question marks."""
    try:
        return orjson.dumps(parsed)
    except TypeError:
        return orjson.dumps(whole(msgspec.to_builtins(parsed)))


def whole(value: Any) -> Any:
    """The value with every text in it made of whole characters."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {whole(key): whole(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [whole(inner) for inner in value]
    return value


def answer(pipe: BinaryIO, header: dict[str, Any], content: bytes = b"") -> None:
    """Send an answer."""
    write_frame(pipe, orjson.dumps(header))
    write_frame(pipe, content)
    pipe.flush()


def memory_used() -> int:
    """Bytes in memory now; where the system does not tell, at most."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def limit_memory(size: int) -> None:
    """Let this process have so many bytes more than it has now, where the system can keep it to that."""
    if STATM.exists():
        limit = int(STATM.read_text().split()[0]) * resource.getpagesize() + size
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(parse: Parse) -> None:
    """Serve on standard input and output. What anything prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # our parent ends us, after the document in hand
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    limit_memory(int(sys.argv[1]))
    gc.freeze()
    serve(parse, sys.stdin.buffer, answers)


if __name__ == "__main__":
    main(parsing.parse)
