"""Which names of companies and people are so alike that they may be one. Pure; names are folded already
(`transcripts.models.identity.fold_name`), and what is alike is for a person to judge."""

from rapidfuzz import fuzz

from transcripts.reading.names import word_set

LEGAL_FORMS = word_set(
    """
    ab ag bv co company corp corporation foundation gmbh group holding holdings inc incorporated labs limited
    llc llp ltd nv oy plc pty sa sarl se srl technologies technology the
    """
)
# How alike (0 to 100) two spellings are taken for one; short names differ by a letter too often.
SAME_SPELLING = 86
LONG_ENOUGH = 5
WHOLE = 100.0


def of_companies(one: str, other: str) -> float:
    """How alike two companies' names are, from 0 (not at all) to 100: whatever the spaces, the legal form
    and a letter or two, and where one name begins with the other."""
    mine, theirs = one.split(), other.split()
    if {"".join(mine), core(mine)} & {"".join(theirs), core(theirs)}:
        return WHOLE
    if begins(mine, theirs):
        return SAME_SPELLING
    return max(spelling("".join(mine), "".join(theirs)), spelling(core(mine), core(theirs)))


def of_people(one: str, other: str) -> float:
    """How alike two people's names are, from 0 to 100: in whatever order, with names left out or shortened
    to their beginning, or a letter or two apart."""
    mine, theirs = one.split(), other.split()
    if sorted(mine) == sorted(theirs) or "".join(mine) == "".join(theirs):
        return WHOLE
    if begins(mine, theirs) or shortened(mine, theirs):
        return SAME_SPELLING
    return max(spelling(one, other), spelling(" ".join(sorted(mine)), " ".join(sorted(theirs))))


def core(words: list[str]) -> str:
    """A company's name without its legal form, where anything is left."""
    kept = [word for word in words if word not in LEGAL_FORMS]
    return "".join(kept or words)


def begins(one: list[str], other: list[str]) -> bool:
    """Whether one name is the beginning of the other, word by word, and long enough to mean something."""
    shorter, longer = sorted((one, other), key=len)
    return longer[: len(shorter)] == shorter and len("".join(shorter)) >= LONG_ENOUGH - 1


def shortened(one: list[str], other: list[str]) -> bool:
    """Whether two people have one last name, and the first name of one is the other's or its beginning."""
    if min(len(one), len(other)) < 2:
        return False
    for mine, theirs in ((one, other), (one, reversed_name(other)), (reversed_name(one), other)):
        first, second = sorted((mine[0], theirs[0]), key=len)
        if mine[-1] == theirs[-1] and second.startswith(first):
            return True
    return False


def reversed_name(words: list[str]) -> list[str]:
    """A name that was written last name first."""
    return [*words[1:], words[0]]


def spelling(one: str, other: str) -> float:
    """How alike two spellings are; 0 where they are too short to tell, or more than a few letters differ."""
    if min(len(one), len(other)) < LONG_ENOUGH:
        return 0.0
    return fuzz.ratio(one, other, score_cutoff=SAME_SPELLING)
