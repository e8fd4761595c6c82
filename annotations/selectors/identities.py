"""What merging, splitting and undoing would change, for people to look at before anything does."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from annotations.models import Claim, IdentityChange, IdentityChangeKind, QuoteVersion
from annotations.querysets import published_companies, published_guests
from annotations.selectors import links
from annotations.selectors.links import Link
from annotations.workflow import State
from transcripts.models import Appearance, Company, CompanyName, CompanyOwner, Guest, Revision, Turn
from transcripts.models.identity import fold_name
from transcripts.services.revisions import digest_of

Named = TypeVar("Named", Guest, Company)
Keys = Mapping[str, Collection[int]]

# An approval belongs to the speaker too, so only a reviewer changes whom such a quote credits.
PINNED = (State.APPROVED, State.PUBLISHED)
FILLED = ("about", "website", "wikidata")
SHOWN = 30  # episodes, claims and names of a preview

ITSELF = "These are one already. Choose another."
GONE = "“{name}” was merged into “{into}”. Choose that one."
OWNER = "One of {kept} and {other} owned the other, so they are two. Take that away first if it is wrong."
BOTH_SPEAK = "Both speak in {episodes}: they may well be two."
DIFFERENT = "Their {field} differ: {kept} and {other}. Only one of them can be right, or they are two."
NOTHING = "Choose what goes to the new one: an episode at least, or a name."
NO_NAME = "Say what the new one is called."
TAKEN = "“{bearer}” goes by this name. A company’s name is one company’s."
OWN_NAME = "“{name}” is its own name, and stays."
STRANGE = "Something that was chosen is not there any more. Look again."

UNDONE = "It was undone already."
IS_UNDOING = "This was the undoing. Merge or split them again instead."
LATER = "They were {what} since, on {day}. Undo that first."
TEXTS = (
    "{episode} has got another text since (revision {number}), and nobody can tell from it which turns are "
    "whose. Split them instead."
)
CHANGED = (
    "Of the {many} it moved, {count} have gone or been given to somebody else since. Split them instead."
)
DROPPED = "Of the {many} both had, {count} are not there any more. Split them instead."
BOTH = "“{name}” has {count} of the {many} itself by now. Take these away, or leave it as it is."
JOINED = "The appearance in {episode} was changed since. Split them instead."
PLACED = "{count} of the quotes stand on other turns since. Split them instead."
REVISED = "{count} of the quotes have newer versions since. Split them instead."
FIELD = "The {field} was changed since. Clear it, or split them instead."
NAMED = "“{name}” has been given more since ({what}). Merge them instead."


@dataclass(frozen=True, slots=True)
class Joined:
    """Two appearances in one episode that become one."""

    kept: Appearance
    other: Appearance

    @property
    def values(self) -> dict[str, Any]:
        """What of the one that goes fills what is empty in the one that stays."""
        found: dict[str, Any] = {}
        if self.kept.company_id is None and self.other.company_id is not None:
            found["company_id"] = self.other.company_id
        if not self.kept.title and self.other.title:
            found["title"] = self.other.title
        return found

    @property
    def lost(self) -> str:
        """What of the one that goes is not taken over, in words; empty where nothing is."""
        kept, other = self.kept, self.other
        parts = [
            other.get_role_display() if other.role != kept.role else "",
            f"“{other.title}”" if other.title and kept.title not in ("", other.title) else "",
            str(other.company)
            if other.company_id and kept.company_id not in (None, other.company_id)
            else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge or a split would change. `sign` stands for all of it; `rows` are those that go over,
    `doubles` those of them that go away because the other has the same."""

    kept: Any
    other: Any
    rows: dict[str, list[int]]
    doubles: dict[str, list[int]]
    names: list[str]
    appearances: list[Appearance]
    joined: list[Joined]
    claims: list[Claim]
    filled: dict[str, str]
    pinned: int
    published: int
    obstacles: list[str]
    warnings: list[str]
    sign: str

    @property
    def counts(self) -> list[str]:
        """How much of each sort goes over, in words."""
        return counts(self.kept, self.rows)


def counts(thing: Guest | Company, rows: Keys) -> list[str]:
    """How much of each sort there is, in words; what there is none of is left out."""
    return [link.counted(len(rows[link.name])) for link in links.of(thing) if rows.get(link.name)]


def public(thing: Guest | Company) -> bool:
    """Whether readers may know of this person or company."""
    known: QuerySet = published_guests() if isinstance(thing, Guest) else published_companies()
    return known.filter(pk=thing.pk).exists()


