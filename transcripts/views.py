"""A transcript as a file that a browser or a program takes away."""

from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from transcripts.exports import Format
from transcripts.exports.transcript import Transcript
from transcripts.models import Episode


def taken_away(
    request: HttpRequest, episode: Episode, format: Format, transcript: Transcript, *, public: bool
) -> HttpResponse:
    """The file, or 304 where the client has these very bytes; its tag is weak, since they may be packed on
    their way.

    Caches keep what is public but ask before each use: what is withdrawn must not live on in them. The admin
    says itself that nothing of it is kept.
    """
    content = format.write(transcript).encode()
    response = HttpResponse(content, content_type=f"{format.media_type}; charset=utf-8")
    if format.name == "json":
        response.headers["Content-Type"] = format.media_type
    etag = f'W/"{blake2b(content, digest_size=16).hexdigest()}"'
    response.headers["ETag"] = etag
    response.headers["Content-Disposition"] = f'attachment; filename="{episode.slug}.{format.name}"'
    if public:
        response.headers["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
