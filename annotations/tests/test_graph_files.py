"""A graph written to files is read back as it was: by networkx, by a JSON-LD processor, as tables."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import networkx
import pytest
from rdflib import Graph as Triples
from rdflib import Namespace, URIRef
from rdflib.namespace import RDF

from annotations.graph.files import FORMATS
from annotations.graph.files.columns import EDGE, NODE, identity, of_edge, of_node
from annotations.graph.parts import Edge, Graph, Key, Kind, Node, Tie

SITE = "https://quotes.example.org"
SCHEMA = Namespace("https://schema.org/")
TRICKY = 'A “quote” with <tags>, "marks", commas & an accent: é\x0b'
NODES = [
    Node(Key(kind, n), UUID(int=n), f"n{n}", TRICKY if n == 4 else f"Node {n}", f"/n/{n}/", day)
    for n, (kind, day) in enumerate(
        [
            *((Kind.COMPANY, None), (Kind.GUEST, None), (Kind.CLAIM, None), (Kind.TAG, None)),
            *((Kind.QUOTE, date(2020, 5, 1)), (Kind.EPISODE, date(2020, 5, 1)), (Kind.CLAIM, None)),
        ],
        start=1,
    )
]
COMPANY, GUEST, CLAIM, TAG, QUOTE, EPISODE, OTHER = NODES
EDGES = [
    Edge(tie, source.key, target.key, *days)
    for tie, source, target, *days in (
        (Tie.WORKS_FOR, GUEST, COMPANY, date(2018, 1, 1), date(2020, 5, 1)),
        (Tie.SAYS, GUEST, QUOTE),
        (Tie.PART_OF, QUOTE, EPISODE),
        (Tie.APPEARS_IN, GUEST, EPISODE, date(2020, 5, 1), date(2020, 5, 1)),
        (Tie.IS_ABOUT, QUOTE, COMPANY),
        (Tie.TAGGED, QUOTE, TAG),
        (Tie.SUPPORTS, QUOTE, CLAIM),
        (Tie.CONTRADICTS, CLAIM, OTHER),
        (Tie.REFINES, CLAIM, OTHER),
    )
]
GRAPH = Graph(NODES, EDGES)


def written(name: str) -> bytes:
    """The file."""
    return b"".join(FORMATS[name].write(GRAPH, SITE))


def told(names: tuple[str, ...], values: tuple[str, ...]) -> dict[str, str]:
    """What is known of a node or an edge, as XML can hold it."""
    known = {name: value for name, value in zip(names, values, strict=True) if value}
    return {name: value.replace("\x0b", "\ufffd") for name, value in known.items()}


def expected() -> tuple[dict[str, dict[str, str]], list[tuple[str, str, dict[str, str]]]]:
    """The nodes and the edges with all that is known of them."""
    ids = {node.key: identity(node) for node in NODES}
    nodes = {identity(node): told(NODE, of_node(node, SITE)) for node in NODES}
    return nodes, [(ids[e.source], ids[e.target], told(EDGE, of_edge(e))) for e in EDGES]


def edges_read(found: networkx.MultiDiGraph) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The edges that networkx read, with what we wrote of them."""
    for source, target, data in found.edges(data=True):
        yield source, target, {name: data[name] for name in EDGE if name in data}


@pytest.mark.parametrize(("name", "read"), [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)])
def test_networkx_reads_back_what_was_written(name: str, read: object) -> None:
    found = read(io.BytesIO(written(name)))  # type: ignore[operator]
    nodes, edges = expected()
    assert found.is_directed() and found.is_multigraph()
    assert {
        key: {name: data[name] for name in NODE if name in data} for key, data in found.nodes(data=True)
    } == nodes
    assert sorted(edges_read(found), key=str) == sorted(edges, key=str)


def test_a_json_ld_processor_finds_the_words_of_schema_org() -> None:
    triples = Triples().parse(data=written("jsonld"), format="json-ld")
    iri = {
        node.key: URIRef(f"{SITE}/api/v1/{plural}/{node.id}/")
        for node, plural in zip(
            NODES, ("companies", "guests", "claims", "tags", "quotes", "episodes", "claims"), strict=True
        )
    }
    types = ("Organization", "Person", "Claim", "DefinedTerm", "Quotation", "PodcastEpisode", "Claim")
    assert [triples.value(iri[node.key], RDF.type) for node in NODES] == [SCHEMA[name] for name in types]
    assert str(triples.value(iri[TAG.key], SCHEMA.name)) == TRICKY
    for subject, name, other in (
        (QUOTE, "spokenByCharacter", GUEST),
        (QUOTE, "isPartOf", EPISODE),
        (QUOTE, "about", COMPANY),
        (QUOTE, "keywords", TAG),
        (EPISODE, "actor", GUEST),
    ):
        assert (iri[subject.key], SCHEMA[name], iri[other.key]) in triples
    assert (iri[QUOTE.key], URIRef(f"{SITE}/explorer/#supports"), iri[CLAIM.key]) in triples
    role = triples.value(iri[GUEST.key], SCHEMA.worksFor)
    assert triples.value(role, SCHEMA.worksFor) == iri[COMPANY.key]
    assert str(triples.value(role, SCHEMA.startDate)) == "2018-01-01"


def test_the_tables_hold_every_node_and_edge() -> None:
    with zipfile.ZipFile(io.BytesIO(written("csv"))) as archive:
        assert archive.testzip() is None
        nodes, edges = (
            list(csv.reader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in ("nodes.csv", "edges.csv")
        )
    assert nodes == [["id", *NODE], *([identity(node), *of_node(node, SITE)] for node in NODES)]
    ids = {node.key: identity(node) for node in NODES}
    assert edges == [
        ["source", "target", *EDGE],
        *([ids[edge.source], ids[edge.target], *of_edge(edge)] for edge in EDGES),
    ]
    assert written("csv") == written("csv")
