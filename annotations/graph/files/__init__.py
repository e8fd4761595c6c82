"""A graph as files: GraphML, GEXF, JSON-LD and CSV, each written piece by piece. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotations.graph.files import gexf, graphml, jsonld, tables
from annotations.graph.parts import Graph


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a graph; `write` takes it and the address of the site, without a slash at its end."""

    name: str
    title: str
    media_type: str
    ending: str
    write: Callable[[Graph, str], Iterator[bytes]]


FORMATS = {
    format.name: format
    for format in (
        Format("graphml", "GraphML", "application/graphml+xml", "graphml", graphml.write),
        Format("gexf", "GEXF", "application/gexf+xml", "gexf", gexf.write),
        Format("jsonld", "JSON-LD", "application/ld+json", "jsonld", jsonld.write),
        Format("csv", "CSV", "application/zip", "zip", tables.write),
    )
}
