"""Values as they stand in an address, read strictly: a reader raises ValueError with what it wants. Pure."""

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

Reader = Callable[[str], Any]
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
DIGITS = re.compile(r"[0-9]{1,9}")
DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def public_id(raw: str) -> UUID:
    """An id."""
    if not UUID_FORM.fullmatch(raw):
        raise ValueError("an id (UUID)")
    return UUID(raw)


def slug(raw: str) -> str:
    """A name as it stands in addresses."""
    if not SLUG.fullmatch(raw):
        raise ValueError("a slug (letters, digits, hyphens)")
    return raw


def id_or_slug(raw: str) -> UUID | str:
    """Either of the names a thing has."""
    try:
        return public_id(raw) if UUID_FORM.fullmatch(raw) else slug(raw)
    except ValueError:
        raise ValueError("an id (UUID) or a slug") from None


def text(raw: str) -> str:
    """Some text."""
    if not raw.strip() or "\0" in raw:
        raise ValueError("a text")
    return raw


def number(raw: str) -> int:
    """A whole number."""
    if not DIGITS.fullmatch(raw):
        raise ValueError("a whole number of at most nine digits")
    return int(raw)


def between(least: int, most: int) -> Reader:
    """A reader of a whole number in these bounds."""

    def read(raw: str) -> int:
        if not DIGITS.fullmatch(raw) or not least <= int(raw) <= most:
            raise ValueError(f"a number from {least} to {most}")
        return int(raw)

    return read


def decimal(raw: str) -> Decimal:
    """A number, which may have a fraction."""
    if not DECIMAL.fullmatch(raw):
        raise ValueError("a number such as 13000000 or 0.5")
    return Decimal(raw)


def day(raw: str) -> date:
    """A date."""
    with suppress(ValueError):
        if DAY.fullmatch(raw):
            return date.fromisoformat(raw)
    raise ValueError("a date such as 2024-07-03")


def moment(raw: str) -> datetime:
    """A time; without a zone it is UTC, and a day alone is its beginning."""
    try:
        found = datetime.combine(day(raw), time()) if DAY.fullmatch(raw) else datetime.fromisoformat(raw)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("a time such as 2024-07-03 or 2024-07-03T12:00:00Z (a + is written %2B)") from None


def last_moment(raw: str) -> datetime:
    """A time up to which something counts; a day alone is its end."""
    found = moment(raw)
    return datetime.combine(found, time.max, UTC) if DAY.fullmatch(raw) else found


def flag(raw: str) -> bool:
    """True or false."""
    if raw not in ("true", "false"):
        raise ValueError("true or false")
    return raw == "true"


def one_of(choices: Collection[str]) -> Reader:
    """A reader of one of these words."""

    def read(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return raw

    return read
