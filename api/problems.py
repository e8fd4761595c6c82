"""Problem details (RFC 9457), the one shape of every error of the API. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

MEDIA_TYPE = "application/problem+json"
DETAILS = {
    400: "The request is not understood.",
    403: "This is not allowed.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    410: "This was public once and has been withdrawn.",
    412: "It is not any more what you have seen.",
    428: "Say what you have seen, as If-Match.",
    429: "Too many requests from your address. Ask again after as many seconds as `Retry-After` says.",
    500: "Something went wrong here. It is not your request’s fault; try again later.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter of the address, or one field of the body."""

    parameter: str
    detail: str
    value: str | None = None


def problem(
    status: int, *, instance: str, detail: str = "", errors: Sequence[Fault] = (), **more: Any
) -> dict[str, Any]:
    """The body of an error answer; `more` are members of its own, such as the reason of a withdrawal."""
    title = HTTPStatus(status).phrase
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or DETAILS.get(status, f"{title}."),
        "instance": instance,
        "errors": [
            {name: value and sayable(value) for name, value in asdict(fault).items()} for fault in errors
        ],
        **more,
    }


def sayable(text: str) -> str:
    """What was sent, repeated in an answer: half a character, which no UTF-8 holds, as a question mark."""
    return text.encode("utf-8", "replace").decode()
