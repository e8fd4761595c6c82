"""How to cite a published quote in one line of plain text."""

from annotations.moments import clock
from annotations.selectors.quotes import CreditedQuote


def one_line(found: CreditedQuote, address: str) -> str:
    """“Words” Speaker, role, in “Episode”, Podcast, date, from time. Address; unknown parts are left out."""
    return f"“{found.version.shown}” {', '.join(source(found))}. {address}"


def source(found: CreditedQuote) -> list[str]:
    """Who said it and where, part by part."""
    episode, start = found.quote.episode, found.version.start_ms
    day = episode.published_on
    parts = [
        found.speaker_name,
        found.role,
        f"in “{episode.display_title}”",
        episode.podcast.title,
        f"{day.day} {day:%B %Y}" if day else "",
        f"from {clock(start)}" if start is not None else "",
    ]
    return [part for part in parts if part]
