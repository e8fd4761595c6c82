"""GraphML (http://graphml.graphdrawing.org/): a directed graph with data of nodes and edges. Pure."""

from collections.abc import Iterator, Sequence

from annotations.graph.files import columns
from annotations.graph.files.marks import attribute, text
from annotations.graph.parts import Graph

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def write(graph: Graph, site: str) -> Iterator[bytes]:
    """The file."""
    head = "".join(
        f'<key id="{noun}-{name}" for="{noun}" attr.name="{name}" attr.type="string"/>\n'
        for noun, names in (("node", columns.NODE), ("edge", columns.EDGE))
        for name in names
    )
    yield f'{HEAD}{head}<graph id="osbiz" edgedefault="directed">\n'.encode()
    ids = columns.identities(graph.nodes)
    for node in graph.nodes:
        told = data("node", columns.NODE, columns.of_node(node, site))
        yield f"<node id={attribute(ids[node.key])}>{told}</node>\n".encode()
    for number, edge in enumerate(graph.edges):
        ends = f"source={attribute(ids[edge.source])} target={attribute(ids[edge.target])}"
        told = data("edge", columns.EDGE, columns.of_edge(edge))
        yield f'<edge id="e{number}" {ends}>{told}</edge>\n'.encode()
    yield b"</graph>\n</graphml>\n"


def data(noun: str, names: Sequence[str], values: Sequence[str]) -> str:
    """The data of a node or an edge, as far as it is known."""
    return "".join(
        f'<data key="{noun}-{name}">{text(value)}</data>'
        for name, value in zip(names, values, strict=True)
        if value
    )
