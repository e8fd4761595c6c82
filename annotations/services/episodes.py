"""Withdraw an episode, and with it all that hangs on it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import Claim, PublicationKind, QuoteVersion
from annotations.permissions import check_can_review
from annotations.services import publiclog, review, texts
from annotations.workflow import Action, Refusal, State
from transcripts.models import Episode
from transcripts.services import records


@transaction.atomic
def withdraw(episode: Episode, *, reason: str, by: Any) -> int:
    """Take an episode from the public, with its published quotes and the claims left without evidence.

    Returns how many quotes were withdrawn. Raises Refusal without a reason.
    """
    check_can_review(by)
    if not reason.strip():
        raise Refusal("note", "Say why: a withdrawal needs a reason, which readers will see.")
    texts.hold(episode.pk)
    stored = Episode.objects.get(pk=episode.pk)
    if stored.withdrawn_at:
        return 0
    versions = list(QuoteVersion.objects.filter(quote__episode=stored, state=State.PUBLISHED).order_by("id"))
    affected = list(Claim.objects.published().filter(evidence__quote__episode=stored).distinct())
    for version in versions:
        review.move(version, action=Action.WITHDRAW, by=by, note=reason)
    stored.withdrawn_at, stored.withdrawn_reason = timezone.now(), reason.strip()
    records.save(stored, by=by, reason=reason)
    publiclog.write(stored, PublicationKind.WITHDRAWN, reason=reason, by=by)
    withdraw_unsupported(affected, reason=reason, by=by)
    episode.refresh_from_db()
    return len(versions)


def withdraw_unsupported(claims: list[Claim], *, reason: str, by: Any) -> None:
    """Withdraw the claims that lost their last published evidence."""
    still = set(Claim.objects.published().filter(pk__in=[claim.pk for claim in claims]).values_list("pk"))
    for claim in claims:
        if (claim.pk,) not in still:
            review.move(claim, action=Action.WITHDRAW, by=by, note=reason)
