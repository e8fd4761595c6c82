"""What a podcast's rights policy allows to be quoted: on what ground, how long, how much of an episode."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from math import ceil
from typing import NamedTuple

from django.db.models import Exists
from django.utils import timezone
from django.utils.formats import date_format

from annotations.models import QuoteVersion
from annotations.workflow import State
from transcripts.models import Episode, Ground, Podcast, Turn

HIDDEN = "Its episode is hidden or withdrawn, here or by its podcast’s rights policy. List the episode first."
LICENCE = "{podcast} is quoted under a licence, and none is named. Name it on the podcast’s page."
PERMISSION = (
    "{podcast} is quoted by permission, and it is not written down what was granted, by whom and when. Write "
    "it down on the podcast’s page."
)
ENDED = "The permission to quote {podcast} ended on {day}. Ask for another, and note it on its page."
UNNAMED = "How {podcast} wants to be named is not written down. Write its attribution on the podcast’s page."
LONG = "It has {words} words, and {podcast} may be quoted with {most} at a time. Choose a shorter passage."
SHARE = (
    "With it {share} % of the words of this episode would be quoted, and {podcast} allows {most} %. Choose a "
    "shorter passage, or withdraw another quote of the episode first."
)


class Passage(NamedTuple):
    """Words that are quoted, and where in which text they stand."""

    revision: int
    start: int
    end: int
    exact: str


def rules(version: QuoteVersion) -> Iterator[tuple[str, str]]:
    """The rules of the policy that a quote breaks, each with the remedy.

    Whoever publishes holds the episode, so that two quotes at once do not share what is left for one.
    """
    listed = Episode.objects.listed().filter(pk=version.quote.episode_id)
    policies = Podcast.objects.annotate(is_listed=Exists(listed))
    podcast = policies.get(episodes=version.quote.episode_id)
    if not podcast.is_listed:
        yield "rights", HIDDEN
    yield from ground_rules(podcast)
    words = count(version.exact)
    if podcast.longest_quote is not None and words > podcast.longest_quote:
        yield "length", LONG.format(words=words, podcast=podcast, most=podcast.longest_quote)
    if podcast.greatest_share is not None:
        share = share_with(version)
        if share > podcast.greatest_share:
            yield (
                "share",
                SHARE.format(share=told(share), podcast=podcast, most=told(float(podcast.greatest_share))),
            )


def ground_rules(podcast: Podcast) -> Iterator[tuple[str, str]]:
    """What the ground on which a podcast is quoted asks for."""
    if podcast.ground == Ground.QUOTATION:
        return
    if podcast.ground == Ground.LICENCE and not podcast.licence:
        yield "licence", LICENCE.format(podcast=podcast)
    if podcast.ground == Ground.PERMISSION:
        until = podcast.permission_until
        if not (podcast.permission and podcast.permission_from and podcast.permission_on):
            yield "permission", PERMISSION.format(podcast=podcast)
        elif until and until < timezone.localdate():
            yield "permission", ENDED.format(podcast=podcast, day=date_format(until, "j F Y"))
    if not podcast.attribution:
        yield "attribution-line", UNNAMED.format(podcast=podcast)


def share_with(version: QuoteVersion) -> float:
    """The percentage of the words of its episode's current texts that is quoted once this is published."""
    episode = version.quote.episode_id
    turns = Turn.objects.filter(revision__episode=episode, revision__is_current=True)
    total = sum(count(text) for text in turns.values_list("text", flat=True).order_by())
    public = QuoteVersion.objects.filter(quote__episode=episode, state=State.PUBLISHED)
    others = public.exclude(quote=version.quote_id).order_by()
    passages = [Passage(*row) for row in others.values_list("revision", "start", "end", "exact")]
    passages.append(Passage(version.revision_id, version.start, version.end, version.exact))
    return 100 * sum(count(words) for words in joined(passages)) / max(total, 1)


def joined(passages: Iterable[Passage]) -> Iterator[str]:
    """The words of passages, those in several of them once."""
    for _, group in groupby(sorted(passages), key=lambda passage: passage.revision):
        words, end = "", -1
        for passage in group:
            if passage.start > end:
                yield words
                words, end = passage.exact, passage.end
            elif passage.end > end:
                words, end = words + passage.exact[end - passage.start :], passage.end
        yield words


def count(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def told(percentage: float) -> str:
    """A percentage for people, rounded up, so that what is too much never reads as what is allowed."""
    return f"{ceil(round(percentage * 10, 6)) / 10:.1f}".removesuffix(".0")
