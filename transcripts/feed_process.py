"""The process in which feeds are read: as `reading_process.py`, but what comes back is a FeedReading."""

from dataclasses import dataclass

from transcripts import feedxml
from transcripts.feedxml import ParsedFeed
from transcripts.reading_process import main


@dataclass(frozen=True, slots=True)
class FeedReading:
    """The feed, None where the document is none; `named` is the feed that a page says it has, or empty."""

    feed: ParsedFeed | None = None
    named: str = ""


def read(raw: bytes, name: str, as_format: str | None = None) -> FeedReading:
    """Read the feed that came from the address `name`."""
    feed = feedxml.read(raw, base=name)
    return FeedReading(feed, "" if feed else feedxml.feed_of_page(raw, name))


if __name__ == "__main__":
    main(read)
