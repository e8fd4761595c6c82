"""Where in a text the words of a passage stand, or nearly so: an index of short runs of words. Pure."""

from collections import defaultdict
from collections.abc import Iterator

# At most so many runs of a passage are looked up, evenly spread over it.
SAMPLE = 16
# A run that stands more often than this says nothing about where a passage is.
COMMON = 100
# More places than this are not told apart: the words are no passage but a habit of speech.
TOO_MANY = 400


class TooManyPlacesError(Exception):
    """The words stand so often that nobody can say which is meant."""


class Likenesses:
    """Finds passages in a text of words (one character each)."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._runs: dict[int, dict[str, list[int]]] = {}

    def places(self, passage: str, share: float) -> list[int]:
        """Word places where at least this share of the passage's runs of words stand in order, best first.

        A place is where the passage would begin; words inserted or deleted before the runs found shift it by
        as many. Raises TooManyPlacesError where there are too many.
        """
        size = 3 if len(passage) >= 6 else min(2, len(passage))
        index = self._index(size)
        found: list[tuple[int, int]] = []
        count = len(passage) - size + 1
        step = max(1, -(-count // SAMPLE))
        asked = unspecific = 0
        for offset in range(0, count, step):
            places = index.get(passage[offset : offset + size], ())
            asked += 1
            if len(places) > (COMMON if len(passage) >= 6 else TOO_MANY):
                unspecific += 1
                continue
            found += [(place - offset, offset) for place in places]
        if unspecific * 2 > asked:
            raise TooManyPlacesError
        least = max(1.0, share * (asked - unspecific))
        slack = max(1, len(passage) // 8) if size == 3 else 0
        best = sorted((-votes, place) for place, votes in _clusters(found, slack, least))
        if len(best) > TOO_MANY:
            raise TooManyPlacesError
        return [place for _, place in best]

    def _index(self, size: int) -> dict[str, list[int]]:
        if size not in self._runs:
            index: dict[str, list[int]] = defaultdict(list)
            for place in range(1, len(self.words) - size):
                index[self.words[place : place + size]].append(place)
            self._runs[size] = dict(index)
        return self._runs[size]


def _clusters(found: list[tuple[int, int]], slack: int, least: float) -> Iterator[tuple[int, int]]:
    """Beginnings within `slack` words of each other are one place, with how many runs speak for it."""
    found.sort()
    first = 0
    for at in range(1, len(found) + 1):
        if at < len(found) and found[at][0] - found[at - 1][0] <= slack:
            continue
        if at - first >= least:
            beginnings = [beginning for beginning, _ in found[first:at]]
            votes = len({offset for _, offset in found[first:at]})
            if votes >= least:
                yield max(beginnings, key=beginnings.count), votes
        first = at
