"""The transcript of an episode, in the formats of podcasts, where the public may read all of it."""

from collections.abc import Iterable

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from annotations.querysets import published_guests
from api import values
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.schema import ETAG
from api.v1.episodes import Episodes
from api.v1.serializers import Problem, WithdrawnProblem
from transcripts import exports
from transcripts.models import Episode
from transcripts.selectors import exporting
from transcripts.views import taken_away

PARAMETER = "as"
DEFAULT = "json"


class AnyAccept(BaseContentNegotiation):
    """The format is chosen in the address; a player that accepts only subtitles still gets its file."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        """Nothing is sent here; any will do."""
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """What errors are written by."""
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class EpisodeTranscript(APIView):
    """The current transcript of an episode as a file, for episodes whose whole transcript is public.

    Read again by osbiz it gives the same turns, speakers and times; people who are not public are named as
    the transcript prints them.
    """

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="getEpisodeTranscript",
        summary="Get the transcript of an episode",
        tags=["episodes"],
        parameters=[
            OpenApiParameter("id", str, OpenApiParameter.PATH, description="Its id, or its slug."),
            OpenApiParameter(
                PARAMETER,
                str,
                OpenApiParameter.QUERY,
                enum=exports.NAMES,
                default=DEFAULT,
                description="The format: "
                + ", ".join(f"`{format.name}` ({format.title})" for format in exports.ALL)
                + ".",
            ),
            ETAG,
        ],
        responses={
            **{(200, format.media_type): OpenApiResponse(str, "The file.") for format in exports.ALL},
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(
                Problem, "A parameter or value is not understood; `errors` names each."
            ),
            (404, MEDIA_TYPE): OpenApiResponse(
                Problem, "There is no such episode, or its transcript is not public."
            ),
            (410, MEDIA_TYPE): OpenApiResponse(WithdrawnProblem, "It was public once and was withdrawn."),
        },
    )
    def get(self, request: Request, id: str) -> HttpResponse:
        """The file."""
        format = exports.named(chosen(request))
        episodes = Episodes()
        rows = Episode.objects.with_public_transcript().select_related("podcast")
        episode = rows.filter(**episodes.named(id)).first()
        revision = exporting.revision_of(episode) if episode else None
        if episode is None or revision is None:
            raise episodes.absence(id) if episode is None else NotFound()
        made = exporting.of(episode, revision, published_guests())
        return taken_away(request._request, episode, format, made, public=True)


def chosen(request: Request) -> str:
    """The name of the format; raises BadParameters, naming the choices."""
    reading = Reading(request, [PARAMETER])
    name: str = reading.one(PARAMETER, values.one_of(exports.NAMES), DEFAULT)
    reading.settle()
    return name
