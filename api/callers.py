"""Who asks the public API: anybody, or a partner by a token (`Authorization: Bearer`, RFC 6750)."""

from dataclasses import dataclass, field

from django.http import HttpRequest

from annotations.views.senders import sender_of
from api import rates
from api.models import Scope, Token
from api.rates import Allowance
from api.services import tokens

# What a token must be for, by where an address begins; elsewhere it is for reading.
SCOPES = {
    "/api/v1/changes/": Scope.FOLLOW,
    "/api/v1/snapshots/": Scope.FOLLOW,
    "/api/v1/exports/": Scope.FOLLOW,
    "/api/v1/webhooks/": Scope.WEBHOOKS,
    "/api/v1/searches/": Scope.WEBHOOKS,
}
UNKNOWN = "This token is none of ours."
NOT_BEARER = "Send a token as `Authorization: Bearer`, or nothing."


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, what is left to them, and why they are refused, where they are."""

    token: Token | None = None
    allowances: list[Allowance] = field(default_factory=list)
    status: int = 200
    detail: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What an answer to them says about it."""
        told = rates.headers(self.allowances) if self.allowances else {}
        return told | {"WWW-Authenticate": 'Bearer error="invalid_token"'} if self.status == 401 else told


def of(request: HttpRequest) -> Caller:
    """Who asks; their request is counted."""
    given = request.headers.get("Authorization")
    if given is None:
        return counted(None, f"address:{sender_of(request)}")
    scheme, _, secret = given.partition(" ")
    if scheme.lower() != "bearer":
        return refused(request, NOT_BEARER)
    token = tokens.named(secret.strip())
    if token is None or token.refusal:
        return refused(request, token.refusal if token else UNKNOWN)
    scope = scope_of(request.path)
    found = counted(token, f"partner:{token.partner_id}")
    if scope not in token.scopes and found.status == 200:
        return Caller(token, found.allowances, 403, f"This token has no scope “{scope.value}”.")
    tokens.count(token)
    return found


def scope_of(path: str) -> Scope:
    """What a token must be for to be taken at an address."""
    return next((scope for begin, scope in SCOPES.items() if path.startswith(begin)), Scope.READ)


def counted(token: Token | None, who: str) -> Caller:
    """Somebody, with this request taken from their quotas."""
    plan = token.partner.plan if token else None
    left = [rates.take(who, quota) for quota in rates.quotas(plan)]
    return Caller(token, left, 429 if any(each.is_spent for each in left) else 200)


def refused(request: HttpRequest, detail: str) -> Caller:
    """Somebody with a key that is not taken; trying keys counts as asking."""
    found = counted(None, f"address:{sender_of(request)}")
    return found if found.status == 429 else Caller(None, found.allowances, 401, detail)
