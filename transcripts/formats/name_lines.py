"""Turns under a name on a line of its own, mostly with a time beside, above or below it: "Ada Byron  0:12".

This is what Otter, Descript, Trint, Zoom, Teams and recorders on telephones write; in markdown the name may
be bold or a heading, and with the name and time in brackets the words may follow on the same line.
"""

from transcripts.documents import ParsedDocument
from transcripts.reading import labelled
from transcripts.reading.openings import Form
from transcripts.reading.sourcetext import SourceText

NAME = "name-lines"
FORMS = (Form.NAME, Form.NAME_TIME)


def sniff(source: SourceText) -> float:
    """How sure it is that lines with nothing but a name and perhaps a time begin the turns."""
    return labelled.confidence(source, FORMS)


def parse(source: SourceText) -> ParsedDocument:
    """The episodes of the page in its order."""
    return labelled.parse(source, NAME, sniff(source))
