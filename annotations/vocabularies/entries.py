"""A topic as a file has it, whatever the file. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FIELDS = ("slug", "label", "parent", "definition", "belongs", "does_not_belong")
COLUMNS = (*FIELDS, "synonyms", "status")
STATUSES = ("proposed", "active", "deprecated")
# What no XML can hold.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A topic; `parent` is a slug or empty, `status` empty where the file says nothing of it, `line` where it
    stands, 0 where none does. `id` is given away and never taken in."""

    slug: str
    label: str = ""
    parent: str = ""
    definition: str = ""
    belongs: str = ""
    does_not_belong: str = ""
    synonyms: tuple[str, ...] = ()
    status: str = ""
    line: int = 0
    id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, where, and what to do; line 0 is the file as a whole."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds."""

    entries: Sequence[Entry]
    faults: Sequence[Fault]


def entry_of(row: Mapping[str, Any], synonyms: Iterable[str], line: int) -> Entry:
    """A topic without blanks at the ends of its words, its lines ended alike."""
    values = {name: plain(row.get(name) or "") for name in (*FIELDS, "status")}
    words = tuple(word for text in synonyms if (word := plain(text)))
    return Entry(**values, synonyms=words, line=line)


def parents_first(entries: Iterable[Entry]) -> list[Entry]:
    """Topics in the order of their labels, each behind the one it stands under."""
    by_slug = {entry.slug: entry for entry in entries}

    def way_to(entry: Entry) -> list[str]:
        """The labels from the widest topic down to this one."""
        way = [entry.label]
        while above := by_slug.get(entry.parent):
            entry = above
            way.insert(0, entry.label)
        return way

    return sorted(by_slug.values(), key=way_to)


def plain(text: str) -> str:
    """Words as they are compared: whatever ended their lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def writable(text: str) -> str:
    """The words that XML can hold."""
    return UNWRITABLE.sub("", text)


def slug_of(label: str) -> str:
    """An address for a topic of a file that knows none."""
    letters = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:90]
