"""How fast each format is parsed: MB/s on generated documents of 60 KB and of 1 MB.

    python benchmarks/parse_formats.py [FORMAT ...] [--rounds N] [--sizes 60 1000]

Times are processor time, medians over the rounds. Prints for each format the document's size, ms, MB/s and
turns read, and tells where another format than the one that wrote the document was recognised. Run it on an
otherwise idle machine.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from written_talk import WRITERS, document

from transcripts import files, formats, parsing
from transcripts.documents import ParsedDocument


def measured(raw: bytes, rounds: int) -> tuple[float, ParsedDocument]:
    """The median of the processor time of parsing, in ms, and what was read."""
    document = parsing.parse(raw)
    times = []
    for _ in range(rounds):
        began = time.process_time()
        parsing.parse(raw)
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times), document


def main() -> None:
    """Measure and print; exits with 1 where a format did not read its own document."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("formats", nargs="*", default=list(WRITERS))
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[60, 1000])
    options = arguments.parse_args()
    known = {module.NAME for module in formats.ALL} | {module.CONTAINER for module in files.ALL} - {
        "zip archive"
    }
    if without := sorted(known - set(WRITERS)):
        print(f"written_talk.py cannot write {', '.join(without)} yet", file=sys.stderr)
    strange = False
    for size in options.sizes:
        print(f"{size} KB")
        for name in options.formats:
            raw = document(name, size * 1000)
            ms, parsed = measured(raw, options.rounds)
            read = sum(len(episode.turns) for episode in parsed.episodes)
            wrong = "" if name in (parsed.format, parsed.container) else f"  read as {parsed.format}"
            strange |= bool(wrong)
            speed = len(raw) / 1000 / ms
            print(f"  {name:18}{len(raw) / 1000:8.0f} KB{ms:9.1f} ms{speed:8.1f} MB/s{read:7} turns{wrong}")
    sys.exit(strange)


if __name__ == "__main__":
    main()
