"""Draft, change and restate claims, tie quotes and other claims to them, and rank them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, TypeVar, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from annotations import periods
from annotations.models import (
    MEANING,
    Claim,
    ClaimRelation,
    Evidence,
    PublicationKind,
    Quote,
    Rank,
    RelationKind,
    ReviewEvent,
    Tag,
)
from annotations.permissions import (
    can_change,
    can_review,
    check_can_change,
    check_can_draft,
    check_can_review,
    has_written,
)
from annotations.selectors import ties
from annotations.selectors.ties import Tie
from annotations.services import acceptance, publiclog, review, tagging
from annotations.workflow import EDITABLE, FOUR_EYES, LIVE, OTHER_REVIEWER, Refusal, State
from transcripts.models import Company, Guest
from transcripts.services import people, records

Named = TypeVar("Named", Company, Guest)
# Held by whoever says that a claim supersedes another, so that two at once make no circle.
SUPERSEDES_LOCK = 6_402_000
TIE, UNTIE, RANK = "tie", "untie", "rank"

LOCKED = "This claim is {state}. Retract it or have it returned before you change it."
OVER = "This claim was {state}. Choose another, or make one."
REFUSALS = {
    State.PUBLISHED: "This claim is published: what readers see stays. Restate it to say it better.",
    State.WITHDRAWN: OVER,
    State.DISCARDED: OVER,
}
MEANS = "Readers have seen this claim, so what it says stays as it was. Restate it to say it better."
TAKEN = "Somebody else has made a claim of this name. Load the episode again."
TIED = "It is tied to this published claim already. Take it away first, giving a reason, then tie it anew."
ITSELF = "A claim cannot be related to itself. Choose another."
CIRCLE = "“{target}” supersedes this claim already, if only by others in between. Choose another."
REASON = "Say why: readers have seen it, and the reason stays in the history."
NOT_PUBLIC = "This claim is {state}. Only a published claim is restated; change this one instead."
YOURS = "Only who tied it, or a reviewer, can take it away. Ask one of them."


class Meaning(TypedDict, total=False):
    """What a claim says; see `annotations.models.Claim` for each field."""

    statement: str
    kind: str
    company: Company | None
    guest: Guest | None
    about: Tag | None
    subject: str
    metric: str
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    unit: str
    currency: str
    per: str
    holds_from: date | None
    holds_until: date | None
    precision: str
    scope: str


@transaction.atomic
def create(
    *,
    tags: Sequence[Tag] = (),
    public_id: UUID | None = None,
    reason: str = "",
    by: Any,
    **meaning: Unpack[Meaning],
) -> Claim:
    """Draft a claim. Raises ValidationError, by field, where it is not as it must be.

    Asked twice under one `public_id` by the same person it is made once.
    """
    check_can_draft(by)
    tagging.share()
    made = Claim.objects.filter(public_id=public_id).first() if public_id else None
    if made is not None:
        return made_before(made, by=by)
    claim = Claim(changed_by=by, changed_at=timezone.now())
    for name, value in fitting(meaning, Claim()).items():
        setattr(claim, name, value)
    claim.public_id = public_id or claim.public_id
    records.save(claim, by=by, reason=reason, links={"tags": tagging.usable(tags)})
    ReviewEvent.objects.create(claim=claim, action="draft", to_state=claim.state, by=by)
    return claim


def made_before(claim: Claim, *, by: Any) -> Claim:
    """The claim that was asked for a second time."""
    if not claim.events.filter(action="draft", by=by).exists():
        raise Refusal("id", TAKEN)
    return claim


@transaction.atomic
def change(
    claim: Claim,
    *,
    by: Any,
    tags: Sequence[Tag] | None = None,
    reason: str = "",
    **meaning: Unpack[Meaning],
) -> Claim:
    """Change a claim that is a draft or was returned: its `tags`, and what it says.

    A change to what is there already changes nothing, not even who changed it last. Raises Refusal where
    readers have seen what it says.
    """
    tagging.share()
    stored = editable(claim, by=by)
    if tags is not None:
        tags = tagging.usable(tags, had=stored.tags.all())
    values = {
        name: value for name, value in fitting(meaning, stored).items() if getattr(stored, name) != value
    }
    links = {"tags": tags} if tags is not None and set(tags) != set(stored.tags.all()) else {}
    if values and stored.published_at:
        raise Refusal("meaning", MEANS)
    if not links and not values:
        return stored
    for name, value in values.items():
        setattr(stored, name, value)
    touch(stored, by=by, reason=reason, links=links)
    return stored


def fitting(meaning: Meaning, claim: Claim) -> dict[str, Any]:
    """What a claim is to say, as it is stored: without blanks around it, people, companies and topics as they
    stand now, the time from the beginning of its first year, month or day to the end of its last."""
    unknown = meaning.keys() - set(MEANING)
    if unknown:
        raise TypeError(f"A claim has no {', '.join(sorted(unknown))}.")
    values: dict[str, Any] = {name: cleaned(name, value) for name, value in meaning.items()}
    if "currency" in values:
        values["currency"] = values["currency"].upper()
    for name in ("company", "guest"):
        if name in values:
            values[name] = meant(values[name])
    if values.get("about"):
        had = [claim.about] if claim.about else []
        (values["about"],) = tagging.usable([values["about"]], had=had)
    if values.keys() & {"holds_from", "holds_until", "precision"}:
        values |= fitting_time(values, claim)
    return values


def cleaned(name: str, value: Any) -> Any:
    """A value of the field's own type. Raises ValidationError where it is none."""
    field = Claim._meta.get_field(name)
    if field.is_relation:
        return value
    try:
        made = field.to_python(value.strip() if isinstance(value, str) else value)  # type: ignore[union-attr]
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    return "" if made is None and not field.null else made


