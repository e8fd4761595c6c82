"""Quotes of a corpus on their way from draft to published, with everything that records the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from annotations.corpus.cast import Cast
from annotations.corpus.episodes import FIRST_DAY, Made, Said, moment, uuid7_at
from annotations.corpus.ids import next_id
from annotations.models import Publication, Quote, QuoteVersion, ReviewEvent
from annotations.services.quotes import CONTEXT
from annotations.workflow import Action, State
from transcripts.models import Company
from transcripts.services.bulk import Row, write
from transcripts.services.revisions import digest_of

# Of a hundred quotes so many stand here; the rest are published.
SHARES = (
    (State.DRAFT, 5),
    (State.IN_REVIEW, 4),
    (State.CHANGES_REQUESTED, 2),
    (State.APPROVED, 2),
    (State.WITHDRAWN, 2),
)
STATES = [state for state, share in SHARES for _ in range(share)]
STATES += [State.PUBLISHED] * (100 - len(STATES))
WAYS = {
    State.DRAFT: (),
    State.IN_REVIEW: (Action.SUBMIT,),
    State.CHANGES_REQUESTED: (Action.SUBMIT, Action.RETURN),
    State.APPROVED: (Action.SUBMIT, Action.APPROVE),
    State.PUBLISHED: (Action.SUBMIT, Action.APPROVE, Action.PUBLISH),
    State.WITHDRAWN: (Action.SUBMIT, Action.APPROVE, Action.PUBLISH, Action.WITHDRAW),
}
REACHED = {
    Action.SUBMIT: State.IN_REVIEW,
    Action.RETURN: State.CHANGES_REQUESTED,
    Action.APPROVE: State.APPROVED,
    Action.PUBLISH: State.PUBLISHED,
    Action.WITHDRAW: State.WITHDRAWN,
}
REASONS = {Action.RETURN: "The quote ends too early.", Action.WITHDRAW: "The speaker asked for it."}
MOST_TAGS, MOST_SENTENCES = 3, 3
QUOTE_COLUMNS = (
    "id", "public_id", "episode_id", "created_at", "created_by_id", "published_at", "withdrawn_at",
    "withdrawn_reason",
)  # fmt: skip
VERSION_COLUMNS = (
    "id", "quote_id", "number", "state", "revision_id", "turn_id", "start", "end", "exact", "prefix",
    "suffix", "exact_sha256",
    "anchor_status", "kind", "speaker_id", "note", "created_at", "changed_at", "changed_by_id",
    "approved_at", "approved_by_id", "published_at",
)  # fmt: skip
EVENT_COLUMNS = ("version_id", "action", "from_state", "to_state", "note", "revision_id", "by_id", "at")
PUBLICATION_COLUMNS = ("kind", "object_type", "object_id", "version", "reason", "by_id", "at")


@dataclass(frozen=True, slots=True)
class Staff:
    """Ids of those who draft and of those who review."""

    editors: Sequence[int]
    reviewers: Sequence[int]


@dataclass(slots=True)
class Rows:
    """What is to be written, by table."""

    quotes: list[Row] = field(default_factory=list)
    versions: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    companies: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    publications: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PublishedQuote:
    """A quote that claims can be tied to."""

    pk: int
    company: Company
    published_at: datetime


def make(
    made: Sequence[Made], counts: Sequence[int], cast: Cast, staff: Staff, random: Random
) -> list[PublishedQuote]:
    """Store so many quotes of each episode; the published ones are returned."""
    rows, published = Rows(), []
    quote_id, version_id = next_id(Quote), next_id(QuoteVersion)
    for one, count in zip(made, counts, strict=True):
        for _ in range(count):
            walk = _walk(one, staff, random)
            add(rows, walk, one, quote_id, version_id, cast, random)
            if walk.state == State.PUBLISHED:
                published.append(PublishedQuote(quote_id, one.company, walk.times[Action.PUBLISH]))
            quote_id, version_id = quote_id + 1, version_id + 1
    write(Quote, QUOTE_COLUMNS, rows.quotes)
    # Before the versions: nothing comes to what is approved.
    write(QuoteVersion.tags.through, ("quoteversion_id", "tag_id"), rows.tags)
    write(QuoteVersion.companies.through, ("quoteversion_id", "company_id"), rows.companies)
    write(QuoteVersion, VERSION_COLUMNS, rows.versions)
    write(ReviewEvent, EVENT_COLUMNS, rows.events)
    write(Publication, PUBLICATION_COLUMNS, rows.publications)
    return published


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a quote came, when, and who took it there."""

    state: State
    editor: int
    reviewer: int
    drafted: datetime
    times: dict[Action, datetime]

    def by(self, action: Action) -> int:
        """Who does an action."""
        return self.editor if action == Action.SUBMIT else self.reviewer


