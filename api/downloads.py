"""Files to download: whole, or from where a broken download stopped (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

CHUNK = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def file(request: HttpRequest, path: Path, *, etag: str, media_type: str) -> HttpResponseBase:
    """The file, the part of it that a `Range` asks for, 304 where the client has it, or 416.

    `etag` names these very bytes; with `If-Range` a part is sent only of the file the client began with.
    Several ranges at once get the whole file, as the standard allows.
    """
    size = path.stat().st_size
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return described(known, path, etag)
    span = wanted(request, size, etag)
    if span is None:
        return described(sent(path, 0, size, media_type), path, etag)
    begin, end = span
    if begin >= end:
        refused = HttpResponse(status=416, content_type="text/plain")
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    response = sent(path, begin, end, media_type)
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    return described(response, path, etag)


def wanted(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Which bytes are asked for, end exclusive; None for all of them."""
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or not any(found.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size
    end = min(int(last) + 1, size) if last else size
    return (int(first), end) if int(first) < size else (size, size)


def sent(path: Path, begin: int, end: int, media_type: str) -> StreamingHttpResponse:
    """An answer that reads the bytes as they go out."""
    response = StreamingHttpResponse(chunks(path, begin, end), content_type=media_type)
    response.headers["Content-Length"] = str(end - begin)
    return response


def chunks(path: Path, begin: int, end: int) -> Iterator[bytes]:
    """The bytes of a part of a file, some at a time."""
    with path.open("rb") as opened:
        opened.seek(begin)
        while begin < end and (some := opened.read(min(CHUNK, end - begin))):
            begin += len(some)
            yield some


def described(response: HttpResponseBase, path: Path, etag: str) -> HttpResponseBase:
    """The answer with what every answer about the file says."""
    response.headers["ETag"] = etag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response
