"""Turns that begin with a name and a colon, perhaps with a time beside it: "Ada Byron (0:12): ...".

The name may be bold, in brackets or a role ("Q:"), and headings may stand between the turns. A page may hold
several episodes, each under a line such as "Episode 2: Title"; some may only promise a transcript.
"""

from transcripts.documents import ParsedDocument
from transcripts.reading import labelled, markers
from transcripts.reading.openings import Form
from transcripts.reading.sourcetext import SourceText

NAME = "named-turns"
FORMS = (Form.COLON, Form.COLON_TIME, Form.MARKED, Form.DASHED)


def sniff(source: SourceText) -> float:
    """How sure it is that names begin the turns of this document."""
    sure = labelled.confidence(source, FORMS)
    if sure or source.is_marked_up:
        return sure
    headings = any(labelled.heading_of(line) for line in source.sample)
    return 0.5 if headings and any(markers.PENDING.search(line) for line in source.sample) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The episodes of the page in its order."""
    return labelled.parse(source, NAME, sniff(source))
