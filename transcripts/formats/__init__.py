"""The document formats that osbiz reads. Adding one is adding a module here and to `ALL`."""

from types import ModuleType

from transcripts.formats import (
    dash_turns,
    feed_page,
    name_lines,
    named_turns,
    prose,
    srt,
    time_lines,
    timed_labels,
    webvtt,
)

# Each has NAME, sniff(source) -> confidence from 0 to 1, and parse(source) -> ParsedDocument.
ALL: tuple[ModuleType, ...] = (
    timed_labels,
    named_turns,
    name_lines,
    time_lines,
    dash_turns,
    feed_page,
    webvtt,
    srt,
    prose,
)
