"""Files that hold a text without being one: PDF, Word and their kin. One module each.

A module has CONTAINER (what people call such a file), recognises(raw) and take(raw) -> Taken: the text as
lines that the text formats read like any other document's. It may raise Unreadable, which says why there is
none.
"""

from dataclasses import replace
from types import ModuleType

from transcripts import decoding
from transcripts.documents import Problem, Severity
from transcripts.files import docx, mail, odt, oldword, pdf, rtf, zips
from transcripts.files.taken import Taken, Unreadable

__all__ = ("ALL", "Taken", "text_of")

# Office files before the archives that they are, too.
ALL: tuple[ModuleType, ...] = (docx, odt, zips, pdf, rtf, oldword, mail)


def text_of(raw: bytes) -> Taken | None:
    """The text of a file of a kind that is known here; None for anything else. Never raises."""
    module = next((module for module in ALL if module.recognises(raw)), None)
    if module is None:
        return None
    try:
        taken = module.take(raw)
    except Unreadable as refusal:
        return Taken(None, module.CONTAINER, (Problem(Severity.ERROR, refusal.code, refusal.message),))
    return replace(taken, text=decoding.tidy(taken.text.encode("utf-8", "replace").decode()))
