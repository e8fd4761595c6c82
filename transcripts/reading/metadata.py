"""What a document says about an episode in words: the podcast's name, the number, the gist."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from transcripts.reading import dates
from transcripts.reading.names import CAPITALISED
from transcripts.reading.phrases import phrases

SMALL = r"(?:(?:of|the|and|in|for|to|on|with|a|&)\s)"
TITLE_WORDS = rf"{CAPITALISED}(?:\s{SMALL}{{0,2}}{CAPITALISED}){{1,5}}"
NAME = rf"(?P<name>(?:The\s)?{TITLE_WORDS})"
# Sentences in which a show names itself. The second group is what guests and other pages might say as well.
SELF_NAMING = (
    phrases(
        "welcome to|welcome back to", rf"\b[Ww]elcome (?:back )?to (?:another (?:episode|edition) of )?{NAME}"
    ),
    phrases(
        "originally|listening to",
        r"\b(?:[Oo]riginally (?:posted|published|aired) (?:on|in|at)|[Yy]ou(?:'re| are) listening to) "
        + NAME,
    ),
    phrases(
        "this week on|this week of|today on|today of|episode on|episode of",
        rf"\b(?:[Tt]his week|[Tt]oday|[Ii]n this (?:week's )?episode) (?:on|of) {NAME}",
    ),
    phrases("episode of|edition of|installment of", rf"\b(?:episode|edition|installment) of (?:the )?{NAME}"),
    phrases(
        "coming|being|having me|appearing",
        rf"\b(?:coming|being|having me|appearing) (?:back )?on (?:to )?{NAME}",
    ),
    phrases("sponsor|listeners of|host of", rf"\b(?:sponsors?|sponsoring|listeners|host) of (?:the )?{NAME}"),
    phrases("listen|next time|subscribe", rf"\b(?:[Ll]isten(?:ing)?|next time|subscribe) (?:to|on) {NAME}"),
    phrases("podcast", rf"\b{NAME},? (?:the|a|is the|is a) (?:weekly |daily )?podcast\b"),
)
# How a show counts itself aloud: "This is Tin Hour, episode 12".
SPOKEN_NUMBER = phrases(
    "episode|show number|folge|épisode|episodio",
    r"\b(?:[Tt]his is|[Ww]elcome (?:back )?to|[Yy]ou(?:'re| are) listening to|[Ww]illkommen zu[rm]?|"
    r"[Bb]ienvenue dans|[Bb]ienvenidos al?) "
    rf"(?:(?:the |an? )?{CAPITALISED}(?:\s{SMALL}{{0,2}}{CAPITALISED}){{0,5}}[,:]? )?(?:the )?"
    r"(?:[Ee]pisode|[Ss]how|[Ff]olge|[ÉéEe]pisode|[Ee]pisodio)(?: number| nummer| numéro| número)? "
    r"#?(?P<number>\d{1,5})\b",
)
# How a day is said at the beginning of a recording.
SPOKEN_DAY = phrases(
    "recorded|recording|today is|date is|it's |it’s |it is ",
    r"\b(?:recorded(?: live)?(?: on)?|recording (?:this )?(?:live )?on|today is|date is|it's|it is),? "
    r"(?:the )?",
    flags=re.IGNORECASE,
)
DAY_WIDTH = 48
EPISODE_WORDS = (
    r"(?:episode|ep\.?|folge|épisode|episodio|episódio|puntata|aflevering|avsnitt|afsnit|jakso|odcinek|epizod\w?|"
    r"bölüm|выпуск|эпизод|серия)"
)
NUMBER = re.compile(
    rf"(?:^|\b)(?:{EPISODE_WORDS}|sed|show)\s*(?:no\.?\s*|nr\.?\s*|number\s*|#\s*|№\s*)?(\d{{1,5}})\b|"
    r"^#(\d{1,5})\b|第\s?(\d{1,5})\s?[回話集期]",
    re.IGNORECASE,
)
# A part of a line that is a number and nothing else: "Season 3 • Episode 31", "S3 E31".
NUMBER_ALONE = re.compile(
    rf"(?:(?:season|staffel|saison|temporada|stagione|s)\s?\d{{1,3}},?\s?)?(?:{EPISODE_WORDS}|e)\s?#?(\d{{1,5}})",
    re.IGNORECASE,
)
EPISODE_HEADING = re.compile(
    r"(?:episode|ep\.?|folge|épisode|episodio|bonus episode)\s*#?\s*(?P<number>\d{1,5})\s*[:.–—\-|"
    r"]\s*(?P<title>\S.*)",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.?!…])[\"”’)]?\s+(?=[\"“‘(]?[^\W\d_a-z])")
FILE_NAME = re.compile(
    r"\.(?:mp3|m4a|mp4|wav|flac|ogg|opus|aac|aiff?|mov|mkv|webm|docx?|pdf|txt|vtt|srt)$", re.IGNORECASE
)
TITLE_WIDTH = 160
SUMMARY_WIDTH = 320


def podcast_in(texts: Iterable[str]) -> str | None:
    """The name that a show gives itself most often in the texts, None where it never does."""
    named: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for text in texts:
        lowered = text.lower()
        for pattern in SELF_NAMING:
            for match in pattern.finditer(text, lowered):
                name = _clean(match["name"])
                named[name.casefold()] += 1
                spelled.setdefault(name.casefold(), name)
    best = max(named, key=lambda name: named[name], default=None)
    return spelled[best] if best else None


def _clean(name: str) -> str:
    """A name without the beginning of the next clause ("I'm") and without the word podcast."""
    return re.sub(
        r"(?:\s+(?:I|I['’]m|I['’]ve|[Pp]odcast|[Ss]how))+$", "", name.split(". ")[0].rstrip(".,'’-")
    )


def number_in(line: str) -> int | None:
    """The episode's number in a title line such as "EPISODE 756"; never from running text."""
    match = NUMBER.search(line) if len(line) <= TITLE_WIDTH else None
    return int(match[1] or match[2] or match[3]) if match else None


