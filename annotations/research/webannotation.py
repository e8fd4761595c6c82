"""W3C Web Annotations (JSON-LD), read and written: a passage by its words and its place in code points.
https://www.w3.org/TR/annotation-model/ Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from annotations.research import claimbodies
from annotations.research.claimbodies import Stated
from annotations.research.jsonfiles import loaded, texts
from annotations.research.jsonld import CONCEPT, ORGANISATION, PERSON, UUID, Thing, own_id, purposes, several
from annotations.research.passages import (
    Code,
    Document,
    Name,
    Passage,
    ResearchFile,
    Statement,
    Unreadable,
)

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
PROGRAM = "Web Annotations"
TAGGING, IDENTIFYING, EDITING = "tagging", "identifying", "editing"
KINDS = {ORGANISATION: "company", PERSON: "person"}
TEXTS, QUOTES = "/texts/", "/quotes/"
NO_WORDS = "An annotation has no words in it that could be looked for, and was left out ({id})."
MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"


@dataclass(frozen=True, slots=True)
class Marked:
    """A quote as an annotation. `source` is the text in which `start` and `end` count; they are None where
    that text is not public, and `source` is the episode's page then."""

    address: str
    exact: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None
    source: str
    title: str
    page: str
    audio: str
    things: Sequence[Thing]
    creator: str
    licence: str
    made_at: datetime
    changed_at: datetime
    claims: Sequence[Stated] = ()
    emendations: Sequence[tuple[int, int, str]] = ()


def annotation(quote: Marked) -> dict[str, Any]:
    """A quote as JSON-LD; its context stands with the page."""
    quoted = {
        "type": "TextQuoteSelector",
        "exact": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
    }
    selectors: list[dict[str, Any]] = [quoted]
    if quote.start is not None:
        selectors.append({"type": "TextPositionSelector", "start": quote.start, "end": quote.end})
    targets: list[Any] = [
        {
            "type": "SpecificResource",
            "source": {"id": quote.source, "type": "Text", "label": quote.title},
            "scope": quote.page,
            "selector": selectors,
        }
    ]
    file, _, fragment = quote.audio.partition("#")
    if fragment:
        time = {"type": "FragmentSelector", "conformsTo": MEDIA_FRAGMENTS, "value": fragment}
        targets.append(
            {"type": "SpecificResource", "source": {"id": file, "type": "Sound"}, "selector": time}
        )
    return {
        "id": quote.address,
        "type": "Annotation",
        "motivation": "tagging" if quote.things else "highlighting",
        "creator": {"type": "Organization", "name": quote.creator},
        "created": quote.made_at,
        "modified": quote.changed_at,
        "rights": quote.licence,
        "body": [
            *(body(thing) for thing in quote.things),
            *(claimbodies.body(claim) for claim in quote.claims),
            *(edit_body(*edit) for edit in quote.emendations),
        ],
        "target": targets if len(targets) > 1 else targets[0],
    }


def body(thing: Thing) -> dict[str, Any]:
    """A topic as a tag, a company or person as what the words are about."""
    purpose = TAGGING if thing.type == CONCEPT else IDENTIFYING
    return {
        "id": thing.address,
        "type": ["TextualBody", thing.type],
        "purpose": purpose,
        "value": thing.label,
    }


def edit_body(start: int, end: int, text: str) -> dict[str, Any]:
    """What an editor put in the place of words, counted in the quote; nothing where they are left out."""
    place = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"type": "TextualBody", "purpose": EDITING, "value": text, "selector": place}


def recognises(content: bytes) -> bool:
    """Whether this is JSON with an annotation in it."""
    data = loaded(content)
    return data is not None and next(annotations(data), None) is not None


def read(content: bytes, name: str) -> ResearchFile:
    """The annotations of a collection, a page, a list of either, or of one by itself."""
    data = loaded(content)
    if data is None:
        raise Unreadable(f"{name} is no JSON.")
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    left_out: list[str] = []
    claims: dict[str, Statement] = {}
    for one in annotations(data):
        found = [marked(one, target, documents) for target in several(one.get("target"))]
        placed = [passage for passage in found if passage]
        if not placed and not is_reply(one):
            left_out.append(NO_WORDS.format(id=one.get("id", "without an id")))
        passages += placed
        for claim in claimbodies.read(bodies_of(one), quote_of(one)) if placed else ():
            known = claims.get(claim.id)
            claims[claim.id] = replace(known, evidence=known.evidence + claim.evidence) if known else claim
    return ResearchFile(PROGRAM, documents, passages, left_out=left_out, statements=list(claims.values()))