def fitting_time(values: dict[str, Any], claim: Claim) -> dict[str, Any]:
    """The first and last day of the time that a claim is to hold for."""
    first, last, precision = (
        values.get(name, getattr(claim, name)) for name in ("holds_from", "holds_until", "precision")
    )
    try:
        period = periods.fitted(first, last, precision)
    except ValueError as error:
        raise ValidationError({"precision": str(error)}) from error
    if period is None:
        return {"holds_from": None, "holds_until": None, "precision": ""}
    return {"holds_from": period.since, "holds_until": period.until, "precision": str(period.precision)}


def meant(thing: Named | None) -> Named | None:
    """Whom a claim is about, also where they were merged into another just now."""
    return people.standing([thing])[0] if thing else None


@transaction.atomic
def restate(claim: Claim, *, by: Any, tags: Sequence[Tag] | None = None, **meaning: Unpack[Meaning]) -> Claim:
    """Draft a claim that says a published one better: with the same evidence and relations, but for what is
    said anew. Once published it supersedes the other, whose page stays and leads on to it."""
    check_can_draft(by)
    tagging.share()
    stored = held(claim)
    if stored.state != State.PUBLISHED:
        raise Refusal("state", NOT_PUBLIC.format(state=stored.get_state_display()))
    said: Any = {name: getattr(stored, name) for name in MEANING} | meaning
    had = list(stored.tags.all()) if tags is None else tags
    kept = [tag for tag in had if tags is not None or tag.status == "active"]
    said["about"] = said["about"] if "about" in meaning else standing_topic(said["about"])
    restated = create(tags=kept, by=by, **said)
    for evidence in stored.evidence.accepted():
        Evidence.objects.create(claim=restated, quote=evidence.quote, stance=evidence.stance, created_by=by)
    copy_relations(stored, restated, by=by)
    ClaimRelation.objects.create(source=restated, kind=RelationKind.SUPERSEDES, target=stored, created_by=by)
    return restated


def standing_topic(tag: Tag | None) -> Tag | None:
    """The topic that a claim is about, where it is still one to be about."""
    return tag if tag is None or tag.status in ("active", "merged") else None


def copy_relations(claim: Claim, other: Claim, *, by: Any) -> None:
    """Give another claim what this one contradicts and refines, and what contradicts it."""
    for relation in (
        ClaimRelation.objects.accepted().filter(source=claim).exclude(kind=RelationKind.SUPERSEDES)
    ):
        tie_claims(other, relation.kind, relation.target, by=by)
    for relation in ClaimRelation.objects.accepted().filter(target=claim, kind=RelationKind.CONTRADICTS):
        tie_claims(other, relation.kind, relation.source, by=by)


