"""Merge two people or companies that are one, split one that was two, and undo either.

Everything that points to one of them is moved in one transaction, with a ledger of every row, so that undoing
gives back what was. Never without a person: there is no way here but a button somebody pressed on a preview.
The lock order is the house's: episodes, then what belongs to them; the two people or companies come last.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from annotations.models import (
    Claim,
    IdentityChange,
    IdentityChangeKind,
    Publication,
    PublicationKind,
    QuoteVersion,
    ReviewEvent,
)
from annotations.permissions import can_review
from annotations.selectors import identities, links
from annotations.selectors.identities import Plan
from annotations.selectors.links import Link
from annotations.services import publiclog
from annotations.workflow import Refusal, State
from transcripts.models import Appearance, Company, CompanyName, CompanyOwner, Episode, Guest, GuestName
from transcripts.models.identity import fold_name, free_slug
from transcripts.permissions import check_can_edit
from transcripts.services import people, records

Named = TypeVar("Named", Guest, Company)
Kind = IdentityChangeKind

CHANGED = "Something about them was changed since you looked. Look again, then decide."
BUSY = "Somebody is working on these just now, so nothing was changed. Try again in a moment."
REVIEWERS = (
    "{count} of the quotes and claims are approved or published, and would credit or be about another one. "
    "Only a reviewer can decide that."
)
MERGED = "{other} was merged into {kept}: they are one."
SPLIT = "{other} was split from {kept}: they are two."
UNDONE = "Undone: {told}"
HISTORIED = (Appearance, Claim, Guest, Company)


@transaction.atomic
def merge(kept: Named, other: Named, *, seen: str, reason: str = "", by: Any) -> IdentityChange:
    """Make `other` one with `kept`: all that points to it points to `kept`, and its addresses lead there.

    `seen` is the sign of the plan that was looked at. Raises Refusal where anything has changed since, or
    they cannot be merged; PermissionDenied where what is approved or published would change hands and the
    person is no reviewer.
    """
    check_can_edit(by)
    with together(), publiclog.following(partial(publiclog.scope_of, [kept, other], far=False), by=by):
        hold(kept, other, source=other)
        plan = identities.merging(kept, other)
        check(plan, seen, by)
        shown, linked = shown_in(plan.rows), linked_in(plan.rows)
        owned = owned_in(plan.rows)
        change = begin(Kind.MERGE, kept, other, reason=reason, by=by)
        told = MERGED.format(kept=kept, other=other)
        was_public, versions = identities.public(other), identities.versions_of(other, plan.rows)
        joined = [join(one, by=by, reason=told) for one in plan.joined]
        moved = {
            link.name: move(link, plan.rows[link.name], plan.doubles[link.name], kept, by=by, reason=told)
            for link in links.of(kept)
        }
        other.merged_into = kept
        records.save(other, by=by, reason=told)
        filled = {name: [getattr(kept, name), value] for name, value in plan.filled.items()}
        fill(kept, plan.filled, by=by, reason=told)
        finish(change, {"links": moved, "joined": joined, "filled": filled})
        tell(change, versions, plan.rows["claims"], told, by=by)
        tell_linked(Episode, linked, told, by=by)
        tell_linked(Company, owned, told, by=by)
        tell_episodes(shown, told, by=by)
        if was_public:
            publiclog.write(other, PublicationKind.MERGED, into=kept.public_id, by=by)
    return change


@transaction.atomic
def split(
    original: Named,
    *,
    name: str,
    chosen: Mapping[str, Collection[int]],
    seen: str,
    reason: str = "",
    by: Any,
) -> IdentityChange:
    """Make a new one called `name` of what was `chosen`, as `identities.splitting` has it. Raises as `merge`
    does."""
    check_can_edit(by)
    with together():
        hold(original, source=original)
        plan = identities.splitting(original, name=name, chosen=chosen)
        check(plan, seen, by)
        shown, linked = shown_in(plan.rows), linked_in(plan.rows)
        owned = owned_in(plan.rows)
        new = made(type(original), people.checked_name(name), by=by, reason=f"Split from {original}")
        change = begin(Kind.SPLIT, original, new, reason=reason, by=by)
        told = SPLIT.format(kept=original, other=new)
        versions = identities.versions_of(original, plan.rows)
        moved = {
            link.name: move(link, plan.rows[link.name], (), new, by=by, reason=told)
            for link in links.of(original)
        }
        own = own_name(new)
        records.note(original, by=by, reason=told)
        records.tell_lines(new)
        finish(change, {"links": moved, "made": {"names": own}})
        tell(change, versions, plan.rows["claims"], told, by=by)
        tell_linked(Episode, linked, told, by=by)
        tell_linked(Company, owned, told, by=by)
        tell_episodes(shown, told, by=by)
        if identities.public(new):
            publiclog.write(new, PublicationKind.PUBLISHED, reason=told, by=by)
    return change


@transaction.atomic
def undo(change: IdentityChange, *, reason: str = "", by: Any) -> IdentityChange:
    """Give back what was before a merge or a split. Raises Refusal, with a sentence, where later changes
    make that impossible."""
    check_can_edit(by)
    things = [thing for thing in (change.kept, change.other) if thing is not None]
    with together(), publiclog.following(partial(publiclog.scope_of, things, far=False), by=by):
        before, now = identities.direction(change)
        hold(before, now, source=now)
        change.refresh_from_db()
        before, now = identities.direction(change)
        if obstacles := identities.undo_obstacles(change):
            raise Refusal("undo", obstacles[0])
        rows = going_back(change)
        shown, linked = shown_in(rows), linked_in(rows) + dropped_episodes(change)
        owned = owned_in(rows)
        versions = identities.versions_of(now, rows) | dropped_versions(change)
        check_reviewer(pinned(versions, rows.get("claims", ())), by)
        undoing = begin(Kind.UNDO, change.kept, change.other, reason=reason, by=by, undoes=change)
        kept, other = undoing.kept, undoing.other
        told = UNDONE.format(
            told=(MERGED if change.kind == Kind.MERGE else SPLIT).format(kept=kept, other=other)
        )
        if change.kind == Kind.MERGE:
            part(change, other, by=by, reason=told)
        else:
            drop_made(change, now)
        for link in links.of(before):
            give_back(link, rows.get(link.name, ()), change, before, by=by, reason=told)
        separate(change, by=by, reason=told)
        stays = change.kind == Kind.SPLIT and is_known(other, [change, undoing])
        if stays:
            other.merged_into = kept  # type: ignore[union-attr]
            records.save(other, by=by, reason=told)  # type: ignore[arg-type]
        if change.kind == Kind.SPLIT:
            records.note(kept, by=by, reason=told)  # type: ignore[arg-type]
        records.tell_lines(kept, other)  # type: ignore[arg-type]
        finish(undoing, {"links": {name: {"moved": sorted(pks)} for name, pks in rows.items()}})
        tell(undoing, versions, rows.get("claims", ()), told, by=by)
        tell_linked(Episode, linked, told, by=by)
        tell_linked(Company, owned, told, by=by)
        tell_episodes([*shown, *shown_in(rows)], told, by=by)
        log_undone(change, told, by=by)
        if change.kind == Kind.SPLIT and not stays:
            take_away(other, told, by=by)
            undoing.refresh_from_db()
    return undoing


@contextmanager
def together() -> Iterator[None]:
    """All or nothing; where two wait for each other in a circle, one is told so."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        raise Refusal("race", BUSY) from error


