"""Who a printed label stands for: as the document tells, as editors decided before, or as is likely.

Certain ones are bound when a document is stored; probable ones are proposed to the editor; the rest stay as
printed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db import transaction

from transcripts.documents import ParsedEpisode, ParsedSpeaker
from transcripts.models import Appearance, AppearanceRole, Guest, KnownLabel, Podcast
from transcripts.models.identity import fold_name
from transcripts.reading.labelroles import role_of
from transcripts.reading.names import initials

# A host who appeared only once may have stood in for somebody.
USUAL = 2


class Certainty(StrEnum):
    """How sure it is who a label stands for."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is known of a label: the person's name, the record where there is one, and why."""

    label: str
    turns: int
    name: str | None = None
    guest: Guest | None = None
    certainty: Certainty = Certainty.NONE
    why: str = ""


def proposals(parsed: ParsedEpisode, *, podcast: Podcast | None) -> dict[str, Proposal]:
    """A proposal for every label of an episode, in the order in which they first speak."""
    known = decided([(podcast, parsed)])[podcast.pk] if podcast else {}
    hosts = _usual_hosts(podcast) if podcast and _open(parsed) else []
    return {speaker.label: _proposal(speaker, parsed, known, hosts) for speaker in parsed.speakers}


def certain(parsed: ParsedEpisode, known: Mapping[str, Guest]) -> dict[str, Proposal]:
    """Those of the proposals that are certain, with what is `decided` in the podcast."""
    found = [_proposal(speaker, parsed, known, ()) for speaker in parsed.speakers]
    return {one.label: one for one in found if one.certainty is Certainty.CERTAIN}


def decided(episodes: Iterable[tuple[Podcast, ParsedEpisode]]) -> dict[int, dict[str, Guest]]:
    """Whom editors know by the labels of these episodes that say no name: by podcast, and by folded label."""
    found: dict[int, dict[str, Guest]] = {}
    folded: set[str] = set()
    for podcast, parsed in episodes:
        found.setdefault(podcast.pk, {})
        folded |= {fold_name(label) for label in _open(parsed)} - {""}
    if folded:
        rows = KnownLabel.objects.filter(podcast__in=found, folded__in=folded)
        for row in rows.select_related("guest"):
            found[row.podcast_id][row.folded] = row.guest
    return found


def _open(parsed: ParsedEpisode) -> list[str]:
    return [speaker.label for speaker in parsed.speakers if speaker.name is None]


def _proposal(
    speaker: ParsedSpeaker, parsed: ParsedEpisode, known: Mapping[str, Guest], hosts: Iterable[Guest]
) -> Proposal:
    blank = Proposal(speaker.label, speaker.turns)
    if speaker.name is not None:
        certain = Certainty.CERTAIN
        return replace(blank, name=speaker.name, certainty=certain, why="as the document says")
    if guest := known.get(fold_name(speaker.label)):
        return _decided_before(blank, guest, parsed)
    if speaker.proposed:
        probable = Certainty.PROBABLE
        return replace(blank, name=speaker.proposed, certainty=probable, why="as the document suggests")
    return _host_of_that_name(blank, hosts)


def _decided_before(blank: Proposal, guest: Guest, parsed: ParsedEpisode) -> Proposal:
    """Certain, unless the label names nobody ("Speaker 1") or somebody else here could be meant by it."""
    others = {name for name in (*parsed.hosts, *parsed.guests) if fold_name(name) != fold_name(guest.name)}
    ambiguous = role_of(blank.label) is not None or any(_fits(blank.label, name) for name in others)
    certainty = Certainty.PROBABLE if ambiguous else Certainty.CERTAIN
    return replace(
        blank, name=guest.name, guest=guest, certainty=certainty, why="as decided before in this podcast"
    )


def _usual_hosts(podcast: Podcast) -> list[Guest]:
    """Who hosted this podcast more than once."""
    rows = Appearance.objects.filter(episode__podcast=podcast, role=AppearanceRole.HOST)
    counted: dict[int, int] = {}
    for pk in rows.order_by("-episode_id").values_list("guest_id", flat=True)[:200]:
        counted[pk] = counted.get(pk, 0) + 1
    return list(Guest.objects.filter(pk__in=[pk for pk, count in counted.items() if count >= USUAL]))


def _host_of_that_name(blank: Proposal, hosts: Iterable[Guest]) -> Proposal:
    fitting = [guest for guest in hosts if _fits(blank.label, guest.name)]
    if len(fitting) != 1:
        return blank
    return replace(
        blank,
        name=fitting[0].name,
        guest=fitting[0],
        certainty=Certainty.PROBABLE,
        why="a usual host of this podcast",
    )


def _fits(label: str, name: str) -> bool:
    """Whether a label can be short for a name: its initials, its first or its last word."""
    words = fold_name(name).split()
    return bool(words) and (label == initials(name) or fold_name(label) in (words[0], words[-1]))


@transaction.atomic
def remember(podcast: Podcast, label: str, guest: Guest, *, by: Any) -> None:
    """Keep an editor's decision for the next documents of the podcast; the last decision counts."""
    if folded := fold_name(label)[:200]:
        KnownLabel.objects.update_or_create(
            podcast=podcast, folded=folded, defaults={"guest": guest, "decided_by": by}
        )
