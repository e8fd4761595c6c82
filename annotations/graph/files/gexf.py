"""GEXF 1.2 (https://gexf.net/), as Gephi reads it. Pure."""

from collections.abc import Iterator, Sequence

from annotations.graph.files import columns
from annotations.graph.files.marks import attribute
from annotations.graph.parts import Graph

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
OF_NODES = ("kind", "url", "date")  # the label is GEXF’s own


def write(graph: Graph, site: str) -> Iterator[bytes]:
    """The file."""
    yield f'{HEAD}<graph defaultedgetype="directed" mode="static">\n'.encode()
    for noun, names in (("node", OF_NODES), ("edge", columns.EDGE)):
        named = "".join(f'<attribute id="{name}" title="{name}" type="string"/>' for name in names)
        yield f'<attributes class="{noun}" mode="static">{named}</attributes>\n'.encode()
    ids = columns.identities(graph.nodes)
    yield b"<nodes>\n"
    for node in graph.nodes:
        told = dict(zip(columns.NODE, columns.of_node(node, site), strict=True))
        label = attribute(told.pop("label"))
        values = data(list(told), list(told.values()))
        yield f"<node id={attribute(ids[node.key])} label={label}>{values}</node>\n".encode()
    yield b"</nodes>\n<edges>\n"
    for number, edge in enumerate(graph.edges):
        ends = f"source={attribute(ids[edge.source])} target={attribute(ids[edge.target])}"
        values = data(columns.EDGE, columns.of_edge(edge))
        yield f'<edge id="{number}" {ends} label={attribute(edge.tie.words)}>{values}</edge>\n'.encode()
    yield b"</edges>\n</graph>\n</gexf>\n"


def data(names: Sequence[str], values: Sequence[str]) -> str:
    """The values of a node or an edge, as far as they are known."""
    known = [(name, value) for name, value in zip(names, values, strict=True) if value]
    inner = "".join(f'<attvalue for="{name}" value={attribute(value)}/>' for name, value in known)
    return f"<attvalues>{inner}</attvalues>"
