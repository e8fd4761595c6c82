"""On what a write stands: the version that was seen, as the `ETag` that came with it."""

import re

from rest_framework import exceptions
from rest_framework.request import Request

from annotations.workflow import Refusal
from api.errors import BadParameters
from api.problems import Fault

HEADER = "If-Match"
ETAG = re.compile(r'"([\x21\x23-\x7e]*)"')
NO_ETAG = "One ETag of this very thing, as it came with it: in quotation marks, and not weak."


class Unconditional(exceptions.APIException):
    """A decision that does not say what was seen."""

    status_code = 428
    default_detail = "Say what you have seen: send the ETag of what you decide on as If-Match."
    default_code = "unconditional"


class Changed(exceptions.APIException):
    """A decision on what is not so any more; the answer has the ETag of what there is now."""

    status_code = 412
    default_code = "stale"

    def __init__(self, refusal: Refusal, now: str) -> None:
        super().__init__(str(refusal))
        self.more = {"rule": refusal.rule}
        self.headers = {"ETag": etag(now)}


def etag(version: str) -> str:
    """A version as an ETag."""
    return f'"{version}"'


def version(request: Request) -> str:
    """The version that was seen; raises Unconditional where none is told, BadParameters where it is none."""
    found = version_if_told(request)
    if not found:
        raise Unconditional
    return found


def version_if_told(request: Request) -> str:
    """The version that was seen, if one is told."""
    sent = request.headers.get(HEADER)
    if sent is None:
        return ""
    found = ETAG.fullmatch(sent.strip())
    if found is None:
        raise BadParameters([Fault(HEADER, NO_ETAG, sent)])
    return found[1]
