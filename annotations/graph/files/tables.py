"""Nodes and edges as two tables of comma-separated values (RFC 4180), in one zip. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from annotations.graph.files import columns
from annotations.graph.parts import Graph

DATE = (1980, 1, 1, 0, 0, 0)  # the same graph makes the same file
LINES = 500  # at once


class Outlet(io.RawIOBase):
    """What a zip is written to, and taken from as it grows."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, some: object) -> int:
        """Keep what is written until it is taken."""
        self.waiting.append(bytes(some))  # type: ignore[call-overload]
        return len(self.waiting[-1])

    def take(self) -> bytes:
        """What was written since."""
        found, self.waiting = b"".join(self.waiting), []
        return found


def write(graph: Graph, site: str) -> Iterator[bytes]:
    """The zip of nodes.csv and edges.csv."""
    ids = columns.identities(graph.nodes)
    nodes = ((ids[node.key], *columns.of_node(node, site)) for node in graph.nodes)
    edges = ((ids[edge.source], ids[edge.target], *columns.of_edge(edge)) for edge in graph.edges)
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        yield from entry(archive, outlet, "nodes.csv", ("id", *columns.NODE), nodes)
        yield from entry(archive, outlet, "edges.csv", ("source", "target", *columns.EDGE), edges)
    yield outlet.take()


def entry(
    archive: zipfile.ZipFile, outlet: Outlet, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> Iterator[bytes]:
    """One table, some lines at a time."""
    info = zipfile.ZipInfo(name, DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w") as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text)
        writer.writerow(heads)
        for number, row in enumerate(rows):
            writer.writerow(row)
            if number % LINES == 0:
                text.flush()
                yield outlet.take()
        text.flush()
        text.detach()
    yield outlet.take()
