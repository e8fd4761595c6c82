"""A cold open: lines before the introduction that are said again, in full, later in the talk."""

from collections.abc import Iterator, Sequence

MOST_TURNS = 16
FIRST_LOOK = 3
SHORTEST_TALK = 12
PROBE_WORDS = 6
PROBES = 5
MOST_GAP = 2
LONGEST_TURN = 1500


def cold_open(texts: Sequence[str], before: int) -> int:
    """How many turns at the beginning of a talk are taken from later in it, 0 where it begins with itself.

    The show itself opens with the turn number `before` at the latest.
    """
    if len(texts) < SHORTEST_TALK:
        return 0
    zone = min(before, MOST_TURNS, len(texts) // 3)
    if zone < 2:
        return 0
    later = " ".join(texts[zone:]).lower()
    last, repeated = -1, 0
    for place, text in enumerate(texts[:zone]):
        if len(text) > LONGEST_TURN or place - last > MOST_GAP + 1 or (place == FIRST_LOOK and last < 0):
            break
        if _is_said_again(text.lower(), later):
            last, repeated = place, repeated + 1
    return last + 1 if repeated >= 2 and repeated * 3 > last else 0


def _is_said_again(text: str, later: str) -> bool:
    """Whether some six words in a row stand later too; of a long turn, two such places."""
    probes = list(_probes(text.split()))
    needed = 2 if len(probes) > 2 else 1
    found = 0
    for probe in probes:
        found += probe in later
        if found >= needed:
            return True
    return False


def _probes(words: Sequence[str]) -> Iterator[str]:
    """A few runs of words, spread evenly over a turn."""
    last = len(words) - PROBE_WORDS
    if last < 0:
        return
    count = min(PROBES, last // PROBE_WORDS + 1)
    for i in range(count):
        start = last * i // max(1, count - 1)
        yield " ".join(words[start : start + PROBE_WORDS])
