"""Public things by their keys: those of a kind that readers may know of, as `annotations.querysets` says.

Whoever has keys at hand asks here. The question is built once in a process and planned once on a connection.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from annotations.graph.parts import Kind
from annotations.selectors import public
from transcripts.models import Company, Guest
from transcripts.prepared import MARKS, Statement, prepared, with_slug


def companies(keys: Collection[int]) -> dict[int, Company]:
    """The public companies among these."""
    return among(Kind.COMPANY, keys)


def guests(keys: Collection[int]) -> dict[int, Guest]:
    """The public people among these."""
    return among(Kind.GUEST, keys)


def among(kind: Kind, keys: Collection[int]) -> dict[int, Any]:
    """The public things of a kind among these, by key."""
    return {one.pk: one for one in things(kind).things(keys)} if keys else {}


def called(kind: Kind, slug: str) -> Any:
    """The public thing of a kind that has this slug; None where there is none."""
    return next(iter(_called(kind).things(slug=slug)), None)


@cache
def _called(kind: Kind) -> Statement:
    return prepared(with_slug(public.of(kind)), planned=True)


@cache
def things(kind: Kind) -> Statement:
    """What asks for the public things of a kind among some keys."""
    return prepared(public.of(kind).filter(pk__in=MARKS[:1]), planned=True)
