"""Which word of an old text became which word of a new one: one alignment, in order. Pure.

Passages that stand once in both texts pin the two together, as in a patience diff; what lies between pins is
aligned with the fewest words inserted, deleted and replaced. So the work stays near the length of the texts,
and is bounded for texts that have nothing in common.
"""

from bisect import bisect_left
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

# Words compared with words: below the first figure at once, above the second not at all.
AT_ONCE = 250_000
AT_MOST = 150_000_000
# How many words in a row pin two texts together, tried in turn.
PINS = (6, 3, 1)

Pair = tuple[int, int]


class Alignment:
    """`places[i]`: the new word that old word i became, or before which it stood; `kept[i]`: whether it is
    still the same word. `places` has one entry more than there are words: the end."""

    def __init__(self, old: str, new: str) -> None:
        self.places = [0] * (len(old) + 1)
        self.kept = bytearray(len(old) + 1)
        self.places[len(old)] = len(new)
        self._old, self._new = old, new
        head = _common_head(old, new)
        tail = _common_head(old[head:][::-1], new[head:][::-1])
        self._same(0, 0, head)
        self._same(len(old) - tail, len(new) - tail, tail)
        self._between(head, len(old) - tail, head, len(new) - tail, 0)

    def _same(self, old: int, new: int, count: int) -> None:
        self.places[old : old + count] = range(new, new + count)
        self.kept[old : old + count] = b"\x01" * count

    def _between(self, a: int, b: int, c: int, d: int, depth: int) -> None:
        """Align old[a:b] with new[c:d]."""
        if a == b:
            return
        if c == d:
            self.places[a:b] = [c] * (b - a)
        elif (b - a) * (d - c) <= AT_ONCE:
            self._exactly(a, b, c, d)
        elif depth < len(PINS):
            at, to = a, c
            for old, new, count in _pins(self._old[a:b], self._new[c:d], PINS[depth]):
                self._between(at, a + old, to, c + new, depth + 1)
                self._same(a + old, c + new, count)
                at, to = a + old + count, c + new + count
            self._between(at, b, to, d, depth + 1)
        elif (b - a) * (d - c) <= AT_MOST:
            self._exactly(a, b, c, d)
        else:
            self.places[a:b] = [c + (d - c) * n // (b - a) for n in range(b - a)]

    def _exactly(self, a: int, b: int, c: int, d: int) -> None:
        for step in Levenshtein.opcodes(self._old[a:b], self._new[c:d]):
            i, j, k = step.src_start, step.src_end, step.dest_start
            if step.tag == "equal":
                self._same(a + i, c + k, j - i)
            elif step.tag == "replace":
                self.places[a + i : a + j] = range(c + k, c + step.dest_end)
            elif step.tag == "delete":
                self.places[a + i : a + j] = [c + k] * (j - i)


def _common_head(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _pins(old: str, new: str, size: int) -> Iterator[tuple[int, int, int]]:
    """The longest row of passages of `size` words that stand once in either text, in order in both."""
    here, there = _once(old, size), _once(new, size)
    pairs = [(place, there[passage]) for passage, place in here.items() if passage in there]
    return _runs(_rising(sorted(pairs)), size)


def _once(words: str, size: int) -> dict[str, int]:
    places: dict[str, int] = {}
    twice: set[str] = set()
    for place in range(len(words) - size + 1):
        passage = words[place : place + size]
        if places.setdefault(passage, place) != place:
            twice.add(passage)
    for passage in twice:
        del places[passage]
    return places


def _rising(pairs: list[Pair]) -> list[Pair]:
    """The longest choice of pairs, sorted by the first, in which the second rises too."""
    tails: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        at = bisect_left(tails, second)
        before.append(holders[at - 1] if at else -1)
        if at == len(tails):
            tails.append(second)
            holders.append(index)
        else:
            tails[at], holders[at] = second, index
    chosen = []
    index = holders[-1] if holders else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _runs(pairs: list[Pair], size: int) -> Iterator[tuple[int, int, int]]:
    """Pairs that overlap on one diagonal as one passage (old, new, words), without other overlaps."""
    if not pairs:
        return
    start, last = pairs[0], pairs[0]
    for old, new in pairs[1:]:
        if old - last[0] == new - last[1] and old - last[0] <= size:
            last = (old, new)
        elif old >= last[0] + size and new >= last[1] + size:
            yield start[0], start[1], last[0] - start[0] + size
            start = last = (old, new)
    yield start[0], start[1], last[0] - start[0] + size
