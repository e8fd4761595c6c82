"""A podcast's feed as a document: RSS or Atom, each item an episode, with a transcript if its notes hold one.

Where transcripts, audio and page are is kept with each episode, so that they can be fetched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from transcripts import feedxml
from transcripts.documents import ParsedDocument
from transcripts.feedxml import Item, ParsedFeed
from transcripts.reading import labelled, turns
from transcripts.reading.episodes import Assembled, Facts, assemble
from transcripts.reading.markers import TRANSCRIPT_HEADING
from transcripts.reading.names import unique
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import Talk

NAME = "feed"
LEAST_TURNS = 4


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
    made = [_episode(item, feed) for item in feed.items]
    problems = (*feed.problems, *(problem for one in made for problem in one.problems))
    return ParsedDocument(NAME, sniff(source), None, tuple(one.episode for one in made), problems)


def _episode(item: Item, feed: ParsedFeed) -> Assembled:
    """An item as an episode; what its notes say above a transcript is all that is said of it."""
    facts = facts_of(item, feed)
    talk = _talk_in(facts.notes)
    return assemble(talk, replace(facts, notes=tuple(talk.preface)) if talk.turns else facts)


def _talk_in(notes: Sequence[str]) -> Talk:
    """The talk below a line "Transcript" in the notes; empty where there is none."""
    heads = (
        place for place, line in enumerate(notes) if len(line) < 80 and TRANSCRIPT_HEADING.fullmatch(line)
    )
    if next(heads, len(notes)) + LEAST_TURNS > len(notes):
        return Talk()
    source = SourceText("\n\n".join(notes))
    if source.habit.counts.total() < LEAST_TURNS:
        return Talk()
    lines = [(1, line) for _, line in source.body]  # where in the feed they stand is not known
    return turns.read(lines, labelled.splitter(lines, source.habit))


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
