"""Days and times as they are typed into forms."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from annotations.workflow import Refusal

NO_DAY = "Say the day by which it is due, or leave it empty."
NO_TIME = "Say the day and the time at which it is to be published."


def day_in(typed: str) -> date | None:
    """The day that was typed; None where the field was emptied. Raises Refusal where that is none."""
    try:
        found = parse_date(typed)
    except ValueError:
        found = None
    if found is None and typed.strip():
        raise Refusal("day", NO_DAY)
    return found


def time_in(typed: str) -> datetime:
    """The time that was typed, in the time zone of the page. Raises Refusal where that is none."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise Refusal("time", NO_TIME)
    return timezone.make_aware(found) if timezone.is_naive(found) else found
