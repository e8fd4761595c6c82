"""What Whisper prints beside subtitles: lines `[00:00.000 --> 00:03.000] words`, or a table of the same.

The table holds whole milliseconds (other programs write seconds) between tabs, and no quotation marks around
words that hold some, so it is no CSV. Audacity's label tracks are the same without a first line.
"""

import re
from collections.abc import Sequence

from transcripts.documents import ParsedDocument, Problem, Severity
from transcripts.reading import captionfacts, captions, cues, timeunits
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of
from transcripts.reading.episodes import Facts
from transcripts.reading.rolling import unrolled
from transcripts.reading.sourcetext import SourceText

NAME = "whisper-text"
TIME = r"\d{1,5}[:.,][^\s\[\]()>–—-]{1,14}"
TO = r"\s?(?:-{1,2}>|[-–—]|→|to)\s?"
RANGE = re.compile(rf"[\[(]\s?(?P<start>{TIME}){TO}(?P<end>{TIME})\s?[\])]\s{{0,8}}:?(?P<text>.*)")
LABELLED_RANGE = re.compile(rf"(?P<label>[^\W\d][\w .]{{0,30}}?)\s{{0,4}}:?\s?{RANGE.pattern}")
ROW = re.compile(r"(?P<start>\d{1,9}(?:\.\d{1,9})?)\t(?P<end>\d{1,9}(?:\.\d{1,9})?)\t(?P<text>[^\t]*)")
HEADER = re.compile(r"start\tend\ttext", re.IGNORECASE)
LOOKED_AT = 200
# Whisper prints between its lines what it is doing.
CHATTER = re.compile(r"Detect(?:ing|ed) language\b|whisper_|main:|system_info:|Transcribing |Processing ")
DETECTED = re.compile(r"Detected language[: ]+'?(?P<language>\w{2,12})")


def sniff(source: SourceText) -> float:
    """How sure it is that lines begin with a range of time, or are rows of two times and words."""
    lines = source.lines[: LOOKED_AT * 2]
    filled = [line[:400] for line in lines if line.strip()][:LOOKED_AT]
    if filled and HEADER.fullmatch(filled[0].strip()):
        return 0.98
    rows = sum(ROW.match(line) is not None for line in filled)
    ranges = sum(_range(line.strip()) is not None for line in filled)
    if rows + ranges == 0 or max(rows, ranges) < 0.4 * len(filled):
        return 0.0
    return 0.95 if ranges > rows else 0.9


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose lines these are."""
    found: list[Caption] = []
    problems: list[Problem] = []
    language = None
    unit = _row_unit(source.lines)
    for number, line in enumerate(source.lines, 1):
        text = line.strip()
        if match := _range(text):
            start, end = captions.clock(match["start"]), captions.clock(match["end"])
            if (start is None or end is None) and len(problems) < captions.MOST_PROBLEMS:
                excerpt = text[: captions.EXCERPT_WIDTH]
                problems.append(
                    Problem(Severity.WARNING, "malformed-timestamp", captions.BAD_TIME, number, excerpt)
                )
            found.append(Caption(start, end, number, [match["text"]], match.groupdict().get("label", "")))
        elif match := ROW.match(text):
            start, end = round(float(match["start"]) * unit), round(float(match["end"]) * unit)
            found.append(Caption(start, end, number, [match["text"]]))
        elif detected := DETECTED.match(text):
            language = detected["language"]
        elif found and text and not CHATTER.match(text):
            found[-1].lines.append(text)
    for caption in found:
        caption.lines = [text for line in caption.lines if (text := line.strip())]
        if caption.start_ms is not None and caption.start_ms >= captions.LATEST_MS:
            caption.start_ms = caption.end_ms = None
    facts = Facts(language=captionfacts.language_of(language))
    return cues.document(NAME, sniff(source), cues_of(unrolled(found)), facts, problems)


def _range(line: str) -> re.Match[str] | None:
    """The range of time that a line begins with, or that stands behind a speaker's name."""
    if line[:1] in "[(":
        return RANGE.match(line)
    return LABELLED_RANGE.match(line) if "[" in line[:40] and "->" in line[:60] else None


def _row_unit(lines: Sequence[str]) -> float:
    """How many ms one of a table's units is."""
    rows = [match for line in lines if "\t" in line and (match := ROW.match(line.strip()))]
    words = sum(row["text"].count(" ") + 1 for row in rows)
    units = sum(max(0.0, float(row["end"]) - float(row["start"])) for row in rows)
    return timeunits.ms_per_unit(words, units, any("." in row["start"] for row in rows))
