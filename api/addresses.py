"""Addresses of things: in the API and on the readers' pages, absolute; and how one thing names another."""

from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

SAMPLE = str(UUID(int=0))  # fits every pattern that takes an id or a slug


@cache
def stem(name: str) -> tuple[str, str]:
    """What stands before and after the one argument in the address called `name`; reversing each row of a
    list would take longer than reading it."""
    before, _, after = reverse(name, args=[SAMPLE]).partition(SAMPLE)
    return before, after


class Addresses:
    """Absolute addresses as seen from one request; without one and without SITE_URL they lack the host."""

    def __init__(self, request: HttpRequest | None) -> None:
        self.base = settings.SITE_URL or (request.build_absolute_uri("/").rstrip("/") if request else "")
        # The things of a page name the same few others again and again.
        self.named: dict[tuple[str, int], dict[str, Any]] = {}
        self.stems: dict[str, tuple[str, str]] = {}

    def of(self, resource: str, public_id: UUID | str) -> str:
        """Where the API shows a thing."""
        found = self.stems.get(resource)
        if found is None:
            before, after = stem(f"v1:{resource}-detail")
            found = self.stems[resource] = (f"{self.base}{before}", after)
        return f"{found[0]}{public_id}{found[1]}"

    def page(self, name: str, key: object) -> str:
        """Where readers find it."""
        return self.absolute(name, key)

    def absolute(self, name: str, key: object) -> str:
        """The address called `name` with its argument."""
        before, after = stem(name)
        return f"{self.base}{before}{key}{after}"

    def reference(
        self, resource: str, public_id: UUID, display: str, slug: str | None = None
    ) -> dict[str, Any]:
        """How one thing names another. The same dictionary for the same thing: it is not to be changed."""
        key = (resource, public_id.int)  # a UUID itself is hashed and compared in Python
        found = self.named.get(key)
        if found is None:
            found = {"id": public_id, "url": self.of(resource, public_id), "display": display, "slug": slug}
            self.named[key] = found
        return found
