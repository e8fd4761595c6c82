"""Whom a printed label stands for: certainly, probably, or nobody that the document tells.

Certain is what leaves one reading only: a full name, initials or a first name of the one person who fits.
Probable is what an editor should decide: a voice that says who it is, is greeted by name, or is listed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from transcripts.documents import SpeakerRole
from transcripts.reading.introductions import greeted, self_named
from transcripts.reading.labelroles import is_one_voice, role_of
from transcripts.reading.names import initials, unaccented, unique

INITIALS = re.compile(r"[A-Z]{2,4}")
HANDLE = re.compile(r"(?:@|(?=[a-z]))[\w.\-]{3,30}")
ABBREVIATED = re.compile(r"[^\W\d_]\.? \S{2,}|\S{2,} [^\W\d_]\.?")
HONORIFIC = re.compile(
    r"(?:dr|prof|professor|mr|mrs|ms|sir|rev|hon|herr|frau|m|mme|monsieur|madame|sr|sra|don|doña)\.?\s+",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\s*[(\[][^()\[\]]{1,60}[)\]]$|\s[–—-]\s.{1,60}$")
TITLED = re.compile(r"(?P<name>[^,]{3,40}?), (?P<title>.{2,60})")
# Greetings and self-introductions are looked for in so many turns of a voice, this far into each.
TURNS_READ = 6
CHARACTERS_READ = 1200
CLOSE_NAME = 4
# More people than take part in any talk: what comes after them is compared with nobody.
MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Known:
    """The people whom a document or its podcast names.

    `presented` are said to take part, `mentioned` are named only; `hosts` and `guests` are listed outside the
    talk.
    """

    presented: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()

    @property
    def listed(self) -> tuple[str, ...]:
        """Everybody who is listed outside the talk."""
        return unique((*self.hosts, *self.guests))

    @property
    def everybody(self) -> tuple[str, ...]:
        """Everybody who is named anywhere."""
        return unique((*self.presented, *self.mentioned, *self.hosts, *self.guests))


@dataclass(frozen=True, slots=True)
class Identity:
    """The person whom a label certainly stands for, else the one whom it probably does."""

    name: str | None = None
    proposed: str | None = None


def bare(label: str) -> str:
    """A label without what stands beside the name in it: "Dr. Ada Byron (host)" gives "Ada Byron"."""
    name = ASIDE.sub("", label).strip(" :@")
    titled = TITLED.fullmatch(name)
    if titled and " " in titled["name"]:
        name = titled["name"]
    without = HONORIFIC.sub("", name, count=1) if HONORIFIC.match(name) else name
    return without if " " in without else name


def identities(
    counts: Mapping[str, int], known: Known, spoken: Sequence[tuple[str, str]], hostly: Iterable[str] = ()
) -> dict[str, Identity]:
    """An identity for each label of `counts` (label to number of turns); `spoken` are (label, text) in order.

    `hostly` are the labels that speak as hosts do.
    """
    full = unique(bare(label) for label in counts if _is_full_name(label))[:MOST_PEOPLE]
    certain = {label: _certain(label, counts, known, full) for label in counts}
    hosts = set(hostly)
    for label, name in certain.items():
        if name is None and label in hosts and (host := _only(label, known.hosts)):
            others = _fitting(label, (*full, *known.everybody))
            certain[label] = host if len(others) == 1 else None
    return _with_proposals(certain, counts, known, full, spoken)


def _is_full_name(label: str) -> bool:
    return " " in bare(label) and role_of(label) is None and not ABBREVIATED.fullmatch(bare(label))


def _certain(label: str, counts: Mapping[str, int], known: Known, full: Sequence[str]) -> str | None:
    if role_of(label):
        return None
    if _is_full_name(label):
        return _spelled(label, counts, known, full)
    fitting = _fitting(label, (*full, *known.everybody))
    sure = {*full, *known.presented}
    return fitting[0] if len(fitting) == 1 and fitting[0] in sure else None


def _spelled(label: str, counts: Mapping[str, int], known: Known, full: Sequence[str]) -> str | None:
    """The name of a full label as it is spelled properly; None where a list spells it otherwise."""
    name = bare(label)
    people = (*known.presented, *known.mentioned, *full)
    for other in people if len(counts) <= MOST_PEOPLE else ():
        if is_misspelt(name, other, counts):
            return other
    if name.isupper():
        return next((p for p in known.everybody if unaccented(p) == unaccented(name)), name)
    if name not in known.listed and any(is_near(name, listed) for listed in known.listed):
        return None
    return name


def _fitting(label: str, people: Iterable[str]) -> tuple[str, ...]:
    """Those of the people whose initials, first name or last name the label is."""
    name = bare(label)
    people = [person for person in people if unaccented(person).split()]
    if INITIALS.fullmatch(name) and (fitting := [p for p in people if initials(p) == name]):
        return unique(fitting)
    folded = unaccented(name).split()
    if len(folded) == 2 and ABBREVIATED.fullmatch(name):
        return unique(p for p in people if _abbreviates(folded, unaccented(p).split()))
    if len(folded) != 1:
        return ()
    return unique(p for p in people if folded[0] in (unaccented(p).split()[0], unaccented(p).split()[-1]))


def _abbreviates(short: Sequence[str], words: Sequence[str]) -> bool:
    """Whether "a. byron" or "ada b." stands for the words of a name."""
    (first, last), ends = short, (words[0], words[-1])
    return len(words) > 1 and all(
        word == whole or (len(word.rstrip(".")) == 1 and whole.startswith(word.rstrip(".")))
        for word, whole in zip((first, last), ends, strict=True)
    )


def _only(label: str, people: Sequence[str]) -> str | None:
    fitting = _fitting(label, people)
    return fitting[0] if len(fitting) == 1 else None


def is_misspelt(label: str, other: str, counts: Mapping[str, int]) -> bool:
    """Whether a rare label is a slip for another: one letter too many, missing or swapped."""
    mine, theirs = label.split(), other.split()
    if label == other or len(mine) != len(theirs) or counts.get(label, 0) * 3 > counts.get(other, 0):
        return False
    different = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = map(unaccented, different[0])
    if a == b:
        return True
    return OSA.distance(a, b) == 1 and (len(a) != len(b) or sorted(a) == sorted(b) or len(a) > 6)


def is_near(name: str, other: str) -> bool:
    """Whether two names may be spellings of one: the same but for a letter or two in one longer word."""
    mine, theirs = unaccented(name).split(), unaccented(other).split()
    if len(mine) != len(theirs) or name == other:
        return False
    different = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    if len(different) > 1:
        return False
    return all(
        max(len(a), len(b)) > CLOSE_NAME and a[0] == b[0] and OSA.distance(a, b) <= 1 + (len(b) > 5)
        for a, b in different
    )


def _with_proposals(
    certain: Mapping[str, str | None],
    counts: Mapping[str, int],
    known: Known,
    full: Sequence[str],
    spoken: Sequence[tuple[str, str]],
) -> dict[str, Identity]:
    open_labels = {label for label, name in certain.items() if name is None and _may_be_one_person(label)}
    heard = _heard(open_labels, spoken) if open_labels else {}
    people = unique((*full, *known.everybody))
    taken = {name for name in certain.values() if name}
    found = {}
    for label, name in certain.items():
        proposed = None
        if label in open_labels:
            proposed = _heard_person(label, heard.get(label, ()), people) or _listed(
                label, counts, known, people
            )
        found[label] = Identity(name, None if proposed in taken and role_of(label) else proposed)
    return found


def _may_be_one_person(label: str) -> bool:
    return role_of(label) is None or is_one_voice(label)


def _heard(labels: set[str], spoken: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The names that voices give themselves, else those by which they are greeted."""
    said: dict[str, list[str]] = {}
    called: dict[str, list[str]] = {}
    turns_of: Counter[str] = Counter()
    before = ""
    for label, text in spoken:
        if label in labels:
            turns_of[label] += 1
            if turns_of[label] <= TURNS_READ:
                if name := self_named(text[:CHARACTERS_READ]):
                    said.setdefault(label, []).append(name)
                if before and (name := greeted(before[-CHARACTERS_READ:])):
                    called.setdefault(label, []).append(name)
        before = text
    return {label: unique(said.get(label) or called.get(label) or ()) for label in labels}