def _walk(one: Made, staff: Staff, random: Random) -> Walk:
    state = random.choice(STATES)
    drafted = when = moment(one.episode.published_on or FIRST_DAY, random)
    times = {}
    for action in WAYS[state]:
        when += timedelta(minutes=random.randint(1, 5000))
        times[action] = when
    return Walk(state, random.choice(staff.editors), random.choice(staff.reviewers), drafted, times)


def add(
    rows: Rows, walk: Walk, one: Made, quote_id: int, version_id: int, cast: Cast, random: Random
) -> None:
    """The rows of one quote."""
    public_id = uuid7_at(walk.drafted, random)
    said = random.choice(one.said)
    begin, end = passage(said, random)
    approved = walk.times.get(Action.APPROVE)
    published, withdrawn = walk.times.get(Action.PUBLISH), walk.times.get(Action.WITHDRAW)
    rows.quotes.append(
        (
            quote_id, public_id, one.episode.pk, walk.drafted, walk.editor, published, withdrawn,
            REASONS[Action.WITHDRAW] if withdrawn else "",
        )
    )  # fmt: skip
    rows.versions.append(
        (
            version_id, quote_id, 1, walk.state.value, one.revision_id, said.pk, said.offset + begin,
            said.offset + end, said.text[begin:end], said.text[max(0, begin - CONTEXT) : begin],
            said.text[end : end + CONTEXT], digest_of(said.text[begin:end]),
            "exact", "transcript", said.speaker_id, "", walk.drafted,
            walk.drafted, walk.editor, approved, walk.reviewer if approved else None, published,
        )
    )  # fmt: skip
    rows.tags += [(version_id, tag.pk) for tag in cast.tags.some(random, MOST_TAGS)]
    rows.companies.append((version_id, one.company.pk))
    record(rows, walk, version_id, one.revision_id, public_id)


def passage(said: Said, random: Random) -> tuple[int, int]:
    """Where one to three whole sentences of a turn begin and end in it."""
    ends = [place + 1 for place, letter in enumerate(said.text) if letter == "."]
    first = random.randrange(len(ends))
    last = min(len(ends) - 1, first + random.randrange(MOST_SENTENCES))
    return (ends[first - 1] + 1 if first else 0), ends[last]


def record(rows: Rows, walk: Walk, version_id: int, revision_id: int, public_id: UUID) -> None:
    """What the review log and the publication log say of it."""
    rows.events.append(
        (version_id, "draft", "", State.DRAFT.value, "", revision_id, walk.editor, walk.drafted)
    )
    source = State.DRAFT
    for action, when in walk.times.items():
        note: Any = REASONS.get(action, "")
        target = REACHED[action]
        rows.events.append(
            (version_id, action.value, source.value, target.value, note, revision_id, walk.by(action), when)
        )
        if action in (Action.PUBLISH, Action.WITHDRAW):
            kind = target.value
            rows.publications.append((kind, "quote", public_id, 1, note, walk.reviewer, when))
        source = target
