"""What annotations in JSON-LD are made of. Pure."""

import re
from dataclasses import dataclass
from typing import Any

CONCEPT, ORGANISATION, PERSON = "skos:Concept", "schema:Organization", "schema:Person"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Thing:
    """What an annotation names: a topic, a company or a person, by its address."""

    type: str
    address: str
    label: str


def several(value: Any) -> list[Any]:
    """One or several, as several."""
    return value if isinstance(value, list) else [] if value is None else [value]


def purposes(found: Any) -> list[Any]:
    """What a body is for."""
    return several(found.get("purpose")) if isinstance(found, dict) else []


def own_id(address: str) -> str:
    """The id at the end of an address."""
    found = UUID.findall(address)
    return found[-1] if found else ""
