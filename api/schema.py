"""How the public API describes itself in OpenAPI."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from api.middleware import DESK
from api.problems import MEDIA_TYPE
from api.v1.serializers import Merged, Problem, WithdrawnProblem

ETAG = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of what you have; 304 if unchanged.",
)


class PublicSchema(AutoSchema):
    """A resource with its parameters, its errors and its name."""

    view: Any

    def get_tags(self) -> list[str]:
        """The resource's name."""
        return [self.view.resource]

    def get_operation_id(self) -> str:
        """`listQuotes`, `getQuote`: names that make good methods of generated clients."""
        if self.view.action == "list":
            return f"list{self.view.resource.capitalize()}"
        return f"get{self.view.noun.capitalize()}"

    def get_summary(self) -> str:
        """What it does in a few words."""
        return f"List {self.view.resource}" if self.view.action == "list" else f"Get one {self.view.noun}"

    def get_description(self) -> str:  # type: ignore[override]
        """What the resource is."""
        return str(type(self.view).__doc__)

    def get_override_parameters(self) -> list[Any]:
        """The header both operations take, and the name in the address of a detail."""
        if self.view.action == "list":
            return [ETAG]
        form = "Its id, or its slug." if self.view.slug_path else "Its id."
        return [OpenApiParameter("id", str, OpenApiParameter.PATH, description=form), ETAG]

    def get_response_serializers(self) -> Any:
        """The answer and the errors."""
        errors = {400: "A parameter or value is not understood; `errors` names each."}
        if self.view.action != "list":
            errors[404] = f"There is no such {self.view.noun}, or it is not public."
        found: dict[Any, Any] = {
            200: self.view.serializer_class(many=self.view.action == "list"),
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
        }
        if self.view.action != "list" and self.view.merges:
            about = f"This {self.view.noun} was merged into another, to whom the `Location` leads."
            found[301] = OpenApiResponse(Merged, about)
        for status, about in errors.items():
            found[status, MEDIA_TYPE] = OpenApiResponse(Problem, about)
        if self.view.action != "list" and self.view.withdrawn() is not None:
            found[410, MEDIA_TYPE] = OpenApiResponse(
                WithdrawnProblem, "It was public once and was withdrawn."
            )
        return found


def without_desk(endpoints: list[tuple[str, str, str, Callable]]) -> list[tuple[str, str, str, Callable]]:
    """The endpoints that are for the public."""
    return [endpoint for endpoint in endpoints if not endpoint[0].startswith(DESK)]
