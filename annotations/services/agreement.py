"""Draw a sample for a blind second coding, code it, and decide where the two codings differ."""

from collections.abc import Sequence
from secrets import randbelow
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations import sampling
from annotations.models import Coding, CodingRound, QuoteVersion, ReviewEvent, Tag
from annotations.permissions import (
    AUTHORSHIP,
    can_annotate,
    check_can_govern,
    check_can_review,
    has_written,
)
from annotations.services import quotes, tagging
from annotations.workflow import LIVE, Refusal

SEEDS = 2**31
MOST = 500

NOT_A_CODER = "{coder} may not give topics. Choose an editor."
NONE_LEFT = "There is no quote with topics that {coder} did not write. Choose another person."
TOO_MANY = "A sample has from 1 to {most} quotes."
NOT_YOURS = "This round is coded by {coder}: only one person’s second coding can be compared."
CODED = "This quote is coded already. A coding stays as it was given, or it would not be blind."
NO_TOPIC = "Choose at least one topic."
AGREED = "Both codings of this quote agree. There is nothing to decide."
DECIDED = "This was decided already, by {by}."
NOT_DECIDED = "Nobody has decided about this quote yet."
A_PARTY = "You wrote this quote or coded it. A third person decides."


@transaction.atomic
def draw(*, size: int, coder: Any, by: Any, seed: int | None = None) -> CodingRound:
    """Draw a sample of quotes that the coder did not write, stratified by topic, and keep their topics.

    A quote of several topics stands for the rarest of them. Raises Refusal where there is nothing to draw.
    """
    check_can_govern(by)
    if not can_annotate(coder):
        raise Refusal("coder", NOT_A_CODER.format(coder=coder))
    if not 1 <= size <= MOST:
        raise Refusal("size", TOO_MANY.format(most=MOST))
    topics = topics_of_others(coder)
    if not topics:
        raise Refusal("none", NONE_LEFT.format(coder=coder))
    seed = randbelow(SEEDS) if seed is None else seed
    made = CodingRound.objects.create(seed=seed, coder=coder, drawn_by=by)
    drawn = sampling.stratified(strata(topics), size=size, seed=seed)
    Coding.objects.bulk_create(
        Coding(round=made, position=position, version_id=key, stratum_id=stratum, first=sorted(topics[key]))
        for position, (key, stratum) in enumerate(drawn, start=1)
    )
    return made


def topics_of_others(coder: Any) -> dict[int, set[int]]:
    """The topics of each quote's newest version that is in work or public and that the coder did not
    write."""
    own = ReviewEvent.objects.filter(action__in=AUTHORSHIP, by=coder, version__isnull=False)
    versions = QuoteVersion.objects.newest().filter(state__in=LIVE).exclude(changed_by=coder)
    versions = versions.exclude(pk__in=own.values("version")).order_by()
    links = QuoteVersion.tags.through.objects.filter(quoteversion__in=versions.values("pk"))
    found: dict[int, set[int]] = {}
    for version, tag in links.values_list("quoteversion", "tag").iterator():
        found.setdefault(version, set()).add(tag)
    return found


def strata(topics: dict[int, set[int]]) -> dict[int, list[int]]:
    """Each version under the rarest of its topics."""
    counts: dict[int, int] = {}
    for tags in topics.values():
        for tag in tags:
            counts[tag] = counts.get(tag, 0) + 1
    found: dict[int, list[int]] = {}
    for version, tags in topics.items():
        found.setdefault(min(tags, key=lambda tag: (counts[tag], tag)), []).append(version)
    return found


@transaction.atomic
def code(coding: Coding, *, tags: Sequence[Tag], by: Any) -> None:
    """Give a quote of the sample its second topics, once. Nothing about the quote itself changes."""
    held = Coding.objects.select_for_update(of=("self",)).select_related("round__coder").get(pk=coding.pk)
    if held.round.coder != by:
        raise Refusal("coder", NOT_YOURS.format(coder=held.round.coder))
    if held.second is not None:
        raise Refusal("coded", CODED)
    held.second, held.coded_at = chosen(tags), timezone.now()
    held.save(update_fields=["second", "coded_at"])


@transaction.atomic
def decide(coding: Coding, *, tags: Sequence[Tag], by: Any) -> None:
    """Say, as a third person, which topics a quote ought to have; an editor may `carry_out` that."""
    check_can_review(by)
    related = ("round__coder", "version", "decided_by")
    held = Coding.objects.select_for_update(of=("self",)).select_related(*related).get(pk=coding.pk)
    if not held.differs:
        raise Refusal("agreed", AGREED)
    if held.decided_by is not None:
        raise Refusal("decided", DECIDED.format(by=held.decided_by))
    if held.round.coder == by or has_written(by, held.version):
        raise Refusal("third", A_PARTY)
    held.decided, held.decided_at, held.decided_by = chosen(tags), timezone.now(), by
    held.save(update_fields=["decided", "decided_at", "decided_by"])


def carry_out(coding: Coding, *, by: Any) -> QuoteVersion:
    """Give a quote the topics that were decided on: a change like any other, which somebody else approves.

    Returns the version that has them. Raises Refusal where nothing was decided, or the quote is with the
    reviewers or over; PermissionDenied where this person may not change it.
    """
    if coding.decided is None:
        raise Refusal("decided", NOT_DECIDED)
    tags = list(Tag.objects.filter(pk__in=coding.decided))
    return quotes.change(coding.version.quote, tags=tags, by=by)


def chosen(tags: Sequence[Tag]) -> list[int]:
    """The keys of topics that are in use; raises Refusal where there is none."""
    if not tags:
        raise Refusal("topic", NO_TOPIC)
    return sorted(tag.pk for tag in tagging.usable(tags))
