"""What documents that make a careless parser slow cost, a megabyte of each: processor time and memory.

    python benchmarks/parse_hard.py [--kilobytes N] [--kind WORDS]

Memory is what the process uses at most, beyond what it used before that document. The budget is 2 s a
megabyte and 300 MB.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from transcripts import parsing  # noqa: E402
from transcripts.tests import hard_documents  # noqa: E402


def measure(kind: str, size: int) -> None:
    """Read one document in this process and print its figures."""
    raw = hard_documents.hard(kind, size)
    parsing.parse(raw[:1000])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    document = parsing.parse(raw)
    took = time.process_time() - began
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    turns = sum(len(episode.turns) for episode in document.episodes)
    told = document.format or document.problems[-1].code
    print(f"  {took:5.2f} s  {memory:4} MB  {kind:34} {told}, {turns} turns", flush=True)


def main() -> None:
    """Measure each kind in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kilobytes", type=int, default=1000)
    parser.add_argument("--kind", choices=list(hard_documents.PARTS))
    options = parser.parse_args()
    if options.kind:
        measure(options.kind, options.kilobytes * 1000)
        return
    for kind in hard_documents.PARTS:
        command = [sys.executable, __file__, "--kind", kind, "--kilobytes", str(options.kilobytes)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
