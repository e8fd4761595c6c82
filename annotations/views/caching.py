"""What caches may do with public answers: keep them, and ask before each use.

An anonymous reader's answer is everybody's: it sets no cookie, varies with none, and its ETag is that of its
bytes, weak since they are packed on their way. Whoever has these bytes is told so by one small query, without
making the page again: the tag is remembered with how far the publication log had come, for less than a
minute. So what is withdrawn is gone with the next question, and what no log tells of (an account's new name)
within that minute. Who is signed in gets an answer of their own, which no cache may keep for others.
"""

from collections.abc import Callable
from hashlib import blake2b
from http import HTTPStatus

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from annotations.selectors import publicmark

REMEMBERED = 45  # seconds
TAGS = "tags"  # which of the settings’ caches
EVERYBODY = "public, no-cache"
THEIRS = "private, no-cache"
# What shows nothing that the log does not tell of; files of a transcript know their own tags.
FROM_THE_LOG = ("text/html", "application/atom+xml", "application/xml", "image/png")
# These answer for themselves (the API below, with its own headers).
OTHERS = ("/admin/", "/api/", "/static/", "/healthz/")
Handler = Callable[[HttpRequest], HttpResponseBase]


def public_pages(get_response: Handler) -> Handler:
    """The middleware for readers' pages; it stands before the session's."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OTHERS) or request.method not in ("GET", "HEAD"):
            return get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return with_its_policy(of_their_own(get_response(request)))
        known = None if "Authorization" in request.headers else unchanged(request)
        return with_its_policy(known or of_everybody(request, get_response))

    return handle


def with_its_policy(response: HttpResponseBase) -> HttpResponseBase:
    """The answer; a 304 leaves the policy of what the reader has as it is. The site's own in its place would
    keep other sites from framing what they may."""
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        response._csp_exempt = True  # type: ignore[attr-defined]  # as django-csp’s own decorator does
    return response


def of_their_own(response: HttpResponseBase) -> HttpResponseBase:
    """An answer to somebody who may be signed in."""
    if "no-store" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = THEIRS
    patch_vary_headers(response, ["Cookie"])
    return response


def of_everybody(request: HttpRequest, get_response: Handler) -> HttpResponseBase:
    """An answer that shared caches may keep: one with no trace of whoever asked."""
    mark_of(request)  # before it is made: what is published meanwhile makes it another
    response = get_response(request)
    if "no-store" in response.headers.get("Cache-Control", ""):
        return response
    if response.cookies:
        return of_their_own(response)
    response.headers["Cache-Control"] = EVERYBODY
    without_cookie(response)
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    return tagged(request, response)


def without_cookie(response: HttpResponseBase) -> None:
    """That a page looked whether there is a session does not make it another page."""
    kept = [name for name in response.headers.get("Vary", "").split(", ") if name and name != "Cookie"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    elif "Vary" in response.headers:
        del response.headers["Vary"]


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with the ETag of its bytes, which is remembered; a 304 where the reader has these bytes."""
    etag = f'W/"{blake2b(response.content, digest_size=16).hexdigest()}"'
    response.headers["ETag"] = etag
    if response.headers.get("Content-Type", "").startswith(FROM_THE_LOG):
        remember(request, etag)
    return get_conditional_response(request, etag=etag, response=response) or response


def remember(request: HttpRequest, etag: str) -> None:
    """Remember the tag of an answer with how far the log had come before that was made."""
    caches[TAGS].set(key(request), (mark_of(request), etag), REMEMBERED)


def unchanged(request: HttpRequest) -> HttpResponse | None:
    """A 304 for who has what would be answered now, if that is remembered and nothing was published since."""
    if "If-None-Match" not in request.headers:
        return None
    remembered = caches[TAGS].get(key(request))
    if remembered is None or remembered[0] != mark_of(request):
        return None
    response = HttpResponse(headers={"Cache-Control": EVERYBODY, "ETag": remembered[1]})
    found = get_conditional_response(request, etag=remembered[1], response=response)
    return found if isinstance(found, HttpResponse) and found.status_code == 304 else None


def mark_of(request: HttpRequest) -> int:
    """How far the log had come when this was asked: read once, whoever goes by it."""
    if not hasattr(request, "public_mark"):
        request.public_mark = publicmark.current()  # type: ignore[attr-defined]
    return request.public_mark  # type: ignore[attr-defined]


def key(request: HttpRequest) -> str:
    """What is remembered of an address: as it was asked for, of which host, and in which form."""
    asked = (request.scheme, request.get_host(), request.get_full_path(), request.headers.get("Accept", ""))
    return f"etag:{blake2b(repr(asked).encode(), digest_size=16).hexdigest()}"
