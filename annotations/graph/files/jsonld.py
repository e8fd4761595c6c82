"""JSON-LD in the words of schema.org, and in our own where it has none. Pure.

The context stands in the file, so that no processor has to fetch one.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from annotations.graph.files import columns
from annotations.graph.parts import Edge, Graph, Key, Kind, Node, Tie

TYPES = {
    Kind.COMPANY: "Organization",
    Kind.GUEST: "Person",
    Kind.CLAIM: "Claim",
    Kind.TAG: "DefinedTerm",
    Kind.QUOTE: "Quotation",
    Kind.EPISODE: "PodcastEpisode",
}
LABELS = {Kind.CLAIM: "text", Kind.QUOTE: "text"}
# The property of schema.org, and whether it is one of the edge’s target.
PROPERTIES = {
    Tie.APPEARS_IN: ("actor", True),
    Tie.SAYS: ("spokenByCharacter", True),
    Tie.IS_ABOUT: ("about", False),
    Tie.TAGGED: ("keywords", False),
    Tie.PART_OF: ("isPartOf", False),
}
OWN = [tie for tie in Tie if tie not in PROPERTIES and tie is not Tie.WORKS_FOR]


def write(graph: Graph, site: str) -> Iterator[bytes]:
    """The file: every node with what it is tied to."""
    own = {str(tie): {"@id": f"{site}/explorer/#{tie}", "@type": "@id"} for tie in OWN}
    dates = {name: {"@type": "Date"} for name in ("startDate", "endDate", "datePublished")}
    context = {"@vocab": "https://schema.org/", **own, **dates}
    yield f'{{"@context": {json.dumps(context)}, "@graph": ['.encode()
    ids = {node.key: f"{site}/api/v1/{columns.RESOURCES[node.kind]}/{node.id}/" for node in graph.nodes}
    told = statements(graph.edges, ids)
    for number, node in enumerate(graph.nodes):
        thing = described(node, ids[node.key], site) | told[node.key]
        yield ((",\n" if number else "\n") + json.dumps(thing, ensure_ascii=False)).encode()
    yield b"\n]}\n"


def described(node: Node, address: str, site: str) -> dict[str, Any]:
    """What a node is."""
    named = {LABELS.get(node.kind, "name"): node.label}
    day = {"datePublished": node.on.isoformat()} if node.on and node.kind is Kind.EPISODE else {}
    return {"@id": address, "@type": TYPES[node.kind], **named, **day, "url": f"{site}{node.path}"}


def statements(edges: list[Edge], ids: dict[Key, str]) -> dict[Key, dict[str, list[Any]]]:
    """What is said of each node."""
    found: dict[Key, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for edge in edges:
        if edge.tie is Tie.WORKS_FOR:
            found[edge.source]["worksFor"].append(role(edge, ids[edge.target]))
            continue
        name, is_reverse = PROPERTIES.get(edge.tie, (str(edge.tie), False))
        subject, other = (edge.target, edge.source) if is_reverse else (edge.source, edge.target)
        found[subject][name].append({"@id": ids[other]})
    return found


def role(edge: Edge, company: str) -> dict[str, Any]:
    """For whom a person spoke and when: schema.org’s way of dating a property."""
    days = {"startDate": edge.since, "endDate": edge.until}
    known = {name: day.isoformat() for name, day in days.items() if day}
    return {"@type": "OrganizationRole", "worksFor": {"@id": company}, **known}
