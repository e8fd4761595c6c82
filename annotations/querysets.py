"""Who sees what: the one home of every visibility rule over quotes, claims, tags, people and companies.

Reading pages, API, feeds and counts start from `published()` and type no status of their own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q
from django.utils import timezone

from annotations.permissions import AUTHORSHIP, sees_all
from annotations.workflow import LIVE, OPEN, State
from transcripts.models import Appearance, Company, Episode, Guest, Podcast
from transcripts.models.source import ImmutableError
from transcripts.permissions import is_staff_member

# Spelt out, as SQLite uses an index of some rows only where it reads which rows are asked for.
IS_UNCERTAIN = Func(
    F("anchor_status"),
    template="(%(expressions)s IN ('confirm', 'lost'))",
    output_field=models.BooleanField(),
)


def _model(name: str) -> Any:
    return apps.get_model("annotations", name)


def _written_by(user: Any, of: str) -> Q:
    """Of which someone is one of the authors, as `permissions.has_written` says of a single one."""
    events = _model("ReviewEvent").objects.filter(action__in=AUTHORSHIP, by=user.pk)
    return Q(changed_by=user.pk) | Q(pk__in=events.exclude(**{of: None}).values(of))


def _public_version(at: datetime | None = None, *, of: str = "") -> Q:
    """What makes a version of a quote public at that time (now); `of` leads to it from the rows that are
    asked. Asked of each row, so that a list which shows it beside other rows need not find all that is
    public first."""
    conditions = {
        "state": State.PUBLISHED,
        "published_at__lte": at or timezone.now(),
        "quote__withdrawn_at": None,
    }
    listed = Episode.objects.listed().filter(pk=OuterRef(f"{of}quote__episode"))
    return Q(Exists(listed), **{f"{of}{name}": value for name, value in conditions.items()})


def _public_claim(at: datetime | None = None) -> Q:
    """What makes a claim public at that time (now), asked of each row as well: as it names the state of
    the claim, PostgreSQL cannot look up all evidence first where this is one of several reasons."""
    state = ExpressionWrapper(OuterRef("state"), output_field=models.CharField())
    evidence = _model("Evidence").objects.standing(at).alias(of=state)
    evidence = evidence.filter(claim=OuterRef("pk"), of=State.PUBLISHED)
    return Q(
        Exists(evidence), state=State.PUBLISHED, published_at__lte=at or timezone.now(), withdrawn_at=None
    )


MAKER = "created_by"  # of a tie


def asked_of_each(rows: Any, naming: str = "pk", **condition: Any) -> Exists:
    """Whether there are such rows for a thing, looked up for each: as a column of the thing is named again,
    PostgreSQL cannot find all of them first, which takes up to seconds where it is one of several reasons."""
    named = ExpressionWrapper(OuterRef(naming), output_field=models.BigIntegerField())
    return Exists(rows.order_by().alias(named=named).filter(named__gt=0, **condition))


class WorkflowQuerySet(models.QuerySet):
    """Rows with a state, which `annotations.services.review` alone moves."""

    def update(self, **kwargs: Any) -> int:
        """Refuse to set a state past the workflow: a slip here would publish what nobody approved."""
        if "state" in kwargs:
            raise ImmutableError("A state is moved by annotations.services.review, never set.")
        return super().update(**kwargs)

    def _move(self, *, source: str, **values: Any) -> int:
        """The workflow's guarded update: moves only what still stands in `source`."""
        return models.QuerySet.update(self.filter(state=source), **values)


