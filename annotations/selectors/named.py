"""What is meant by the names and words of a file of annotations, as they stand in the database now."""

from collections.abc import Iterable, Sequence

from annotations.annotationfiles import PersonEntry
from annotations.models import Tag
from annotations.passages import Line
from transcripts.models import Company, CompanyName, Episode, Guest, GuestName, Turn
from transcripts.models.identity import fold_name


def company(name: str) -> Company | None:
    """The one company that goes by this name."""
    row = CompanyName.objects.select_related("company").filter(folded=fold_name(name)).first()
    return row.company if row else None


def guest(*names: str) -> Guest | None:
    """The one person who goes by any of these names; None where there is nobody, or several."""
    folded = {fold_name(name) for name in names} - {""}
    keys = set(GuestName.objects.filter(folded__in=folded).values_list("guest", flat=True))
    return Guest.objects.get(pk=keys.pop()) if len(keys) == 1 else None


def person(entry: PersonEntry) -> Guest | None:
    """Who is meant by an entry: who goes by that name, else who goes by a full name printed for it."""
    return guest(entry.name) or guest(*full_names(entry))


def full_names(entry: PersonEntry) -> list[str]:
    """The ways in which somebody's name is written out. "Jim" or "JM" alone is many people's."""
    return [name for name in dict.fromkeys([entry.name, *entry.as_printed]) if len(name.split()) > 1]


def is_name(spelling: str) -> bool:
    """Whether a company can be known by a spelling: what is written as ordinary words ("into it") was
    mis-heard, and is what it is nearly everywhere else."""
    return any(letter.isupper() or letter.isdigit() or letter == "." for letter in spelling)


def spellings(name: str, as_printed: Iterable[str]) -> list[str]:
    """The printed spellings of a company by which it can be known."""
    return [text for text in as_printed if is_name(text) or fold_name(text) == fold_name(name)]


def tags(slugs: Sequence[str]) -> dict[str, Tag | None]:
    """The topic of each slug, old ones included; for a merged one that into which it was merged."""
    rows = Tag.objects.select_related("merged_into").filter(slug__in=slugs)
    found = {row.slug: row.merged_into or row for row in rows}
    return {slug: found.get(slug) for slug in slugs}


def turns(episodes: Iterable[Episode]) -> list[Turn]:
    """The current texts of a document's episodes, talk and notes, in their order."""
    rows = Turn.objects.filter(revision__episode__in=episodes, revision__is_current=True)
    rows = rows.select_related("revision__episode", "speaker")
    return list(rows.order_by("revision__episode__position", "revision__kind", "position"))


def lines(rows: Iterable[Turn]) -> list[Line]:
    """Turns as they are looked through."""
    return [Line(turn.text, turn.line) for turn in rows]


def topic(label: str) -> Tag | None:
    """The topic in use of that label."""
    return Tag.objects.active().filter(label__iexact=label).order_by("pk").first()
