"""LRC, timed lines as music players show them: `[mm:ss.xx]words`, with tags such as `[ti:Title]` above.

A stamp without words ends the line before it. Whisper and karaoke programs write transcripts so, too.
"""

import re
from dataclasses import replace
from itertools import pairwise

from transcripts.documents import ParsedDocument
from transcripts.reading import captionfacts, cues
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of
from transcripts.reading.sourcetext import SourceText

NAME = "lrc"
STAMP = re.compile(r"\[(\d{1,3}):([0-5]\d)(?:[.:](\d{1,3}))?\]\s?")
WORD_STAMP = re.compile(r"<\d{1,3}:\d{2}(?:[.:]\d{1,3})?>\s?")
TAG = re.compile(r"\[(?P<key>[a-zA-Z]{2,8}):\s?(?P<value>[^\[\]]{0,300})\]")
KNOWN_TAGS = frozenset(
    ("ti", "ar", "al", "au", "by", "offset", "re", "ve", "length", "la", "lang", "language")
)
SECONDS = re.compile(r"(\d{1,3}):([0-5]\d)(?:\.\d{1,3})?")


def sniff(source: SourceText) -> float:
    """How sure it is that the lines are stamped as LRC stamps them."""
    if not source.start.startswith("["):
        return 0.0
    lines = source.sample
    tagged = any((match := TAG.fullmatch(line)) and match["key"].lower() in KNOWN_TAGS for line in lines[:30])
    stamps = [match for line in lines if (match := STAMP.match(line))]
    if len(stamps) < 2 or len(stamps) < 0.6 * len(lines):
        return 0.0
    # Behind a colon the last digits may as well be seconds: [00:01:02] is mostly hours, minutes, seconds.
    fractions = sum(match[3] is not None and len(match[3]) >= 2 and "." in match[0] for match in stamps)
    hundredths = fractions > 0.9 * len(stamps)
    empty = any(match.end() == len(line) for line in lines if (match := STAMP.match(line)))
    return 0.995 if tagged else 0.93 if hundredths and empty else 0.85 if hundredths else 0.35


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose lines these are."""
    tags: dict[str, str] = {}
    captions: list[Caption] = []
    for number, line in source.filled():
        if not STAMP.match(line) and (match := TAG.fullmatch(line)):
            tags.setdefault(match["key"].lower(), match["value"].strip())
            continue
        times: list[int | None] = []
        while match := STAMP.match(line):
            times.append(_ms(match))
            line = line[match.end() :]
        words = WORD_STAMP.sub(" ", line).strip() if "<" in line else line.strip()
        if words and not times and captions:
            captions[-1].lines.append(words)
        elif times or words:
            captions += [Caption(ms, None, number, [words] if words else []) for ms in times or [None]]
    shown = _with_ends(_shifted(captions, tags.get("offset", "")))
    return cues.document(NAME, sniff(source), cues_of(shown), captionfacts.facts_in(_facts(tags)))


def _facts(tags: dict[str, str]) -> dict[str, str | int]:
    """The tags that are facts; who "performs" is the show as often as its host, so it is neither."""
    facts: dict[str, str | int] = {key: value for key, value in tags.items() if key in ("ti", "al")}
    facts["language"] = tags.get("la") or tags.get("lang") or tags.get("language", "")
    if match := SECONDS.fullmatch(tags.get("length", "")):
        facts["length"] = int(match[1]) * 60 + int(match[2])
    return facts


def _ms(stamp: re.Match[str]) -> int:
    return (int(stamp[1]) * 60 + int(stamp[2])) * 1000 + int((stamp[3] or "").ljust(3, "0"))


def _shifted(captions: list[Caption], offset: str) -> list[Caption]:
    """The captions in the order of their times; a positive offset shows them earlier."""
    shift = int(offset) if re.fullmatch(r"[+-]?\d{1,6}", offset) else 0
    timed = [
        replace(c, start_ms=None if c.start_ms is None else max(0, c.start_ms - shift)) for c in captions
    ]
    repeats = any(a.line == b.line for a, b in pairwise(timed))
    return sorted(timed, key=lambda caption: caption.start_ms or 0) if repeats else timed


def _with_ends(captions: list[Caption]) -> list[Caption]:
    """The captions that have words, each ending where the next stamp stands."""
    for caption, following in pairwise(captions):
        if following.start_ms is not None and following.start_ms >= (caption.start_ms or 0):
            caption.end_ms = following.start_ms
    return [caption for caption in captions if caption.lines]
