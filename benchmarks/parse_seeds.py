"""How much processor time parsing the seed documents takes in a warm process.

    python benchmarks/parse_seeds.py [FOLDER] [--rounds N]

Prints the median over the rounds for each document and for all together; the goal for the five seeds (288 KB)
is under 100 ms. Run it on an otherwise idle machine.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from transcripts import parsing  # noqa: E402

GOAL_MS = 100


def milliseconds(raw: bytes, rounds: int) -> list[float]:
    """Processor time of each parse of one document."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        parsing.parse(raw)
        found.append((time.process_time() - start) * 1000)
    return found


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "corpus" / "seeds"
    )
    arguments.add_argument("--rounds", type=int, default=20)
    options = arguments.parse_args()
    paths = sorted(options.folder.glob("*.txt")) if options.folder.is_dir() else []
    if not paths:
        sys.exit(f"There are no .txt documents in {options.folder}; name the folder that holds them.")
    documents = {path.name: path.read_bytes() for path in paths}
    rounds = {name: milliseconds(raw, options.rounds) for name, raw in documents.items()}
    for name, times in rounds.items():
        print(f"{statistics.median(times):7.1f} ms  {len(documents[name]) / 1024:6.0f} KB  {name}")
    total = statistics.median(map(sum, zip(*rounds.values(), strict=True)))
    size = sum(map(len, documents.values()))
    speed = f"{size / 1000 / total:.1f} MB/s"
    print(
        f"{total:7.1f} ms  {size / 1024:6.0f} KB  all, {speed}; the goal for the five seeds is {GOAL_MS} ms"
    )


if __name__ == "__main__":
    main()