@transaction.atomic
def rank(claim: Claim, *, rank: str, reason: str = "", by: Any) -> Claim:
    """Say which of several claims to go by: an act of a reviewer who is not one of its authors. A deprecated
    one says why."""
    check_can_review(by)
    stored = held(claim)
    if stored.state not in LIVE:
        raise Refusal("state", OVER.format(state=stored.get_state_display()))
    if has_written(by, stored):
        raise Refusal("four-eyes", FOUR_EYES.format(action=RANK, remedy=OTHER_REVIEWER))
    if rank == Rank.DEPRECATED and not reason.strip():
        raise Refusal("note", "Say why it is deprecated; readers will see it.")
    stored.rank, stored.rank_reason = rank, reason.strip()
    if records.save(stored, by=by, reason=f"Ranked {rank}"):
        acceptance.tell(stored, RANK, f"{stored.get_rank_display()}. {reason}", by=by)
        if Claim.objects.published().filter(pk=stored.pk).exists():
            publiclog.write(stored, PublicationKind.UPDATED, reason=reason, by=by)
    return stored


# What speaks for and against it


@transaction.atomic
def add_evidence(claim: Claim, *, quote: Quote, stance: str, by: Any) -> Evidence:
    """Say that a quote supports, disputes or updates a claim; said again, the stance is what changes.

    On a published claim it waits, unseen by readers, for somebody else to accept it.
    """
    check_can_draft(by)
    stored = held(claim)
    evidence = Evidence.objects.filter(claim=stored, quote=quote).first()
    if evidence is not None and evidence.stance == stance:
        return evidence
    if stored.state != State.PUBLISHED:
        check_editable(stored, by=by)
    elif evidence is not None and (evidence.accepted_at or evidence.created_by_id != by.pk):
        raise Refusal("tied", TIED)
    evidence = evidence or Evidence(claim=stored, quote=quote)
    evidence.stance, evidence.created_by = stance, by
    evidence.accepted_by = evidence.accepted_at = evidence.override = None
    evidence.full_clean()
    evidence.save()
    note_tie(evidence, TIE, by=by)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, reason: str = "", by: Any) -> None:
    """Untie a quote from a claim; from a published one a reviewer does so, saying why, once it was accepted.

    A published claim that has no published evidence left needs some then.
    """
    untie(evidence, reason=reason, by=by)


@transaction.atomic
def relate(claim: Claim, *, kind: str, target: Claim, by: Any) -> ClaimRelation:
    """Say that a claim contradicts, refines or supersedes another; said again, it changes nothing.

    Between published claims it waits, unseen by readers, for somebody else to accept it. Raises Refusal where
    one of them would supersede itself in the end.
    """
    check_can_draft(by)
    if claim.pk == target.pk:
        raise Refusal("itself", ITSELF)
    if kind == RelationKind.SUPERSEDES:
        hold_successions()
    ends = {
        row.pk: row
        for row in Claim.objects.filter(pk__in=[claim.pk, target.pk]).order_by("pk").select_for_update()
    }
    stored, other = ends[claim.pk], ends[target.pk]
    if other.state in (State.WITHDRAWN, State.DISCARDED):
        raise Refusal("state", OVER.format(state=other.get_state_display()))
    if stored.state != State.PUBLISHED:
        check_editable(stored, by=by)
    found = relation_between(stored, kind, other)
    if found is None:
        found = tie_claims(stored, kind, other, by=by)
        note_tie(found, TIE, by=by)
    return found


@transaction.atomic
def unrelate(relation: ClaimRelation, *, reason: str = "", by: Any) -> None:
    """Take back what was said of two claims; between published ones a reviewer does so, saying why, once it
    was accepted."""
    untie(relation, reason=reason, by=by)


def relation_between(claim: Claim, kind: str, target: Claim) -> ClaimRelation | None:
    """What was said of these two already."""
    source, end = ordered(claim, kind, target)
    return ClaimRelation.objects.filter(source=source, kind=kind, target=end).first()


