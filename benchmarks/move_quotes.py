"""How quotes fare when their texts change, by kind of change, and how long moving them takes.

    python benchmarks/move_quotes.py [--quotes N] [--seed S] [--show KIND]

Every change of `annotations/tests/mutating.py` is made to every sample, and to every seed where they are
at hand, with N quotes each; `annotations/tests/judging.py` says what counts as what. Columns: quotes moved;
wrong places accepted; untouched words accepted again, of those where that can be known; changed words
proposed first or accepted with both ends within a word, of those of which half the words are left. `--show`
prints some quotes of a kind: wrong, missed or misplaced. Speeds are processor time, the best of five.
"""

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from annotations.anchoring import Anchor, Turn, move  # noqa: E402
from annotations.tests.documents import SAMPLES, SEEDS, drafts  # noqa: E402
from annotations.tests.drafts import Draft, Speech, draft_of  # noqa: E402
from annotations.tests.judging import Tally, quotes, trials  # noqa: E402
from annotations.tests.mutating import MUTATIONS  # noqa: E402

FIVE_PER_CENT = "5 %"
# Code points of a transcript of an hour, and of three hours.
AN_HOUR, THREE_HOURS = 60_000, 180_000


def ratio(part: int, whole: int) -> str:
    """As a share in per cent, with the figures."""
    return f"{100 * part / whole:7.2f} % of {whole:6,}" if whole else " " * 19


def line(name: str, tally: Tally) -> str:
    """One row of the table."""
    again, placed = ratio(tally.found_again, tally.untouched), ratio(tally.placed, tally.edited)
    return f"{name:40} {tally.moved:7,} {len(tally.wrong):5}   {again}   {placed}"


def quality(texts: dict[str, Draft], each: int, seed: int, show: str | None) -> None:
    """Print how quotes fared under each change, and in all."""
    by_change: dict[str, Tally] = defaultdict(Tally)
    total, five = Tally(), Tally()
    print(f"{'':40} {'quotes':>7} wrong   untouched, again      changed, placed")
    for change, _, tally in trials(texts, each, seed):
        by_change[change].add(tally)
    for change, tally in by_change.items():
        total.add(tally)
        if FIVE_PER_CENT in change:
            five.add(tally)
        print(line(change, tally))
    print(line("words changed at 5 %, together", five))
    print(line("all", total))
    print(f"accepted where their equals were put in their place: {total.replaced}")
    print(f"accepted where they went along with the sentence beside them: {total.went_along}")
    print("untouched, but rightly left to a person:")
    for why, count in total.set_aside.most_common():
        print(f"  {count:6,}  {why}")
    for change, tally in by_change.items():
        for said in getattr(tally, show)[:5] if show else ():
            print(f"{change}: {said}")


def of_length(texts: dict[str, Draft], length: int) -> Draft:
    """Texts one after the other until there are so many code points."""
    speeches: list[Speech] = []
    size = 0
    for draft in texts.values():
        for speech in draft.speeches:
            if size < length:
                speeches.append(speech)
                size += len(speech.text) + 1
    return draft_of(Draft(tuple(speeches)).turns())


def milliseconds(anchors: Sequence[Anchor], old: Sequence[Turn], new: Sequence[Turn]) -> float:
    """Processor time of moving these quotes: the best of five."""
    found = []
    for _ in range(5):
        began = time.process_time()
        move(anchors, old, new)
        found.append(time.process_time() - began)
    return min(found) * 1000


def speed(texts: dict[str, Draft]) -> None:
    """Print how long moving takes."""
    for length, count in ((AN_HOUR, 1000), (THREE_HOURS, 300)):
        draft = of_length(texts, length)
        for change in ("typos mended, 2 %", "words edited, 5 %", "paragraphs moved", "re-transcribed"):
            old, new = MUTATIONS[change](draft, random.Random(1))
            anchors = [one for one in quotes(old, 2 * count, random.Random(2)) if len(one.exact) < 500][
                :count
            ]
            took = milliseconds(anchors, old.turns(), new.turns())
            size = sum(len(turn.text) + 1 for turn in old.turns())
            print(f"{took:6.0f} ms  {len(anchors):,} quotes of {size:,} code points, {change}")


def main() -> None:
    """Print quality, then speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quotes", type=int, default=80, help="quotes for each text and change")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", choices=["wrong", "missed", "misplaced"])
    options = parser.parse_args()
    if not SEEDS.is_dir():
        print("The seeds are not at hand; only the samples are used.")
    texts = drafts(SEEDS, SAMPLES)
    speed(texts)
    quality(texts, options.quotes, options.seed, options.show)


if __name__ == "__main__":
    main()
