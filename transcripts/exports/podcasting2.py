"""Podcasting 2.0's JSON: segments of a speaker; each says its turn and, where needed, its marks.

Facts and sections stand beside the segments, where programs that know only the namespace pass over them.
"""

import json
from typing import Any

from transcripts.documents import SectionKind
from transcripts.exports import captions
from transcripts.exports import facts as written
from transcripts.exports.captions import Caption
from transcripts.exports.facts import FORMAT, MARK
from transcripts.exports.transcript import Section, Transcript

VERSION = "1.0.0"


def write(transcript: Transcript) -> str:
    """The file: times in seconds, to the millisecond."""
    data = {
        "version": VERSION,
        "format": MARK,
        "episode": [
            {"name": name, "value": value}
            for name, value in written.lines(transcript.facts)
            if name != FORMAT
        ],
        "sections": [
            {"kind": str(section.kind), "title": section.title, "turn": section.first + 1}
            for section in transcript.sections
        ],
        "segments": [_segment(caption) for caption in captions.of(transcript.turns)],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _segment(caption: Caption) -> dict[str, Any]:
    return {
        "speaker": caption.speaker,
        "startTime": caption.start_ms / 1000,
        "endTime": caption.end_ms / 1000,
        "body": "\n".join(caption.lines),
        "turn": caption.turn,
        **({"marks": list(caption.marks)} if caption.marks else {}),
    }


def read(text: str) -> Transcript | None:
    """The transcript of a file that `write` made; None for any other."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        data = json.loads(text)
        if data.get("format") != MARK:
            return None
        facts = written.read([*((fact["name"], fact["value"]) for fact in data["episode"]), (FORMAT, MARK)])
        found = [_caption(segment) for segment in data["segments"]]
        sections = [
            Section(SectionKind(section["kind"]), section["title"], section["turn"] - 1)
            for section in data["sections"]
        ]
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError):
        return None
    return Transcript(facts, tuple(sections), tuple(captions.turns_of(found))) if facts else None


def _caption(segment: dict[str, Any]) -> Caption:
    return Caption(
        int(segment["turn"]),
        round(segment["startTime"] * 1000),
        round(segment["endTime"] * 1000),
        str(segment["speaker"]),
        tuple(segment["body"].split("\n")),
        tuple(segment.get("marks", ())),
    )
