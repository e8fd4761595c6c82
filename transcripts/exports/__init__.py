"""The formats in which a transcript is taken away, and the way back: one module each, listed here."""

from types import ModuleType
from typing import NamedTuple

from transcripts.exports import markdown, plain, podcasting2, srt, webvtt
from transcripts.exports.facts import MARK
from transcripts.exports.transcript import Transcript, is_sound


class Format(NamedTuple):
    """A format: what addresses and commands call it (its files end so too), what people do, its module."""

    name: str
    title: str
    media_type: str
    module: ModuleType

    def write(self, transcript: Transcript) -> str:
        """The file, as text."""
        written: str = self.module.write(transcript)
        return written


# Each module has write(transcript) -> text and read(text) -> the transcript, None where it did not write it.
ALL: tuple[Format, ...] = (
    Format("vtt", "WebVTT", "text/vtt", webvtt),
    Format("srt", "SRT", "application/x-subrip", srt),
    Format("json", "Podcasting 2.0 JSON", "application/json", podcasting2),
    Format("md", "Markdown", "text/markdown", markdown),
    Format("txt", "plain text", "text/plain", plain),
)
NAMES = tuple(format.name for format in ALL)


def named(name: str) -> Format:
    """The format of a name; raises KeyError."""
    return {format.name: format for format in ALL}[name]


def read(text: str) -> Transcript | None:
    """The transcript of a file that one of these formats wrote, as it was; None for any other text."""
    if MARK not in text:
        return None
    found = (format.module.read(text) for format in ALL)
    return next((transcript for transcript in found if transcript and is_sound(transcript)), None)
