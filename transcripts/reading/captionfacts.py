"""What headers, comments and tags of subtitles and data say of the episode, under whatever name."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from transcripts.reading import dates, metadata
from transcripts.reading.episodes import Facts
from transcripts.reading.markup import plain
from transcripts.reading.names import unique, word_set

KEYED = re.compile(
    r"(?:NOTE\s+|WEBVTT\s*-?\s*)?(?P<key>[^\W\d_][\w -]{1,24}?)\s?[:=]\s?(?P<value>\S.{0,300})"
)
TITLE = word_set("title episodetitle ti titel titre título titolo headline")
PODCAST = word_set(
    "podcast podcasttitle podcastname show showtitle showname series programme program album al"
)
NUMBER = word_set("episode episodenumber number no folge épisode episodio")
DATE = word_set(
    "date published publishedon publishedat pubdate publishdate publishingdate publicationdate releasedate "
    "airdate datum"
)
DURATION = word_set("duration audioduration durationseconds durationsec length audiolength totalduration")
LANGUAGE = word_set("language lang languagecode languageid locale detectedlanguage sprache langue idioma")
GUESTS = word_set("guest guests guestname gast gäste invité invités invitado invitados")
HOSTS = word_set("host hosts hostname presenter moderator")
SUMMARY = word_set("summary description subtitle abstract")
NAMED_LANGUAGES = {
    "english": "en", "eng": "en", "german": "de", "deutsch": "de", "deu": "de", "ger": "de",
    "french": "fr", "français": "fr", "fra": "fr", "fre": "fr", "spanish": "es", "español": "es",
    "spa": "es", "italian": "it", "italiano": "it", "ita": "it", "portuguese": "pt", "português": "pt",
    "por": "pt", "dutch": "nl", "nederlands": "nl", "nld": "nl", "dut": "nl", "norwegian": "no",
    "nor": "no", "nob": "no", "swedish": "sv", "svenska": "sv", "swe": "sv", "danish": "da", "dansk": "da",
    "dan": "da", "finnish": "fi", "polish": "pl", "polski": "pl", "russian": "ru", "ukrainian": "uk",
    "japanese": "ja", "chinese": "zh", "korean": "ko", "turkish": "tr", "arabic": "ar", "hindi": "hi",
    "catalan": "ca", "galician": "gl", "czech": "cs", "greek": "el", "hebrew": "he", "hungarian": "hu",
    "romanian": "ro",
}  # fmt: skip
LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)
ISO_DAY = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}(?=$|[T ])")
NUMBER_IN = re.compile(r"#?\s?(\d{1,5})")
TITLE_WIDTH = 300
MOST_PEOPLE = 30
LONGEST_SECONDS = 100 * 3600


def facts_of(lines: Iterable[str]) -> Facts:
    """The facts among lines such as "Language: en"."""
    found: dict[str, Any] = {}
    for line in lines:
        if match := KEYED.fullmatch(line):
            found.setdefault(match["key"], match["value"])
    return facts_in(found)


def facts_in(data: Mapping[str, Any]) -> Facts:
    """The facts that a mapping holds under any of their usual names, without those that make no sense."""
    values = {folded(key): value for key, value in data.items()}

    def first(names: frozenset[str]) -> Any:
        return next(
            (value for key, value in values.items() if key in names and value not in (None, "")), None
        )

    day = first(DATE)
    dated = dates.read_line(day_of(day)) if isinstance(day, str) else None
    title, number = _line(first(TITLE)), number_of(first(NUMBER))
    return Facts(
        title=title,
        number=metadata.number_in(title or "") if number is None else number,
        podcast=_line(first(PODCAST)),
        published_on=dated.published_on if dated else None,
        duration_seconds=_duration(first(DURATION)),
        language=language_of(first(LANGUAGE)),
        guests=people_of(first(GUESTS)),
        hosts=frozenset(people_of(first(HOSTS))),
        summary=_line(first(SUMMARY), 2000),
    )


def folded(key: str) -> str:
    """A name of a field without its case and the signs between its words."""
    return "".join(character for character in key if character.isalnum()).casefold()


def day_of(printed: str) -> str:
    """A date without the time of day behind it."""
    printed = printed.strip()
    match = ISO_DAY.match(printed)
    return match.group() if match else printed


def number_of(value: Any) -> int | None:
    """An episode's number from 12, "12", "#12" or "Episode 12"; None for anything else."""
    if isinstance(value, str):
        match = NUMBER_IN.fullmatch(value.casefold().removeprefix("episode").removeprefix("ep.").strip())
        value = int(match[1]) if match else None
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value < 100_000 else None


def language_of(value: Any) -> str | None:
    """The code of a language from "en", "en-US" or "English"."""
    if not isinstance(value, str):
        return None
    name = value.strip().casefold()
    match = LANGUAGE_TAG.fullmatch(name)
    return NAMED_LANGUAGES.get(name) or (match[1] if match and match[1] not in ("und", "mul") else None)


def people_of(value: Any) -> tuple[str, ...]:
    """Names from a string with commas, or a list of strings or of objects with a name."""
    if isinstance(value, str):
        value = re.split(r"\s*[,;]\s*|\s+(?:and|&|und|et|y)\s+", plain(value[:1000]))
    if not isinstance(value, list):
        return ()
    names = [item.get("name") if isinstance(item, dict) else item for item in value[:MOST_PEOPLE]]
    shown = [
        " ".join(re.sub(r"\([^()]{0,80}\)", " ", name).split()) for name in names if isinstance(name, str)
    ]
    return unique(name for name in shown if 0 < len(name) <= 80)


def _duration(value: Any) -> int | None:
    if isinstance(value, str):
        value = dates.duration(value.strip().split(".")[0]) or _number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if 0 < value < LONGEST_SECONDS else None


def _number(text: str) -> float | None:
    return (
        float(text)
        if re.fullmatch(r"\d{1,7}(?:\.\d{1,9})?s?", text.strip()[:-1] + text.strip()[-1:].rstrip("s"))
        else None
    )


def _line(value: Any, width: int = TITLE_WIDTH) -> str | None:
    text = plain(value[: width * 2]) if isinstance(value, str) else ""
    return text if 0 < len(text) <= width else None
