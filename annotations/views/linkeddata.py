"""What a page says of itself to machines: schema.org as JSON-LD, and what other sites show of a shared link.

Everything is taken from what the page shows, so nothing stands here that a reader does not see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from annotations.models import Claim, Tag
from annotations.selectors.quotes import CreditedQuote
from transcripts.models import Company, Episode, Guest, Podcast

Thing = dict[str, Any]
Context = Mapping[str, Any]
NAME = "osbiz"
ABOUT = "What founders say about the business of open source, in their own words: reviewed quotes by topic."
WIKIDATA = "https://www.wikidata.org/wiki/"


@dataclass(frozen=True, slots=True)
class Shared:
    """A page as others show a link to it. `feed` and `picture` are paths, empty where there is none."""

    thing: Thing
    title: str = NAME
    description: str = ABOUT
    kind: str = "website"
    feed: str = ""
    picture: str = ""
    embeds: bool = False
    site: str = field(default="", compare=False)


def of(template: str, context: Context, site: str) -> Shared:
    """What the page of this template says; `site` is the address of the whole without a slash at its end."""
    made = PAGES.get(template, other)(context, site)
    if not made.thing:
        return made
    told = {name: value for name, value in made.thing.items() if value not in (None, "", [])}
    return Shared(
        {"@context": "https://schema.org", **told},
        made.title,
        made.description,
        made.kind,
        made.feed,
        made.picture,
        made.embeds,
        site,
    )


def other(context: Context, site: str) -> Shared:
    """A list, or a page about the site."""
    return Shared({"@type": "WebPage", "url": context.get("canonical", ""), "isPartOf": website(site)})


def home(context: Context, site: str) -> Shared:
    """The first page."""
    return Shared({**website(site), "description": ABOUT}, feed=reverse("feed"))


def website(site: str) -> Thing:
    """The whole."""
    return {"@type": "WebSite", "@id": f"{site}/#site", "name": NAME, "url": f"{site}/"}


def quote(context: Context, site: str) -> Shared:
    """A quotation: the words as shown, who spoke them and where."""
    found: CreditedQuote = context["quote"]
    version = found.version
    address = f"{site}{found.quote.get_absolute_url()}"
    said_by = version.speaker
    thing = {
        "@type": "Quotation",
        "@id": address,
        "url": address,
        "text": version.shown,
        "spokenByCharacter": named("Person", said_by, site) if said_by else None,
        "isPartOf": episode_named(found.quote.episode, site),
        "inLanguage": found.quote.episode.language,
        "about": [
            *(named("Organization", one, site) for one in version.companies.all()),
            *(named("Person", one, site) for one in version.guests.all()),
        ],
        "keywords": [named("DefinedTerm", tag, site) for tag in found.tags],
        "datePublished": day(found.quote.published_at),
        "dateModified": day(version.published_at),
    }
    picture = reverse("quote-picture", args=[found.quote.public_id, version.number])
    where = f"In “{found.quote.episode.display_title}”, {found.quote.episode.podcast.title}"
    return Shared(
        thing,
        f"{found.speaker_name}: “{version.shown}”",
        where,
        kind="article",
        picture=picture,
        embeds=True,
    )


def topic(context: Context, site: str) -> Shared:
    """A topic of the vocabulary."""
    tag: Tag = context["topic"]
    thing = {
        **named("DefinedTerm", tag, site),
        "description": tag.definition,
        "inDefinedTermSet": vocabulary(site),
    }
    return Shared(thing, tag.label, tag.definition, feed=reverse("topic-feed", args=[tag.slug]))


def topics(context: Context, site: str) -> Shared:
    """The vocabulary."""
    rows = [
        one
        for family in context["families"]
        for one in [*([family.parent] if family.parent else []), *family.children]
    ]
    terms = [named("DefinedTerm", row.tag, site) for row in rows]
    return Shared({**vocabulary(site), "hasDefinedTerm": terms}, "Topics", feed=reverse("feed"))


def vocabulary(site: str) -> Thing:
    """All topics together."""
    address = f"{site}{reverse('topics')}"
    return {"@type": "DefinedTermSet", "@id": address, "name": f"Topics of {NAME}", "url": address}


def company(context: Context, site: str) -> Shared:
    """A company, foundation or project."""
    found: Company = context["company"]
    former = [str(name) for name in context.get("former_names", [])]
    thing = {**named("Organization", found, site), **known(found), "alternateName": former}
    about = f"What is said about {found.name}, and by those who spoke for it."
    return Shared(thing, found.name, about, feed=reverse("company-feed", args=[found.slug]))


def guest(context: Context, site: str) -> Shared:
    """A person."""
    found: Guest = context["guest"]
    thing = {**named("Person", found, site), **known(found)}
    about = f"What {found.name} said, and what is said about them."
    return Shared(thing, found.name, about, kind="profile", feed=reverse("guest-feed", args=[found.slug]))


def known(found: Company | Guest) -> Thing:
    """What is known of them elsewhere."""
    wikidata = f"{WIKIDATA}{found.wikidata}" if found.wikidata else ""
    return {"description": found.about, "sameAs": [one for one in (found.website, wikidata) if one]}


def episode(context: Context, site: str) -> Shared:
    """An episode."""
    found: Episode = context["episode"]
    seconds = found.duration_seconds
    audio = {"@type": "AudioObject", "contentUrl": found.audio_url} if found.audio_url else None
    thing = {
        **episode_named(found, site),
        "episodeNumber": found.number,
        "inLanguage": found.language,
        "duration": f"PT{seconds}S" if seconds else None,
        "associatedMedia": audio,
        "sameAs": [found.page_url] if found.page_url else [],
    }
    return Shared(thing, found.display_title, f"Quotes from this episode of {found.podcast.title}.")


def episode_named(found: Episode, site: str) -> Thing:
    """An episode as part of its series."""
    return {
        **named("PodcastEpisode", found, site),
        "datePublished": day(found.published_on),
        "partOfSeries": named("PodcastSeries", found.podcast, site),
    }


def podcast(context: Context, site: str) -> Shared:
    """A series."""
    found: Podcast = context["podcast"]
    same = [found.website] if found.website else []
    thing = {**named("PodcastSeries", found, site), "inLanguage": found.language, "sameAs": same}
    return Shared(thing, found.title, f"Episodes of {found.title} that are quoted here.")


def claim(context: Context, site: str) -> Shared:
    """A statement with what it rests on; nobody here judges whether it is true, so no ClaimReview."""
    found: Claim = context["claim"]
    about = [
        named(kind, one, site)
        for kind, one in (
            ("Organization", found.company),
            ("Person", found.guest),
            ("DefinedTerm", found.about),
        )
        if one
    ]
    address = f"{site}{found.get_absolute_url()}"
    appears = [
        {"@type": "Quotation", "@id": f"{site}{one.quote.get_absolute_url()}", "text": one.version.shown}
        for side in context["sides"]
        for one in side.quotes
    ]
    thing = {
        "@type": "Claim",
        "@id": address,
        "url": address,
        "text": found.statement,
        "about": about,
        "appearance": appears,
        "datePublished": day(found.published_at),
    }
    return Shared(thing, found.statement, "A claim, with the quotes that speak for and against it.")


def named(kind: str, one: Any, site: str) -> Thing:
    """A thing by its name and address."""
    address = f"{site}{one.get_absolute_url()}"
    return {"@type": kind, "@id": address, "name": str(one), "url": address}


def day(value: Any) -> str | None:
    """A date as schema.org has it."""
    return f"{value:%Y-%m-%d}" if value else None


def search(context: Context, site: str) -> Shared:
    """What was found, which a feed goes on with."""
    typed = context["typed"]
    thing = {"@type": "SearchResultsPage", "url": context["canonical"], "isPartOf": website(site)}
    return Shared(thing, f"“{typed}”" if typed else "Search", feed=context.get("feed", ""))


PAGES: dict[str, Callable[[Context, str], Shared]] = {
    "annotations/home.html": home,
    "annotations/quote.html": quote,
    "annotations/topic.html": topic,
    "annotations/topics.html": topics,
    "annotations/company.html": company,
    "annotations/guest.html": guest,
    "annotations/episode.html": episode,
    "annotations/podcast.html": podcast,
    "annotations/claim.html": claim,
    "annotations/search.html": search,
}
