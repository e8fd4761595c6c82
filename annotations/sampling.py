"""A sample drawn at random, from every stratum its share: the same seed draws the same. Pure."""

from collections.abc import Mapping, Sequence
from random import Random


def shares(sizes: Mapping[int, int], size: int) -> dict[int, int]:
    """How many of each stratum a sample of that size has: one at least while there are enough, else in
    proportion, by the largest remainders."""
    total = sum(sizes.values())
    size = min(size, total)
    least = {key: 1 for key in sorted(sizes, key=lambda key: (-sizes[key], key))[:size] if sizes[key]}
    left, room = size - sum(least.values()), total - sum(least.values())
    exact = {key: (sizes[key] - least.get(key, 0)) * left / room if room else 0.0 for key in sizes}
    found = {key: least.get(key, 0) + int(exact[key]) for key in sizes}
    by_remainder = sorted(sizes, key=lambda key: (int(exact[key]) - exact[key], key))
    for key in by_remainder:
        if sum(found.values()) == size:
            break
        if found[key] < sizes[key]:
            found[key] += 1
    return found


def stratified(strata: Mapping[int, Sequence[int]], *, size: int, seed: int) -> list[tuple[int, int]]:
    """(member, stratum) of a sample, in a random order."""
    draw = Random(seed)  # noqa: S311 (a sample, not a secret: it must be drawn again from its seed)
    counts = shares({key: len(members) for key, members in strata.items()}, size)
    found = [
        (member, key) for key in sorted(strata) for member in draw.sample(sorted(strata[key]), counts[key])
    ]
    draw.shuffle(found)
    return found
