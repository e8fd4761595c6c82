"""JSON that lists pieces of speech under whatever names: text, perhaps times, perhaps speakers.

Programs agree on the idea and on little else: "text" or "body", "start" in seconds, in milliseconds or as
0:01:02, "speaker" a name, a number or an object, words or elements within, segments within chapters. The list
that holds most of the words and says most about them is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from transcripts.documents import ParsedDocument, ParsedEpisode, Problem
from transcripts.reading import cues, jsondata
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import assemble
from transcripts.reading.names import word_set
from transcripts.reading.pieces import (
    UNKNOWN,
    Piece,
    cues_of_pieces,
    ms_of,
    piece_of,
    speaker_names,
    speaker_of,
    unit_of,
)
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.speakertimes import Span, SpeakerTimes
from transcripts.reading.turns import Talk

NAME = "json-segments"
MOST_VALUES_SNIFFED = 2_000
MOST_VALUES = 3_000_000
SAMPLE = 24
SAMPLE_WORDS = 4
MOST_OF_ALL_WORDS = 0.6
MOST_EPISODES = 5_000
WORDS_A_LINE = 2
LABELLED = re.compile(r"[^\W\d_][^:\n]{0,40}:\s+\S")
LABELLED_SHARE = 0.8
FEWEST_LABELLED = 4
# Names of lists that are speech even if nothing says when or by whom.
SPEECH_LISTS = word_set(
    """
    segments transcript transcripts utterances sentences captions subtitles lines paragraphs monologues
    cues turns dialogue dialog
    """
)
HEADINGS = ("title", "heading", "headline", "name", "chapter")


@dataclass(slots=True)
class Listing:
    """A list of pieces somewhere in the data, and how much it tells."""

    path: str
    objects: list[dict[str, Any]]
    words: float = 0.0
    has_times: bool = False
    has_speakers: bool = False

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """What makes one of several lists with the same words the better: speakers, times, longer pieces.

        Of a list of one object, which may be the whole text once more, only its words are better than none.
        """
        return len(self.objects) > 1, self.has_speakers, self.has_times, -len(self.objects)


def sniff(source: SourceText) -> float:
    """How sure it is that the data lists pieces of speech."""
    data = _data_of(source)
    if not isinstance(data, dict | list):
        return 0.0
    best = _best_listing(data, MOST_VALUES_SNIFFED)
    if best is None:
        return 0.45 if _text_of(data) or _listed(data) else 0.0
    return (
        0.85 if best.has_speakers and best.has_times else 0.75 if best.has_times or best.has_speakers else 0.4
    )


def parse(source: SourceText) -> ParsedDocument:
    """The episode whose pieces are listed, or each of several that have their own lists."""
    data, confidence = _data_of(source), sniff(source)
    parts = _episodes(data)
    has_talk = len(parts) > 1 or _best_listing(data, MOST_VALUES_SNIFFED) or _text_of(data)
    if not has_talk:
        listed = [assemble(Talk(), jsondata.facts_of(item)) for item in _listed(data)]
        told = tuple(problem for made in listed for problem in made.problems)
        return ParsedDocument(NAME, confidence, None, tuple(made.episode for made in listed), told)
    if len(parts) < 2:
        return cues.document(NAME, confidence, _cues_in(data), jsondata.facts_of(data))
    found: list[ParsedEpisode] = []
    problems: list[Problem] = []
    for part in parts:
        read = cues.document(NAME, confidence, _cues_in(part), jsondata.facts_of(part))
        found += read.episodes
        problems += read.problems
    return ParsedDocument(NAME, round(confidence, 2), None, tuple(found), tuple(problems))


def _data_of(source: SourceText) -> Any:
    """The data; rows that are lists of values ([start, end, who, what]) as objects."""
    data = source.data
    if isinstance(data, list):
        return _named(data)
    if isinstance(data, dict):
        return {key: _named(value) if isinstance(value, list) else value for key, value in data.items()}
    return data


def _named(rows: list[Any]) -> list[Any]:
    """Rows of values as objects: the first numbers are times, the longest texts what is said."""
    sample = rows[:SAMPLE]
    width = len(sample[0]) if sample and isinstance(sample[0], list) else 0
    if not 2 <= width <= 8 or len(rows) < FEWEST_LABELLED:
        return rows
    if not all(isinstance(row, list) and len(row) == width for row in rows):
        return rows
    numbers = [i for i in range(width) if all(jsondata.seconds(row[i]) is not None for row in sample)]
    texts = [i for i in range(width) if i not in numbers and all(isinstance(row[i], str) for row in sample)]
    texts.sort(key=lambda i: sum(len(row[i]) for row in sample))
    if not numbers or not texts:
        return rows
    names = {**dict(zip(numbers, ("start", "end"), strict=False)), texts[-1]: "text"}
    if len(texts) > 1:
        names[texts[0]] = "speaker"
    return [{name: row[i] for i, name in names.items()} for row in rows]


def _episodes(data: Any) -> list[dict[str, Any]]:
    """The objects that are episodes of their own: each has a title and a list, or a text."""
    listed = data if isinstance(data, list) else jsondata.field(data, "episodes")
    parts = jsondata.objects({"all": listed}, "all")[:MOST_EPISODES]
    titled = [
        part for part in parts if isinstance(part.get("title"), str) and not piece_of(part, 0).start.units
    ]
    has_talk = [part for part in titled if _best_listing(part, MOST_VALUES_SNIFFED) or _text_of(part)]
    return has_talk if len(has_talk) * 2 > len(parts) else []


def _cues_in(data: Any) -> list[Cue]:
    best = _best_listing(data, MOST_VALUES)
    if best is None:
        lines = _text_of(data).split("\n")
        return cues_of([Caption(None, None, 1, [line]) for line in lines if line.strip()])
    pieces = list(_pieces(data, best))
    names = speaker_names(data)
    found = cues_of_pieces(pieces, names)
    if any(cue.label for cue in found):
        return found
    speakers = _speaker_times(data, unit_of(pieces))
    for cue in found:
        cue.label = jsondata.mapped(names, speakers.at(cue.start_ms))
    is_lines = sum(cue.text.count(" ") for cue in found) >= WORDS_A_LINE * len(found)
    if speakers.spans or not is_lines or any(cue.heading for cue in found):
        return found
    return cues_of([Caption(cue.start_ms, cue.end_ms, cue.line, [cue.text]) for cue in found])


def _speaker_times(data: Any, unit: float) -> SpeakerTimes:
    """Who speaks when, where a list beside the words says so."""
    for _, items in jsondata.walk(data, MOST_VALUES):
        sample = [piece_of(item, most_words=1) for item in items[:SAMPLE]]
        if len(items) < 2 or any(piece.size or not piece.label or piece.start == UNKNOWN for piece in sample):
            continue
        spans = []
        for piece in map(piece_of, items):
            start, end = ms_of(piece.start, unit), ms_of(piece.end, unit)
            if start is not None and piece.label:
                spans.append(Span(start, start if end is None else end, piece.label))
        return SpeakerTimes(spans)
    return SpeakerTimes(())


def _listed(data: Any) -> list[dict[str, Any]]:
    """The objects that are episodes without talk: each has a title and a number or a date.

    In a list that is not called episodes each must have both, for much else has titles and dates.
    """
    named = jsondata.objects(data, "episodes")
    items = (named or jsondata.objects({"all": data}, "all"))[:MOST_EPISODES]
    facts = [jsondata.facts_of(item) for item in items]
    fitting = [
        item
        for item, said in zip(items, facts, strict=True)
        if said.title and ((said.number is not None) + (said.published_on is not None) >= (1 if named else 2))
    ]
    return fitting if len(fitting) > 1 and len(fitting) * 2 > len(items) else []


def _text_of(data: Any) -> str:
    """A whole transcript in one string, or line by line."""
    if isinstance(data, list):
        data = {"text": data}
    for name in ("transcript", "transcription", "text", "content"):
        text = jsondata.field(data, name)
        if isinstance(text, list):
            text = "\n".join([line for line in text if isinstance(line, str)])
        if isinstance(text, dict):
            text = jsondata.field(text, "text")
        if isinstance(text, str) and text.count(" ") >= 20:
            return text
    return ""


def _best_listing(data: Any, most: int) -> Listing | None:
    """The list that tells most about most of the words, None where no list is about speech."""
    lists = ((path, _joined(items)) for path, items in jsondata.walk(data, most))
    found = [listing for path, items in lists if (listing := _listing(path, items))]
    most_words = max((listing.words for listing in found), default=0.0)
    full = [listing for listing in found if listing.words >= MOST_OF_ALL_WORDS * most_words]
    return max(full, key=lambda listing: listing.rank, default=None)


def _joined(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects; what annotators say of one region in several, of who speaks and of what, as one."""
    if not items or not all("id" in item and isinstance(item.get("value"), dict) for item in items[:SAMPLE]):
        return items
    regions: dict[str, dict[str, Any]] = {}
    for item in items:
        if isinstance(value := item.get("value"), dict):
            regions.setdefault(str(item.get("id")), {}).update(value)
    return list(regions.values())


