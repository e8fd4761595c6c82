"""The XML of feeds as trees, mended where it is broken and that is safe, else item by item.

No entity and no DTD is ever followed.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from itertools import chain, islice, pairwise
from xml.etree.ElementTree import Element, ParseError, SubElement  # for the types; defusedxml parses
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

PREFIXES = {
    "podcast": "https://podcastindex.org/namespace/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
# How a document names its encoding, and the encodings that feeds are written in; Python knows others, some of
# them slow without bound.
ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,20})[\"']")
ENCODINGS = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|us-ascii|iso-?8859-\d{1,2}|windows-\d{3,4}|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|"
    r"shift_jis|euc-(?:jp|kr)",
    re.IGNORECASE,
)
AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(?:(\w{1,31});)?")
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DOCTYPE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}\?>)?\s*<!DOCTYPE[^\[>]{0,1000}(?:\[[^\]]{0,100000}\]\s{0,100})?>", re.I
)
CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
ROOT = re.compile(r"</?(?:rss|channel|feed|[\w-]{1,20}:RDF)(?:\s[^<>]{0,5000})?>")
DECLARED = re.compile(r"xmlns(?::[\w-]{1,30})?\s{0,9}=\s{0,9}(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}')")
DECLARATION = re.compile(r"<\?[^<>]{0,500}\?>")
KNOWN_TAG = re.compile(
    r"<(title|link|guid|pubDate|description|enclosure|id|published|content:encoded|"
    r"itunes:(?:title|duration|episode|season|episodeType|author|summary)|"
    r"podcast:(?:transcript|person|chapters|soundbite|episode|season))(?=[\s/>])([^<>]{0,5000})>"
)
ATTRIBUTE = re.compile(r"([\w:]{1,30})\s{0,9}=\s{0,9}([\"'])([^\"']{0,4000})\2")
ITEM_START = re.compile(r"<(item|entry)(?=[\s>])")
MAX_PIECE = 200_000
# A document with more tags is read item by item: as a tree, each would take up to half a kilobyte.
MAX_TAGS = 600_000


def mended(text: str) -> str:
    """XML without what most often breaks it: a DTD, bare ampersands, HTML's entities, control characters,
    prefixes that nobody declared.
    """
    text = FORBIDDEN.sub("", text)
    if doctype := DOCTYPE.match(text):
        text = text[doctype.end() :]
    text = AMPERSAND.sub(_entity, text)
    root = ROOT.search(text)
    if root is None:
        return text
    missing = [f' xmlns:{p}="{a}"' for p, a in PREFIXES.items() if f"xmlns:{p}=" not in root[0]]
    return f"{text[: root.end() - 1]}{''.join(missing)}{text[root.end() - 1 :]}"


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in XML_ENTITIES:
        return found[0]
    return escape(html5[f"{name};"]) if f"{name};" in html5 else f"&amp;{name};"


def decoded(raw: bytes) -> str:
    """The text of a feed's bytes, in the encoding that its mark or its first line names; UTF-8 without."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    named = ENCODING.match(raw[:200])
    encoding = named[1].decode("ascii") if named else "utf-8"
    if not ENCODINGS.fullmatch(encoding) or encoding.casefold().startswith("utf-16"):
        encoding = "utf-8"
    try:
        return raw.decode(encoding, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def parsed(text: str) -> Element | None:
    """The XML as a tree, None where it is broken or would take more memory than any feed should."""
    outside, *rest = text.split("<![CDATA[")
    tags = outside.count("<") + sum(piece.partition("]]>")[2].count("<") for piece in rest)
    if tags > MAX_TAGS:
        return None
    try:
        return fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None


def pieces(text: str, most: int) -> tuple[Element | None, Iterator[tuple[Element, bool]]] | None:
    """The channel and up to `most` items of a feed whose XML is broken for good, each read by itself and with
    whether it was whole; None where there are no items.
    """
    spans = list(islice(_item_spans(text), most))
    if not spans or not (root := ROOT.search(head := text[: spans[0][0]])):
        return None
    declared = " ".join(match[0] for match in DECLARED.finditer(root[0]))
    channel = _piece(ROOT.sub("", DECLARATION.sub("", head)), declared)
    return channel, (_item(text[start : min(end, start + MAX_PIECE)], declared) for start, end in spans)


def _item_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where items start and end; one without an end goes to the start of the next."""
    starts = ((match.start(), match[1]) for match in ITEM_START.finditer(text))
    for (start, name), (limit, _) in pairwise(chain(starts, [(len(text), "")])):
        closing = f"</{name}>"
        end = text.find(closing, start, limit)
        yield start, end + len(closing) if end >= 0 else limit


def _item(piece: str, declared: str) -> tuple[Element, bool]:
    element = _piece(piece, declared)
    return (_salvaged(piece), False) if element is None else (element, True)


def _piece(piece: str, declared: str) -> Element | None:
    """A piece of a feed as an element, None where it is broken."""
    root = parsed(f"<channel {declared}>{piece}</channel>")
    return root[0] if root is not None and ITEM_START.match(piece) and len(root) else root


def _salvaged(piece: str) -> Element:
    """What can be told of a broken item: each tag we know, with its attributes and the text to its end."""
    item = Element("item")
    unclosed = set()
    place = 0
    while match := KNOWN_TAG.search(piece, place):
        place = match.end()
        prefix, _, name = match[1].rpartition(":")
        element = SubElement(item, f"{{{PREFIXES[prefix]}}}{name}" if prefix else match[1])
        element.attrib.update({key: unescape(value) for key, _, value in ATTRIBUTE.findall(match[2])})
        if match[2].endswith("/") or match[1] in unclosed:
            continue
        end = piece.find(f"</{match[1]}>", place)
        if end < 0:
            unclosed.add(match[1])
        else:
            element.text = CDATA.sub("", unescape(piece[place:end]))
            place = end
    return item
