"""The addresses below /api/v1/graph/."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.graph.files import FORMATS
from annotations.graph.parts import Key, Kind, Node, Tie
from annotations.selectors.graph import neighbourhood, neighbours, paths, things, topics
from annotations.selectors.graph.neighbours import Place
from annotations.selectors.graph.selection import Selection
from api import values
from api.addresses import Addresses
from api.errors import BadParameters
from api.pagination import LARGEST, SIZE, STALE
from api.parameters import Bound, Parameter
from api.problems import MEDIA_TYPE, Fault
from api.schema import ETAG
from api.v1.graph import answers, asking
from api.v1.serializers import Problem
from api.v1.transcripts import AnyAccept

Answering = TypeVar("Answering", bound=Callable[..., Any])
DRAWN, FILED = 2_000, 20_000  # nodes of a neighbourhood, and of one in a file
USUAL = 60
STEPS = 2
PAGED: dict[str, Parameter] = {
    "page_size": asking.number("Rows on a page.", 1, LARGEST, SIZE),
    "cursor": Bound(
        "", values.text, about="From `next`; opaque.", schema={"type": "string"}, example="from-next"
    ),
}
AROUND: dict[str, Parameter] = {
    "node": asking.one_node("In the middle."),
    "depth": asking.number("How many steps around it.", 1, STEPS, 1),
    "open": asking.Opened("Besides, this node with some of its neighbours, as opened in the explorer."),
    **asking.FILTERS,
}
ERRORS = {
    304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
    (400, MEDIA_TYPE): OpenApiResponse(
        Problem, "A parameter or value is not understood, or names nothing public; `errors` names each."
    ),
}


def schema(
    name: str, summary: str, known: dict[str, Parameter], answer: Any
) -> Callable[[Answering], Answering]:
    """How OpenAPI describes an address of the graph."""
    described: Callable[[Answering], Answering] = extend_schema(
        operation_id=name,
        summary=summary,
        tags=["graph"],
        parameters=[*asking.described(known), ETAG],
        responses={200: answer, **ERRORS},
    )
    return described


def first(found: list[Any], usual: Any) -> Any:
    """The one value of a parameter, or what it is without one."""
    return found[0] if found else usual


class Cursors:
    """Places of one list, signed: a value somebody made up never reaches the database."""

    def __init__(self, name: str) -> None:
        self.signer = signing.Signer(salt=f"api.cursor.graph.{name}", sep=".")

    def read(self, asked: dict[str, list[Any]]) -> Any:
        """What a cursor holds, None without one; raises BadParameters for one that is not ours."""
        if not asked["cursor"]:
            return None
        try:
            return self.signer.unsign_object(asked["cursor"][0])
        except (signing.BadSignature, ValueError) as error:
            raise BadParameters([Fault("cursor", STALE, asked["cursor"][0])]) from error

    def link(self, request: Request, place: Any) -> str | None:
        """The address of the page behind a place; None where there is none."""
        if place is None:
            return None
        query = request.query_params.copy()
        query["cursor"] = self.signer.sign_object(place)
        pairs = [(name, each) for name in sorted(query) for each in query.getlist(name)]
        return f"{Addresses(request).base}{request.path}?{urlencode(pairs)}"


class Neighbours(APIView):
    """The neighbours of a node, relation by relation, the newest first, and how many there are of each."""

    known = {"node": asking.one_node("Whose neighbours."), **asking.FILTERS, **PAGED}
    cursors = Cursors("neighbours.2")

    @schema("listNeighbours", "List the neighbours of a node", known, answers.NeighboursSerializer)
    def get(self, request: Request) -> Response:
        """A page of them."""
        asked = asking.read(request, self.known)
        node, selection = asked["node"][0], asking.selection(asked)
        place = self.cursors.read(asked)
        after = Place(place[0], UUID(place[1]), Tie(place[2]), place[3]) if place else None
        found = neighbours.page(node, selection, after, size=first(asked["page_size"], SIZE))
        addresses, behind = Addresses(request), found.after
        counts = [] if after else neighbours.counts(node, selection)
        return Response(
            {
                "node": answers.node(node, addresses),
                "counts": [answers.counted(one) for one in counts],
                "next": self.cursors.link(request, written(behind)),
                "results": [answers.neighbour(one, addresses) for one in found.neighbours],
            }
        )


def written(place: Place | None) -> list[Any] | None:
    """A place as a cursor holds it."""
    return [place.way, str(place.id), str(place.tie), place.number] if place else None


class Neighbourhood(APIView):
    """A node with all that is around it, as the explorer draws it, and every edge among that."""

    known = {**AROUND, "limit": asking.number("Nodes at most.", 1, DRAWN, USUAL)}

    @schema("listNeighbourhood", "Get the neighbourhood of a node", known, answers.GraphSerializer)
    def get(self, request: Request) -> Response:
        """Nodes and edges."""
        asked = asking.read(request, self.known)
        graph = around(asked)
        found = answers.graph(graph.nodes, graph.edges, Addresses(request))
        return Response({"is_cut": graph.is_cut, **found})


class Paths(APIView):
    """The shortest paths between two nodes; the filters hold for every edge, `kind` for what is between."""

    known = {
        "from": asking.one_node("One end."),
        "to": asking.one_node("The other end."),
        "longest": asking.number("Edges of a path at most.", 1, paths.LONGEST, 4),
        **asking.FILTERS,
    }

    @schema("listPaths", "List the shortest paths between two nodes", known, answers.PathsSerializer)
    def get(self, request: Request) -> Response:
        """At most ten of them."""
        asked = asking.read(request, self.known)
        start, end = asked["from"][0], asked["to"][0]
        if start.key == end.key:
            raise BadParameters([Fault("to", "Name two different nodes.", end.address)])
        found = paths.shortest(start, end, asking.selection(asked), longest=first(asked["longest"], 4))
        addresses = Addresses(request)
        told = [answers.graph(path.nodes, path.edges, addresses) for path in found.paths]
        return Response({"is_cut": found.is_cut, "paths": told})


class Cooccurrence(APIView):
    """The topics that quotes of one topic carry beside it, by how many quotes carry both, and by year."""

    known = {**asking.TOPIC, **asking.SAID, **PAGED}
    cursors = Cursors("cooccurrence")

    @schema("listCooccurringTopics", "List the topics that go with one", known, answers.SharesSerializer)
    def get(self, request: Request) -> Response:
        """A page of them."""
        asked = asking.read(request, self.known)
        topic = things.one(Key(Kind.TAG, asked.pop("tag")[0]))
        return shares(request, self.cursors, asked, asking.selection(asked), topic)


class CompaniesByTopic(APIView):
    """The companies that quotes on a topic are about, by how many quotes, and by year."""

    known = {**asking.TOPIC, **asking.SAID, **PAGED}
    cursors = Cursors("companies-by-topic")

    @schema("listCompaniesByTopic", "List the companies of a topic", known, answers.SharesSerializer)
    def get(self, request: Request) -> Response:
        """A page of them."""
        asked = asking.read(request, self.known)
        return shares(request, self.cursors, asked, asking.selection(asked), None)


def shares(
    request: Request,
    cursors: Cursors,
    asked: dict[str, list[Any]],
    selection: Selection,
    topic: Node | None,
) -> Response:
    """A page of what goes with a topic, or of the companies on the selected ones."""
    place, size = cursors.read(asked), first(asked["page_size"], SIZE)
    after = (place[0], place[1]) if place else None
    if topic:
        found = topics.together(topic, selection, after, size=size)
    else:
        found = topics.companies(selection, after, size=size)
    addresses = Addresses(request)
    return Response(
        {
            "next": cursors.link(request, found.after and list(found.after)),
            "results": [answers.share(one, addresses) for one in found.shares],
        }
    )


class Export(APIView):
    """The neighbourhood of a node as a file: GraphML, GEXF, JSON-LD (schema.org), or two tables in CSV."""

    content_negotiation_class = AnyAccept
    known = {
        **AROUND,
        "limit": asking.number("Nodes at most.", 1, FILED, DRAWN),
        "as": Bound(
            "",
            values.one_of(list(FORMATS)),
            about="The format.",
            schema={"type": "string", "enum": list(FORMATS), "default": "graphml"},
            example="gexf",
        ),
    }

    @extend_schema(
        operation_id="exportNeighbourhood",
        summary="Get the neighbourhood of a node as a file",
        tags=["graph"],
        parameters=asking.described(known),
        responses={
            **{(200, format.media_type): OpenApiResponse(str, "The file.") for format in FORMATS.values()},
            **ERRORS,
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """The file, as it is written."""
        asked = asking.read(request, self.known)
        format, node = FORMATS[first(asked["as"], "graphml")], asked["node"][0]
        graph = around(asked, usual=DRAWN)
        pieces = format.write(graph, Addresses(request).base)
        name = f"osbiz-{node.kind}-{node.name}.{format.ending}"
        return StreamingHttpResponse(
            pieces,
            content_type=format.media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
        )


def around(asked: dict[str, list[Any]], *, usual: int = USUAL) -> Any:
    """The neighbourhood that was asked for."""
    return neighbourhood.around(
        asked["node"][0],
        asking.selection(asked),
        depth=first(asked["depth"], 1),
        limit=first(asked["limit"], usual),
        opened=asked["open"],
    )
