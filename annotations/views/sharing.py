"""A quote as others take it: cited, as a picture, in a frame of their own page, and found by oEmbed.

Each shows what is published and nothing else, and answers 410 as soon as the quote is withdrawn.
"""

from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from math import ceil
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from annotations.citations import NAMED
from annotations.models import Quote
from annotations.pictures import card as pictures
from annotations.pictures.fonts import width
from annotations.selectors import quotes
from annotations.selectors.citations import cited
from annotations.selectors.quotes import CreditedQuote
from annotations.views.gone import gone
from annotations.views.pages import absolute, find, render

PICTURES = "pictures"  # which of the settings’ caches
KEPT = 3600  # seconds
WIDEST, NARROWEST = 720, 280  # CSS pixels of a frame
# How large the embed’s words are set and what stands around them, in CSS pixels (static/embed.css).
WORDS, LINE, BESIDE, ABOVE_AND_BELOW = 20, 29, 56, 190
THEMES = ("light", "dark")


def found(public_id: UUID) -> CreditedQuote:
    """The published quote of that id; raises Http404."""
    rows = quotes.published().select_related("approved_by")
    (credited,) = quotes.credited([find(rows, quote__public_id=public_id)])
    return credited


def withdrawn(public_id: UUID) -> Quote | None:
    """The quote of that id, if it was public once and is withdrawn."""
    return Quote.objects.withdrawn().filter(public_id=public_id).first()


def told_gone(request: HttpRequest, quote: Quote) -> HttpResponse:
    """410, with the reason and the day."""
    if quote.withdrawn_at is None:
        raise Http404("")
    return gone(request, "quote", at=quote.withdrawn_at, reason=quote.withdrawn_reason)


@require_safe
def cite(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    """A quote’s citation as a file, in the format of that name."""
    if name not in NAMED:
        raise Http404("")
    if lost := withdrawn(public_id):
        return told_gone(request, lost)
    quote = found(public_id)
    written = NAMED[name].write(cited(quote, absolute(request, quote.quote.get_absolute_url())))
    return HttpResponse(
        written,
        content_type=f"{NAMED[name].MEDIA_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="quote-{public_id}.{name}"'},
    )


@dataclass(frozen=True, slots=True)
class Form:
    """A citation in one format, and where it is taken from as a file."""

    name: str
    title: str
    path: str
    text: str


def citations(quote: CreditedQuote, address: str) -> list[Form]:
    """A quote’s citation in every format; `address` is its permalink in full."""
    told = cited(quote, address)
    return [
        Form(name, form.TITLE, reverse("quote-cite", args=[quote.quote.public_id, name]), form.write(told))
        for name, form in NAMED.items()
    ]


@require_safe
def picture(request: HttpRequest, public_id: UUID, version: int) -> HttpResponse:
    """The picture of a quote in its published version; an older version’s address leads to it."""
    if lost := withdrawn(public_id):
        return told_gone(request, lost)
    quote = found(public_id)
    if quote.version.number != version:
        return HttpResponsePermanentRedirect(picture_path(quote))
    return HttpResponse(drawn(card_of(quote)), content_type="image/png")


def picture_path(quote: CreditedQuote) -> str:
    """The address of its picture, another one for each version."""
    return reverse("quote-picture", args=[quote.quote.public_id, quote.version.number])


def card_of(quote: CreditedQuote) -> pictures.Card:
    """What its picture shows."""
    episode = quote.quote.episode
    day = episode.published_on
    source = [episode.display_title, episode.podcast.title, f"{day.day} {day:%B %Y}" if day else ""]
    return pictures.Card(
        quote.version.shown, quote.speaker_name, quote.role, ", ".join(part for part in source if part)
    )


def drawn(card: pictures.Card) -> bytes:
    """The picture, drawn once an hour at most; another card is another picture."""
    key = f"card:{blake2b(pictures.svg(card).encode(), digest_size=16).hexdigest()}"
    known = caches[PICTURES].get(key)
    if known is None:
        known = pictures.png(card)
        caches[PICTURES].set(key, known, KEPT)
    return known


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # it takes any view
@require_safe
def embed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A quote for a frame in any site’s page: no script, no cookie, in the colours the reader prefers or in
    those that `theme` names."""
    asked = request.GET.get("theme")
    theme = asked if asked in THEMES else ""
    context: dict[str, Any] = {"theme": theme}
    lost = withdrawn(public_id)
    if lost:
        return render(request, "sharing/embed.html", {**context, "withdrawn": lost}, status=410)
    quote = found(public_id)
    address = absolute(request, quote.quote.get_absolute_url())
    return render(request, "sharing/embed.html", {**context, "quote": quote, "canonical": address})


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """What to put into a page for a quote’s address (https://oembed.com, type rich, JSON alone)."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only format=json is spoken here.", status=501, content_type="text/plain")
    public_id = quote_of(request, request.GET.get("url", ""))
    if lost := withdrawn(public_id):
        return told_gone(request, lost)
    quote = found(public_id)
    wide = bounded(request, "maxwidth", WIDEST)
    high = min(height(quote, wide), bounded(request, "maxheight", 2000))
    answer = {
        "version": "1.0",
        "type": "rich",
        "provider_name": "osbiz",
        "provider_url": absolute(request, "/"),
        "title": f"Quote by {quote.speaker_name}",
        "author_name": quote.speaker_name,
        "html": frame(request, quote, wide, high),
        "width": wide,
        "height": high,
        "thumbnail_url": absolute(request, picture_path(quote)),
        "thumbnail_width": pictures.WIDTH,
        "thumbnail_height": pictures.HEIGHT,
        "cache_age": 60,
    }
    return JsonResponse(answer, headers={"Access-Control-Allow-Origin": "*"})


def quote_of(request: HttpRequest, address: str) -> UUID:
    """The id of the quote whose permalink an address is; raises Http404 where it is none of ours."""
    try:
        parts = urlsplit(address)
        ours = {request.get_host(), urlsplit(settings.SITE_URL).netloc}
        match = resolve(parts.path) if parts.netloc in ours else None
    except (Resolver404, ValueError):
        match = None
    if match is None or match.url_name not in ("quote", "quote-embed"):
        raise Http404("Give the address of a quote here as url.")
    return UUID(str(match.kwargs["public_id"]))


def bounded(request: HttpRequest, name: str, most: int) -> int:
    """The size that a site has room for; raises Http404 for one that is no number."""
    asked = request.GET.get(name, str(most))
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6:
        raise Http404(f"{name} is a number of pixels.")
    return max(min(int(asked), most), NARROWEST if name == "maxwidth" else 0)


def height(quote: CreditedQuote, wide: int) -> int:
    """About how high the embed is at that width, so that nothing need be scrolled."""
    lines = ceil(width(quote.version.shown) * WORDS * 1.08 / (wide - BESIDE)) + 1
    return lines * LINE + ABOVE_AND_BELOW


def frame(request: HttpRequest, quote: CreditedQuote, wide: int = WIDEST, high: int | None = None) -> str:
    """The HTML that others put into their pages."""
    address = absolute(request, reverse("quote-embed", args=[quote.quote.public_id]))
    title = escape(f"Quote by {quote.speaker_name}, on osbiz")
    return (
        f'<iframe src="{escape(address)}" width="{wide}" height="{high or height(quote, wide)}" '
        f'title="{title}" loading="lazy" frameborder="0"></iframe>'
    )
