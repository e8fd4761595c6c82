"""The facts of an episode as lines of a key and a value, in the order in which people look for them."""

from collections.abc import Iterable
from datetime import date

from transcripts.documents import SpeakerRole, TranscriptStatus
from transcripts.exports import clocks
from transcripts.exports.transcript import Facts, Person, one_line

# What the columns hold.
WIDTH, TITLE_WIDTH, LANGUAGE_WIDTH = 200, 300, 20
MARK = "osbiz:1"  # what an export is recognised by, and the version of how it is written
FORMAT = "Format"
ROLES = {"Host": SpeakerRole.HOST, "Guest": SpeakerRole.GUEST, "Speaker": SpeakerRole.UNKNOWN}
KEYS = {role: key for key, role in ROLES.items()}


def lines(facts: Facts) -> list[tuple[str, str]]:
    """(key, value) of what is known, one line for each person; the last says what made the file."""
    duration = None if facts.duration_seconds is None else clocks.short(facts.duration_seconds * 1000)
    known = [
        ("Title", facts.title),
        ("Podcast", facts.podcast),
        ("Episode", "" if facts.number is None else str(facts.number)),
        ("Date", facts.published_on.isoformat() if facts.published_on else ""),
        ("Duration", duration or ""),
        ("Language", facts.language),
        *((KEYS.get(person.role, "Speaker"), person.name) for person in facts.people),
        ("Licence", facts.licence),
        ("Attribution", facts.attribution),
        ("Status", str(facts.status)),
        (FORMAT, MARK),
    ]
    return [(key, one_line(value)) for key, value in known if value]


def read(found: Iterable[tuple[str, str]]) -> Facts | None:
    """The facts of such lines; None where they are not from an export. What makes no sense is passed over."""
    found = [(key, one_line(value)) for key, value in found]
    said = dict(found)
    if said.get(FORMAT) != MARK:
        return None
    number, duration = said.get("Episode", ""), clocks.read(said.get("Duration", ""))
    status = said.get("Status", "")
    return Facts(
        title=said.get("Title", "")[:TITLE_WIDTH],
        podcast=said.get("Podcast", "")[:WIDTH],
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
        published_on=_day(said.get("Date", "")),
        duration_seconds=None if duration is None else duration // 1000,
        language=said.get("Language", "")[:LANGUAGE_WIDTH],
        people=tuple(Person(value[:WIDTH], ROLES[key]) for key, value in found if key in ROLES),
        licence=said.get("Licence", "")[:WIDTH],
        attribution=said.get("Attribution", "")[:TITLE_WIDTH],
        status=TranscriptStatus(status) if status in list(TranscriptStatus) else TranscriptStatus.COMPLETE,
    )


def _day(printed: str) -> date | None:
    try:
        return date.fromisoformat(printed)
    except ValueError:
        return None
