"""What every research file comes to: documents, and passages marked in them. Pure.

Places count code points of the document's text as the file has it, without a byte-order mark and with line
feeds alone; each reader counts anew what its program counted otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotations.vocabularies import Entry

# What stands behind the name of an episode whose show notes a document is.
NOTES = " (show notes)"
# What a claim means beside whom and what topic it is about, by the names of its fields.
MEANS = (
    *("statement", "kind", "subject", "metric", "low", "high", "qualifier", "unit", "currency", "per"),
    *("holds_from", "holds_until", "precision", "scope"),
)

# What a claim does to another, as the one says it that does so.
RELATIONS = ("contradicts", "refines", "supersedes")


class Unreadable(ValueError):
    """A file that is not as it must be; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document in which passages are marked; `text` is empty where the file does not hold it.

    `id` is the text's own where osbiz wrote the file; `transcript` is the episode's whole transcript, as a
    transcript is taken away.
    """

    name: str
    text: str = ""
    id: str = ""
    transcript: bytes = b""


@dataclass(frozen=True, slots=True)
class Code:
    """A code as the file has it; `id` and `slug` are empty where the program knows none."""

    name: str
    id: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """Whom a passage is about: `kind` is company or person."""

    kind: str
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that somebody marked in a document, with all that they said of them.

    `document` is its key among the documents. `start` and `end` are None where only the words are known;
    `before` and `after` are what stood around them. `id` is the quote's own where osbiz wrote the file.
    """

    document: str
    exact: str
    start: int | None = None
    end: int | None = None
    before: str = ""
    after: str = ""
    codes: tuple[Code, ...] = ()
    about: tuple[Name, ...] = ()
    note: str = ""
    author: str = ""
    emendations: tuple[tuple[int, int, str], ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim: what it means (MEANS), the ids of the passages it rests on, each with its stance, and what it
    does to other claims, each by its id."""

    id: str
    meaning: Mapping[str, str]
    company: Name | None = None
    guest: Name | None = None
    about: Code | None = None
    codes: tuple[Code, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()
    relations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ResearchFile:
    """What a file holds. `left_out` says what of it cannot be marked text; `program` is what made it."""

    program: str
    documents: dict[str, Document]
    passages: Sequence[Passage]
    codebook: Sequence[Entry] = ()
    left_out: Sequence[str] = field(default=())
    statements: Sequence[Statement] = ()
