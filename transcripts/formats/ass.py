"""Advanced SubStation Alpha (.ass, .ssa): events in a table whose fields the file names itself.

Who speaks is in the Name field; where no event has one, in the Style, if several are in use.
"""

import re

from transcripts.documents import ParsedDocument, Problem, Severity
from transcripts.reading import captionfacts, captions, cues
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of
from transcripts.reading.rolling import unrolled
from transcripts.reading.sourcetext import SourceText

NAME = "ass"
FIELDS = "layer,start,end,style,name,marginl,marginr,marginv,effect,text"
OVERRIDE = re.compile(r"\{[^{}]{0,2000}\}")
DRAWING = re.compile(r"\{[^{}]{0,500}\\p[1-9]")
LINE_BREAK = re.compile(r"\\[Nn]")
# Styles of what is read on the screen and not spoken.
SCREEN_STYLE = re.compile(r"\b(?:signs?|titles?|screen|credits|logo|watermark)\b", re.IGNORECASE)


def sniff(source: SourceText) -> float:
    """How sure it is that the document is a script with events."""
    events = any(line.startswith("Dialogue:") for line in source.sample)
    if not events:
        return 0.0
    return 0.98 if source.start.startswith("[Script Info]") or "[Events]" in source.sample else 0.6


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose events these are."""
    fields = FIELDS.split(",")
    found: list[tuple[Caption, str, str]] = []
    header: list[str] = []
    problems: list[Problem] = []
    for number, line in source.filled():
        kind, _, rest = line.partition(":")
        if kind == "Format" and "start" in rest.lower():
            fields = [field.strip().lower() for field in rest.split(",")]
        elif kind == "Dialogue":
            event = dict(zip(fields, rest.strip().split(",", len(fields) - 1), strict=False))
            caption = _caption(event, number)
            if caption.start_ms is None and len(problems) < captions.MOST_PROBLEMS:
                excerpt = line[: captions.EXCERPT_WIDTH]
                problems.append(
                    Problem(Severity.WARNING, "malformed-timestamp", captions.BAD_TIME, number, excerpt)
                )
            name = event.get("name", event.get("actor", ""))
            found.append((caption, name.strip(), event.get("style", "").strip("* ")))
        elif not found:
            header.append(line)
    shown = _labelled([event for event in found if event[0].lines])
    spoken = cues_of(unrolled(sorted(shown, key=lambda caption: caption.start_ms or 0)))
    return cues.document(NAME, sniff(source), spoken, captionfacts.facts_of(header), problems)


def _caption(event: dict[str, str], number: int) -> Caption:
    """An event as a caption without its override tags; a drawing has no lines."""
    start, end = captions.clock(event.get("start", "").strip()), captions.clock(event.get("end", "").strip())
    text = event.get("text", "")
    lines = [] if DRAWING.search(text) else LINE_BREAK.split(OVERRIDE.sub("", text).replace("\\h", " "))
    return Caption(start, end, number, [line.strip() for line in lines if line.strip()])


def _labelled(events: list[tuple[Caption, str, str]]) -> list[Caption]:
    """The captions with those who speak them; what is only to be read is left out where others speak."""
    named = any(name for _, name, _ in events)
    spoken = [event for event in events if not SCREEN_STYLE.search(event[2])] or events
    several = len({style for _, _, style in spoken}) > 1
    for caption, name, style in spoken:
        caption.label = name if named else style if several else ""
    return [caption for caption, _, _ in spoken]
