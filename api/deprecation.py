"""What of the API is on its way out: each route says so in its answers long before it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import HttpRequest
from django.utils.http import http_date


@dataclass(frozen=True, slots=True)
class Deprecated:
    """Since when something should not be used any more, when it goes, and where that is explained."""

    since: date
    until: date
    link: str

    @property
    def headers(self) -> dict[str, str]:
        """`Deprecation` (RFC 9745) and `Sunset` (RFC 8594), and where both are explained."""
        return {
            "Deprecation": f"@{seconds(self.since)}",
            "Sunset": http_date(seconds(self.until)),
            "Link": f'<{self.link}>; rel="deprecation"; type="text/html"',
        }


def seconds(day: date) -> int:
    """The beginning of a day (UTC) in seconds since 1970."""
    return int(datetime.combine(day, time(), UTC).timestamp())


# By the name of the route, such as `v1:quotes-list`. Nothing is on its way out.
DEPRECATED: Mapping[str, Deprecated] = {}


def of(request: HttpRequest) -> Deprecated | None:
    """What is to be said of the route of a request, where it is on its way out."""
    return DEPRECATED.get(request.resolver_match.view_name) if request.resolver_match else None
