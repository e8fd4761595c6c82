"""Say who is in an episode, as what and for whom at the time."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from transcripts.models import Appearance, Company, Episode, Guest
from transcripts.permissions import check_can_edit
from transcripts.services import records
from transcripts.signals import RELATED


@transaction.atomic
def note(
    episode: Episode, guest: Guest, *, role: str, title: str = "", company: Company | None = None, by: Any
) -> Appearance:
    """Note that somebody is in an episode. What an editor wrote stays: an appearance that has a title is
    somebody's work, one without is what an import guessed and is replaced."""
    check_can_edit(by)
    stored = Appearance.objects.filter(episode=episode, guest=guest).first()
    if stored is not None and stored.title:
        return stored
    row = stored or Appearance(episode=episode, guest=guest)
    row.role, row.title = role, title
    row.company = company or row.company
    with records.announced([episode], [RELATED] if records.changes(row) else [], by=by):
        if records.save(row, by=by):
            records.note(episode, by=by, reason=f"{guest} appears as {title or role}")
    return row


def add(rows: Iterable[Appearance], *, by: Any, reason: str) -> None:
    """Note many at once. Who is in an episode already stays there as noted."""
    given = list(rows)
    try:
        add_missing(given, by=by, reason=reason)
    except IntegrityError:  # somebody noted one of them in the same moment, and is seen now
        add_missing(given, by=by, reason=reason)


@transaction.atomic
def add_missing(rows: Iterable[Appearance], *, by: Any, reason: str) -> None:
    """Note those who are not there yet."""
    wanted = {(row.episode_id, row.guest_id): row for row in rows}
    there = Appearance.objects.filter(episode__in={episode for episode, _ in wanted})
    for known in there.values_list("episode_id", "guest_id"):
        wanted.pop(known, None)
    episodes = Episode.objects.in_bulk({episode for episode, _ in wanted})
    with records.announced(list(episodes.values()), [RELATED], by=by):
        records.add(list(wanted.values()), by=by, reason=reason)


@transaction.atomic
def change(row: Appearance, *, by: Any, reason: str = "") -> bool:
    """Store a changed appearance; whether anything changed. Its episode's history tells it too.

    Raises ValidationError, by field, where it is not as it must be.
    """
    check_can_edit(by)
    with records.announced([row.episode], [RELATED] if records.changes(row) else [], by=by, reason=reason):
        if not records.save(row, by=by, reason=reason):
            return False
        records.note(row.episode, by=by, reason=f"Who appears: {row.guest}. {reason}".strip())
    return True
