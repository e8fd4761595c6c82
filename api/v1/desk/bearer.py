"""Who asks the desk's API by a key of their own: a tool, which has no session."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from api.models import PersonalToken
from api.services import personaltokens

UNKNOWN = "This is no key of somebody who works here. Make one in the admin, under “Personal tokens”."
NOBODY = "The person this key is of does not work here any more."


class NotTaken(APIException):
    """A key that lets nobody in."""

    status_code = 401
    default_code = "invalid-token"
    auth_header = 'Bearer error="invalid_token"'


class Bearer(BaseAuthentication):
    """By `Authorization: Bearer` (RFC 6750). No page of another site can send that: no CSRF token needed."""

    def authenticate(self, request: Request) -> tuple[Any, PersonalToken] | None:
        """Whose key it is; None where there is none. Raises NotTaken."""
        given = request.headers.get("Authorization")
        if given is None:
            return None
        scheme, _, secret = given.partition(" ")
        token = personaltokens.named(secret.strip()) if scheme.lower() == "bearer" else None
        if token is None or token.refusal:
            raise NotTaken(token.refusal if token else UNKNOWN)
        if not token.user.is_active:
            raise NotTaken(NOBODY)
        personaltokens.note_use(token)
        return token.user, token