def hold(*things: Guest | Company, source: Guest | Company) -> None:
    """Hold the episodes in which something points to `source`, then the people or companies themselves, so
    that nothing new points to them until this transaction ends; and read them anew."""
    episodes = links.episodes_of(source)
    wanted = sorted(episodes)
    for first in range(0, len(wanted), links.AT_ONCE):
        some = Episode.objects.filter(pk__in=wanted[first : first + links.AT_ONCE])
        list(some.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    rows = type(things[0])._default_manager.select_for_update().order_by("pk")
    list(rows.filter(pk__in=[thing.pk for thing in things]))
    for thing in things:
        thing.refresh_from_db()
    if links.episodes_of(source) - episodes:
        raise Refusal("race", CHANGED)


def check(plan: Plan, seen: str, by: Any) -> None:
    """Raise where a plan cannot be carried out, or not by this person, or is not the one looked at."""
    if plan.obstacles:
        raise Refusal("identity", plan.obstacles[0])
    if plan.sign != seen:
        raise Refusal("race", CHANGED)
    check_reviewer(plan.pinned, by)


def check_reviewer(count: int, by: Any) -> None:
    """Raise PermissionDenied where what is approved changes hands, and this person is no reviewer."""
    if count and not can_review(by):
        raise PermissionDenied(REVIEWERS.format(count=count))


def pinned(versions: Collection[int], claims: Collection[int]) -> int:
    """How many of these quotes and claims are approved or published."""
    states = {"state__in": identities.PINNED}
    return (
        QuoteVersion.objects.filter(pk__in=versions, **states).count()
        + Claim.objects.filter(pk__in=claims, **states).count()
    )


def begin(
    kind: IdentityChangeKind,
    kept: Any,
    other: Any,
    *,
    reason: str,
    by: Any,
    undoes: IdentityChange | None = None,
) -> IdentityChange:
    """A change that is under way: until it is finished the guards know that these two are one."""
    sort = "guest" if isinstance(kept, Guest) else "company"
    pair = {sort: kept, f"other_{sort}": other}
    return IdentityChange.objects.create(
        kind=kind, reason=reason.strip(), by=by, undoes=undoes, other_name=str(other), **pair
    )


def finish(change: IdentityChange, ledger: dict[str, Any]) -> None:
    """Close a change; what it did is never altered."""
    change.ledger, change.done_at = ledger, timezone.now()
    change.save(update_fields=["ledger", "done_at"])


def made(kind: type[Named], name: str, *, by: Any, reason: str) -> Named:
    """A new person or company without a name of its own yet."""
    fallback = "person" if kind is Guest else "company"
    new = kind(name=name, slug=free_slug(kind, name, fallback))
    records.save(new, by=by, reason=reason)
    return new


def own_name(thing: Guest | Company) -> list[int]:
    """Make sure that it is found by the name it has; the keys of the rows made for that."""
    names: Any = thing.names
    if names.filter(folded=fold_name(thing.name)).exists():
        return []
    return [names.create(text=thing.name).pk]


def join(pair: identities.Joined, *, by: Any, reason: str) -> dict[str, Any]:
    """Fill what is empty in the appearance that stays; what it was and is, for undoing."""
    values = pair.values
    before = {name: getattr(pair.kept, name) for name in values}
    if values:
        set_values(pair.kept, values, by=by, reason=reason)
    return {"pk": pair.kept.pk, "before": before, "after": values}


def set_values(row: Appearance, values: Mapping[str, Any], *, by: Any, reason: str) -> None:
    """Give an appearance these values, and tell its history."""
    for column, value in values.items():
        setattr(row, column, value)
    records.change([row], [column.removesuffix("_id") for column in values], by=by, reason=reason)


def move(
    link: Link,
    pks: Sequence[int],
    doubles: Collection[int],
    target: Guest | Company,
    *,
    by: Any,
    reason: str,
) -> dict[str, Any]:
    """Point rows to `target`, but for doubles, which go; what was done, for undoing."""
    gone = links.found(link, doubles)
    dropped = [
        {field.attname: getattr(row, field.attname) for field in link.model._meta.concrete_fields}
        for row in gone
    ]
    if link.model in HISTORIED:
        for row in gone:
            records.remove(row, by=by, reason=reason)
    else:
        link.model._base_manager.filter(pk__in=[row.pk for row in gone]).delete()
    moved = sorted(set(pks) - set(doubles))
    point(link, moved, target, by=by, reason=reason)
    return {"moved": moved, "dropped": dropped}


def point(link: Link, pks: Collection[int], target: Guest | Company, *, by: Any, reason: str) -> None:
    """Have rows point to `target`; what has a history gets it told there."""
    wanted = sorted(pks)
    for first in range(0, len(wanted), links.AT_ONCE):
        some = wanted[first : first + links.AT_ONCE]
        if link.model in HISTORIED:
            rows = links.found(link, some)
            for row in rows:
                setattr(row, link.column, target.pk)
            records.change(rows, [link.column.removesuffix("_id")], by=by, reason=reason)
        else:
            link.model._base_manager.filter(pk__in=some).update(**{link.column: target.pk})


def fill(thing: Guest | Company, values: Mapping[str, Any], *, by: Any, reason: str) -> None:
    """Give a thing these values, and tell its history what happened."""
    for name, value in values.items():
        setattr(thing, name, value)
    thing.full_clean()
    records.note(thing, by=by, reason=reason)


def tell(
    change: IdentityChange, versions: Collection[int], claims: Collection[int], told: str, *, by: Any
) -> None:
    """Write it into the history of every quote and claim it touched, and of the public ones into the
    publication log."""
    rows = links.found(version_link(), versions)
    public_ids = dict(
        QuoteVersion.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "quote__public_id")
    )
    about = list(Claim.objects.filter(pk__in=claims))
    events = [
        ReviewEvent(
            version=row,
            action=str(change.kind),
            from_state=row.state,
            to_state=row.state,
            note=told,
            revision_id=row.revision_id,
            by=by,
        )
        for row in rows
    ] + [
        ReviewEvent(
            claim=row, action=str(change.kind), from_state=row.state, to_state=row.state, note=told, by=by
        )
        for row in about
    ]
    ReviewEvent.objects.bulk_create(events, batch_size=500)
    updated = [("quote", public_ids[row.pk], row.number) for row in rows if row.state == State.PUBLISHED]
    updated += [("claim", row.public_id, 1) for row in about if row.state == State.PUBLISHED]
    publiclog.store(
        Publication(
            kind=PublicationKind.UPDATED,
            object_type=sort,
            object_id=key,
            version=number,
            reason=told,
            by=by,
        )
        for sort, key, number in updated
    )


