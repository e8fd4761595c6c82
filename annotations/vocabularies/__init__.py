"""A vocabulary as a file: JSON, CSV, SKOS or a REFI codebook. What is written is what is read. Pure."""

from collections.abc import Callable, Iterable

from annotations.vocabularies import refi, skos, tables
from annotations.vocabularies.entries import COLUMNS, FIELDS, STATUSES, Entry, Fault, Read
from annotations.vocabularies.refi import as_codebook
from annotations.vocabularies.skos import as_rdf_xml, as_turtle
from annotations.vocabularies.tables import as_csv, as_json

__all__ = [
    "COLUMNS",
    "FIELDS",
    "KINDS",
    "STATUSES",
    "Entry",
    "Fault",
    "Read",
    "as_codebook",
    "as_csv",
    "as_json",
    "as_rdf_xml",
    "as_turtle",
    "read",
]

# By the ending of the file's name: how it is written, and its media type.
KINDS: dict[str, tuple[Callable[[Iterable[Entry]], str], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
    "ttl": (as_turtle, "text/turtle; charset=utf-8"),
    "rdf": (as_rdf_xml, "application/rdf+xml"),
    "qdc": (as_codebook, "application/xml"),
}
NOT_TEXT = "This is not text in UTF-8. Save the file as UTF-8 and choose it again."


def read(content: bytes) -> Read:
    """The topics in a file of any kind, told by its beginning."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Read((), (Fault(0, NOT_TEXT),))
    if refi.is_codebook(text):
        return refi.read(text)
    return skos.read(text) if skos.is_skos(text) else tables.read(text)
