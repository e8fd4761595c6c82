"""What every answer below /api/ has in common, whoever makes it: an id, one shape of error, an ETag where
the public reads, and leave for other sites' pages to read along."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.response import Response

from api import callers, deprecation, kept
from api.callers import Caller
from api.etags import etag_of
from api.problems import MEDIA_TYPE, problem

API = "/api/"
DESK = "/api/v1/desk/"
REQUEST_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Deprecation, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Sunset, X-Request-ID"
    ),
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, If-None-Match, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}
Handler = Callable[[HttpRequest], HttpResponseBase]


def api_conventions(get_response: Handler) -> Handler:
    """The middleware; it stands before the session's, and leaves everything outside /api/ alone."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(API):
            return get_response(request)
        public = not request.path.startswith(DESK)
        caller = callers.of(request) if public and not is_preflight(request) else None
        if caller and caller.status != 200:
            response: HttpResponseBase = turned_away(request, caller)
        else:
            request.caller = caller  # type: ignore[attr-defined]
            response = answered(request, get_response, public) if caller or not public else preflight()
        if public:
            response.headers.setdefault("Cache-Control", "no-cache")
            for name, value in CROSS_ORIGIN.items():
                response.headers[name] = value
        if caller:
            for name, value in caller.headers.items():
                response.headers[name] = value
        announce(request, response)
        response.headers["X-Request-ID"] = request_id(request)
        return response

    return handle


def answered(request: HttpRequest, get_response: Handler, public: bool) -> HttpResponseBase:
    """The answer in the form that all have; one that the public reads may be remembered from before."""
    if public and (known := kept.found(request)):
        return known
    response = get_response(request)
    if not isinstance(response, HttpResponse):
        return response
    if isinstance(response, Response):
        let_go(response)
    response = as_problem(request, response)
    return revalidated(request, response) if public else response


def let_go(response: Response) -> None:
    """Take apart what made an answer that is written by now. View, request and answer hold on to each other,
    and so to all rows of a page, until Python looks for such circles: a page of a hundred quotes left 1,500
    things behind, and looking for those of the last 33 pages took 80 ms."""
    made: dict[str, Any] = getattr(response, "renderer_context", {})
    if made:
        made["request"].parser_context.clear()
        vars(made["view"]).clear()
        made.clear()


def turned_away(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The answer to somebody who asks too often, or with a key that is not taken."""
    body = problem(caller.status, instance=request.path, detail=caller.detail)
    return HttpResponse(orjson.dumps(body), status=caller.status, content_type=MEDIA_TYPE)


def announce(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say in the answer that what was asked is on its way out, where it is."""
    if leaving := deprecation.of(request):
        for name, value in leaving.headers.items():
            known = response.headers.get(name)
            response.headers[name] = f"{known}, {value}" if known else value


def is_preflight(request: HttpRequest) -> bool:
    """Whether a browser asks if another site's page may read this."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def preflight() -> HttpResponse:
    """The answer: anybody may read."""
    return HttpResponse(status=204, headers=PREFLIGHT)


def request_id(request: HttpRequest) -> str:
    """The id the client gave its request, or a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if REQUEST_ID.fullmatch(given) else uuid4().hex


def as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An error that somebody answered with a page of HTML, as a problem."""
    if response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
        return response
    body = problem(response.status_code, instance=request.path)
    answer = HttpResponse(orjson.dumps(body), status=response.status_code, content_type=MEDIA_TYPE)
    for name in {"Allow", "Retry-After", "Vary"} & set(response.headers):
        answer.headers[name] = response.headers[name]
    return answer


def revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with an ETag of its bytes; a 304 where the client has these very bytes.

    Caches keep it but ask before each use: what is withdrawn must not live on in them.
    """
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    etag = etag_of(response.content)
    response.headers["ETag"] = etag
    response.headers.setdefault("Cache-Control", "public, no-cache")
    patch_vary_headers(response, kept.VARIES)
    kept.remember(request, response)
    return get_conditional_response(request, etag=etag, response=response) or response
