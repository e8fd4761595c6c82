"""The paths of pages that a slug or an id names, quickly: a page of fifty quotes holds some four hundred."""

from functools import cache
from uuid import UUID

from django.urls import reverse

# Both a slug and an id.
MARK = UUID(int=0)


def path(name: str, *named: str | UUID) -> str:
    """The path of the page of this name; what varies comes last, and needs no quoting."""
    *before, key = named
    return str(key).join(_around(name, *before))


@cache
def _around(name: str, *before: str | UUID) -> tuple[str, str]:
    """What stands before the key, and behind it."""
    first, _, last = reverse(name, args=[*before, MARK]).partition(str(MARK))
    return first, last