def shown_in(rows: Mapping[str, Collection[int]]) -> list[int]:
    """The episodes on whose pages readers see them, by what points to them."""
    appearing = Appearance.objects.filter(pk__in=rows.get("appearances", ()))
    return [*appearing.values_list("episode_id", flat=True), *linked_in(rows)]


def linked_in(rows: Mapping[str, Collection[int]]) -> list[int]:
    """The episodes that are about them, by what points to them."""
    links_of_episodes = Episode.companies.through.objects.filter(pk__in=rows.get("episodes", ()))
    return list(links_of_episodes.values_list("episode_id", flat=True))


def owned_in(rows: Mapping[str, Collection[int]]) -> list[int]:
    """The companies that belong or belonged to them, by what points to them."""
    owned = CompanyOwner.objects.filter(pk__in=rows.get("owned", ()))
    return list(owned.values_list("company_id", flat=True))


def tell_linked(model: type[Episode] | type[Company], keys: Collection[int], told: str, *, by: Any) -> None:
    """Have the histories of episodes say which companies they are about now, and those of companies whose
    they are."""
    wanted = sorted({*keys})
    for first in range(0, len(wanted), links.AT_ONCE):
        found = model._default_manager.filter(pk__in=wanted[first : first + links.AT_ONCE])
        records.tell_links(list(found.order_by("pk")), by=by, reason=told)


