"""How the public API describes itself in OpenAPI."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from api import choosing
from api.middleware import DESK
from api.problems import MEDIA_TYPE, Fault, problem
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
            return [*choosing.described(self.view), ETAG]
        form = "Its id, or its slug." if self.view.slug_path else "Its id."
        name = OpenApiParameter("id", str, OpenApiParameter.PATH, description=form)
        return [name, *choosing.described(self.view), ETAG]

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


# What stands before every view answers for all of them (`api/middleware.py`).
BEFORE = {
    "401": "The token is not taken; `detail` says why.",
    "403": "The token is not for this.",
    "429": "Too many requests. Ask again after as many seconds as `Retry-After` says.",
}
HEADERS = {
    "ETag": "Send it back as `If-None-Match`.",
    "RateLimit": 'What is left of each quota that holds for you: `"name";r=requests;t=seconds`.',
    "RateLimit-Policy": 'Those quotas: `"name";q=requests;w=seconds`.',
    "Retry-After": "In so many seconds.",
    "WWW-Authenticate": "How to send a token.",
    "X-Request-ID": "Of this request: your own, or a new one. Tell it when you write to us.",
}
ALWAYS = ("X-Request-ID", "RateLimit", "RateLimit-Policy")
MORE = {"200": ["ETag"], "304": ["ETag"], "401": ["WWW-Authenticate"], "429": ["Retry-After"]}
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "A partner’s token. Without one all that is published can be read too, at a gentler rate.",
}


def without_desk(endpoints: list[tuple[str, str, str, Callable]]) -> list[tuple[str, str, str, Callable]]:
    """The endpoints that are for the public."""
    return [endpoint for endpoint in endpoints if not endpoint[0].startswith(DESK)]


def only_ids_required(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The schema, in which of a thing only its id is always there: `fields` and `omit` leave out others."""
    for component in result["components"]["schemas"].values():
        if {"id", "url"} <= set(component.get("properties", {})) and "display" not in component["properties"]:
            component["required"] = ["id"]
    return result


def as_everything_is_answered(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The schema, with what holds of every operation: who may ask, and what comes with each answer."""
    components = result["components"]
    components["securitySchemes"] = {"bearer": BEARER}
    components["headers"] = {
        name: {"description": about, "schema": {"type": "string"}} for name, about in HEADERS.items()
    }
    problem_schema = {"$ref": "#/components/schemas/Problem"}
    for path, operations in result["paths"].items():
        for operation in operations.values():
            # What says of itself who is refused is a partner's own; what has no 304 carries no ETag.
            token: dict[str, list[str]] = {"bearer": []}
            no_etag = "304" not in operation["responses"]
            operation["security"] = [token] if "401" in operation["responses"] else [{}, token]
            for status, about in BEFORE.items():
                body = {"schema": problem_schema}
                operation["responses"][status] = {"description": about, "content": {MEDIA_TYPE: body}}
            for status, response in operation["responses"].items():
                names = [*ALWAYS, *MORE.get(status, ())]
                if no_etag and "ETag" in names:
                    names.remove("ETag")
                response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
                for body in response.get("content", {}).values():
                    if body.get("schema") == problem_schema:
                        body["example"] = example(int(status), path)
    return result


def example(status: int, path: str) -> dict[str, Any]:
    """An error of that status, as it is told."""
    named = status == 400
    fault = Fault("tags", "There is no parameter “tags” here. Did you mean tag?", "pricing")
    detail = "Some of what was sent cannot be used; see `errors`." if named else ""
    return problem(status, instance=path, detail=detail, errors=[fault] if named else [])
