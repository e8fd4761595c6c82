"""The answer to any exception below /api/, as a problem (`api/problems.py`)."""

import logging
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotations.workflow import Refusal
from api.problems import MEDIA_TYPE, Fault, problem

logger = logging.getLogger(__name__)


class Refused(exceptions.APIException):
    """A move that the workflow or the gate does not allow; `rule` names which."""

    status_code = HTTPStatus.CONFLICT
    default_code = "refused"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.more = {"rule": refusal.rule}


class BadParameters(exceptions.APIException):
    """Parameters or fields that cannot be used, each with what is wrong with it."""

    status_code = HTTPStatus.BAD_REQUEST
    default_detail = "Some of what was sent cannot be used; see `errors`."
    default_code = "invalid"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = faults


class TooLong(exceptions.APIException):
    """More was sent than is read at once."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "This is too much to be sent at once. Send it in parts."
    default_code = "too-long"


class Gone(exceptions.APIException):
    """Something that was published and is withdrawn; the reason and the date stay."""

    status_code = HTTPStatus.GONE
    default_code = "gone"

    def __init__(self, noun: str, *, reason: str, at: datetime) -> None:
        super().__init__(f"This {noun} was withdrawn on {at.day} {at:%B %Y}. {reason}")
        self.more = {"reason": reason, "withdrawn_at": at}


def problem_response(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to any exception below /api/; one that nobody foresaw is logged, not told."""
    known = as_api_exception(error)
    set_rollback()
    headers = dict(getattr(known, "headers", {}))
    if hasattr(known, "auth_header"):
        headers["WWW-Authenticate"] = known.auth_header
    if (wait := getattr(known, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    faults = faults_of(known)
    body = problem(
        int(known.status_code),
        instance=context["request"].path,
        detail=BadParameters.default_detail if faults else str(known.detail),
        errors=faults,
        **getattr(known, "more", {}),
    )
    return Response(body, status=known.status_code, headers=headers, content_type=MEDIA_TYPE)


def as_api_exception(error: Exception) -> exceptions.APIException:
    """The exception in DRF's terms."""
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    if isinstance(error, Refusal):
        return Refused(error)
    if isinstance(error, RequestDataTooBig):
        return TooLong()
    if isinstance(error, ValidationError):
        return exceptions.ValidationError(
            error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        )
    logger.error("Unforeseen error below /api/", exc_info=error)
    return exceptions.APIException()


def faults_of(error: exceptions.APIException) -> Sequence[Fault]:
    """What is wrong with single parameters or fields."""
    if isinstance(error, BadParameters):
        return error.faults
    return field_faults(error.detail) if isinstance(error, exceptions.ValidationError) else []


def field_faults(detail: Any, path: str = "") -> list[Fault]:
    """DRF's nested errors as a flat list."""
    if isinstance(detail, dict):
        return [f for key, value in detail.items() for f in field_faults(value, f"{path}.{key}".strip("."))]
    if isinstance(detail, list):
        return [fault for value in detail for fault in field_faults(value, path)]
    return [Fault(path, str(detail))]
