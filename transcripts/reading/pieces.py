"""Pieces of speech as data names them: text, perhaps times, perhaps speakers, in whatever unit and words.

An object or a row of a table becomes a Piece; pieces become cues once it is clear what unit their times have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from transcripts.reading import captionfacts, jsondata, timeunits
from transcripts.reading.cues import Cue
from transcripts.reading.names import word_set


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TEXT = _names(
    """
    text body transcript content utterance caption sentence speech display punctuatedword word value utf8
    message monologue spokentext paragraph transcription translation quote line says said words lexical
    phrase utt txt
    """
)
START = _names(
    """
    startms starttimems startmillis startmilliseconds tstartms startseconds startsec
    startinseconds start starttime startts
    begin begintime starttimestamp from startoffset offsetinticks offsetmilliseconds offset
    timestamp timestamps timerange
    time timecode ts tcin datastart audiostart t t0
    """
)
END = _names(
    """
    endms endtimems endmillis endmilliseconds endseconds endsec endinseconds end endtime endts endtimestamp
    stop finish
    until to endoffset tcout dataend audioend t1
    """
)
DURATION = _names("durationms ddurationms durationinticks durationmilliseconds durationseconds duration dur")
# Who speaks, and names that are a speaker's where nothing else is.
SPEAKER = _names(
    """
    speakername speakerlabel speakerdisplayname speaker voice speakerid speakertag spk who talker author
    participant person actor
    """
)
SPEAKER_AT_LAST = _names("name user users role labels channel")
# How names that are not listed begin, and how those among them end that are about something else.
START_BEGINS, END_BEGINS = ("start", "begin", "offset"), ("end", "stop")
DURATION_BEGINS = ("duration",)
SPEAKER_BEGINS = ("speaker", "person", "participant", "talker", "user", "displayname")
NO_SPEAKER_ENDS = (
    "email",
    "url",
    "count",
    "type",
    "gender",
    "text",
    "confidence",
    "tokens",
    "avatar",
    "role",
)
WORDS = _names("words elements items segs tokens terms wordtimings")
NESTED = _names("data attributes attrs properties value")
ALTERNATIVES = _names("alternatives nbest")
# Texts that may be given as a list of strings.
PARAGRAPHS = _names("paragraphs text texts lines sentences content body")
SPEAKER_MAPS = word_set(
    "speakers speakermap speakernames speakerlabels speakermapping participants people voices"
)
ALL_WORDS = 10_000_000
DEEPEST_TEXT = 3
MOST_PLACES = 100  # where the names of speakers are looked for
UNIT_OF_ENDING = (
    ("inticks", timeunits.TICK),
    ("milliseconds", timeunits.MILLISECOND),
    ("millisecond", timeunits.MILLISECOND),
    ("ms", timeunits.MILLISECOND),
    ("millis", timeunits.MILLISECOND),
    ("seconds", timeunits.SECOND),
    ("sec", timeunits.SECOND),
    ("secs", timeunits.SECOND),
)
FROM = ("from", "start", "begin", 0)
TO = ("to", "end", "stop", 1)


class Moment(NamedTuple):
    """A time in ms where its unit is known, else a number of units; false where neither is."""

    ms: int | None = None
    units: float | None = None

    def __bool__(self) -> bool:
        return self.ms is not None or self.units is not None


UNKNOWN = Moment()


@dataclass(slots=True)
class Piece:
    """One object of a list as far as it is understood."""

    text: str = ""
    start: Moment = UNKNOWN
    end: Moment = UNKNOWN
    label: str = ""
    words: list["Piece"] = field(default_factory=list)
    heading: str | None = None
    line: int = 1
    unread: int = 0

    @property
    def size(self) -> int:
        """How many words it holds."""
        return self.text.count(" ") + 1 if self.text else len(self.words) + self.unread


def timed_pieces(items: Sequence[dict[str, Any]], names: Mapping[str, str] | None = None) -> list[Cue]:
    """The pieces that a list of objects holds, words with their own times where there are such."""
    return cues_of_pieces([piece_of(item) for item in items], names or {})


@lru_cache(maxsize=4096)
def _folded(key: str) -> str:
    return captionfacts.folded(key[:60])


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    """An object's fields under folded names, with those of an object in it that only holds some together."""
    fields = {_folded(key): value for key, value in item.items()}
    for name in NESTED:
        if isinstance(fields.get(name), dict):
            fields = {**{_folded(key): value for key, value in fields[name].items()}, **fields}
    for name in ALTERNATIVES:
        best = jsondata.field(fields.get(name), 0)
        if isinstance(best, dict):
            fields = {**{_folded(key): value for key, value in best.items()}, **fields}
    return fields


