"""Projects as other programs write them."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZipFile

from annotations.models import QuoteVersion
from annotations.research import qdpx
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action

MOMENT = re.compile(rb'creationDateTime="[^"]+"')
GUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of these."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def opened(content: bytes) -> BytesIO:
    return BytesIO(content)


def member(content: bytes, name: str) -> bytes:
    """A member of a zip."""
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def project(text: str, spans: Sequence[tuple[int, int, str]], codes: Sequence[str]) -> bytes:
    """A project with one source, in capitals and braces as some programs write them, every passage under all
    the codes."""
    root = Element("Project", {"xmlns": qdpx.NAMESPACES[0], "name": "Field work", "origin": "Another 4.2"})
    ana, source = braced(), str(uuid4()).upper()
    SubElement(SubElement(root, "Users"), "User", {"guid": ana, "name": "Ana"})
    guids = {code: braced() for code in codes}
    if codes:
        book = SubElement(SubElement(root, "CodeBook"), "Codes")
        for code, guid in guids.items():
            SubElement(book, "Code", {"guid": guid, "name": code, "isCodable": "true"})
    told = {"guid": source, "name": "Interview 3", "plainTextPath": f"internal://{source}.txt"}
    found = SubElement(SubElement(root, "Sources"), "TextSource", told)
    for start, end, name in spans:
        place = {"startPosition": str(start), "endPosition": str(end), "creatingUser": ana}
        one = SubElement(found, "PlainTextSelection", {"guid": braced(), "name": name, **place})
        for guid in guids.values():
            coding = SubElement(one, "Coding", {"guid": braced(), "creatingUser": ana})
            SubElement(coding, "CodeRef", {"targetGUID": guid.lower()})
    return zipped({qdpx.PROJECT: tostring(root), f"Sources/{source}.txt": text.encode()})


def braced() -> str:
    return f"{{{str(uuid4()).upper()}}}"


def publish(version: QuoteVersion, *, by: Any) -> None:
    """Take a draft to the public, by two people."""
    review.move(version, action=Action.SUBMIT, by=by)
    review.move(version, action=Action.APPROVE, by=make.reviewer())
    review.move(version, action=Action.PUBLISH, by=make.reviewer())


def without_moments(content: bytes) -> bytes:
    """A project without its times, and with ids that are given anew counted through in their order."""
    xml = MOMENT.sub(b"", member(content, qdpx.PROJECT))
    seen: dict[bytes, bytes] = {}
    return GUID.sub(lambda found: seen.setdefault(found[0], b"%d" % len(seen)), xml)