class QuoteQuerySet(models.QuerySet):
    """Quotes as wholes; what the public sees of them is a published version."""

    def published(self, at: datetime | None = None) -> "QuoteQuerySet":
        """Quotes with a version the public may see at that time (now)."""
        versions = _model("QuoteVersion").objects.published(at).filter(quote=OuterRef("pk"))
        return self.filter(Exists(versions))

    def withdrawn(self) -> "QuoteQuerySet":
        """Quotes that were public once; readers are told the reason and the day, nothing else."""
        known = Episode.objects.not_hidden().filter(pk=OuterRef("episode"))
        return self.exclude(withdrawn_at=None).filter(Exists(known))

    def visible_to(self, user: Any) -> "QuoteQuerySet":
        """All quotes for those who work here, but for a contributor only those with a version that they see;
        the published ones for everybody else."""
        if sees_all(user):
            return self.all()
        versions = _model("QuoteVersion").objects.visible_to(user)
        return self.filter(Exists(versions.filter(quote=OuterRef("pk"))))


class QuoteVersionQuerySet(WorkflowQuerySet):
    """Versions of quotes."""

    def published(self, at: datetime | None = None) -> "QuoteVersionQuerySet":
        """The versions the public may see at that time (now)."""
        return self.filter(_public_version(at))

    def open(self) -> "QuoteVersionQuerySet":
        """The versions being worked on."""
        return self.filter(state__in=OPEN)

    def live(self) -> "QuoteVersionQuerySet":
        """The versions that move along when a text changes: those being worked on, and the public ones."""
        return self.filter(state__in=LIVE)

    def uncertain(self) -> "QuoteVersionQuerySet":
        """The newest version of each quote of which nobody knows for certain where it stands now."""
        return self.newest().live().filter(IS_UNCERTAIN)

    def written_by(self, user: Any) -> "QuoteVersionQuerySet":
        """The versions of which someone is one of the authors."""
        return self.filter(_written_by(user, "version"))

    def newest(self, *, seen_by: Any = None) -> "QuoteVersionQuerySet":
        """One version of each quote: the last, passing over discarded ones unless there is nothing else; the
        last of those that a person sees, where one is named."""
        everything = _model("QuoteVersion").objects.all()
        seen = everything if seen_by is None else everything.visible_to(seen_by)
        kept = seen.filter(quote=OuterRef("quote")).exclude(state=State.DISCARDED)
        return (self if seen_by is None else self.visible_to(seen_by)).filter(
            ~Exists(kept.filter(number__gt=OuterRef("number"))), ~Q(state=State.DISCARDED) | ~Exists(kept)
        )

    def shown_in_desk(self, episode: Episode, *, seen_by: Any = None) -> "QuoteVersionQuerySet":
        """What the desk highlights in an episode: the newest version of each quote not gone."""
        return (
            self.newest(seen_by=seen_by)
            .filter(quote__episode=episode)
            .exclude(state__in=[State.WITHDRAWN, State.DISCARDED])
            .select_related("quote", "turn", "revision", "speaker", "changed_by")
            .order_by("start", "id")
        )

    def visible_to(self, user: Any) -> "QuoteVersionQuerySet":
        """All versions for those who work here, but for a contributor only the published ones and those they
        wrote; the published ones for everybody else."""
        if sees_all(user):
            return self.all()
        if not is_staff_member(user):
            return self.published()
        return self.filter(_public_version() | _written_by(user, "version"))


class ListPlaceQuerySet(models.QuerySet):
    """Places of published quotes on lists."""

    def published(self, at: datetime | None = None) -> Self:
        """The places of the quotes the public may see at that time (now)."""
        return self.filter(_public_version(at, of="version__"))


class ClaimQuerySet(WorkflowQuerySet):
    """Claims; a published one has published evidence, at any time."""

    def published(self, at: datetime | None = None) -> "ClaimQuerySet":
        """The claims the public may see at that time (now)."""
        return self.filter(_public_claim(at))

    def withdrawn(self) -> "ClaimQuerySet":
        """Claims that were public once; readers are told the reason and the day, nothing else."""
        return self.exclude(withdrawn_at=None)

    def visible_to(self, user: Any) -> "ClaimQuerySet":
        """All claims for those who work here, but for a contributor only the published ones and those they
        wrote; the published ones for everybody else."""
        if sees_all(user):
            return self.all()
        if not is_staff_member(user):
            return self.published()
        return self.filter(_public_claim() | _written_by(user, "claim"))