def tell_episodes(keys: Collection[int], told: str, *, by: Any) -> None:
    """Write to the publication log that episodes name somebody else."""
    things: dict[Any, int] = dict.fromkeys(Episode.objects.listed().filter(pk__in=keys).order_by("pk"), 1)
    publiclog.write_many(things, PublicationKind.UPDATED, by=by, reason=told)


def version_link() -> Link:
    """The way in which versions of quotes point to their speakers."""
    return next(link for link in links.OF_GUESTS if link.name == "quotes")


def log_undone(change: IdentityChange, told: str, *, by: Any) -> None:
    """Tell those who follow the publications that a merge or a split was undone."""
    kept: Any = change.kept
    other: Any = change.other
    other.refresh_from_db()
    if change.kind == Kind.MERGE and identities.public(other):
        publiclog.write(other, PublicationKind.PUBLISHED, reason=told, by=by)
    known = Publication.objects.filter(object_id=other.public_id).exists()
    if change.kind == Kind.SPLIT and known:
        publiclog.write(other, PublicationKind.MERGED, into=kept.public_id, reason=told, by=by)


# Undoing


def going_back(change: IdentityChange) -> dict[str, set[int]]:
    """The rows that go back: those that were moved, and quotes made since on turns that were."""
    _, now = identities.direction(change)
    rows = {name: set(pks) for name, pks in identities.moved(change).items()}
    if "quotes" in rows:
        mine = set(version_link().rows(now).values_list("pk", flat=True))
        rows["quotes"] |= identities.on_turns(rows.get("turns", ())) & mine
    return rows


