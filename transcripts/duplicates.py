"""Which people, or which companies, may be one and the same, by the names they go by. Pure; names are folded.

Nobody compares all with all: names are put under a few keys each (its words in any order, the last name with
an initial, how it sounds), and only those under one key are compared. A key that too many share says nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from transcripts import likeness

# Of names under one key no more than so many are compared: what so many share is a first name.
COMMON = 40
# Begins the keys of single words.
WORD = "="
BEGINNING = 5
# A name that becomes the other's once a known mis-hearing is mended.
MISHEARD = 90.0
TOGETHER = 5.0
APART = 30.0
# Letters that are heard for each other, and those that tell nothing.
SOUNDS = str.maketrans({"c": "k", "q": "k", "z": "s", "y": "i", "w": "v", "j": "i", "d": "t", "b": "p"})
SILENT = frozenset("aeiouh")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something, by key, with the names it goes by: as written by folded."""

    key: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two that may be one (the lower key first), how likely (to 100), and by which of their names; `heard`
    where one is a known mis-hearing of the other."""

    one: int
    other: int
    score: float
    mine: str
    theirs: str
    heard: bool = False


def of_people(people: Iterable[Named], heard: Iterable[tuple[str, str]] = ()) -> list[Likeness]:
    """People who may be one, the likeliest first; `heard` are known mis-hearings with what was meant."""
    return found(list(people), person_keys, likeness.of_people, heard)


def of_companies(companies: Iterable[Named], heard: Iterable[tuple[str, str]] = ()) -> list[Likeness]:
    """Companies that may be one, as `of_people` finds people."""
    return found(list(companies), company_keys, likeness.of_companies, heard)


def found(
    things: list[Named],
    keys: Callable[[str], Iterable[str]],
    how_alike: Callable[[str, str], float],
    heard: Iterable[tuple[str, str]],
) -> list[Likeness]:
    """The best likeness of each two, the likeliest first."""
    best: dict[tuple[int, int], Likeness] = {}
    for (mine, one), (theirs, other) in candidates(things, keys):
        score = how_alike(mine, theirs)
        if score:
            keep(best, Likeness(one.key, other.key, score, one.names[mine], other.names[theirs]))
    for likely in misheard(things, heard):
        keep(best, likely)
    return sorted(best.values(), key=lambda likely: (-likely.score, likely.one, likely.other))


def keep(best: dict[tuple[int, int], Likeness], likely: Likeness) -> None:
    """Keep a likeness where there is none better of the same two."""
    if likely.one > likely.other:
        likely = Likeness(
            likely.other, likely.one, likely.score, likely.theirs, likely.mine, heard=likely.heard
        )
    known = best.get((likely.one, likely.other))
    if known is None or known.score < likely.score:
        best[likely.one, likely.other] = likely


def candidates(
    things: Iterable[Named], keys: Callable[[str], Iterable[str]]
) -> Iterator[tuple[tuple[str, Named], tuple[str, Named]]]:
    """Each two names of two things that share a key, once."""
    under: dict[str, list[tuple[str, Named]]] = defaultdict(list)
    for thing in things:
        for name in thing.names:
            for key in set(keys(name)):
                under[key].append((name, thing))
    seen: set[tuple[str, int, str, int]] = set()
    for key, entries in under.items():
        if len(entries) > COMMON:
            continue
        for one, other in combinations(entries, 2):
            if key[0] == WORD and " " in one[0] and " " in other[0]:
                continue  # two who share a first name are nobody's likeness
            pair = (one[0], one[1].key, other[0], other[1].key)
            if one[1].key != other[1].key and pair not in seen:
                seen.add(pair)
                yield one, other


def person_keys(name: str) -> Iterator[str]:
    """What names that may be one person's have in common: their words in any order, one of their ends with
    the initial of the other, how either end sounds; a name of one word, that word."""
    words = name.split()
    if not words:
        return
    yield " ".join(sorted(words))
    yield "".join(words)
    if len(words) == 1:
        yield f"{WORD} {name}"
        return
    first, last = words[0], words[-1]
    yield f"{WORD} {first}"
    yield f"{WORD} {last}"
    yield f"{last} {first[0]}"
    yield f"{first} {last[0]}"
    yield f"~{sound(last)} {sound(first[0])}"
    yield f"~{sound(first)} {sound(last[0])}"


def company_keys(name: str) -> Iterator[str]:
    """What names that may be one company's have in common: the name without spaces or legal form, its
    beginning, how it sounds."""
    words = name.split()
    if not words:
        return
    core = likeness.core(words)
    yield "".join(words)
    yield core
    yield f"> {core[:BEGINNING]}"
    yield f"~{sound(core)}"


def sound(word: str) -> str:
    """How a word sounds, roughly, whatever the order of its letters: a mis-hearing has the same."""
    kept = word[0] + "".join(letter for letter in word[1:] if letter not in SILENT)
    return "".join(sorted(set(kept.translate(SOUNDS))))


def misheard(things: Iterable[Named], heard: Iterable[tuple[str, str]]) -> Iterator[Likeness]:
    """Two of which one's name is the other's, once a known mis-hearing in it is mended."""
    mending: dict[str, list[tuple[list[str], list[str]]]] = defaultdict(list)
    for wrong, right in heard:
        if wrong.split() and right.split():
            mending[wrong.split()[0]].append((wrong.split(), right.split()))
    if not mending:
        return
    bearers: dict[str, list[Named]] = defaultdict(list)
    for thing in things:
        for name in thing.names:
            bearers[name].append(thing)
    for name, ones in bearers.items():
        for mended in mended_names(name.split(), mending):
            for one in ones:
                for other in bearers.get(mended, ()):
                    if one.key != other.key:
                        yield Likeness(
                            one.key, other.key, MISHEARD, one.names[name], other.names[mended], heard=True
                        )


def mended_names(words: list[str], mending: Mapping[str, list[tuple[list[str], list[str]]]]) -> Iterator[str]:
    """The name with each known mis-hearing in it mended."""
    for place, word in enumerate(words):
        for wrong, right in mending.get(word, ()):
            if words[place : place + len(wrong)] == wrong:
                yield " ".join([*words[:place], *right, *words[place + len(wrong) :]])


def weighed(score: float, *, companies: int, episodes: int, both_speak: int) -> float:
    """How likely two are one, given how many companies and episodes they have in common; who speaks beside
    the other in one episode is hardly the same."""
    more = TOGETHER * (companies > 0) + TOGETHER * (episodes > both_speak)
    return max(0.0, min(100.0, score + more - APART * (both_speak > 0)))
