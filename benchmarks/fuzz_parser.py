"""Feeds the parser strange documents for as long as one likes and tells what it did not bear.

    python benchmarks/fuzz_parser.py --minutes 10
    python benchmarks/fuzz_parser.py --seed 12345            that one again, with its traceback
    python benchmarks/fuzz_parser.py --seed 12345 --write x  and its bytes

Documents are golden ones of every format, cut, doubled, shuffled, flipped and recoded, and fragments of
labels, times and markup over and over, up to 1 MB. They are read in a child process that may use 300 MB more
than it starts with. A failure is an exception, a broken promise (transcripts/tests/promises.py), more memory,
a crash, or more processor time than 2 s a megabyte; each is printed with the seed that repeats it. Exits with
1 if there was one.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from transcripts import formats, parsing  # noqa: E402
from transcripts.tests import mutations  # noqa: E402
from transcripts.tests.promises import check  # noqa: E402

MB = 1024 * 1024
LARGEST = MB
MEMORY = 300 * MB
SECONDS_A_MEGABYTE = 2.0
FEWEST_SECONDS = 0.5
MOST_SECONDS = 60


def reading(seed: int, samples: list[bytes]) -> dict[str, Any]:
    """Read the document of a seed: format, bytes, seconds, and `error` where something is wrong."""
    raw = mutations.strange(seed, samples, LARGEST)
    began = time.process_time()
    found: dict[str, Any] = {"seed": seed, "bytes": len(raw), "format": None, "error": None}
    try:
        document = parsing.parse(raw)
        found["seconds"] = time.process_time() - began
        found["format"] = document.format or document.container
        check(document)
        check(parsing.parse(raw, as_format=chosen_format(seed)))
    except MemoryError:
        found["error"] = "more than 300 MB of memory"
    except Exception as error:
        places = [
            f"{Path(step.filename).name}:{step.lineno}" for step in traceback.extract_tb(error.__traceback__)
        ]
        found["error"] = f"{type(error).__name__} in {places[-1]}: {str(error)[:100]}"
    found.setdefault("seconds", time.process_time() - began)
    limit = max(FEWEST_SECONDS, SECONDS_A_MEGABYTE * len(raw) / MB)
    if found["error"] is None and found["seconds"] > limit:
        found["error"] = f"slow: {found['seconds']:.1f} s for {len(raw) / 1000:.0f} KB"
    return found


def chosen_format(seed: int) -> str:
    """The format that a person chose wrongly for the document of this seed."""
    name: str = formats.ALL[seed % len(formats.ALL)].NAME
    return name


def child(first: int) -> None:
    """Read one seed after the other, within the memory allowed, and print a line for each."""
    samples = mutations.golden()
    parsing.parse(samples[0])
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seed = first
    while True:
        signal_cpu = int(time.process_time()) + MOST_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (signal_cpu, resource.RLIM_INFINITY))
        sys.stdout.write(json.dumps(reading(seed, samples)) + "\n")
        sys.stdout.flush()
        seed += 1


def fuzz(minutes: float, first: int) -> int:
    """Run children until the time is over; print what was tried and what went wrong, return how often."""
    end = time.monotonic() + minutes * 60
    seed, read_bytes, slowest = first, 0, 0.0
    formats: Counter[str] = Counter()
    failures: dict[str, list[int]] = {}
    while time.monotonic() < end:
        with subprocess.Popen(
            [sys.executable, __file__, "--child", str(seed)], stdout=subprocess.PIPE, text=True
        ) as process:
            for line in process.stdout or ():
                found = json.loads(line)
                seed = found["seed"] + 1
                read_bytes += found["bytes"]
                slowest = max(slowest, found["seconds"])
                formats[found["format"] or "nothing read"] += 1
                if found["error"]:
                    _tell(failures, found["error"], found["seed"])
                if time.monotonic() >= end:
                    process.kill()
            code = process.wait()
        if time.monotonic() < end:
            _tell(failures, f"the process ended with {code} (crash, or over {MOST_SECONDS} s)", seed)
            seed += 1
    print(f"{seed - first} documents, {read_bytes / MB:.0f} MB, slowest {slowest:.2f} s")
    print(", ".join(f"{name} {count}" for name, count in formats.most_common()))
    for error, seeds in sorted(failures.items(), key=lambda item: -len(item[1])):
        print(f"{len(seeds):5d} x {error}; seeds {', '.join(map(str, seeds[:5]))}")
    return sum(map(len, failures.values()))


def _tell(failures: dict[str, list[int]], error: str, seed: int) -> None:
    kind = error.split(":")[0] if error.startswith("slow") else error
    if kind not in failures:
        print(f"seed {seed}: {error}", flush=True)
    failures.setdefault(kind, []).append(seed)


def repeat(seed: int, target: Path | None) -> None:
    """Read one document again, with its traceback, and write its bytes if wanted."""
    raw = mutations.strange(seed, mutations.golden(), LARGEST)
    if target is not None:
        target.write_bytes(raw)
    began = time.process_time()
    document = parsing.parse(raw)
    print(
        f"{document.format}, {len(raw)} bytes, {time.process_time() - began:.2f} s, {document.problems[:3]}"
    )
    check(document)
    check(parsing.parse(raw, as_format=chosen_format(seed)))


def main() -> None:
    """Read the arguments and run."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--minutes", type=float, default=1.0)
    arguments.add_argument("--first", type=int, default=0, help="the first seed to run")
    arguments.add_argument("--seed", type=int, help="repeat this seed alone")
    arguments.add_argument("--write", type=Path, help="with --seed: where to put its bytes")
    arguments.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.child is not None:
        child(options.child)
    elif options.seed is not None:
        repeat(options.seed, options.write)
    else:
        sys.exit(fuzz(options.minutes, options.first) > 0)


if __name__ == "__main__":
    main()
