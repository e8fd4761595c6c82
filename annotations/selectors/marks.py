"""Published quotes as marks in the text they are taken from: where each stands, its words and its topics.

An episode may have thousands; nothing is read here that a mark does not show.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from annotations import emendations
from annotations.emendations import Emendation
from annotations.models import QuoteVersion, Tag
from annotations.selectors.quotes import CreditedQuote
from transcripts.models import Episode, RevisionKind
from transcripts.models.paths import path

COLUMNS = ("pk", "quote__public_id", "turn_id", "turn__offset", "start", "exact", "emendations", "kind")


@dataclass(frozen=True, slots=True)
class Mark:
    """A published quote in its turn; `start` and `end` count in the turn's text."""

    version: int
    public_id: UUID
    turn: int
    start: int
    exact: str
    emendations: Sequence[Emendation]
    kind: str
    tags: Sequence[Tag]

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.start + len(self.exact)

    @property
    def words(self) -> str:
        """Its words as readers see them."""
        return emendations.shown(self.exact, self.emendations)

    @property
    def from_notes(self) -> bool:
        """Whether the words are written."""
        return self.kind == RevisionKind.NOTES

    def get_absolute_url(self) -> str:
        """The page of the quote."""
        return path("quote", self.public_id)


def of(episode: Episode) -> list[Mark]:
    """All published quotes of an episode in reading order, in three queries."""
    versions = QuoteVersion.objects.published().filter(quote__episode=episode)
    rows = versions.order_by("turn__position", "start", "pk").values_list(*COLUMNS)
    topics = topics_in(episode)
    return [
        Mark(pk, public_id, turn, start - offset, exact, changed, kind, topics.get(pk, []))
        for pk, public_id, turn, offset, start, exact, changed, kind in rows
    ]


def of_quote(found: CreditedQuote) -> Mark:
    """The mark of a quote that was read whole."""
    version = found.version
    start = version.start - version.turn.offset
    shown = (version.exact, version.emendations, version.kind)
    return Mark(version.pk, found.quote.public_id, version.turn_id, start, *shown, found.tags)


def topics_in(episode: Episode) -> Mapping[int, list[Tag]]:
    """The topics of the versions of an episode’s quotes, in the order of their labels; each is one object."""
    links = QuoteVersion.tags.through.objects.filter(quoteversion__quote__episode=episode)
    pairs = list(links.order_by("tag__label", "tag_id").values_list("quoteversion_id", "tag_id"))
    tags = Tag.objects.in_bulk({tag for _, tag in pairs})
    found: dict[int, list[Tag]] = defaultdict(list)
    for version, tag in pairs:
        found[version].append(tags[tag])
    return found
