"""What stands above a talk, as facts: the title, the number, the date, who takes part, and the notes."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from transcripts.reading import dates, metadata
from transcripts.reading.episodes import Facts
from transcripts.reading.frontmatter import FrontMatter
from transcripts.reading.markers import TRANSCRIPT_HEADING
from transcripts.reading.names import unique

NOTES_HEADINGS = frozenset(
    ("show notes", "shownotes", "links", "links:", "notes", "description", "summary", "resources")
)
CHROME_NOTES = re.compile(
    r"(?:show ?notes|transcripts?|originally (?:posted|published).*|software|links:?|sponsors?|episodes|"
    r"files|home|about(?: us)?|contact(?: us)?|search|menu|skip to (?:main )?content|log ?in|sign ?(?:in|up)|"
    r"subscribe|podcasts?|blog|newsletter|donate|support(?: us)?|store|shop|privacy(?: policy)?|chapters|"
    r"summary keywords|keywords|speakers|attendees|participants|action items|outline|mentioned books|"
    r"broadcast by|plaintext|table of contents|contents|share|listen|play)$",
    re.IGNORECASE,
)
SEPARATE_TITLE = re.compile(r"^\s*(?:SED|EPISODE|EP\.?)\s*#?\s*\d+\s*[:–—|\-]?\s*", re.IGNORECASE)
# When a call was, behind its title: "Weekly call (2024-05-14 at 10:02 GMT)".
DAY_ASIDE = re.compile(r"\s*\((?:19|20)\d{2}[-/.]\d\d[-/.]\d\d[^()]{0,30}\)")
OF_TRANSCRIPT = re.compile(r"\s*[-–—|:(]?\s*\b(?:full |episode )?transcript\)?$", re.IGNORECASE)
TEMPLATE = re.compile(r"\{\{.{0,200}?\}\}")
TITLE_WITHIN = 3
MOST_LINES = 400
CLOCK_IN = re.compile(r"\b\d{1,2}:\d{2}\b")
RUN_ON = re.compile(r"[a-zß-ÿ]{2}[.?!] ?[A-ZÀ-Þ][a-zß-ÿ]+ ")
TITLE_KEYS = ("title", "episode-title", "titel", "titre", "título", "titulo", "titolo", "tytuł", "название")
NUMBER_KEYS = (
    *("number", "episode-number", "episode", "episode-no", "ep", "folge", "nummer", "numéro", "numero"),
    *("número", "episodio", "episódio", "puntata", "avsnitt", "afsnit", "odcinek", "выпуск", "номер"),
)
DATE_KEYS = (
    *("published", "published-on", "publish-date", "pub-date", "pubdate", "published-at", "release-date"),
    *("released", "aired", "air-date", "date", "datum", "fecha", "data", "dato", "дата"),
)
HOST_KEYS = ("host", "hosts", "interviewer", "moderation", "moderator", "présentation", "presenta")
GUEST_KEYS = (
    *(
        "guest",
        "guests",
        "interviewee",
        "speaker",
        "speakers",
        "gast",
        "gäste",
        "invité",
        "invitée",
        "invités",
    ),
    *("invitado", "invitada", "invitados", "ospite", "ospiti"),
)
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?=[T ]|$)")
ISO_DATE_IN = re.compile(r"(?<![\w/\-])(?:19|20)\d{2}-\d\d-\d\d(?![\w/\-])")
WHOLE = re.compile(r"(\d{1,6})(?:\.\d+)?")


def facts_of(
    preface: Sequence[str],
    front: FrontMatter | None = None,
    *,
    heading: tuple[int, str] | None = None,
    top: str | None = None,
    podcast: str | None = None,
    hosts: frozenset[str] = frozenset(),
) -> Facts:
    """The facts in the lines above a talk and in its front matter; `heading` is the number and title of an
    episode on a page of several, `top` the page's main heading.
    """
    front = front or FrontMatter()
    lines = [
        line for line in preface[:MOST_LINES] if line and not (TEMPLATE.search(line) and _is_template(line))
    ]
    readings = (read(line) for read in (dates.read_line, dates.read_parts) for line in lines)
    dated = next((found for found in readings if found), None)
    named = front.first("podcast", "show", "series", "channel", "podcast-title", "show-title")
    podcast = podcast or metadata.podcast_in(lines)
    title = heading[1] if heading else _stated_title(front, top) or title_in(lines, podcast)
    number = heading[0] if heading else _number(front, title, lines, named or podcast)
    host_names = frozenset(front.every(*HOST_KEYS))
    return Facts(
        title=title,
        number=number,
        podcast=named or podcast,
        published_on=_date(front) or (dated.published_on if dated else _date_within(lines[:TITLE_WITHIN])),
        duration_seconds=_duration(front) or (dated.duration_seconds if dated else None),
        notes=_notes(lines, title),
        hosts=hosts | host_names,
        guests=unique(name for name in front.every(*GUEST_KEYS) if name not in host_names),
        language=_language(front),
        summary=front.first("description", "summary", "subtitle", "excerpt"),
    )


def _is_template(line: str) -> bool:
    """Whether a line is a page template that nobody filled in."""
    return len(TEMPLATE.sub("", line)) < 40


def title_in(lines: Sequence[str], podcast: str | None) -> str | None:
    """The title among the lines above a talk: one under a date in a list, else the first that fits."""
    for place, line in enumerate(lines[:-1]):
        if place and dates.read_line(line) and _can_be_title(lines[place + 1]):
            return lines[place + 1]
    kept = [line for line in lines if not CHROME_NOTES.fullmatch(line)]
    shown = (
        DAY_ASIDE.sub("", SEPARATE_TITLE.sub("", line))
        for line in kept[:TITLE_WITHIN]
        if not dates.read_line(line)
    )
    title = next((line for line in shown if _can_be_title(line)), None)
    if title is None or (podcast and title.casefold() == podcast.casefold()):
        return None
    return OF_TRANSCRIPT.sub("", title) or None


def _can_be_title(line: str) -> bool:
    return (
        "://" not in line
        and RUN_ON.search(line) is None
        and CLOCK_IN.search(line) is None
        and metadata.is_title(line)
        and not TRANSCRIPT_HEADING.fullmatch(line)
        and not CHROME_NOTES.fullmatch(line)
    )


def _stated_title(front: FrontMatter, top: str | None) -> str | None:
    """The title of the front matter or the main heading, whichever says more."""
    stated = front.first(*TITLE_KEYS)
    if top is None or not _can_be_title(top):
        return stated
    top = OF_TRANSCRIPT.sub("", top)
    return top if stated is None or stated.casefold() in top.casefold() else stated


def _number(
    front: FrontMatter, title: str | None, lines: Sequence[str], podcast: str | None = None
) -> int | None:
    key = front.first(*NUMBER_KEYS)
    if key and (match := WHOLE.fullmatch(key.strip("# "))):
        return int(match[1])
    shown = (key or "", title or "", *lines[:TITLE_WITHIN])
    numbers = (*map(metadata.number_in, shown), *map(metadata.number_alone_in, lines))
    stated = next((number for number in numbers if number is not None), None)
    return _number_behind(podcast, shown) if stated is None and podcast else stated


def _number_behind(podcast: str, lines: Iterable[str]) -> int | None:
    """The number that stands behind the podcast's name: "Tin Hour 12: Bells"."""
    behind = re.compile(
        rf"(?:the )?{re.escape(podcast)}\s?[#–—|:,\-]?\s?#?(\d{{1,5}})(?=$|\s?[:–—|.\-])", re.IGNORECASE
    )
    match = next((match for line in lines if (match := behind.match(line[: metadata.TITLE_WIDTH]))), None)
    return int(match[1]) if match else None


