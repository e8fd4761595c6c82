"""Remember words that a podcast's transcripts get wrong."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from transcripts import editing
from transcripts.models import Mishearing, Podcast
from transcripts.permissions import check_can_edit

LONGEST = 200
BLANK = "Say both what the transcripts write and what is meant."
SAME = "What is heard and what is meant are the same. Write what is really said."
LONG = "A mis-hearing has at most 200 characters."
UNREADABLE = "These words hold a character that cannot be kept. Type them anew."


@transaction.atomic
def remember(podcast: Podcast, *, heard: str, meant: str, match_case: bool = True, by: Any) -> Mishearing:
    """Keep that `heard` stands for `meant` in a podcast's transcripts; what was said last holds."""
    check_can_edit(by)
    wrong, right = " ".join(heard.split()), " ".join(meant.split())
    check(wrong, right)
    row, _ = Mishearing.objects.update_or_create(
        podcast=podcast, heard=wrong, defaults={"meant": right, "match_case": match_case, "created_by": by}
    )
    return row


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
