"""How far two people who coded the same things agree: Cohen's kappa, Krippendorff's alpha, and what they
took for what. Pure; a figure that is not defined, as where nobody ever differs from one single answer, is
None.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[frozenset[int], frozenset[int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Agreement about one topic, or about all: how often both gave it, only the first, only the second,
    neither."""

    both: int
    first: int
    second: int
    neither: int
    kappa: float | None
    alpha: float | None


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two people's answers: agreement beyond what their habits alone would bring."""
    total = len(pairs)
    if not total:
        return None
    observed = sum(one == other for one, other in pairs) / total
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(count * others[answer] for answer, count in ones.items()) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha of nominal answers; None among a unit's answers is one that was not given."""
    coincidences: Counter[tuple[Hashable, Hashable]] = Counter()
    for unit in units:
        given = [answer for answer in unit if answer is not None]
        for at, one in enumerate(given):
            for other in (*given[:at], *given[at + 1 :]):
                coincidences[one, other] += 1 / (len(given) - 1)  # type: ignore[assignment]
    margins: Counter[Hashable] = Counter()
    for (one, _), weight in coincidences.items():
        margins[one] += weight
    total = sum(margins.values())
    by_chance = total**2 - sum(weight**2 for weight in margins.values())
    if total <= 1 or len(margins) < 2:
        return None
    differing = sum(weight for (one, other), weight in coincidences.items() if one != other)
    return 1 - (total - 1) * differing / by_chance


def of_topic(pairs: Sequence[Pair], topic: int) -> Figures:
    """Agreement about whether things have one topic."""
    return figures([(topic in one, topic in other) for one, other in pairs])


def over_all(pairs: Sequence[Pair], topics: Iterable[int]) -> Figures:
    """Agreement about every topic of every thing: all these answers, yes or no, taken together."""
    known = sorted(topics)
    return figures([(topic in one, topic in other) for one, other in pairs for topic in known])


def figures(answers: Sequence[tuple[bool, bool]]) -> Figures:
    """The figures of answers that are yes or no."""
    counts = Counter(answers)
    return Figures(
        both=counts[True, True],
        first=counts[True, False],
        second=counts[False, True],
        neither=counts[False, False],
        kappa=kappa(answers),
        alpha=alpha(answers),
    )


def confusion(pairs: Iterable[Pair]) -> Mapping[tuple[int, int], int]:
    """How often a topic that only the first gave stands against one that only the second gave; on the
    diagonal, how often both gave it."""
    found: Counter[tuple[int, int]] = Counter()
    for one, other in pairs:
        found.update((topic, topic) for topic in one & other)
        found.update((mine, yours) for mine in one - other for yours in other - one)
    return found
