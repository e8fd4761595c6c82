"""How often somebody may ask: anybody so many times a minute from one address, partners by their plan.

The cache is Redis in production, shared by all processes; without it each process counts for itself. What is
counted may be lost at any time: then somebody asks a little more often.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from api.models import Plan

MINUTE, DAY = 60, 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Quota:
    """So many requests in a window of so many seconds; 0: as many as one likes."""

    name: str
    limit: int
    window: int


# What partners may ask, by plan; anybody else has `settings.API_REQUESTS_A_MINUTE`.
QUOTAS = {
    Plan.BASIC: (Quota("minute", 1_200, MINUTE), Quota("day", 200_000, DAY)),
    Plan.LARGE: (Quota("minute", 6_000, MINUTE), Quota("day", 2_000_000, DAY)),
}


def quotas(plan: str | None) -> tuple[Quota, ...]:
    """What may be asked under a plan; without one, what anybody may."""
    if plan is not None:
        return QUOTAS[Plan(plan)]
    limit: int = settings.API_REQUESTS_A_MINUTE
    return (Quota("anonymous", limit, MINUTE),) if limit else ()


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a quota."""

    quota: Quota
    remaining: int
    reset: int  # seconds until the next window begins

    @property
    def is_spent(self) -> bool:
        """Whether this request is one too many."""
        return self.remaining < 0

    @property
    def policy(self) -> str:
        """The quota as a RateLimit-Policy has it."""
        return f'"{self.quota.name}";q={self.quota.limit};w={self.quota.window}'

    @property
    def left(self) -> str:
        """What is left as a RateLimit field has it."""
        return f'"{self.quota.name}";r={max(self.remaining, 0)};t={self.reset}'


def headers(allowances: Sequence[Allowance]) -> dict[str, str]:
    """As the draft of the RateLimit header fields (draft-ietf-httpapi-ratelimit-headers-08) has it."""
    told = {
        "RateLimit-Policy": ", ".join(each.policy for each in allowances),
        "RateLimit": ", ".join(each.left for each in allowances),
    }
    waits = [each.reset for each in allowances if each.is_spent]
    return told | {"Retry-After": str(max(waits))} if waits else told


def take(who: str, quota: Quota) -> Allowance:
    """Count a request of somebody."""
    now = time.time()
    number, reset = int(now // quota.window), quota.window - int(now % quota.window)
    key = f"api-rate:{quota.window}:{number}:{who}"
    cache.add(key, 0, timeout=2 * quota.window)
    try:
        counted = cache.incr(key)
    except ValueError:  # the cache has dropped it in between
        counted = 1
    return Allowance(quota, quota.limit - counted, reset)