def _listing(path: str, items: list[dict[str, Any]]) -> Listing | None:
    step = max(1, len(items) // SAMPLE) | 1  # odd, for data may alternate words and breaks
    pieces = [piece_of(item, SAMPLE_WORDS) for item in items[::step]]
    spoken = [piece for piece in pieces if piece.size]
    if not spoken or len(spoken) * 3 < len(pieces):
        return None
    timed = sum(
        piece.start != UNKNOWN or any(word.start != UNKNOWN for word in piece.words) for piece in spoken
    )
    labelled = sum(bool(piece.label) for piece in spoken)
    opened = sum(LABELLED.match(piece.text) is not None for piece in spoken)
    is_labelled = len(spoken) >= FEWEST_LABELLED and opened >= LABELLED_SHARE * len(spoken)
    is_told = is_labelled or timed * 2 >= len(spoken) or labelled * 2 >= len(spoken)
    if not is_told and path.rpartition(".")[2].casefold() not in SPEECH_LISTS:
        return None
    words = sum(piece.size for piece in spoken) * len(items) / len(pieces)
    return Listing(path, items, words, timed * 2 >= len(spoken), labelled * 2 >= len(spoken))


def _pieces(data: Any, listing: Listing) -> Iterator[Piece]:
    """The pieces of a list; where it lies in chapters, the first of each has the chapter's title."""
    outer, _, key = listing.path.rpartition("[].")
    parents: list[dict[str, Any]] = []
    if key and "." not in key and "[]" not in key:
        parents = next((items for path, items in jsondata.walk(data, MOST_VALUES) if path == outer), [])
    if sum(len(jsondata.objects(parent, key)) for parent in parents) != len(listing.objects):
        yield from map(piece_of, listing.objects)
        return
    for parent in parents:
        inherited = speaker_of(parent)
        titles = (parent[name] for name in HEADINGS if isinstance(parent.get(name), str))
        title = next(titles, "") if not inherited else ""
        for place, item in enumerate(jsondata.objects(parent, key)):
            piece = piece_of(item)
            piece.label = piece.label or inherited
            piece.heading = jsondata.words_of(title)[:200] or None if not place else None
            yield piece
