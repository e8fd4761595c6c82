"""Remember words that a podcast's transcripts get wrong."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from transcripts import editing
from transcripts.models import Mishearing, Podcast
from transcripts.permissions import check_can_edit
from transcripts.services import records

LONGEST = 200
BLANK = "Say both what the transcripts write and what is meant."
SAME = "What is heard and what is meant are the same. Write what is really said."
LONG = "A mis-hearing has at most 200 characters."
FORGOTTEN = "Known mis-hearing taken away: {row}."
UNREADABLE = "These words hold a character that cannot be kept. Type them anew."


@transaction.atomic
def remember(
    podcast: Podcast, *, heard: str, meant: str, match_case: bool = True, reason: str = "", by: Any
) -> Mishearing:
    """Keep that `heard` stands for `meant` in a podcast's transcripts; what was said last holds, and what was
    before stays in the history."""
    check_can_edit(by)
    wrong, right = " ".join(heard.split()), " ".join(meant.split())
    check(wrong, right)
    values = {"meant": right, "match_case": match_case}
    try:
        with transaction.atomic():
            return kept(Mishearing(podcast=podcast, heard=wrong), values, by=by, reason=reason)
    except IntegrityError:  # somebody kept it just now
        return kept(Mishearing(podcast=podcast, heard=wrong), values, by=by, reason=reason)


def kept(new: Mishearing, values: dict[str, Any], *, by: Any, reason: str) -> Mishearing:
    """The one of these words, with these values and its history."""
    known = Mishearing.objects.select_for_update().filter(podcast=new.podcast, heard=new.heard).first()
    row = known or new
    for name, value in values.items():
        setattr(row, name, value)
    if records.changes(row):
        row.created_by = by
        records.save(row, by=by, reason=reason)
    return row


@transaction.atomic
def forget(row: Mishearing, *, by: Any, reason: str = "") -> None:
    """Take one away that is wrong. As it has no page then, the history of its podcast tells of it."""
    check_can_edit(by)
    records.note(row.podcast, by=by, reason=" ".join([FORGOTTEN.format(row=row), reason]).strip())
    records.remove(row, by=by, reason=reason)


def check(heard: str, meant: str) -> None:
    """Raise ValidationError, saying what to do, where these cannot be kept."""
    if not heard or not meant:
        raise ValidationError(BLANK)
    if heard == meant:
        raise ValidationError(SAME)
    if max(len(heard), len(meant)) > LONGEST:
        raise ValidationError(LONG)
    if not editing.is_storable(heard + meant):
        raise ValidationError(UNREADABLE)
