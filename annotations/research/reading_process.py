"""The process in which a worker has files of marked passages read: as `transcripts/reading_process.py`, but
what comes back is a ResearchReading. Pure."""

from dataclasses import dataclass

from annotations.research import formats
from annotations.research.passages import ResearchFile, Unreadable
from transcripts.reading_process import main


@dataclass(frozen=True, slots=True)
class ResearchReading:
    """The file, or why it cannot be read."""

    file: ResearchFile | None = None
    refusal: str = ""


def read(raw: bytes, name: str, as_format: str | None = None) -> ResearchReading:
    """Read a file of any format, told by its content."""
    try:
        return ResearchReading(formats.read(raw, name))
    except Unreadable as error:
        return ResearchReading(refusal=str(error))


if __name__ == "__main__":
    main(read)
