"""What every file tells of a node and of an edge, as text; empty where it is not known. Pure."""

from annotations.graph.parts import Edge, Key, Kind, Node

NODE = ("kind", "label", "url", "date")
EDGE = ("tie", "since", "until")
# Where the API has each kind.
RESOURCES = {
    Kind.COMPANY: "companies",
    Kind.GUEST: "guests",
    Kind.CLAIM: "claims",
    Kind.TAG: "tags",
    Kind.QUOTE: "quotes",
    Kind.EPISODE: "episodes",
}


def identity(node: Node) -> str:
    """The id of a node in a file, the same in every one: its kind and its lasting id."""
    return f"{node.kind}:{node.id}"


def identities(nodes: list[Node]) -> dict[Key, str]:
    """The ids of nodes."""
    return {node.key: identity(node) for node in nodes}


def of_node(node: Node, site: str) -> tuple[str, ...]:
    """What `NODE` names."""
    return str(node.kind), node.label, f"{site}{node.path}", node.on.isoformat() if node.on else ""


def of_edge(edge: Edge) -> tuple[str, ...]:
    """What `EDGE` names."""
    return (
        str(edge.tie),
        edge.since.isoformat() if edge.since else "",
        edge.until.isoformat() if edge.until else "",
    )