def piece_of(item: dict[str, Any], most_words: int = ALL_WORDS) -> Piece:
    """What an object says, with so many of the words that it may hold."""
    fields = _fields(item)
    text = next((value for name in TEXT if isinstance(value := fields.get(name), str) and value.strip()), "")
    text = text or next((held for name in TEXT if (held := _inner_text(fields.get(name)))), "")
    text = text or next((joined for name in PARAGRAPHS if (joined := _joined(fields.get(name)))), "")
    start, end = _times(fields)
    inner = (
        next((found for name in WORDS if (found := jsondata.objects(fields, name))), []) if most_words else []
    )
    words = [word for part in inner[:most_words] if (word := piece_of(part, most_words=0)).text]
    if words and not text and not any(word.start != UNKNOWN for word in words):
        text = " ".join([cue.text for cue in jsondata.said([Cue(word.text) for word in words])])
    return Piece(
        text, start, end, _label(fields, SPEAKER + SPEAKER_AT_LAST), words, unread=len(inner[most_words:])
    )


def _inner_text(value: Any) -> str:
    """The text in an object that stands where a text would, at most a few objects deep."""
    for _ in range(DEEPEST_TEXT):
        if not isinstance(value, dict) or not value:
            return ""
        fields = {_folded(key): part for key, part in value.items()}
        value = next((fields[name] for name in TEXT if isinstance(fields.get(name), str | dict)), None)
        if isinstance(value, str):
            return value.strip()
    return ""


def _joined(value: Any) -> str:
    """The strings of a list as one text, "" where it is anything else."""
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        return ""
    return " ".join([part.strip() for part in value if part.strip()])


def speaker_of(item: dict[str, Any]) -> str:
    """Who speaks in all that an object holds, by a field that is for nothing else."""
    return _label(_fields(item), SPEAKER)


def _label(fields: dict[str, Any], names: Sequence[str]) -> str:
    """A speaker's label; a name is better than a number."""
    labels = [label for name in names if name in fields and (label := jsondata.label_of(fields[name]))]
    if not labels:
        labels = [
            label
            for name, value in fields.items()
            if name.startswith(SPEAKER_BEGINS) and not name.endswith(NO_SPEAKER_ENDS)
            if isinstance(value, str | int) and (label := jsondata.label_of(value))
        ]
    return next((label for label in labels if not label.isdecimal()), labels[0] if labels else "")


def _times(fields: dict[str, Any]) -> tuple[Moment, Moment]:
    start = _first_moment(fields, START, FROM) or _first_like(fields, START_BEGINS)
    end = _first_moment(fields, END, TO) or _first_like(fields, END_BEGINS)
    if end == UNKNOWN:
        end = next(
            (
                moment_of(name, value, TO)
                for name in START
                if isinstance(value := fields.get(name), dict | list)
            ),
            end,
        )
    if end == UNKNOWN and start != UNKNOWN:
        length = _first_moment(fields, DURATION, ()) or _first_like(fields, DURATION_BEGINS)
        if start.ms is not None and length.ms is not None:
            end = Moment(ms=start.ms + length.ms)
        elif start.units is not None and length.units is not None:
            end = Moment(units=start.units + length.units)
    return start, end


def _first_moment(fields: dict[str, Any], names: Sequence[str], inner: Sequence[str | int]) -> Moment:
    moments = (moment_of(name, fields[name], inner) for name in names if name in fields)
    return next((moment for moment in moments if moment != UNKNOWN), UNKNOWN)


def _first_like(fields: dict[str, Any], beginnings: tuple[str, ...]) -> Moment:
    """The first time under a name that begins so, such as start_secs or offsetMillisecond."""
    moments = (moment_of(name, value, ()) for name, value in fields.items() if name.startswith(beginnings))
    return next((moment for moment in moments if moment != UNKNOWN), UNKNOWN)


