"""Answers of the public resources, remembered for a short while: whoever has the bytes is told so without
their being made again, and first pages, which many ask for again and again, are handed out again.

What these answers show is told by the publication log, so each is remembered with how far the log had come
before it was made, and is not used once that has moved. It is the same for everybody; whether somebody may
ask, and how often, is settled before. The time is for what happens beside the log.
"""

from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from annotations.views import caching
from annotations.views.kept import PAGES
from api import deprecation

Kept = tuple[bytes, dict[str, str]]
VARIES = ["Accept"]
CURSOR = "cursor"  # what is behind the first page is asked for once by each who reads on


def will_follow_the_log(request: HttpRequest) -> None:
    """Note, before an answer is made, that the log tells of all it shows, and how far the log has come."""
    caching.mark_of(request)
    request.follows_the_log = True  # type: ignore[attr-defined]


def found(request: HttpRequest) -> HttpResponse | None:
    """The answer, where it is remembered and nothing was published since; None where it is to be made."""
    if request.method not in ("GET", "HEAD"):
        return None
    if known := caching.unchanged(request):
        patch_vary_headers(known, VARIES)  # a 304 says what the answer itself would (RFC 9110, 15.4.5)
        return known
    return handed_out_again(request)


def handed_out_again(request: HttpRequest) -> HttpResponse | None:
    """A first page that was made a short while ago."""
    if not settings.PAGES_KEPT_SECONDS or CURSOR in request.GET:
        return None
    known: Kept | None = caches[PAGES].get(key(request))
    if known is None:
        return None
    content, headers = known
    response = HttpResponse(content, headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=response)


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Remember an answer with its ETag, if it was noted before that the log tells of all it shows. What is on
    its way out is not remembered: each answer says so."""
    if not hasattr(request, "follows_the_log") or deprecation.of(request):
        return
    caching.remember(request, response.headers["ETag"])
    if settings.PAGES_KEPT_SECONDS and CURSOR not in request.GET:
        made: Kept = (response.content, dict(response.items()))
        caches[PAGES].set(key(request), made, settings.PAGES_KEPT_SECONDS)


def key(request: HttpRequest) -> str:
    """The address as asked for and the form of the answer, with how far the log has come."""
    asked = f"{request.build_absolute_uri()} {request.headers.get('Accept', '')}"
    return f"api:{caching.mark_of(request)}:{blake2b(asked.encode(), digest_size=20).hexdigest()}"
