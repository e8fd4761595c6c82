"""Claims of a corpus, each with published quotes that speak for or against it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from annotations.corpus.cast import REASON, Cast
from annotations.corpus.ids import next_id
from annotations.corpus.phrases import VERBS
from annotations.corpus.quotations import EVENT_COLUMNS, PUBLICATION_COLUMNS, PublishedQuote, Staff
from annotations.models import (
    Claim,
    ClaimKind,
    ClaimRelation,
    Evidence,
    Publication,
    RelationKind,
    ReviewEvent,
    Stance,
)
from annotations.periods import Period, Precision, within
from annotations.workflow import Action, State
from transcripts.services import records
from transcripts.services.bulk import Row, write

MOST_EVIDENCE = 4
EVIDENCE_COLUMNS = (
    *("claim_id", "quote_id", "stance", "created_at", "created_by_id", "accepted_at", "accepted_by_id"),
)
RELATION_COLUMNS = (
    *("source_id", "kind", "target_id", "created_at", "created_by_id", "accepted_at", "accepted_by_id"),
)
# What is measured, of what, in which currency, and the smallest figure of it.
METRICS = (
    ("annual recurring revenue", "", "USD", 500_000),
    ("funding", "", "USD", 1_000_000),
    ("gross margin", "percent", "", 1),
    ("employees", "people", "", 5),
    ("downloads", "times", "", 10_000),
)
STANCES = (Stance.SUPPORTS,) * 6 + (Stance.DISPUTES,) * 3 + (Stance.UPDATES,)


def make(quotes: Sequence[PublishedQuote], count: int, cast: Cast, staff: Staff, random: Random) -> None:
    """Store so many published claims over these quotes."""
    if not quotes or not count:
        return
    chosen = [random.sample(quotes, min(len(quotes), random.randint(1, MOST_EVIDENCE))) for _ in range(count)]
    keys = enumerate(chosen, start=next_id(Claim))
    claims = [_claim(pk, found, cast, staff, random) for pk, found in keys]
    tags = [(claim.pk, tag.pk) for claim in claims for tag in cast.tags.some(random, 2)]
    write(Claim.tags.through, ("claim_id", "tag_id"), tags)
    evidence: list[Row] = [
        (
            *(claim.pk, quote.pk, random.choice(STANCES).value, claim.changed_at, claim.changed_by_id),
            *(claim.approved_at, claim.approved_by_id),
        )
        for claim, found in zip(claims, chosen, strict=True)
        for quote in found
    ]
    write(Evidence, EVIDENCE_COLUMNS, evidence)
    # After what belongs to them: nothing comes to what is approved.
    records.add(claims, by=None, reason=REASON)
    write(ClaimRelation, RELATION_COLUMNS, list(_relations(claims, random)))
    events = ("claim_id", *EVENT_COLUMNS[1:])
    write(ReviewEvent, events, [row for claim in claims for row in _events(claim)])
    write(
        Publication,
        PUBLICATION_COLUMNS,
        [
            ("published", "claim", claim.public_id, 1, "", claim.approved_by_id, claim.published_at)
            for claim in claims
        ],
    )


def _claim(pk: int, found: Sequence[PublishedQuote], cast: Cast, staff: Staff, random: Random) -> Claim:
    latest = max(quote.published_at for quote in found)
    kind = random.choice(ClaimKind.values)
    told, subject = _subject(found, cast, random)
    return Claim(
        pk=pk,
        statement=f"{told} {random.choice(VERBS)} its product {random.randint(2, 90)} months later.",
        kind=kind,
        **subject,
        **(_value(random) if kind == ClaimKind.METRIC else {}),
        **_time(random),
        state=State.PUBLISHED,
        changed_at=latest + timedelta(hours=1),
        changed_by_id=random.choice(staff.editors),
        approved_at=latest + timedelta(hours=2),
        approved_by_id=random.choice(staff.reviewers),
        published_at=latest + timedelta(hours=3),
    )


def _subject(found: Sequence[PublishedQuote], cast: Cast, random: Random) -> tuple[str, dict[str, Any]]:
    """Mostly the company of a quote; else a topic, or a few words."""
    way = random.random()
    if way < 0.8:
        return str(found[0].company), {"company": found[0].company}
    if way < 0.9:
        topic = cast.tags.pick(random)
        return topic.label, {"about": topic}
    return "Their market", {"subject": "their market"}


def _value(random: Random) -> dict[str, Any]:
    """A figure, one in three of them a range."""
    metric, unit, currency, low = random.choice(METRICS)
    low *= random.randint(1, 90)
    high = low * 2 if random.random() < 1 / 3 else None
    return {"metric": metric, "low": low, "high": high, "unit": unit, "currency": currency}


def _time(random: Random) -> dict[str, Any]:
    """A year, a month or an interval; one in four says none."""
    year, month, way = random.randint(2005, 2024), random.randint(1, 12), random.random()
    if way < 1 / 4:
        return {}
    if way < 1 / 2:
        period = within(date(year, month, 1), Precision.MONTH)
    else:
        last = date(year + random.choice((0, 0, 0, 2)), 1, 1)
        period = Period(date(year, 1, 1), within(last, Precision.YEAR).until, Precision.YEAR)
    return {
        "holds_from": period.since,
        "holds_until": period.until,
        "precision": period.precision.value,
    }


def _relations(claims: Sequence[Claim], random: Random) -> Iterator[Row]:
    """One claim in five is related to the one before it about the same company, the later one to the
    earlier."""
    before: dict[int | None, Claim] = {}
    for claim in claims:
        former = before.get(claim.company_id)
        if claim.company_id is not None:
            before[claim.company_id] = claim
        if former is None or random.random() > 1 / 5:
            continue
        kind = random.choice(RelationKind.values)
        ends = (former.pk, claim.pk) if kind == RelationKind.CONTRADICTS else (claim.pk, former.pk)
        made = (claim.changed_at, claim.changed_by_id, claim.approved_at, claim.approved_by_id)
        yield (ends[0], kind, ends[1], *made)


def _events(claim: Claim) -> list[Row]:
    editor, reviewer = claim.changed_by_id, claim.approved_by_id
    return [
        (claim.pk, "draft", "", State.DRAFT.value, "", None, editor, claim.changed_at),
        (claim.pk, Action.SUBMIT.value, "draft", "in_review", "", None, editor, claim.changed_at),
        (claim.pk, Action.APPROVE.value, "in_review", "approved", "", None, reviewer, claim.approved_at),
        (claim.pk, Action.PUBLISH.value, "approved", "published", "", None, reviewer, claim.published_at),
    ]
