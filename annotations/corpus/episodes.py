"""Episodes of a corpus with their transcripts, and the passages of them that are quoted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any
from uuid import UUID

from annotations.corpus.cast import REASON, Cast
from annotations.corpus.ids import next_id
from annotations.corpus.phrases import THEMES, Phrasebook
from transcripts.models import (
    Appearance,
    AppearanceRole,
    Company,
    Episode,
    Guest,
    Revision,
    RevisionKind,
    RevisionOrigin,
    Turn,
)
from transcripts.models.transcript import text_of
from transcripts.services import records, revisions
from transcripts.services.bulk import write

FIRST_DAY = date(2014, 1, 6)
DAYS = 4600
WORD_MS = 380
LANGUAGE = "en"
REVISION_COLUMNS = (
    "id", "public_id", "episode_id", "kind", "number", "is_current", "origin", "sha256", "length", "reason",
    "created_at", "adopted_at", "declined_reason",
)  # fmt: skip
TURN_COLUMNS = (
    "id", "revision_id", "position", "label", "speaker_id", "section", "section_title", "section_index",
    "start_ms", "end_ms", "offset", "text", "paragraph_starts", "cues",
)  # fmt: skip


@dataclass(slots=True)
class Said:
    """A turn that may be quoted, with where its sentences start in it."""

    pk: int
    offset: int
    text: str
    speaker_id: int


@dataclass(slots=True)
class Made:
    """An episode with what its quotes need."""

    episode: Episode
    revision_id: int
    guest: Guest
    company: Company
    said: list[Said] = field(default_factory=list)


def moment(day: date, random: Random) -> datetime:
    """Some time on that day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=random.randrange(86_400))


def uuid7_at(when: datetime, random: Random) -> UUID:
    """A UUIDv7 (RFC 9562, section 5.7) of that moment, the same for the same state of `random`."""
    milliseconds, noise = int(when.timestamp() * 1000), random.getrandbits(74)
    return UUID(int=milliseconds << 80 | 7 << 76 | (noise >> 62) << 64 | 2 << 62 | noise & ((1 << 62) - 1))


def make(numbers: range, turns: int, slug: str, cast: Cast, book: Phrasebook, random: Random) -> list[Made]:
    """Store the episodes of these numbers, of about so many turns each, and what is said in them."""
    episodes = [_episode(number, slug, cast, random) for number in numbers]
    records.add(episodes, by=None, reason=REASON)
    first = next_id(Revision)
    made = [
        Made(episode, first + place, cast.guests.pick(random), cast.companies.pick(random))
        for place, episode in enumerate(episodes)
    ]
    records.add(list(_appearances(made, cast)), by=None, reason=REASON)
    Episode.companies.through.objects.bulk_create(
        [Episode.companies.through(episode_id=one.episode.pk, company_id=one.company.pk) for one in made]
    )
    rows: list[list[Any]] = [row for one in made for row in _talk(one, cast, book, random, turns)]
    texts = _texts(rows)
    write(Revision, REVISION_COLUMNS, (_revision(one, texts[one.revision_id], random) for one in made))
    pk = next_id(Turn)
    for place, row in enumerate(rows):
        row[0] = pk + place
    write(Turn, TURN_COLUMNS, rows)
    _remember(made, rows)
    return made


def _episode(number: int, slug: str, cast: Cast, random: Random) -> Episode:
    podcast = cast.podcasts.pick(random)
    theme = random.choice(list(THEMES))
    return Episode(
        podcast=podcast,
        number=number,
        title=f"What {theme} costs, part {number}",
        slug=f"{slug}{number}",
        published_on=FIRST_DAY + timedelta(days=random.randrange(DAYS)),
        duration_seconds=random.randint(1500, 7200),
        language=LANGUAGE,
        audio_url=f"https://audio.example.org/{slug}{number}.mp3",
        transcript_status="complete",
        visibility=podcast.rights,
    )


def _appearances(made: list[Made], cast: Cast) -> Iterator[Appearance]:
    for one in made:
        host = cast.hosts[one.episode.podcast_id]
        yield Appearance(episode=one.episode, guest=host, role=AppearanceRole.HOST)
        yield Appearance(episode=one.episode, guest=one.guest, role=AppearanceRole.GUEST, company=one.company)


def _texts(rows: list[list[Any]]) -> dict[int, str]:
    """The whole text of each revision."""
    by_revision = groupby(rows, key=lambda row: row[1])
    return {pk: text_of(row[11] for row in members) for pk, members in by_revision}


def _revision(one: Made, text: str, random: Random) -> tuple[object, ...]:
    when = moment(one.episode.published_on or FIRST_DAY, random)
    return (
        one.revision_id, uuid7_at(when, random), one.episode.pk, RevisionKind.TRANSCRIPT.value, 1, True,
        RevisionOrigin.IMPORT.value, revisions.digest_of(text), len(text), "", when, when, "",
    )  # fmt: skip


def _talk(one: Made, cast: Cast, book: Phrasebook, random: Random, turns: int) -> Iterator[list[Any]]:
    """Question and answer in turn, with a sponsor read near the beginning."""
    host, guest = cast.hosts[one.episode.podcast_id], one.guest
    themes = list(THEMES)
    theme, offset, clock = random.choice(themes), 0, 0
    for position in range(max(4, round(turns * random.uniform(0.6, 1.4)))):
        if position % 12 == 0:
            theme = random.choice(themes)
        asks = position % 2 == 0
        sponsor = position == 2
        text = book.turn(random, theme, random.randint(1, 3) if asks else random.randint(3, 9))
        end = clock + WORD_MS * (text.count(" ") + 1)
        who = host if asks else guest
        yield [
            0, one.revision_id, position, who.name, who.pk, "sponsor" if sponsor else "interview", "",
            int(position > 2) + int(position >= 2), clock, end, offset, text, "[0]", "[]",
        ]  # fmt: skip
        offset, clock = offset + len(text) + 1, end


def _remember(made: list[Made], rows: list[list[Any]]) -> None:
    """Keep with each episode what its guest said."""
    by_revision = {one.revision_id: one for one in made}
    for row in rows:
        one = by_revision[row[1]]
        if row[4] == one.guest.pk and row[5] != "sponsor":
            one.said.append(Said(row[0], row[10], row[11], row[4]))
