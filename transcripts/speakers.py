"""Labels to people: which printed label stands for whom, and who is host and who guest.

A label is bound to a person only where the document names exactly one who fits; otherwise it stays as
printed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from transcripts.documents import SpeakerRole
from transcripts.labelroles import role_of
from transcripts.names import initials, people_in, unaccented, unique

INITIALS = re.compile(r"[A-Z]{2,4}")
EDGE_TURNS = 4
EDGE_CHARACTERS = 2500

# Searched in lower case.
HOST_SAYS = re.compile(
    r"\bwelcome(?: back)?(?:,? everyone,?)? to\b|, welcome\b|\bi(?:'m|’m| am) your host\b|\b(?:my|"
    r"our) guests?\b|"
    r"\bjoin(?:s|ing)? (?:me|us|the show)\b|\bin (?:this|today's|today’s) episode\b|\bthanks for listening\b|"
    r"\bthank(?:s|\s?you)?(?: you)?(?: so much| very much)?,?(?: \w+,?)? for (?:coming|joining|sharing|"
    r"taking)\b|"
    r"\bthank(?:s| you)(?: so much| very much)? for being (?:on|here|with)\b|"
    r"\btoday i(?:'m|’m| am) (?:\w+ )?(?:with|chatting|talking|speaking|joined|here)\b"
)
GUEST_SAYS = re.compile(
    r"\bfor (?:having|inviting) (?:me|us)\b|"
    r"\b(?:happy|glad|pleasure|great|good|excited|thrilled|honou?red|nice) to be (?:here|on|back|with you)\b"
)
INTRODUCES = re.compile(r"\bguests?\b|\bjoin(?:ed|s|ing)?\b|\bwelcome\b|\b(?:with|to)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speech:
    """One turn as speaker resolution sees it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person behind a label, None where the document does not tell, and what they do."""

    name: str | None
    role: SpeakerRole


def resolve(
    turns: Sequence[Speech], title: str, notes: Iterable[str], hosts: frozenset[str] = frozenset()
) -> dict[str, Speaker]:
    """A speaker for each label, in the order in which they first speak; `hosts` are known hosts of the
    podcast.
    """
    counts = Counter(turn.label for turn in turns if turn.label)
    people = named_people(turns, title, notes)
    named = _names(counts, people)
    roles = _roles(turns, named, title, hosts)
    return {label: Speaker(named[label], roles[label]) for label in counts}


def named_people(turns: Sequence[Speech], title: str, notes: Iterable[str]) -> tuple[str, ...]:
    """People whom title, notes, the first turns or the last ones certainly name."""
    edges = [*turns[:EDGE_TURNS], *turns[-EDGE_TURNS:]]
    texts = [title, *notes, *(turn.text[:EDGE_CHARACTERS] for turn in edges)]
    return unique(name for text in texts for name, sure in people_in(text) if sure)


def _names(counts: Counter[str], people: Sequence[str]) -> dict[str, str | None]:
    full = [label for label in counts if " " in label and role_of(label) is None]
    return {label: _name_of(label, counts, people, full) for label in counts}


def _name_of(label: str, counts: Counter[str], people: Sequence[str], full: Sequence[str]) -> str | None:
    if role_of(label):
        return None
    if " " in label:
        return next((other for other in (*people, *full) if _is_misspelt(label, other, counts)), label)
    if INITIALS.fullmatch(label):
        fitting = [name for name in (*full, *people) if initials(name) == label]
    else:
        fitting = [name for name in (*full, *people) if label in (name.split()[0], name.split()[-1])]
    fitting = list(unique(fitting))
    return fitting[0] if len(fitting) == 1 else None


def _is_misspelt(label: str, other: str, counts: Mapping[str, int]) -> bool:
    """Whether a rare label is a slip for another: one letter too many, missing or swapped."""
    mine, theirs = label.split(), other.split()
    if label == other or len(mine) != len(theirs) or counts[label] * 3 > counts.get(other, 0):
        return False
    different = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = map(unaccented, different[0])
    if a == b:
        return True
    return OSA.distance(a, b) == 1 and (len(a) != len(b) or sorted(a) == sorted(b) or len(a) > 6)


def _roles(
    turns: Sequence[Speech], named: Mapping[str, str | None], title: str, hosts: frozenset[str]
) -> dict[str, SpeakerRole]:
    roles = {label: role_of(label) or SpeakerRole.UNKNOWN for label in named}
    open_labels = [label for label in named if role_of(label) is None]
    for label in open_labels:
        if named[label] in hosts:
            roles[label] = SpeakerRole.HOST
        elif (lean := _leaning(label, turns)) and not hosts & set(named.values()):
            roles[label] = SpeakerRole.HOST if lean > 0 else SpeakerRole.GUEST
        elif lean < 0:
            roles[label] = SpeakerRole.GUEST
    _one_host_at_least(open_labels, roles, turns)
    _guests_of(open_labels, roles, named, turns, title)
    return roles


def _leaning(label: str, turns: Sequence[Speech]) -> int:
    """Above zero where somebody speaks as hosts do at the edges of the talk, below where as guests do."""
    texts = [turn.text[:EDGE_CHARACTERS].lower() for turn in turns if turn.label == label]
    edges = texts[:EDGE_TURNS] + texts[EDGE_TURNS:][-EDGE_TURNS:]
    return sum(bool(HOST_SAYS.search(text)) - 2 * bool(GUEST_SAYS.search(text)) for text in edges)


def _one_host_at_least(labels: Sequence[str], roles: dict[str, SpeakerRole], turns: Sequence[Speech]) -> None:
    """Without any words that give a host away, the one who asks most of the questions is it."""
    if len(labels) < 2 or SpeakerRole.HOST in (roles[label] for label in labels):
        return
    asked = Counter(turn.label for turn in turns if turn.text.endswith("?"))
    ranked = sorted(labels, key=lambda label: -asked[label])
    if asked[ranked[0]] >= 3 and asked[ranked[0]] > 2 * asked[ranked[1]]:
        roles[ranked[0]] = SpeakerRole.HOST


def _guests_of(
    labels: Sequence[str],
    roles: dict[str, SpeakerRole],
    named: Mapping[str, str | None],
    turns: Sequence[Speech],
    title: str,
) -> None:
    """Beside the only host, the only other speaker is the guest; of several, those who are introduced."""
    hosts = [label for label in labels if roles[label] is SpeakerRole.HOST]
    unknown = [label for label in labels if roles[label] is SpeakerRole.UNKNOWN]
    introduction = " ".join(turn.text[:EDGE_CHARACTERS] for turn in turns[:EDGE_TURNS] if turn.label in hosts)
    sentences = [s for s in re.split(r"(?<=[.?!])\s", introduction) if INTRODUCES.search(s)]
    for label in unknown:
        persons = {
            name
            for other, name in named.items()
            if name and name == named[label] and roles[other] is not SpeakerRole.UNKNOWN
        }
        first = (named[label] or label).split()[0]
        introduced = any(re.search(rf"\b{re.escape(first)}\b", s) for s in (title, *sentences))
        if hosts and (persons or introduced or len({named[x] or x for x in labels}) == 2):
            same = next(
                (roles[o] for o in named if o != label and named[label] and named[o] == named[label]), None
            )
            roles[label] = same if same and same is not SpeakerRole.UNKNOWN else SpeakerRole.GUEST


WITH = re.compile(r"\b(?:with|feat\.?|featuring|mit|avec|con|med|met)\s+(?:guests?\s+)?")
DESCRIBES_GUEST = re.compile(
    r"\b(?:hear from|words? from|t(?:alk|alked|alks|alking) (?:with|to)|spe(?:ak|aks|aking) (?:with|to)|"
    r"spoke (?:with|"
    r"to)|chat(?:s|ted|ting)? with|sat down with|"
    r"interview(?:s|ed)?|joined by|guests?(?: today)?(?: is| are|,|:)?|featuring|conversation with|"
    r"sit down with|welcomes?)\s+"
)


def guests_described(title: str, notes: Iterable[str]) -> tuple[str, ...]:
    """Guests whom the title names after "with", else the first sentence of the notes that names one."""
    match = WITH.search(title)
    if match and (found := _people_at(title[match.end() :], len(title))):
        return found
    for note in notes:
        for match in DESCRIBES_GUEST.finditer(note):
            if found := _people_at(note[match.end() : match.end() + 120], 40):
                return found
    return ()


def _people_at(text: str, reach: int) -> tuple[str, ...]:
    """The people a text begins with: "Ada Byron and Charles Babbage, who ..." gives two."""
    found: list[str] = []
    rest = text
    for part in re.split(r"\s(?:and|&|und|et|y|og)\s|,\s", rest[: reach + 80])[:4]:
        names = [name for name, _ in people_in(part) if part.startswith(name)]
        if not names:
            break
        found.append(names[0])
    return unique(found)