def _heard_person(label: str, names: Sequence[str], people: Sequence[str]) -> str | None:
    """The one person whom the heard names mean, in full where somebody known fits."""
    if len(names) != 1:
        return None
    name = names[0]
    if " " not in name:
        fitting = _fitting(name, people)
        name = fitting[0] if len(fitting) == 1 else "" if fitting else name
    same_voice = role_of(label) is not None or bool(_fitting(label, (name,))) or HANDLE.fullmatch(label)
    return name if " " in name and same_voice else None


def _listed(label: str, counts: Mapping[str, int], known: Known, people: Sequence[str]) -> str | None:
    """The one known person whom a label without certainty fits, by whatever likeness is left."""
    role = role_of(label)
    if role is not None:
        listed = {SpeakerRole.HOST: known.hosts, SpeakerRole.GUEST: known.guests}.get(role, ())
        alone = sum(1 for other in counts if role_of(other) is role) == 1
        return listed[0] if len(listed) == 1 and alone else None
    if _is_full_name(label):
        near = unique(p for p in known.listed if is_near(bare(label), p))
        return near[0] if len(near) == 1 else None
    fitting = _fitting(label, people) or _like(label, people) or _handled(label, people)
    return fitting[0] if len(fitting) == 1 else None


def _like(label: str, people: Iterable[str]) -> tuple[str, ...]:
    """People whose first name a label nearly is."""
    name = bare(label)
    return unique(p for p in people if " " not in name and is_near(name, p.split()[0]))


def _handled(label: str, people: Iterable[str]) -> tuple[str, ...]:
    """People of whose names a handle such as @adab is made."""
    if not HANDLE.fullmatch(label):
        return ()
    handle = re.sub(r"[^a-z]", "", unaccented(label))
    return unique(p for p in people if handle in _handles(unaccented(p).split()))


def _handles(words: Sequence[str]) -> set[str]:
    first, last = words[0], words[-1]
    return {first + last, last + first, first[0] + last, first + last[0], last + first[0], first, last}