def _date(front: FrontMatter) -> date | None:
    for printed in front.every(*DATE_KEYS):
        iso = ISO_DATE.match(printed)
        if found := dates.read_line(iso[0] if iso else printed):
            return found.published_on
    return None


def _date_within(lines: Iterable[str]) -> date | None:
    """The day that stands in a title as programs write it: "Weekly call (2024-05-14 10:02)"."""
    for line in lines:
        if len(line) <= metadata.TITLE_WIDTH and (found := ISO_DATE_IN.search(line)):
            return dates.date_at(found[0])
    return None


def _duration(front: FrontMatter) -> int | None:
    for printed in front.every("duration", "duration-seconds", "length", "runtime"):
        if (seconds := dates.duration(printed)) is not None:
            return seconds
        if match := WHOLE.fullmatch(printed):
            return int(match[1])
    return None


def _language(front: FrontMatter) -> str | None:
    stated = (front.first("language", "lang", "locale") or "").lower()
    return stated[:2] if re.fullmatch(r"[a-z]{2}(?:[-_].{1,10})?", stated) else None


def _notes(lines: Sequence[str], title: str | None) -> tuple[str, ...]:
    """What the page tells of the episode, without its headings, dates and buttons, each line once."""
    return tuple(
        dict.fromkeys(
            line.lstrip("•*- ")
            for line in lines
            if line != title
            and line.casefold() not in NOTES_HEADINGS
            and not CHROME_NOTES.fullmatch(line)
            and not dates.read_line(line)
        )
    )
