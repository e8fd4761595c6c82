"""Text in XML. Pure."""

import re
from xml.sax.saxutils import escape, quoteattr

# What no XML 1.0 document may hold, not even escaped.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def text(value: str) -> str:
    """A text between tags."""
    return escape(FORBIDDEN.sub("\ufffd", value))


def attribute(value: str) -> str:
    """An attribute’s value, in quotation marks."""
    return quoteattr(FORBIDDEN.sub("\ufffd", value))
