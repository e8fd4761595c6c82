"""Zips that are no text document: archives, spreadsheets, presentations; each told how to go on."""

from transcripts.files import zipped
from transcripts.files.taken import Taken, Unreadable

CONTAINER = "zip archive"
KINDS = (
    ("xl/", "This is an Excel file. Save the sheet that holds the transcript as CSV and add that."),
    ("ppt/", "This is a PowerPoint file, which holds no transcript. Save its notes as text and add them."),
    ("Index/", "This is an Apple Pages, Numbers or Keynote file. Export it as Word or text and add that."),
)
OPEN_DOCUMENT = "This is an OpenDocument file without running text. Save it as text or CSV and add that."
ARCHIVE = (
    "This is a zip archive. The import page opens archives: add it there, or unpack it and add its documents."
)
BROKEN = "This zip archive or office file is damaged or cut off. Fetch it again from where it came."


def recognises(raw: bytes) -> bool:
    """Whether this is any zip; the office files that are known are recognised before."""
    return raw.startswith((zipped.SIGNATURE, zipped.END))


def take(raw: bytes) -> Taken:
    """Never a text: Unreadable with the remedy for what kind of zip it is."""
    archive = zipped.opened(raw)
    if archive is None:
        raise Unreadable("broken-file", BROKEN)
    names = archive.namelist()
    kind = next((message for start, message in KINDS if any(name.startswith(start) for name in names)), None)
    if kind is None and "mimetype" in names and "content.xml" in names:
        kind = OPEN_DOCUMENT
    raise Unreadable("not-a-transcript", kind) if kind else Unreadable("archive", ARCHIVE)
