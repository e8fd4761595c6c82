"""Projects as other programs write them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZipFile

from annotations.models import Claim, ClaimRelation, Evidence, QuoteVersion
from annotations.research import qdpx
from annotations.services import claims, quotes, review
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


def with_member(content: bytes, name: str, member: bytes) -> bytes:
    """A zip with one of its members changed."""
    with ZipFile(BytesIO(content)) as archive:
        return zipped({**{one: archive.read(one) for one in archive.namelist()}, name: member})


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


def said() -> set[tuple[Any, ...]]:
    """The published claims with all that they mean, rest on and do to each other."""
    evidence, relations = Evidence.objects.published(), ClaimRelation.objects.published()
    return {
        (
            str(claim.public_id),
            claim.statement,
            claim.kind,
            claim.company and claim.company.name,
            claim.guest and claim.guest.name,
            claim.about and claim.about.label,
            claim.subject,
            claim.metric,
            claim.low,
            claim.high,
            claim.currency,
            claim.per,
            claim.holds_from,
            claim.holds_until,
            claim.precision,
            tuple(sorted(claim.tags.values_list("label", flat=True))),
            tuple(sorted(evidence.filter(claim=claim).values_list("quote__public_id", "stance"))),
            tuple(sorted(relations.filter(source=claim).values_list("kind", "target__public_id"))),
        )
        for claim in Claim.objects.published()
    }


def publish_claims(*, by: Any) -> None:
    """Take every drafted claim to the public, by two people."""
    for claim in Claim.objects.filter(state="draft").order_by("pk"):
        review.move(claim, action=Action.SUBMIT, by=by)
        review.move(claim, action=Action.APPROVE, by=make.reviewer())
        review.move(claim, action=Action.PUBLISH, by=make.reviewer())


def claims_of_it() -> None:
    """Publish two claims that rest on two of the quotes there are, one of them emended, and what one does to
    the other."""
    first, second = QuoteVersion.objects.order_by("pk")[:2]
    emended = quotes.change(second.quote, emendations=[{"start": 0, "end": 3, "text": "2"}], by=make.editor())
    publish(emended, by=make.editor())
    value = {"low": Decimal("13000000"), "high": Decimal("15000000"), "currency": "USD", "per": "year"}
    time = {"holds_from": date(2019, 3, 1), "holds_until": date(2019, 3, 31), "precision": "month"}
    spent = make.claim(
        first,
        company=make.company("Tallowmere"),
        subject="",
        tags=[make.tag("licensing-change")],
        metric="annual revenue",
        **value,
        **time,
    )
    rare = make.claim(emended, "Forks rarely live.", about=make.tag("forks"), subject="")
    claims.add_evidence(rare, quote=first.quote, stance="disputes", by=make.editor())
    claims.relate(rare, kind="refines", target=spent, by=make.editor())
    publish_claims(by=make.editor())


def emended_words() -> set[str]:
    """The words of published quotes that are shown otherwise."""
    rows = QuoteVersion.objects.published().exclude(emendations=[])
    return {f"{version.exact} / {version.shown}" for version in rows}


def without_moments(content: bytes) -> bytes:
    """A project without its times, and with ids that are given anew counted through in their order."""
    xml = MOMENT.sub(b"", member(content, qdpx.PROJECT))
    seen: dict[bytes, bytes] = {}
    return GUID.sub(lambda found: seen.setdefault(found[0], b"%d" % len(seen)), xml)
