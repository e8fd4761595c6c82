"""Files of annotations made outside osbiz: what an editor took from one document. Pure; `docs/annotations.md`
describes the shape."""

from datetime import date
from decimal import Decimal

import msgspec

NOTES = "show notes"
NOT_JSON = "{name} is no file of annotations: {why}. docs/annotations.md shows one."


class Unreadable(ValueError):
    """A file that is not as it must be; the message names the place in it."""


class QuoteEntry(msgspec.Struct, frozen=True):
    """Words, verbatim inside one turn or one paragraph of the notes, and what they are about.

    `line` is the line of the document; it decides where the same words stand in several places.
    """

    exact: str
    tags: list[str]
    speaker: str | None = None
    line: int | None = None
    companies: list[str] = msgspec.field(default_factory=list)
    projects: list[str] = msgspec.field(default_factory=list)
    companies_implied: list[str] = msgspec.field(default_factory=list)
    note: str = ""

    @property
    def about(self) -> list[str]:
        """The names of all it is about, each once."""
        return list(dict.fromkeys([*self.companies, *self.projects, *self.companies_implied]))


class EvidenceEntry(msgspec.Struct, frozen=True):
    """Words that speak for or against a claim, or bring it up to date."""

    exact: str
    stance: str
    speaker: str | None = None
    line: int | None = None


class ClaimEntry(msgspec.Struct, frozen=True):
    """A statement, with its value where it has one and what it rests on."""

    statement: str
    kind: str
    subject: str
    evidence: list[EvidenceEntry]
    tags: list[str] = msgspec.field(default_factory=list)
    metric: str | None = None
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str | None = None
    as_of: str | None = None


class CompanyEntry(msgspec.Struct, frozen=True):
    """A company, foundation or project, and every way in which the document writes it."""

    name: str
    as_printed: list[str] = msgspec.field(default_factory=list)
    sponsor_read_only: bool = False


class PersonEntry(msgspec.Struct, frozen=True):
    """A person, and what they are in the episode: host, guest, or only mentioned.

    `episode` is its number, where the document holds several.
    """

    name: str
    role: str
    as_printed: list[str] = msgspec.field(default_factory=list)
    title: str | None = None
    company: str | None = None
    episode: int | None = None

    @property
    def appears(self) -> bool:
        """Whether they are in the episode rather than talked about."""
        return self.role in ("host", "guest")


class AnnotationFile(msgspec.Struct, frozen=True):
    """What an editor took from one document; `document` is its file name."""

    document: str
    quotes: list[QuoteEntry] = msgspec.field(default_factory=list)
    claims: list[ClaimEntry] = msgspec.field(default_factory=list)
    companies: list[CompanyEntry] = msgspec.field(default_factory=list)
    people: list[PersonEntry] = msgspec.field(default_factory=list)


def read(content: bytes, name: str) -> AnnotationFile:
    """The file's content. Raises Unreadable, naming the place, where it is of another shape."""
    try:
        return msgspec.json.decode(content, type=AnnotationFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(NOT_JSON.format(name=name, why=str(error).rstrip("."))) from error


def passages(file: AnnotationFile) -> list[QuoteEntry]:
    """All words that become quotes: the file's quotes, then the evidence that is not among them, under the
    topics and about the subject of the first claim that it speaks to."""
    found = {entry.exact: entry for entry in file.quotes}
    for claim in file.claims:
        for piece in claim.evidence:
            found.setdefault(
                piece.exact,
                QuoteEntry(piece.exact, claim.tags, piece.speaker, piece.line, companies=[claim.subject]),
            )
    return list(found.values())


def period(as_of: str) -> tuple[date, date, str]:
    """The first and last day of a year, month or day ("2012", "2012-03", "2012-03-01"), and which it is.

    Raises Unreadable for anything else.
    """
    parts = as_of.split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return date(numbers[0], 1, 1), date(numbers[0], 12, 31), "year"
        if len(numbers) == 2:
            year, month = numbers
            return date(year, month, 1), last_of_month(year, month), "month"
        return (day := date.fromisoformat(as_of)), day, "day"
    except ValueError as error:
        raise Unreadable(
            f"“{as_of}” is no year, month or day such as 2012, 2012-03 or 2012-03-01."
        ) from error


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