def led_to(public: QuerySet[Named], **named: Any) -> Named | None:
    """Whom an old address of a merged person or company leads to, where readers may know of them."""
    old = public.model._default_manager.filter(**named).exclude(merged_into=None)
    return public.filter(pk__in=old.values("merged_into")).first()


# Merging


def merging(kept: Named, other: Named) -> Plan:
    """What merging `other` into `kept` would change."""
    rows = links.keys(other)
    twice = {link.name: links.doubles(link, other, kept) for link in links.of(kept)}
    joined = joined_appearances(kept, twice.get("appearances", []))
    filled = {
        name: getattr(other, name) for name in FILLED if getattr(other, name) and not getattr(kept, name)
    }
    versions = list(
        QuoteVersion.objects.filter(pk__in=versions_of(other, rows)).values_list("state", flat=True)
    )
    states = versions + list(Claim.objects.filter(pk__in=rows["claims"]).values_list("state", flat=True))
    return Plan(
        kept=kept,
        other=other,
        rows=rows,
        doubles={name: [row.pk for row in some] for name, some in twice.items()},
        names=[str(row) for row in links.found(links.of(other)[0], rows["names"][:SHOWN])],
        appearances=appearances(rows["appearances"]),
        joined=joined,
        claims=list(Claim.objects.filter(pk__in=rows["claims"][:SHOWN])),
        filled=filled,
        pinned=sum(state in PINNED for state in states),
        published=states.count(State.PUBLISHED),
        obstacles=list(merge_obstacles(kept, other)),
        warnings=merge_warnings(kept, other, joined),
        sign=sign(kept, other, rows),
    )


def merge_obstacles(kept: Named, other: Named) -> list[str]:
    """Why these cannot be merged."""
    if kept.pk == other.pk:
        return [ITSELF]
    gone = [one for one in (kept, other) if one.merged_into_id]
    found = [GONE.format(name=one, into=one.merged_into) for one in gone]
    pair = Q(company=kept.pk, owner=other.pk) | Q(company=other.pk, owner=kept.pk)
    if isinstance(kept, Company) and CompanyOwner.objects.filter(pair).exists():
        found.append(OWNER.format(kept=kept, other=other))
    return found


def merge_warnings(kept: Named, other: Named, joined: Sequence[Joined]) -> list[str]:
    """What speaks against their being one."""
    found = []
    both = [row.kept.episode for row in joined if speak(row.kept) and speak(row.other)]
    if both:
        found.append(BOTH_SPEAK.format(episodes=listed([one.display_title for one in both])))
    for name, field in (("wikidata", "Wikidata ids"), ("website", "homepages")):
        mine, theirs = getattr(kept, name), getattr(other, name)
        if mine and theirs and mine != theirs:
            found.append(DIFFERENT.format(field=field, kept=mine, other=theirs))
    return found


def speak(row: Appearance) -> bool:
    """Whether somebody has a turn of their own where they appear."""
    return Turn.objects.filter(
        revision__episode=row.episode_id, revision__is_current=True, speaker=row.guest_id
    ).exists()


def listed(texts: Sequence[str]) -> str:
    """A few of them by name, and how many more."""
    more = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
    return ", ".join(f"“{text}”" for text in texts[:3]) + more


def joined_appearances(kept: Guest | Company, twice: Sequence[Any]) -> list[Joined]:
    """The appearances of one that goes, beside those of the one that stays in the same episodes."""
    if not twice or isinstance(kept, Company):
        return []
    related = Appearance.objects.select_related("episode", "company", "guest")
    there = {row.episode_id: row for row in related.filter(guest=kept.pk)}
    goes = related.filter(pk__in=[row.pk for row in twice]).order_by("episode_id")
    return [Joined(there[row.episode_id], row) for row in goes]


def appearances(pks: Sequence[int]) -> list[Appearance]:
    """The first of these appearances, by episode."""
    rows = Appearance.objects.filter(pk__in=pks[:SHOWN]).select_related("episode", "company", "guest")
    return list(rows.order_by("episode_id", "pk"))


def versions_of(thing: Guest | Company, rows: Keys) -> set[int]:
    """The versions of quotes whose speaker, subject or speaker's company is among these rows."""
    link = {one.name: one for one in links.of(thing)}
    found = {row.quoteversion_id for row in links.found(link["about"], rows.get("about", ()))}
    if isinstance(thing, Guest):
        return found | set(rows.get("quotes", ()))
    for row in links.found(link["appearances"], rows.get("appearances", ())):
        said = QuoteVersion.objects.filter(speaker=row.guest_id, quote__episode=row.episode_id)
        found |= set(said.filter(state__in=PINNED).values_list("pk", flat=True))
    return found