class TieQuerySet(models.QuerySet):
    """What somebody tied to a claim, and somebody else accepts."""

    def accepted(self) -> Self:
        """What was accepted, with its claim or on its own."""
        return self.exclude(accepted_at=None)

    def pending(self) -> Self:
        """What nobody has accepted yet."""
        return self.filter(accepted_at=None)


class EvidenceQuerySet(TieQuerySet):
    """Quotes tied to claims."""

    def standing(self, at: datetime | None = None) -> Self:
        """Accepted evidence whose quote is published at that time (now): what a claim can rest on."""
        versions = _model("QuoteVersion").objects.published(at).filter(quote=OuterRef("quote"))
        return self.accepted().filter(Exists(versions))

    def published(self, at: datetime | None = None) -> Self:
        """The evidence the public may see at that time (now): accepted, its quote and its claim published."""
        return self.standing(at).filter(
            claim__state=State.PUBLISHED,
            claim__published_at__lte=at or timezone.now(),
            claim__withdrawn_at=None,
        )

    def waiting(self) -> Self:
        """What was tied to a published claim and waits to be accepted or declined on its own."""
        return self.pending().filter(claim__state=State.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """All evidence for those who work here, but for a contributor only the published, that which they
        tied and that of claims they wrote; the published for everybody else."""
        if sees_all(user):
            return self.all()
        if not is_staff_member(user):
            return self.published()
        published = asked_of_each(_model("Evidence").objects.published(), MAKER, pk=OuterRef("pk"))
        written = asked_of_each(
            _model("Claim").objects.filter(_written_by(user, "claim")), MAKER, pk=OuterRef("claim")
        )
        return self.filter(Q(published) | Q(created_by=user.pk) | Q(written))


class ClaimRelationQuerySet(TieQuerySet):
    """What claims do to each other."""

    def published(self, at: datetime | None = None) -> Self:
        """The relations the public may see at that time (now): accepted, both ends published."""
        claims = _model("Claim").objects.published(at)
        return self.accepted().filter(
            Exists(claims.filter(pk=OuterRef("source"))), Exists(claims.filter(pk=OuterRef("target")))
        )

    def waiting(self) -> Self:
        """What was tied between published claims and waits to be accepted or declined on its own."""
        return self.pending().filter(source__state=State.PUBLISHED, target__state=State.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """The relations between claims that this person sees; for a contributor only the published and those
        they made or of a claim they wrote."""
        if sees_all(user):
            return self.all()
        if not is_staff_member(user):
            return self.published()
        claims = _model("Claim").objects
        seen, written = claims.visible_to(user), claims.filter(_written_by(user, "claim"))
        mine = Q(created_by=user.pk)
        for end in ("source", "target"):
            mine |= Q(asked_of_each(written, MAKER, pk=OuterRef(end)))
        published = asked_of_each(_model("ClaimRelation").objects.published(), MAKER, pk=OuterRef("pk"))
        both = (asked_of_each(seen, MAKER, pk=OuterRef(end)) for end in ("source", "target"))
        return self.filter(Q(published) | mine, *both)


class TagQuerySet(models.QuerySet):
    """Topics; public only through something published."""

    def published(self, at: datetime | None = None) -> "TagQuerySet":
        """Topics with a published quote or claim of their own or of a topic right under them."""
        versions = _model("QuoteVersion").objects.published(at)
        claims = _model("Claim").objects.published(at)
        return self.filter(
            Exists(versions.filter(tags=OuterRef("pk")))
            | Exists(versions.filter(tags__parent=OuterRef("pk")))
            | Exists(claims.filter(tags=OuterRef("pk")))
            | Exists(claims.filter(about=OuterRef("pk")))
        )

    def active(self) -> "TagQuerySet":
        """The topics that are offered."""
        return self.filter(status="active")

    def to_give(self) -> "TagQuerySet":
        """What one needs of topics to give them, and of those into which they were merged."""
        short = ("public_id", "slug", "label", "status")
        merged = [f"merged_into__{name}" for name in short]
        return self.select_related("merged_into").only(*short, *merged)

    def known(self, at: datetime | None = None) -> "TagQuerySet":
        """Published topics; and merged ones the public knew, where it may know into which: the log tells."""
        log = _model("Publication").objects.filter(object_type="tag", object_id=OuterRef("public_id"))
        published = _model("Tag").objects.published(at)
        merged = Q(Exists(log), Exists(published.filter(pk=OuterRef("merged_into"))), status="merged")
        return self.filter(Q(pk__in=published.order_by().values("pk")) | merged)


def published_guests(at: datetime | None = None) -> models.QuerySet[Guest]:
    """People the public may know of: speakers of a published quote, or whom a published quote or claim is
    about."""
    versions = _model("QuoteVersion").objects.published(at)
    claims = _model("Claim").objects.published(at).filter(guest=OuterRef("pk"))
    return Guest.objects.filter(
        asked_of_each(versions.filter(speaker=OuterRef("pk")))
        | asked_of_each(versions.filter(guests=OuterRef("pk")))
        | asked_of_each(claims)
    )


def published_companies(at: datetime | None = None) -> models.QuerySet[Company]:
    """Companies the public may know of: a published quote or claim is about them, or the speaker of a
    published quote spoke for them in that episode."""
    versions = _model("QuoteVersion").objects.published(at)
    claims = _model("Claim").objects.published(at).filter(company=OuterRef("pk"))
    spoken_for = Appearance.objects.filter(
        Exists(versions.filter(speaker=OuterRef("guest"), quote__episode=OuterRef("episode"))),
        company=OuterRef("pk"),
    )
    return Company.objects.filter(
        asked_of_each(versions.filter(companies=OuterRef("pk")))
        | asked_of_each(claims)
        | asked_of_each(spoken_for)
    )


def published_podcasts() -> models.QuerySet[Podcast]:
    """Podcasts the public may know of: those with a listed episode."""
    return Podcast.objects.filter(Q(Exists(Episode.objects.listed().filter(podcast=OuterRef("pk")))))


# What readers may know of, by the name of its model; and what they may be told is withdrawn.
PUBLIC: dict[str, Callable[[], models.QuerySet]] = {
    "quote": lambda: _model("Quote").objects.published(),
    "claim": lambda: _model("Claim").objects.published(),
    "tag": lambda: _model("Tag").objects.published(),
    "guest": lambda: published_guests(),
    "company": lambda: published_companies(),
    "episode": lambda: Episode.objects.listed(),
    "podcast": lambda: published_podcasts(),
}
WITHDRAWN: dict[str, Callable[[], models.QuerySet]] = {
    "quote": lambda: _model("Quote").objects.withdrawn(),
    "claim": lambda: _model("Claim").objects.withdrawn(),
    "episode": lambda: Episode.objects.withdrawn(),
}


class ErrorReportQuerySet(models.QuerySet):
    """What readers reported; never shown to anybody but those who work here."""

    def open(self) -> "ErrorReportQuerySet":
        """Those nobody has decided about."""
        return self.filter(state="open")


class CorrectionQuerySet(models.QuerySet):
    """The log of corrections."""

    def published(self) -> "CorrectionQuerySet":
        """The entries the public may read: an entry about something hidden would tell of it."""
        return self.filter(self.tellable(), withdrawn_at=None)

    def withdrawn(self) -> "CorrectionQuerySet":
        """Entries that were public once; readers are told the reason and the day, nothing else."""
        return self.filter(self.tellable()).exclude(withdrawn_at=None)

    def tellable(self) -> Q:
        """Entries about a list, or about something that is public or is said to be withdrawn."""
        told = Q(object_type="page")
        for kinds in (PUBLIC, WITHDRAWN):
            for noun, rows in kinds.items():
                told |= Q(Exists(rows().filter(public_id=OuterRef("object_id"))), object_type=noun)
        return told