def tie_claims(claim: Claim, kind: str, target: Claim, *, by: Any) -> ClaimRelation:
    """Store what a claim does to another."""
    if kind == RelationKind.SUPERSEDES and claim.pk in superseded_by(target):
        raise Refusal("circle", CIRCLE.format(target=acceptance.shortened(target.statement)))
    source, end = ordered(claim, kind, target)
    relation = ClaimRelation(source=source, kind=kind, target=end, created_by=by)
    relation.full_clean()
    relation.save()
    return relation


def ordered(claim: Claim, kind: str, target: Claim) -> tuple[Claim, Claim]:
    """The ends of a relation as they are stored: that two contradict each other once, the lower key first."""
    if kind == RelationKind.CONTRADICTS and claim.pk > target.pk:
        return target, claim
    return claim, target


def superseded_by(claim: Claim) -> set[int]:
    """The keys of all claims that a claim supersedes, directly or through others."""
    found: set[int] = set()
    step = {claim.pk}
    while step:
        later = ClaimRelation.objects.filter(source__in=step, kind=RelationKind.SUPERSEDES).order_by()
        step = set(later.values_list("target", flat=True)) - found
        found |= step
    return found


def hold_successions() -> None:
    """Let nobody else say that a claim supersedes another until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SUPERSEDES_LOCK])


def note_tie(tie: Tie, action: str, *, reason: str = "", by: Any) -> None:
    """Write down that something was tied or untied: who does so to a draft is one of its authors; what waits
    beside a published claim leaves that as it was approved."""
    for claim in ties.ends(tie):
        if claim.state in EDITABLE and can_change(by, claim):
            touch(claim, by=by)
        else:
            acceptance.tell(claim, action, f"{acceptance.told(tie)} {reason}", by=by)


def untie(tie: Tie, *, reason: str, by: Any) -> None:
    """Take away what was tied to claims, and look at what is left of those that readers see."""
    check_can_draft_or_review(by)
    stored = acceptance.hold(tie)
    ends = ties.ends(stored)
    if not any(claim.state in EDITABLE and can_change(by, claim) for claim in ends):
        check_may_untie(stored, reason=reason, by=by)
    with publiclog.following(acceptance.around(stored), by=by):
        note_tie(stored, UNTIE, reason=reason, by=by)
        stored.delete()
        for claim in ends:
            if claim.state == State.PUBLISHED:
                review.check_supported(claim, by=by, note=reason)


def check_can_draft_or_review(by: Any) -> None:
    """Raise PermissionDenied for who can neither draft nor review."""
    if not can_review(by):
        check_can_draft(by)


def check_may_untie(tie: Tie, *, reason: str, by: Any) -> None:
    """Raise unless it waits and this person tied it, or a reviewer takes it away and says why."""
    for claim in ties.ends(tie):
        if claim.state != State.PUBLISHED:
            check_editable(claim, by=by)
    if tie.accepted_at is None and tie.created_by_id == by.pk:
        return
    if not can_review(by):
        raise PermissionDenied(YOURS)
    if not reason.strip():
        raise Refusal("note", REASON)


def held(claim: Claim) -> Claim:
    """The claim as stored, held until the change stands."""
    return Claim.objects.select_for_update().get(pk=claim.pk)


def editable(claim: Claim, *, by: Any) -> Claim:
    """The claim as stored, held until the change stands; raises Refusal where it is with the reviewers."""
    stored = held(claim)
    check_editable(stored, by=by)
    return stored


def check_editable(claim: Claim, *, by: Any) -> None:
    """Raise unless this person may change the claim as it stands."""
    check_can_change(by, claim)
    if claim.state not in EDITABLE:
        refusal = REFUSALS.get(State(claim.state), LOCKED)
        raise Refusal("state", refusal.format(state=claim.get_state_display()))


def touch(claim: Claim, *, by: Any, reason: str = "", links: records.Things | None = None) -> None:
    """Store a changed claim and who changed it last: four eyes count from there."""
    claim.changed_by, claim.changed_at = by, timezone.now()
    records.save(claim, by=by, reason=reason, links=links)
    ReviewEvent.objects.create(
        claim=claim, action="change", from_state=claim.state, to_state=claim.state, note=reason, by=by
    )
