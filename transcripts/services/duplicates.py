"""Look for people and companies that may be one, and remember which of them are not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from transcripts import duplicates
from transcripts.duplicates import Likeness, Named
from transcripts.models import (
    Appearance,
    CompanyName,
    GuestName,
    LikelyDuplicate,
    Mishearing,
    Turn,
)
from transcripts.models.identity import fold_name
from transcripts.permissions import check_can_edit
from transcripts.services import records

# A queue longer than that is not worked through; the likeliest are kept.
MOST = 2_000
AT_ONCE = 500
NAMES = "They are written alike: “{mine}” and “{theirs}”."
SAME_NAME = "They go by one name: “{mine}”."
HEARD = "“{mine}” is a known mis-hearing of “{theirs}”, or the other way round."
COMPANY = "They spoke for the same company."
EPISODE = "They are in the same episode, where only one of them speaks."
APART = "Not the same as {other}, somebody decided."
AGAIN = "Perhaps the same as {other} after all: that is to be decided again."
BOTH_SPEAK = "But both speak in one episode."

Facts = Mapping[int, set[int]]
NOTHING: frozenset[int] = frozenset()


def never() -> bool:
    """Nobody asks to stop."""
    return False


def no_step() -> None:
    """Nobody asks how far it is."""


def find(stop: Callable[[], bool] = never, *, step: Callable[[], None] = no_step) -> int:
    """Look at every name anew, and keep the pairs that may be one; how many are new. What was decided stays.

    Reads names in one query each; never compares all with all. Calls `step` after each of the
    `DuplicateSearch.STEPS`.
    """
    heard = [
        (fold_name(wrong), fold_name(right))
        for wrong, right in Mishearing.objects.values_list("heard", "meant").order_by("pk")
    ]
    people = duplicates.of_people(named(GuestName, "guest_id"), heard)[: 2 * MOST]
    step()
    likely = weighed(people)
    step()
    companies = duplicates.of_companies(named(CompanyName, "company_id"), heard)[:MOST]
    step()
    new = keep("guest", likely) + keep("company", [(one, one.score, told(one)) for one in companies])
    step()
    return new


def find_if_due(stop: Callable[[], bool] = never) -> int:
    """Look for workers without a clock of their own; returns 0: there is nothing more to do at once."""
    find(stop)
    return 0


def named(model: type[GuestName] | type[CompanyName], owner: str) -> Iterable[Named]:
    """Everybody with every name they go by."""
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for key, folded, text in model.objects.order_by(owner, "pk").values_list(owner, "folded", "text"):
        names[key][folded] = text
    return [Named(key, texts) for key, texts in names.items()]


def weighed(people: Sequence[Likeness]) -> list[tuple[Likeness, float, str]]:
    """Each likeness of people with what their appearances say about it, the likeliest first."""
    keys = {key for one in people for key in (one.one, one.other)}
    companies, episodes = appearances(keys)
    found = []
    for one in people:
        firms = companies.get(one.one, NOTHING) & companies.get(one.other, NOTHING)
        there = episodes.get(one.one, NOTHING) & episodes.get(one.other, NOTHING)
        both = both_speak(one, there) if there else 0
        score = duplicates.weighed(one.score, companies=len(firms), episodes=len(there), both_speak=both)
        parts = [told(one)]
        parts += [COMPANY] if firms else []
        parts += [BOTH_SPEAK] if both else [EPISODE] if there else []
        found.append((one, score, " ".join(parts)))
    return sorted(found, key=lambda row: (-row[1], row[0].one, row[0].other))[:MOST]


def appearances(keys: Iterable[int]) -> tuple[Facts, Facts]:
    """For whom, and in which episodes, these people appeared."""
    companies: dict[int, set[int]] = defaultdict(set)
    episodes: dict[int, set[int]] = defaultdict(set)
    wanted = sorted(keys)
    for first in range(0, len(wanted), AT_ONCE):
        rows = Appearance.objects.filter(guest__in=wanted[first : first + AT_ONCE]).order_by()
        for guest, episode, company in rows.values_list("guest_id", "episode_id", "company_id"):
            episodes[guest].add(episode)
            if company:
                companies[guest].add(company)
    return companies, episodes


def both_speak(pair: Likeness, episodes: Iterable[int]) -> int:
    """In how many of these episodes both have turns of their own in the current text."""
    turns = Turn.objects.filter(
        revision__episode__in=list(episodes)[:AT_ONCE],
        revision__is_current=True,
        speaker__in=(pair.one, pair.other),
    )
    speaking: dict[int, set[int]] = defaultdict(set)
    rows = turns.order_by().values_list("revision__episode_id", "speaker_id").distinct()
    for episode, speaker in rows:
        if speaker:
            speaking[episode].add(speaker)
    return sum(len(speakers) == 2 for speakers in speaking.values())


def told(one: Likeness) -> str:
    """Why their names look alike, as a sentence."""
    if one.heard:
        return HEARD.format(mine=one.mine, theirs=one.theirs)
    return (SAME_NAME if one.mine == one.theirs else NAMES).format(mine=one.mine, theirs=one.theirs)


@transaction.atomic
def keep(sort: str, found: Sequence[tuple[Likeness, float, str]]) -> int:
    """Keep these pairs; those that do not look alike any more go, unless somebody decided about them."""
    columns = (f"{sort}_id", f"other_{sort}_id")
    rows = LikelyDuplicate.objects.exclude(**{sort: None}).select_for_update().order_by("pk")
    known = {(getattr(row, columns[0]), getattr(row, columns[1])): row for row in rows}
    wanted = {(one.one, one.other): (score, why) for one, score, why in found}
    gone = [row.pk for pair, row in known.items() if pair not in wanted and row.decided_at is None]
    for first in range(0, len(gone), AT_ONCE):
        LikelyDuplicate.objects.filter(pk__in=gone[first : first + AT_ONCE]).delete()
    changed = [row for pair, row in known.items() if pair in wanted and (row.score, row.why) != wanted[pair]]
    for row in changed:
        row.score, row.why = wanted[getattr(row, columns[0]), getattr(row, columns[1])]
    LikelyDuplicate.objects.bulk_update(changed, ["score", "why"], batch_size=AT_ONCE)
    new = [
        LikelyDuplicate(**dict(zip(columns, pair, strict=True)), score=score, why=why)
        for pair, (score, why) in wanted.items()
        if pair not in known
    ]
    LikelyDuplicate.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def tell_apart(pair: LikelyDuplicate, *, by: Any) -> None:
    """Remember that these are two; said twice, the first decision stands."""
    check_can_edit(by)
    waits = LikelyDuplicate.objects.filter(pk=pair.pk, decided_at=None)
    if waits.update(decided_at=timezone.now(), decided_by=by):
        tell(pair, APART, by=by)
    pair.refresh_from_db()


@transaction.atomic
def ask_again(pair: LikelyDuplicate, *, by: Any) -> None:
    """Forget that these are two: they wait again."""
    check_can_edit(by)
    decided = LikelyDuplicate.objects.filter(pk=pair.pk).exclude(decided_at=None)
    if decided.update(decided_at=None, decided_by=None):
        tell(pair, AGAIN, by=by)
    pair.refresh_from_db()


def tell(pair: LikelyDuplicate, what: str, *, by: Any) -> None:
    """Write a decision into the history of either."""
    this: Any
    for this, that in ((pair.one, pair.other), (pair.other, pair.one)):
        records.note(this, by=by, reason=what.format(other=that))
