"""What the name of a file says about the one episode in it: its number, its date, its language.

The last source of facts, for what the document itself does not say. Only plain forms count: "34-tin-and-tar",
"ep12", "s02e46", "2023-10-10-tin", "tin.de.srt"; sizes, versions, years and checksums are no numbers.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from transcripts.documents import ParsedDocument
from transcripts.reading.names import word_set

MAX_NAME = 200
EXTENSIONS = re.compile(r"(?:\.(?P<language>[a-z]{2})(?:[-_][a-z]{2})?(?=\.))?(?:\.[a-z][a-z0-9]{0,5}){1,2}$")
YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(\d\d)\2(\d\d)(?!\d)")
YEAR_LAST = re.compile(r"(?<!\d)(\d\d)([-_. ]?)(\d\d)\2((?:19|20)\d\d)(?!\d)")
SEASON = re.compile(r"(?<![a-z])s\d{1,2}[ ._-]{0,2}e(?:p)?(\d{1,4})(?!\d)")
STATED = re.compile(
    r"(?<![a-z])(?:episode|ep|folge|épisode|episodio|episódio|aflevering|avsnitt|afsnit|odcinek|выпуск|show|"
    r"nr|no|#)[ ._#-]{0,3}(\d{1,5})(?![\d])"
)
LEADING = re.compile(r"#?(\d{2,5})[ ._-]+(?P<rest>[^\W\d_].*)")
ALONE = re.compile(r"#?(\d{1,5})")
TRAILING = re.compile(r".*?(?P<word>[^\W\d_]{2,})[ ._#-]+(\d{2,5})")
CHECKSUM = re.compile(r"[0-9a-f]{8,}|[0-9a-f-]{20,}")
NO_EPISODES = word_set(
    """
    v version rev revision draft copy final part teil partie parte pt bonus track take page chapter speaker
    speakers file scan img image rec recording audio video voice memo untitled document transcript
    transcription season staffel saison series year size top the of minutes min kbps khz p jan feb mar apr
    may jun jul aug sep oct nov dec january february march april june july august september october november
    december
    """
)
RESOLUTIONS = (128, 160, 192, 240, 256, 320, 360, 480, 720, 1080, 1440, 2160, 4320)
LANGUAGES = word_set(
    """
    ar bg ca cs da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv nb nl nn no pl pt ro ru
    sk sl sq sr sv sw th tr uk vi zh
    """
)


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What a file's name says; None where it says nothing."""

    number: int | None = None
    published_on: date | None = None
    language: str | None = None


def completed(document: ParsedDocument, name: str) -> ParsedDocument:
    """A document of one episode, with what only its file's name says."""
    if len(document.episodes) != 1 or not name:
        return document
    (episode,) = document.episodes
    facts = read(name)
    episode = replace(
        episode,
        number=facts.number if episode.number is None else episode.number,
        published_on=episode.published_on or facts.published_on,
        language=episode.language or facts.language,
    )
    return replace(document, episodes=(episode,))


def read(name: str) -> NameFacts:
    """The facts in a file's name."""
    printed = re.split(r"[/\\]", name.casefold())[-1][-MAX_NAME:]
    extensions = EXTENSIONS.search(printed)
    language = extensions["language"] if extensions else None
    stem = printed[: extensions.start()] if extensions else printed
    published_on, _ = _dated(stem)
    _, rest = _dated(stem.split("__")[-1])
    return NameFacts(
        number=_number(rest.strip(" ._-"), is_dated=published_on is not None),
        published_on=published_on,
        language=language if language in LANGUAGES else None,
    )


def _dated(stem: str) -> tuple[date | None, str]:
    """The date in a name and the name without it; a day that might be a month is no date."""
    if match := YEAR_FIRST.search(stem):
        found = _date(match[1], match[3], match[4])
    elif match := YEAR_LAST.search(stem):
        first, second = int(match[1]), int(match[3])
        is_day_first = first > 12 or match[2] == "."
        is_month_first = second > 12 and not is_day_first
        found = _date(match[4], match[3], match[1]) if is_day_first else None
        found = _date(match[4], match[1], match[3]) if is_month_first else found
    else:
        return None, stem
    return (found, f"{stem[: match.start()]} {stem[match.end() :]}") if found else (None, stem)


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _number(stem: str, is_dated: bool) -> int | None:
    if match := SEASON.search(stem) or STATED.search(stem):
        return int(match[1]) or None
    if match := ALONE.fullmatch(stem):
        return _unless_something_else(int(match[1]))
    match = LEADING.fullmatch(stem)
    if match:
        words = re.split(r"[ ._-]+", match["rest"])
        if CHECKSUM.fullmatch(match["rest"]) or words[0] in NO_EPISODES:
            return None
        return _unless_something_else(int(match[1]))
    match = TRAILING.fullmatch(stem)
    if match and not is_dated and match["word"] not in NO_EPISODES:
        return _unless_something_else(int(match[2]))
    return None


def _unless_something_else(number: int) -> int | None:
    """The number, unless it is none, a year or the size of a picture."""
    return None if not number or 1900 <= number < 2100 or number in RESOLUTIONS else number
