"""What only the holder of a partner's token gets at."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from annotations.workflow import Refusal
from api import values
from api.etags import etag_of, is_named
from api.models import Token, Webhook
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.renderers import JSONRenderer
from api.v1.desk.seen import Changed
from api.v1.desk.serializers import Strict
from api.v1.serializers import Problem

PRIVATE = {"Cache-Control": "private, no-store", "Vary": "Authorization"}
NOBODY = "This is for partners. Send a token as `Authorization: Bearer`."
SEEN = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of what you saw: if it is not so any more, nothing is done.",
)
CHANGED = {(412, MEDIA_TYPE): OpenApiResponse(Problem, "It is not any more what you saw.")}
STALE = "It has changed since you saw it. Read it again, then decide."
ERRORS = {
    (400, MEDIA_TYPE): OpenApiResponse(Problem, "What was sent is not understood; see `errors`."),
    (401, MEDIA_TYPE): OpenApiResponse(Problem, "There is no token, or one that is not taken."),
    (403, MEDIA_TYPE): OpenApiResponse(Problem, "The token has not the scope that this takes."),
}


class NeedsToken(APIException):
    """Nobody's webhooks are shown to nobody."""

    status_code = 401
    default_detail = NOBODY
    default_code = "needs-token"
    auth_header = "Bearer"


class OfPartner(APIView):
    """What belongs to the partner whose token is sent."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let nobody else in; no parameter is known unless a method reads some."""
        super().initial(request, *args, **kwargs)
        caller = request._request.caller  # type: ignore[attr-defined]
        if caller is None or caller.token is None:
            raise NeedsToken
        self.token: Token = caller.token
        if request.method != "GET":
            Reading(request, []).settle()
        if request.method in ("PATCH", "DELETE") and "If-Match" in request.headers:
            self.check_seen(request, *args, **kwargs)

    def check_seen(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let nobody change what is not any more as they saw it. Raises Changed."""
        shown = self.get(request, *args, **kwargs)  # type: ignore[attr-defined]
        now = etag_of(JSONRenderer().render(shown.data))
        if not is_named(now, request.headers["If-Match"]):
            raise Changed(Refusal("stale", STALE), now.strip('"'))

    @property
    def reason(self) -> str:
        """What the history says of a change: no person made it."""
        return f"By the token “{self.token.name}”"

    def webhook(self, id: str) -> Webhook:
        """The partner's webhook of that id."""
        return self.found(self.token.partner.webhooks.all(), id)

    def found(self, rows: Any, id: str) -> Any:
        """The one of that id among rows."""
        try:
            one = rows.filter(public_id=values.public_id(id)).first()
        except ValueError:
            one = None
        if one is None:
            raise NotFound
        return one

    def sent(self, serializer: type[Strict], request: Request, **kwargs: Any) -> dict[str, Any]:
        """The body, read; raises ValidationError."""
        read = serializer(data=request.data, **kwargs)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)
