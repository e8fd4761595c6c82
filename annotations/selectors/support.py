"""How well claims are supported: by how many people, how independently, at first or second hand.

Computed from what is published, for many claims in two queries; nobody types it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from annotations.models import Evidence, QuoteVersion, Stance
from transcripts.models import Appearance


@dataclass(frozen=True, slots=True)
class Weight:
    """Who says it. `independent` episodes are those of which no two share one of these people. At first hand
    speaks whom the claim is about, and who appeared in that episode for the company it is about."""

    people: int = 0
    episodes: int = 0
    independent: int = 0
    first_hand: int = 0

    @property
    def second_hand(self) -> int:
        """How many of the people speak of others only."""
        return self.people - self.first_hand


@dataclass(frozen=True, slots=True)
class Support:
    """The weight of those who say that a claim is so, and of those who dispute it."""

    supports: Weight = field(default_factory=Weight)
    disputes: Weight = field(default_factory=Weight)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody (or the notes, nobody) who says something to a claim in an episode."""

    speaker: int | None
    episode: int
    is_first_hand: bool


def of(claims: Collection[int]) -> Mapping[int, Support]:
    """The support of each of these claims by primary key, so far as readers may see it."""
    voices = voices_on(claims)
    return {
        claim: Support(*(weight(voices[claim, stance]) for stance in (Stance.SUPPORTS, Stance.DISPUTES)))
        for claim in claims
    }


def voices_on(claims: Collection[int]) -> Mapping[tuple[int, str], list[Voice]]:
    """Who says something to each claim, by what it does to the claim."""
    evidence = Evidence.objects.published().filter(claim__in=claims).order_by()
    rows = list(
        QuoteVersion.objects.published()
        # The claims once more, outside: PostgreSQL else puts all evidence there is beside its quotes first.
        .filter(quote__evidence__in=evidence, quote__evidence__claim__in=claims)
        .order_by("quote__evidence__id")
        .values_list(
            *("quote__evidence__claim", "quote__evidence__stance", "speaker", "quote__episode"),
            *("quote__evidence__claim__guest", "quote__evidence__claim__company"),
        )
    )
    spoke_for = set(
        Appearance.objects.filter(guest__in={row[2] for row in rows}, episode__in={row[3] for row in rows})
        .exclude(company=None)
        .order_by()
        .values_list("guest", "episode", "company")
    )
    found: dict[tuple[int, str], list[Voice]] = defaultdict(list)
    for claim, stance, speaker, episode, guest, company in rows:
        own = speaker is not None and (speaker == guest or (speaker, episode, company) in spoke_for)
        found[claim, stance].append(Voice(speaker, episode, own))
    return found


def weight(voices: Iterable[Voice]) -> Weight:
    """The weight of those who say the same."""
    found = list(voices)
    spoken = [voice for voice in found if voice.speaker is not None]
    return Weight(
        people=len({voice.speaker for voice in spoken}),
        episodes=len({voice.episode for voice in found}),
        independent=independent(found),
        first_hand=len({voice.speaker for voice in spoken if voice.is_first_hand}),
    )


def independent(voices: Iterable[Voice]) -> int:
    """Of how many episodes no two share one of the people, directly or through others."""
    groups: list[tuple[set[int], set[int]]] = []
    for voice in voices:
        people, episodes = {voice.speaker} if voice.speaker is not None else set(), {voice.episode}
        apart = []
        for group in groups:
            if group[0] & people or group[1] & episodes:
                people, episodes = people | group[0], episodes | group[1]
            else:
                apart.append(group)
        groups = [*apart, (people, episodes)]
    return len(groups)
