"""Make, rotate and revoke the keys of partners, and keep count of what is asked with them."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from api.models import Partner, PersonalToken, Scope, Token, Usage

PREFIX = "osbiz_"  # so that those who look for keys in public code find ours
OVERLAP = timedelta(days=7)
EVERY = 60  # seconds between two writings of what was counted


def hashed(secret: str) -> str:
    """What is kept of a key. It is 256 random bits, so that a fast hash is enough."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue(
    *,
    partner: Partner,
    name: str,
    scopes: Sequence[str] = tuple(Scope.values),
    expires_at: datetime | None = None,
    by: Any,
) -> tuple[Token, str]:
    """Make a token; the key itself is given back this once and never again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        partner=partner, name=name, scopes=list(scopes), expires_at=expires_at, hashed=hashed(secret)
    )
    token._history_user = by  # type: ignore[attr-defined]
    token.full_clean()
    token.save()
    return token, secret


@transaction.atomic
def rotate(*, token: Token, overlap: timedelta = OVERLAP, by: Any) -> tuple[Token, str]:
    """Make another token in the place of one, which goes on for a while: nobody stands without a key."""
    ends = timezone.now() + overlap
    life = token.expires_at - token.created_at if token.expires_at else None
    made = issue(
        partner=token.partner,
        name=token.name,
        scopes=token.scopes,
        expires_at=timezone.now() + life if life else None,
        by=by,
    )
    token.expires_at = min(token.expires_at, ends) if token.expires_at else ends
    token._history_user = by  # type: ignore[attr-defined]
    token.save(update_fields=["expires_at"])
    return made


@transaction.atomic
def revoke(*, token: Token | PersonalToken, by: Any) -> None:
    """Take a token from now on no more."""
    token.revoked_at = token.revoked_at or timezone.now()
    token._history_user = by  # type: ignore[union-attr]
    token.save(update_fields=["revoked_at"])


def named(secret: str) -> Token | None:
    """The token of a key, whether it is still taken or not."""
    return Token.objects.select_related("partner").filter(hashed=hashed(secret)).first()


def count(token: Token) -> None:
    """Count a request: in the cache, and once a minute from there in the database."""
    key = f"api-usage:{token.pk}"
    cache.add(key, 0, timeout=None)
    try:
        cache.incr(key)
    except ValueError:  # the cache has dropped it in between
        return
    if cache.add(f"{key}:written", 1, timeout=EVERY):
        counted = int(cache.get(key) or 0)
        cache.decr(key, counted)
        write(token, counted)


def write(token: Token, counted: int) -> None:
    """Add so many requests to those of today."""
    now = timezone.now()
    Token.objects.filter(pk=token.pk).update(last_used_at=now)
    Usage.objects.get_or_create(token=token, day=now.date())
    Usage.objects.filter(token=token, day=now.date()).update(requests=F("requests") + counted)
