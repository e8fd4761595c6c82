"""Make the keys of those who work here, and find whose one is."""

import secrets
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from api.models import PersonalToken
from api.services.tokens import EVERY, hashed
from transcripts.permissions import is_staff_member

PREFIX = "osbiz_desk_"
ONLY = "Only those who work here have keys of their own. Ask an administrator for a role."


@transaction.atomic
def issue(*, name: str, expires_at: datetime, by: Any) -> tuple[PersonalToken, str]:
    """Make a token of one's own; the key itself is given back this once and never again."""
    if not is_staff_member(by):
        raise PermissionDenied(ONLY)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = PersonalToken(user=by, name=name, expires_at=expires_at, hashed=hashed(secret))
    token._history_user = by  # type: ignore[attr-defined]
    token.full_clean()
    token.save()
    return token, secret


def named(secret: str) -> PersonalToken | None:
    """The token of a key, whether it is still taken or not."""
    return PersonalToken.objects.select_related("user").filter(hashed=hashed(secret)).first()


def note_use(token: PersonalToken) -> None:
    """Remember when it was used last, to the minute."""
    if cache.add(f"personal-token:{token.public_id}", 1, timeout=EVERY):
        PersonalToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