def number_alone_in(line: str) -> int | None:
    """The number in a line that says little else, or in one of several parts of it: "May 14 • Episode 31"."""
    if len(line) > dates.PARTS_WIDTH or not any(map(str.isdigit, line)):
        return None
    found = (NUMBER_ALONE.fullmatch(part.strip()) for part in dates.PARTS.split(line))
    return next((int(match[1]) for match in found if match), None)


def spoken_number(texts: Iterable[str]) -> int | None:
    """The number by which a show counts itself aloud, None where it does not."""
    return next((int(found["number"]) for text in texts if (found := SPOKEN_NUMBER.search(text))), None)


def spoken_date(texts: Iterable[str]) -> date | None:
    """The day of which somebody says that it is today, or the day of the recording."""
    for text in texts:
        for match in SPOKEN_DAY.finditer(text):
            if day := dates.date_at(text[match.end() : match.end() + DAY_WIDTH]):
                return day
    return None


def is_title(line: str) -> bool:
    """Whether the first line of a document can be its title, and not the name of a file."""
    return (
        3 < len(line) <= TITLE_WIDTH
        and line[-1] not in ".,;:"
        and not line.startswith(("http", "www."))
        and not FILE_NAME.search(line)
    )


def summary_of(paragraphs: Iterable[str]) -> str | None:
    """The first whole sentences of the first paragraph that says something, up to a few lines."""
    for paragraph in paragraphs:
        whole = paragraph.endswith(tuple('.?!…”"')) or SENTENCE_END.search(paragraph)
        if whole and len(paragraph.split()) >= 8:
            return _first_sentences(paragraph)
    return None


def _first_sentences(paragraph: str) -> str:
    sentences = SENTENCE_END.split(paragraph[: SUMMARY_WIDTH * 4])
    gist = sentences[0]
    for sentence in sentences[1:]:
        if len(gist) + 1 + len(sentence) > SUMMARY_WIDTH:
            break
        gist = f"{gist} {sentence}"
    return gist if len(gist) <= SUMMARY_WIDTH * 2 else gist[:SUMMARY_WIDTH].rsplit(" ", 1)[0] + " …"