def sign(kept: Guest | Company, other: Guest | Company | None, rows: Keys) -> str:
    """Stands for everything that was looked at."""
    times = [str(one.updated_at) for one in (kept, other) if one]
    whole = [kept.pk, other.pk if other else None, times, {name: sorted(pks) for name, pks in rows.items()}]
    return digest_of(json.dumps(whole, sort_keys=True))


# Splitting


def splitting(original: Named, *, name: str, chosen: Keys) -> Plan:
    """What giving the chosen rows to a new one called `name` would change. `chosen` has under `episodes` the
    episodes whose appearances, turns and quotes go over, under the other links' names their rows."""
    rows = {link.name: going(link, original, chosen) for link in links.of(original)}
    versions = list(
        QuoteVersion.objects.filter(pk__in=versions_of(original, rows)).values_list("state", flat=True)
    )
    states = versions + list(Claim.objects.filter(pk__in=rows["claims"]).values_list("state", flat=True))
    return Plan(
        kept=original,
        other=name,
        rows=rows,
        doubles={},
        names=[str(row) for row in links.found(links.of(original)[0], rows["names"])],
        appearances=appearances(rows["appearances"]),
        joined=[],
        claims=list(Claim.objects.filter(pk__in=rows["claims"][:SHOWN])),
        filled={},
        pinned=sum(state in PINNED for state in states),
        published=states.count(State.PUBLISHED),
        obstacles=list(split_obstacles(original, name, rows, chosen)),
        warnings=[],
        sign=sign(original, None, rows),
    )


def going(link: Link, original: Guest | Company, chosen: Keys) -> list[int]:
    """The rows of one sort that would go to the new one."""
    if link.name == "merged":
        return []
    rows = link.rows(original)
    if link.goes_along:
        rows = rows.filter(**{f"{link.episode}__in": list(chosen.get("episodes", ()))})
    else:
        rows = rows.filter(pk__in=list(chosen.get(link.name, ())))
    return list(rows.values_list("pk", flat=True))


def split_obstacles(original: Guest | Company, name: str, rows: Keys, chosen: Keys) -> list[str]:
    """Why it cannot be split so."""
    found = []
    if original.merged_into_id:
        found.append(GONE.format(name=original, into=original.merged_into))
    if not fold_name(name):
        found.append(NO_NAME)
    if not any(rows.values()):
        found.append(NOTHING)
    asked = {one: set(pks) for one, pks in chosen.items() if one != "episodes"}
    if any(asked[one] - set(rows.get(one, ())) for one in asked):
        found.append(STRANGE)
    names = links.found(links.of(original)[0], rows["names"])
    if any(row.folded == fold_name(original.name) for row in names):
        found.append(OWN_NAME.format(name=original))
    if isinstance(original, Company):
        bearer = CompanyName.objects.filter(folded=fold_name(name)).exclude(pk__in=rows["names"]).first()
        if bearer:
            found.append(TAKEN.format(bearer=bearer.company))
    return found


# Undoing


def direction(change: IdentityChange) -> tuple[Any, Any]:
    """Whom a change took rows from, and to whom it gave them."""
    pair = (change.other, change.kept)
    return pair if change.kind == IdentityChangeKind.MERGE else (pair[1], pair[0])


def moved(change: IdentityChange) -> dict[str, list[int]]:
    """The rows that a change moved, by the way in which they point."""
    return {name: one["moved"] for name, one in change.ledger.get("links", {}).items()}


def undo_obstacles(change: IdentityChange) -> list[str]:
    """Why a merge or split cannot be undone any more, in sentences; none where it can."""
    if change.kind == IdentityChangeKind.UNDO:
        return [IS_UNDOING]
    if change.is_undone:
        return [UNDONE]
    if later := later_change(change):
        day = f"{later.at:%-d %B %Y}"
        return [LATER.format(what=later.get_kind_display(), day=day)]
    _, now = direction(change)
    found = [told for link in links.of(now) for told in link_obstacles(change, link, now)]
    found += text_obstacles(change, now)
    found += quote_obstacles(change, now)
    found += joined_obstacles(change)
    for name, (_, after) in change.ledger.get("filled", {}).items():
        if getattr(change.kept, name) != after:
            found.append(FIELD.format(field=name))
    if change.kind == IdentityChangeKind.SPLIT:
        found += extra(change, now)
    return found