def dropped_versions(change: IdentityChange) -> set[int]:
    """The versions that were about both, and will be again."""
    about = change.ledger.get("links", {}).get("about", {})
    return {row["quoteversion_id"] for row in about.get("dropped", [])}


def dropped_episodes(change: IdentityChange) -> list[int]:
    """The episodes that were about both, and will be again."""
    about = change.ledger.get("links", {}).get("episodes", {})
    return [row["episode_id"] for row in about.get("dropped", [])]


def part(change: IdentityChange, other: Any, *, by: Any, reason: str) -> None:
    """What was merged stands for itself again, and the one that stayed has what it had."""
    kept: Any = change.kept
    kept.refresh_from_db()
    for name, (before, _) in change.ledger.get("filled", {}).items():
        setattr(kept, name, before)
    records.note(kept, by=by, reason=reason)
    other.merged_into = None
    records.save(other, by=by, reason=reason)


def is_known(new: Any, by_these: Sequence[IdentityChange]) -> bool:
    """Whether what was split off stays to lead on: readers knew it, or the history of others speaks of it."""
    sort = new._meta.model_name
    told = IdentityChange.objects.filter(Q(**{sort: new}) | Q(**{f"other_{sort}": new}))
    told = told.exclude(pk__in=[change.pk for change in by_these])
    public = Publication.objects.filter(object_id=new.public_id)
    return public.exists() or told.exists() or new.merged.exists()


def take_away(new: Any, told: str, *, by: Any) -> None:
    """Delete what was split off and nobody outside knew; its history stays."""
    records.remove(new, by=by, reason=told)


def drop_made(change: IdentityChange, new: Guest | Company) -> None:
    """Take away the name that was made for what was split off."""
    names: type[GuestName] | type[CompanyName] = GuestName if isinstance(new, Guest) else CompanyName
    names.objects.filter(pk__in=change.ledger.get("made", {}).get("names", [])).delete()


def give_back(
    link: Link,
    pks: Iterable[int],
    change: IdentityChange,
    target: Guest | Company,
    *,
    by: Any,
    reason: str,
) -> None:
    """Point the moved rows back, and make the doubles again, with the keys they had."""
    point(link, list(pks), target, by=by, reason=reason)
    dropped = change.ledger.get("links", {}).get(link.name, {}).get("dropped", [])
    again = [link.model(**row) for row in dropped]
    if link.model in HISTORIED:
        records.add(again, by=by, reason=reason)
    else:
        link.model._base_manager.bulk_create(again, batch_size=500)


def separate(change: IdentityChange, *, by: Any, reason: str) -> None:
    """Take back what filled the appearances that were made of two."""
    filled = {told["pk"]: told["before"] for told in change.ledger.get("joined", []) if told["before"]}
    for row in Appearance.objects.filter(pk__in=filled).order_by("pk"):
        set_values(row, filled[row.pk], by=by, reason=reason)
