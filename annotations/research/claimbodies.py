"""Claims as bodies of the Web Annotations that speak for and against them, in words of schema.org. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.research import statements
from annotations.research.jsonld import CONCEPT, ORGANISATION, PERSON, Thing, own_id, purposes, several
from annotations.research.passages import RELATIONS, Code, Name, Statement

CLAIM, VALUE = "schema:Claim", "schema:PropertyValue"
# What a quote does to a claim, by the Citation Typing Ontology: https://sparontologies.github.io/cito/
CITO = "http://purl.org/spar/cito/"


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim that an annotation is evidence for or against: what it means by the names of its fields, whom
    and what it is about, its topics, and what it does to other claims, by their addresses."""

    address: str
    stance: str
    meaning: Mapping[str, str]
    about: Sequence[Thing]
    topics: Sequence[Thing]
    relations: Sequence[tuple[str, str]]


def body(claim: Stated) -> dict[str, Any]:
    """A claim that the words support, dispute or update."""
    facts = [(name, value) for name, value in claim.meaning.items() if name != "statement"]
    said = [property_of(name, value) for name, value in facts]
    said += [property_of(kind, {"id": address}) for kind, address in claim.relations]
    return {
        "id": claim.address,
        "type": ["TextualBody", CLAIM],
        "purpose": f"{CITO}{claim.stance}",
        "value": claim.meaning["statement"],
        "schema:about": [thing_of(thing) for thing in claim.about],
        "schema:keywords": [thing_of(thing) for thing in claim.topics],
        "schema:additionalProperty": said,
    }


def property_of(name: str, value: Any) -> dict[str, Any]:
    """A fact about a claim."""
    return {"type": VALUE, "schema:name": name, "schema:value": value}


def thing_of(thing: Thing) -> dict[str, Any]:
    """A topic, company or person."""
    return {"id": thing.address, "type": thing.type, "schema:name": thing.label}


def is_claim(found: Any) -> bool:
    """Whether a body is a claim as we write them."""
    return isinstance(found, dict) and CLAIM in several(found.get("type"))


def read(bodies: Sequence[Any], quote: str) -> Iterator[Statement]:
    """The claims among the bodies of an annotation, with that quote for evidence."""
    for found in filter(is_claim, bodies):
        stances = [str(purpose).removeprefix(CITO) for purpose in purposes(found)]
        facts = [(fact.get("schema:name"), fact.get("schema:value")) for fact in facts_of(found)]
        meaning = {str(name): value for name, value in facts if isinstance(value, str)}
        tied = tuple(
            (str(kind), own_id(str(value.get("id", ""))))
            for kind, value in facts
            if kind in RELATIONS and isinstance(value, dict)
        )
        about = {one.get("type"): one for one in several(found.get("schema:about"))}
        yield Statement(
            own_id(str(found.get("id", ""))),
            statements.meaning_of({**meaning, "statement": found.get("value")}),
            company=named(about.get(ORGANISATION), "company"),
            guest=named(about.get(PERSON), "person"),
            about=topic(about[CONCEPT]) if CONCEPT in about else None,
            codes=tuple(map(topic, several(found.get("schema:keywords")))),
            evidence=tuple((quote, stance) for stance in stances),
            relations=tied,
        )


def facts_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    """What is said of a claim, piece by piece."""
    return [fact for fact in several(found.get("schema:additionalProperty")) if isinstance(fact, dict)]


def named(found: dict[str, Any] | None, kind: str) -> Name | None:
    """Whom a claim is about."""
    return Name(kind, str(found.get("schema:name", "")), own_id(str(found.get("id", "")))) if found else None


def topic(found: dict[str, Any]) -> Code:
    """A topic of a claim."""
    return Code(str(found.get("schema:name", "")), own_id(str(found.get("id", ""))))
