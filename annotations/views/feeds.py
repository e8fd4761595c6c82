"""Atom feeds of published quotes: of everything, of a topic, a company, a person, a search, narrowed as the
pages are."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from annotations.graph.parts import Kind
from annotations.models import QuoteVersion
from annotations.search import facets, narrowing
from annotations.selectors import lists, quotes, topics
from annotations.selectors.lists import QuoteList
from annotations.selectors.quotes import CreditedQuote
from annotations.templatetags.reading import opening
from annotations.views.pages import absolute, find_known, leading_on, narrowed, parameters
from annotations.views.topics import elsewhere
from annotations.vocabularies.entries import writable

ENTRIES = 40
UNASKED = "Say what to search for: ?q=words."


class Feed(Atom1Feed):
    """A feed whose bytes depend on what is in it alone, so that its tag holds while nothing changes."""

    def latest_post_date(self) -> datetime:
        """When the newest entry was updated; of an empty feed a day before there were any."""
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """All quotes."""
    return of_list(request, lists.everything(), title="New quotes", page="/")


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The quotes under a topic."""
    tag = topics.of(slug)
    if tag is None:
        return elsewhere(request, slug, "topic-feed")
    return of_list(request, lists.of_topic(tag), title=tag.label, page=tag.get_absolute_url())


@require_safe
@leading_on
def company(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said about a company."""
    found = find_known(request, Kind.COMPANY, "company-feed", slug)
    return of_list(request, lists.about_company(found), title=found.name, page=found.get_absolute_url())


@require_safe
@leading_on
def guest(request: HttpRequest, slug: str) -> HttpResponse:
    """What a person said."""
    found = find_known(request, Kind.GUEST, "guest-feed", slug)
    return of_list(request, lists.by_guest(found), title=found.name, page=found.get_absolute_url())


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The quotes in which a search finds all of its words."""
    given = parameters(request)
    typed = given.get("q", "").strip()
    if not typed:
        raise Http404(UNASKED)
    try:
        marks = facets.marks({name: given[name] for name in facets.HEADINGS if given.get(name)})
    except facets.UnknownValue as error:
        raise Http404(str(error)) from error
    rows = narrowing.newest_quotes_with(quotes.shown_whole(QuoteVersion.objects.all()), typed, marks)
    response = of_rows(request, rows, title=writable(typed), page=reverse("search"))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def of_list(request: HttpRequest, listed: QuoteList, *, title: str, page: str) -> HttpResponse:
    """A feed of the newest of a list, narrowed by the filters of the address."""
    return of_rows(request, narrowed(request, listed.rows, listed.filters), title=title, page=page)


def of_rows(request: HttpRequest, rows: QuerySet[QuoteVersion], *, title: str, page: str) -> HttpResponse:
    """A feed of the newest of these."""
    chosen = rows.order_by("-quote__published_at", "-quote__public_id")
    asked = request.META.get("QUERY_STRING", "")
    found = quotes.credited(chosen[:ENTRIES])
    return atom(request, found, title=f"{title} – osbiz", page=f"{page}{'?' * bool(asked)}{asked}")


def atom(request: HttpRequest, found: Sequence[CreditedQuote], *, title: str, page: str) -> HttpResponse:
    """These quotes as an Atom feed; `page` is the path of the page that shows the same."""
    feed = Feed(
        title=title,
        link=absolute(request, page),
        description="Verbatim quotes from podcast interviews, each approved by a second person.",
        language="en-GB",
        feed_url=absolute(request, request.get_full_path()),
        feed_guid=absolute(request, request.get_full_path()),
        feed_copyright="The words are those of whoever said them.",
    )
    for quote in found:
        feed.add_item(
            title=f"{quote.speaker_name}: “{opening(quote.version.shown)}”",
            link=absolute(request, quote.quote.get_absolute_url()),
            description=content(quote),
            unique_id=f"urn:uuid:{quote.quote.public_id}",
            author_name=quote.speaker_name,
            pubdate=quote.quote.published_at,
            updateddate=quote.version.published_at,
            categories=[tag.label for tag in quote.tags],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def content(quote: CreditedQuote) -> str:
    """What a feed reader shows: the words and where they are from."""
    episode = quote.quote.episode
    by = ", ".join(part for part in (quote.speaker_name, quote.role) if part)
    return (
        f"<blockquote><p>“{escape(quote.version.shown)}”</p></blockquote>"
        f"<p>{escape(by)}, in “{escape(episode.display_title)}”, {escape(episode.podcast.title)}</p>"
    )
