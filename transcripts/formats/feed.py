"""A podcast's feed as a document: RSS or Atom, each item an episode without a transcript of its own.

Where transcripts, audio and page are is kept with each episode, so that they can be fetched.
"""

from collections.abc import Iterable

from transcripts import feedxml
from transcripts.documents import ParsedDocument
from transcripts.episodes import Facts, assemble
from transcripts.feedxml import Item, ParsedFeed
from transcripts.names import unique
from transcripts.sourcetext import SourceText
from transcripts.turns import Talk

NAME = "feed"


def sniff(source: SourceText) -> float:
    """How sure it is that this is a feed, broken or not."""
    if not any(sign in source.start for sign in ("<rss", "<feed", "RDF", ":feed", "<channel")):
        return 0.0
    root = source.xml
    if root is not None and feedxml.is_feed(root):
        return 0.98
    return 0.9 if "<rss" in source.start else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The items of the feed in its order."""
    feed = feedxml.read(source.text)
    if feed is None:
        return ParsedDocument(NAME, 0.0)
    made = [assemble(Talk(), facts_of(item, feed)) for item in feed.items]
    problems = (*feed.problems, *(problem for one in made for problem in one.problems))
    return ParsedDocument(NAME, sniff(source), None, tuple(one.episode for one in made), problems)


def facts_of(item: Item, feed: ParsedFeed) -> Facts:
    """What a feed says of one of its episodes."""
    return Facts(
        title=item.title or None,
        number=item.number,
        podcast=feed.title or None,
        published_on=item.published_on,
        duration_seconds=item.duration_seconds,
        notes=item.notes,
        hosts=frozenset(_names(person.name for person in item.persons if person.is_host)),
        guests=_names(person.name for person in item.persons if person.is_guest),
        language=feed.language,
        summary=item.summary or None,
        feed=item.entry,
    )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return unique(name for name in names if name)