def annotations(data: Any) -> Iterator[dict[str, Any]]:
    """Every annotation, however deep in collections and pages."""
    if isinstance(data, list):
        for one in data:
            yield from annotations(one)
    elif isinstance(data, dict):
        if "Annotation" in several(data.get("type")) and "target" in data:
            yield data
        for name in ("first", "items", "@graph", "results"):
            if isinstance(data.get(name), dict | list):
                yield from annotations(data[name])


def marked(one: dict[str, Any], target: Any, documents: dict[str, Document]) -> Passage | None:
    """The passage of one target; None where it has no words."""
    if not isinstance(target, dict):
        return None
    selectors = [found for found in every(target.get("selector")) if isinstance(found, dict)]
    quoted = next((found for found in selectors if "exact" in found), None)
    if quoted is None or not isinstance(quoted["exact"], str):
        return None
    place = next((found for found in selectors if found.get("type") == "TextPositionSelector"), {})
    start, end = place.get("start"), place.get("end")
    known = isinstance(start, int) and isinstance(end, int)
    source = target.get("source")
    key = address_of(source)
    ours = UUID.search(key.partition(TEXTS)[2]) if TEXTS in key else None
    title = source.get("label", "") if isinstance(source, dict) else ""
    documents.setdefault(key, Document(str(title) or key, id=ours[0] if ours else ""))
    bodies = bodies_of(one)
    return Passage(
        key,
        quoted["exact"],
        start if known else None,
        end if known else None,
        before=str(quoted.get("prefix") or ""),
        after=str(quoted.get("suffix") or ""),
        codes=tuple(code for found in bodies if (code := code_of(found))),
        about=tuple(name for found in bodies if (name := name_of(found))),
        note="\n\n".join(note for found in bodies if (note := note_of(found))),
        author=author_of(one.get("creator")),
        emendations=tuple(edit for found in bodies if (edit := edit_of(found))),
        id=quote_of(one),
    )


def bodies_of(one: dict[str, Any]) -> list[Any]:
    """All that an annotation says."""
    return [found for found in several(one.get("body")) + several(one.get("bodies")) if found]


def quote_of(one: dict[str, Any]) -> str:
    """The id of the quote that an annotation is, where it is one of ours."""
    address = str(one.get("id", ""))
    return own_id(address) if QUOTES in address else ""


def edit_of(found: Any) -> tuple[int, int, str] | None:
    """What a body says was put in the place of some words."""
    if EDITING not in purposes(found) or not isinstance(found.get("selector"), dict):
        return None
    start, end = (found["selector"].get(name) for name in ("start", "end"))
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    return start, end, str(found.get("value") or "")


def every(selector: Any) -> Iterator[Any]:
    """A selector, those it is a choice of, and what refines them."""
    for one in several(selector):
        yield one
        if isinstance(one, dict):
            yield from every(one.get("items") or one.get("refinedBy"))


def address_of(source: Any) -> str:
    """The address of what is annotated."""
    return str(source.get("id", "")) if isinstance(source, dict) else str(source or "")


def code_of(found: Any) -> Code | None:
    """The tag that a body is."""
    if TAGGING not in purposes(found):
        return None
    label = found.get("value") or found.get("label") or ""
    return Code(str(label), own_id(str(found.get("id", "")))) if texts([label]) else None


def name_of(found: Any) -> Name | None:
    """The company or person that a body names."""
    if IDENTIFYING not in purposes(found):
        return None
    kind = next((KINDS[type] for type in several(found.get("type")) if type in KINDS), None)
    return Name(kind, str(found.get("value", ""))) if kind else None


def note_of(found: Any) -> str:
    """What a body says in words."""
    if isinstance(found, str):
        return "" if found.startswith(("http:", "https:", "urn:")) else found
    if not isinstance(found, dict) or claimbodies.is_claim(found):
        return ""
    known = set(purposes(found)) & {TAGGING, IDENTIFYING, EDITING, "classifying"}
    return "" if known else str(found.get("value") or "")


def author_of(creator: Any) -> str:
    """Who made an annotation."""
    names = [
        one.get("name") or one.get("nickname") or "" if isinstance(one, dict) else one
        for one in several(creator)
    ]
    return ", ".join(str(name) for name in names if name)


def is_reply(one: dict[str, Any]) -> bool:
    """Whether an annotation speaks of another one, and of no text."""
    return one.get("motivation") == "replying"
