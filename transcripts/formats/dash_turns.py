"""Turns that begin with a dash or two angle brackets, without names: "– Yes, I do."

So dialogue is printed in many languages, and live captions mark a change of speaker. Lists begin with dashes
too; they ask no questions and end no sentences.
"""

from transcripts.documents import ParsedDocument
from transcripts.reading import labelled
from transcripts.reading.openings import Form
from transcripts.reading.sourcetext import SourceText

NAME = "dash-turns"


def sniff(source: SourceText) -> float:
    """How sure it is that dashes begin the turns of this document."""
    return min(0.6, labelled.confidence(source, (Form.DASH,)))


def parse(source: SourceText) -> ParsedDocument:
    """The episodes of the page in its order."""
    return labelled.parse(source, NAME, sniff(source))
