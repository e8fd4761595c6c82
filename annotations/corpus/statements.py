"""Claims of a corpus, each with published quotes that speak for or against it."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from annotations.corpus.cast import REASON, Cast
from annotations.corpus.phrases import VERBS
from annotations.corpus.quotations import EVENT_COLUMNS, PUBLICATION_COLUMNS, PublishedQuote, Staff
from annotations.models import Claim, ClaimKind, Evidence, Publication, ReviewEvent, Stance
from annotations.workflow import Action, State
from transcripts.services import records
from transcripts.services.bulk import Row, write

MOST_EVIDENCE = 4
EVIDENCE_COLUMNS = ("claim_id", "quote_id", "stance", "created_at", "created_by_id")
STANCES = (Stance.SUPPORTS,) * 6 + (Stance.DISPUTES,) * 3 + (Stance.UPDATES,)


def make(quotes: Sequence[PublishedQuote], count: int, cast: Cast, staff: Staff, random: Random) -> None:
    """Store so many published claims over these quotes."""
    if not quotes or not count:
        return
    chosen = [random.sample(quotes, min(len(quotes), random.randint(1, MOST_EVIDENCE))) for _ in range(count)]
    claims = [_claim(found, staff, random) for found in chosen]
    records.add(claims, by=None, reason=REASON)
    tags = [(claim.pk, tag.pk) for claim in claims for tag in cast.tags.some(random, 2)]
    write(Claim.tags.through, ("claim_id", "tag_id"), tags)
    evidence: list[Row] = [
        (claim.pk, quote.pk, random.choice(STANCES).value, claim.changed_at, claim.changed_by_id)
        for claim, found in zip(claims, chosen, strict=True)
        for quote in found
    ]
    write(Evidence, EVIDENCE_COLUMNS, evidence)
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


def _claim(found: Sequence[PublishedQuote], staff: Staff, random: Random) -> Claim:
    latest = max(quote.published_at for quote in found)
    company = found[0].company
    return Claim(
        statement=f"{company} {random.choice(VERBS)} its product {random.randint(2, 90)} months later.",
        kind=random.choice(ClaimKind.values),
        company=company,
        state=State.PUBLISHED,
        changed_at=latest + timedelta(hours=1),
        changed_by_id=random.choice(staff.editors),
        approved_at=latest + timedelta(hours=2),
        approved_by_id=random.choice(staff.reviewers),
        published_at=latest + timedelta(hours=3),
    )


def _events(claim: Claim) -> list[Row]:
    editor, reviewer = claim.changed_by_id, claim.approved_by_id
    return [
        (claim.pk, "draft", "", State.DRAFT.value, "", None, editor, claim.changed_at),
        (claim.pk, Action.SUBMIT.value, "draft", "in_review", "", None, editor, claim.changed_at),
        (claim.pk, Action.APPROVE.value, "in_review", "approved", "", None, reviewer, claim.approved_at),
        (claim.pk, Action.PUBLISH.value, "approved", "published", "", None, reviewer, claim.published_at),
    ]
