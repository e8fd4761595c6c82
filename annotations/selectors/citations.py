"""A published quote as it is cited."""

from annotations.citations import plain
from annotations.citations.cited import Cited
from annotations.selectors.quotes import CreditedQuote


def cited(found: CreditedQuote, address: str) -> Cited:
    """What a citation tells of a quote; `address` is its permalink in full."""
    episode = found.quote.episode
    return Cited(
        id=f"osbiz-{found.quote.public_id}",
        words=found.version.shown,
        speaker=found.speaker_name,
        role=found.role,
        episode=episode.display_title,
        number=episode.number,
        podcast=episode.podcast.title,
        published_on=episode.published_on,
        start_ms=found.version.start_ms,
        language=episode.language,
        address=address,
    )


def one_line(found: CreditedQuote, address: str) -> str:
    """The citation in one line of plain text."""
    return plain.write(cited(found, address))
