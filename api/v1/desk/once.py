"""A write that is sent again under the same `Idempotency-Key` is done once, and answered as it was."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import orjson
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import BadParameters
from api.problems import Fault
from api.renderers import JSONRenderer
from api.services import writes

HEADER = "Idempotency-Key"
# As draft-ietf-httpapi-idempotency-key-header-07 wants it, a string of structured fields; also bare.
KEY = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,255})')
NO_KEY = "Up to 255 printable characters in quotation marks, such as a UUID."
KEPT = ("ETag",)
Handler = Callable[..., Response]


class Running(exceptions.APIException):
    """The same is being done at this moment."""

    status_code = 409
    default_detail = "This very write is being done at this moment. Ask again in a second."
    default_code = "running"
    wait = 0
    more = {"rule": "running"}


class KeyTaken(exceptions.APIException):
    """The key stands for something else."""

    status_code = 422
    default_detail = (
        "This Idempotency-Key was sent with something else before. Take another for another write."
    )
    default_code = "key-taken"
    more = {"rule": "key-taken"}


def key_of(request: Request) -> str | None:
    """The key that was sent; raises BadParameters where it is none."""
    sent = request.headers.get(HEADER)
    if sent is None:
        return None
    found = KEY.fullmatch(sent)
    if found is None:
        raise BadParameters([Fault(HEADER, NO_KEY, sent)])
    return found[1] or found[2]


def once(handler: Handler, key: str) -> Handler:
    """A handler of writes that does this one once."""

    def answer(request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            write = writes.begin(key=key, asked=asked(request), by=request.user)
            if write.status is not None:
                return Response(orjson.loads(write.body), status=write.status, headers=write.headers)
            return writes.carry_out(write, lambda: done(handler(request, *args, **kwargs)))
        except writes.Running:
            raise Running from None
        except writes.OtherWrite:
            raise KeyTaken from None

    return answer


def asked(request: Request) -> str:
    """What tells one write from another. What it stands on (`If-Match`) is no part of what is wanted."""
    told = f"{request.method} {request.path}\n".encode()
    return sha256(told + request._request.body).hexdigest()


def done(response: Response) -> tuple[Response, int, dict[str, str], str]:
    """An answer with what is kept of it."""
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    return response, response.status_code, headers, JSONRenderer().render(response.data).decode()
