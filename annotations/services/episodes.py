"""Withdraw an episode, and with it all that hangs on it."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import PublicationKind, QuoteVersion
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
    around = partial(publiclog.around_episodes, Episode.objects.filter(pk=stored.pk))
    with publiclog.following(around, by=by):
        for version in versions:
            review.move(version, action=Action.WITHDRAW, by=by, note=reason)
        publiclog.write(stored, PublicationKind.WITHDRAWN, reason=reason, by=by)
        stored.withdrawn_at, stored.withdrawn_reason = timezone.now(), reason.strip()
        records.save(stored, by=by, reason=reason)
    episode.refresh_from_db()
    return len(versions)