def later_change(change: IdentityChange) -> IdentityChange | None:
    """The last merge or split of one of the two that came after this one, and stands."""
    pks = {change.kept.pk, change.other.pk}  # type: ignore[union-attr]
    sort = "guest" if change.guest_id else "company"
    rows = IdentityChange.objects.filter(pk__gt=change.pk, undone_by_change=None)
    rows = rows.exclude(kind=IdentityChangeKind.UNDO)
    of_them = rows.filter(**{f"{sort}__in": pks}) | rows.filter(**{f"other_{sort}__in": pks})
    return of_them.order_by("-pk").first()


def link_obstacles(change: IdentityChange, link: Link, now: Guest | Company) -> list[str]:
    """That rows of one sort are not as the change left them."""
    told = change.ledger.get("links", {}).get(link.name, {})
    pks, dropped = told.get("moved", []), told.get("dropped", [])
    standing = set(link.rows(now).values_list("pk", flat=True)) if pks else set()
    found = []
    if gone := len(set(pks) - standing):
        found.append(CHANGED.format(many=link.many, count=gone))
    if dropped:
        there = set(link.rows(now).order_by().values_list(link.once, flat=True))
        if missing := sum(row[link.once] not in there for row in dropped):
            found.append(DROPPED.format(many=link.many, count=missing))
    before, _ = direction(change)
    if link.once and pks and before.pk != now.pk:
        twice = {row.pk for row in links.doubles(link, now, before)} & set(pks)
        if twice:
            found.append(BOTH.format(name=before, count=len(twice), many=link.many))
    return found


def text_obstacles(change: IdentityChange, now: Guest | Company) -> list[str]:
    """That a text was made since in which turns may be either's."""
    turns = moved(change).get("turns", [])
    if not turns:
        return []
    known = {row.revision_id for row in links.found(turn_link(), turns)}
    episodes = Revision.objects.filter(pk__in=known).values("episode")
    newer = Revision.objects.filter(episode__in=episodes, created_at__gt=change.at, turns__speaker=now.pk)
    row = newer.exclude(pk__in=known).select_related("episode").order_by("pk").first()
    return [TEXTS.format(episode=f"“{row.episode.display_title}”", number=row.number)] if row else []


def turn_link() -> Link:
    """The way in which turns point to people."""
    return next(link for link in links.OF_GUESTS if link.name == "turns")


def quote_obstacles(change: IdentityChange, now: Guest | Company) -> list[str]:
    """That quotes stand elsewhere since, or have newer versions about it."""
    by_name = {link.name: link for link in links.of(now)}
    found = []
    if "quotes" in by_name:
        rows = links.found(by_name["quotes"], moved(change).get("quotes", []))
        turns = set(moved(change).get("turns", []))
        spoken = Turn.objects.filter(pk__in={row.turn_id for row in rows} - turns, speaker=now.pk)
        if placed := spoken.count():
            found.append(PLACED.format(count=placed))
    told = change.ledger.get("links", {}).get("about", {})
    versions = {row.quoteversion_id for row in links.found(by_name["about"], told.get("moved", []))}
    versions |= {row["quoteversion_id"] for row in told.get("dropped", [])}
    quotes = QuoteVersion.objects.filter(pk__in=versions).values("quote")
    newer = QuoteVersion.objects.filter(quote__in=quotes, created_at__gt=change.at).exclude(pk__in=versions)
    about = by_name["about"].rows(now).filter(quoteversion__in=newer)
    if revised := about.count():
        found.append(REVISED.format(count=revised))
    return found


def joined_obstacles(change: IdentityChange) -> list[str]:
    """That an appearance made of two was changed since."""
    found = []
    for told in change.ledger.get("joined", []):
        row = Appearance.objects.filter(pk=told["pk"]).select_related("episode").first()
        if row is not None and any(getattr(row, name) != value for name, value in told["after"].items()):
            found.append(JOINED.format(episode=f"“{row.episode.display_title}”"))
    return found


def extra(change: IdentityChange, now: Guest | Company) -> list[str]:
    """That what was split off has been given more than the split gave it."""
    given = moved(change)
    made = change.ledger.get("made", {})
    more = {
        name: set(pks) - set(given.get(name, [])) - set(made.get(name, []))
        for name, pks in links.keys(now).items()
    }
    more["quotes"] = more.get("quotes", set()) - on_turns(given.get("turns", []))
    told = counts(now, more)
    return [NAMED.format(name=now, what=", ".join(told))] if told else []


def on_turns(turns: Collection[int]) -> set[int]:
    """The versions of quotes that stand on these turns."""
    wanted = sorted(turns)
    return {
        pk
        for first in range(0, len(wanted), links.AT_ONCE)
        for pk in QuoteVersion.objects.filter(turn__in=wanted[first : first + links.AT_ONCE])
        .order_by()
        .values_list("pk", flat=True)
    }
