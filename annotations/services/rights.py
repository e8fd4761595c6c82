"""What a podcast's rights policy allows to be quoted: on what ground, how long, how much of an episode."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from math import ceil
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
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
# The same of what is public already: it stays so until a person decides.
PUBLIC_LONG = (
    "It has {words} words, and {podcast} may be quoted with {most} at a time by now. Publish a shorter "
    "version of it, or withdraw it."
)
PUBLIC_SHARE = (
    "{share} % of the words of its episode are quoted, and {podcast} allows {most} % by now. Withdraw quotes "
    "of this episode, or publish shorter versions of them."
)

# What of a podcast the rules read.
POLICY = (
    *("title", "ground", "licence", "permission", "permission_from", "permission_on", "permission_until"),
    *("attribution", "longest_quote", "greatest_share"),
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
    podcast, is_listed = policy(version)
    if not is_listed:
        yield "rights", HIDDEN
    yield from ground_rules(podcast)
    words = count(version.exact)
    if podcast.longest_quote is not None and words > podcast.longest_quote:
        yield "length", LONG.format(words=words, podcast=podcast, most=podcast.longest_quote)
    if podcast.greatest_share is not None:
        quoted, most = share_with(version), podcast.greatest_share
        if quoted > most:
            yield "share", SHARE.format(share=told(quoted), podcast=podcast, most=told(float(most)))


def policy(version: QuoteVersion) -> tuple[Podcast, bool]:
    """The podcast a quote is taken from, and whether readers may know of the episode; read anew but where
    they were read with its turn for a draft, which nobody publishes yet."""
    known: tuple[Podcast, bool] | None = getattr(version, "its_policy", None)
    if known:
        return known
    listed = Episode.objects.listed().filter(pk=version.quote.episode_id)
    podcast = (
        Podcast.objects.only(*POLICY)
        .annotate(is_listed=Exists(listed))
        .get(episodes=version.quote.episode_id)
    )
    return podcast, podcast.is_listed


def with_policy(turns: QuerySet[Turn]) -> QuerySet[Turn]:
    """Turns with what `policy_of` tells of them."""
    listed = Episode.objects.listed().filter(pk=OuterRef("revision__episode"))
    return turns.select_related("revision__episode__podcast").annotate(is_listed=Exists(listed))


def policy_of(turn: Turn) -> tuple[Podcast, bool]:
    """The same of a turn that was read by `with_policy`."""
    return turn.revision.episode.podcast, turn.is_listed  # type: ignore[attr-defined]


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
    others = passages(episode, but=version.quote_id)
    return share(episode, [*others, Passage(version.revision_id, version.start, version.end, version.exact)])


def passages(episode: int, *, but: int | None = None) -> list[Passage]:
    """What of an episode is quoted in public, but for one quote."""
    public = QuoteVersion.objects.filter(quote__episode=episode, state=State.PUBLISHED).exclude(quote=but)
    return [Passage(*row) for row in public.order_by().values_list("revision", "start", "end", "exact")]


def share(episode: int, quoted: Iterable[Passage]) -> float:
    """The percentage of the words of an episode's current texts that these passages are."""
    turns = Turn.objects.filter(revision__episode=episode, revision__is_current=True)
    total = sum(count(text) for text in turns.values_list("text", flat=True).order_by())
    return 100 * sum(count(words) for words in joined(quoted)) / max(total, 1)


def breaches(podcast: Podcast) -> Iterator[tuple[int, str]]:
    """The published versions that break a podcast's policy as it is now, each with the rules and remedies."""
    ground = [message for _, message in ground_rules(podcast)]
    public = QuoteVersion.objects.published().filter(quote__episode__podcast=podcast).order_by("pk")
    if not ground and podcast.longest_quote is None and podcast.greatest_share is None:
        return
    over = dict(too_much(podcast, public)) if podcast.greatest_share is not None else {}
    most = podcast.longest_quote
    for key, episode, exact in public.values_list("pk", "quote__episode", "exact").iterator():
        broken, words = list(ground), count(exact)
        if most is not None and words > most:
            broken.append(PUBLIC_LONG.format(words=words, podcast=podcast, most=most))
        if episode in over:
            broken.append(over[episode])
        if broken:
            yield key, " ".join(broken)


def too_much(podcast: Podcast, public: QuerySet[QuoteVersion]) -> Iterator[tuple[int, str]]:
    """The episodes of which more is quoted than a podcast allows, with the words for it."""
    most = podcast.greatest_share or 0
    for episode in public.order_by("quote__episode").values_list("quote__episode", flat=True).distinct():
        quoted = share(episode, passages(episode))
        if quoted > most:
            yield episode, PUBLIC_SHARE.format(share=told(quoted), podcast=podcast, most=told(float(most)))


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