def moment_of(name: str, value: Any, inner: Sequence[str | int]) -> Moment:
    """A time as a value says it, which may be an object or a list that holds start and end."""
    if value is None or value == "":
        return UNKNOWN
    ms = jsondata.printed_time(value)
    if ms is not None:
        return Moment(ms=ms)
    if isinstance(value, dict | list):
        part = next((found for key in inner if (found := jsondata.field(value, key)) is not None), None)
        return UNKNOWN if isinstance(part, dict | list) else moment_of(name, part, ())
    number = jsondata.amount(value)
    if number is None:
        return UNKNOWN
    unit = next((unit for ending, unit in UNIT_OF_ENDING if name.endswith(ending)), None)
    if unit is None:
        return Moment(units=number)
    return Moment(ms=jsondata.believable(number * unit))


def cues_of_pieces(pieces: Sequence[Piece], names: Mapping[str, str]) -> list[Cue]:
    """Pieces with their times in ms and their speakers by name."""
    unit = unit_of(pieces)
    found: list[Cue] = []
    for piece in pieces:
        words = [_cue(word, unit) for word in _timed_words(piece)]
        parts = jsondata.said(words) if words else [_cue(piece, unit)] if piece.text else []
        for part in parts:
            part.label = jsondata.mapped(names, part.label or piece.label)
        if parts and piece.heading:
            parts[0].heading = piece.heading
        found += parts
    return jsondata.said(found)


def _timed_words(piece: Piece) -> list[Piece]:
    """The words of a piece where they can stand for it: all are there, or they name their speakers."""
    if not any(word.start != UNKNOWN for word in piece.words):
        return []
    tokens = piece.text.split()
    if not tokens or {word.label for word in piece.words} - {"", piece.label}:
        return piece.words
    if len(tokens) != len(piece.words):
        return []
    return [
        Piece(text, word.start, word.end, line=piece.line)
        for text, word in zip(tokens, piece.words, strict=True)
    ]


def _cue(piece: Piece, unit: float) -> Cue:
    start, end = ms_of(piece.start, unit), ms_of(piece.end, unit)
    end = end if end is not None and end >= (start or 0) else None
    return Cue(piece.text, start, end, piece.label, piece.line)


def ms_of(moment: Moment, unit: float) -> int | None:
    """Milliseconds of a time, whose unit is so many of them where it does not say its own."""
    if moment.units is None:
        return moment.ms
    return jsondata.believable(moment.units * unit)


def unit_of(pieces: Sequence[Piece]) -> float:
    """How many ms a unit is in which times without a unit are given."""
    timed = [piece for piece in pieces if piece.start.units is not None]
    if not timed:
        inner = [word for piece in pieces for word in piece.words]
        return unit_of(inner) if any(word.start.units is not None for word in inner) else timeunits.SECOND
    spans = [piece.end.units - (piece.start.units or 0) for piece in timed if piece.end.units is not None]
    positive = [span for span in spans if span > 0]
    if len(positive) * 2 > len(timed):
        units, words = sum(positive), sum(piece.size for piece in timed) * len(positive) // len(timed)
    else:
        starts = [piece.start.units or 0.0 for piece in timed]
        units, words = max(starts) - min(starts), sum(piece.size for piece in timed)
    has_fractions = any(not (piece.start.units or 0.0).is_integer() for piece in timed)
    return timeunits.ms_per_unit(max(1, words), units, has_fractions)


def speaker_names(data: Any) -> dict[str, str]:
    """Labels and the names that the data gives for them."""
    places = [data] if isinstance(data, dict) else []
    for place in places:
        if len(places) < MOST_PLACES:
            places += [part for part in place.values() if isinstance(part, dict)]
        for key, value in place.items():
            if _folded(key) in SPEAKER_MAPS and (names := dict(_entries(value))):
                return names
    return {}


def _entries(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            if isinstance(entry, str | dict) and (name := jsondata.label_of(entry)):
                yield jsondata.label_of(key), name
    elif isinstance(value, list):
        for place, entry in enumerate(value[:500]):
            if isinstance(entry, str):
                yield str(place), jsondata.label_of(entry)
            elif isinstance(entry, dict):
                keys = [
                    jsondata.label_of(entry.get(key))
                    for key in ("id", "speaker", "speakerId", "label", "key", "tag")
                ]
                name = jsondata.label_of(
                    entry.get("name") or entry.get("speaker_name") or entry.get("displayName")
                )
                yield from ((key, name) for key in keys if key and name)
