"""What the reading pages' templates need beyond Django's own tags."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

from annotations import moments
from annotations.excerpts import Part
from annotations.highlights import Segment
from annotations.models import Tag
from annotations.selectors.quotes import CreditedQuote
from transcripts.models.paths import path

register = template.Library()
TITLE_LENGTH = 60  # code points of a quote in a tab's title


@register.filter
def clock(ms: int | None) -> str:
    """12:34 or 1:02:03; empty where the time is unknown."""
    return "" if ms is None else moments.clock(ms)


@register.filter
def duration(seconds: int | None) -> str:
    """52 min, or 1 h 5 min; empty where unknown."""
    if not seconds:
        return ""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    return " ".join(part for part in (f"{hours} h" * bool(hours), f"{minutes} min" * bool(minutes)) if part)


@register.filter
def day(value: date | None) -> SafeString:
    """3 July 2024, as a time element; empty where unknown."""
    if value is None:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m-%d}", f"{value.day} {value:%B %Y}")


@register.filter
def language(code: str) -> SafeString:
    """A lang attribute for words that are not in the page's own English; else nothing."""
    primary = code.split("-")[0].lower()
    return format_html(' lang="{}"', code) if primary not in ("", "en") else SafeString("")


@register.filter
def excerpt(passage: Iterable[Part]) -> SafeString:
    """A passage, with the words that were searched for marked."""
    return SafeString("".join(f"<mark>{escape(text)}</mark>" if on else escape(text) for text, on in passage))


@register.filter
def reporting(found: CreditedQuote) -> str:
    """The path at which a mistake in a quote is reported."""
    return path("report", "quote", found.quote.public_id)


@register.filter
def add_to(number: float, more: float) -> str:
    """Their sum, as a drawing takes it."""
    return f"{number + more:.1f}"


@register.filter
def opening(words: str) -> str:
    """The first words of a quote, for a title; cut between words."""
    if len(words) <= TITLE_LENGTH:
        return words
    return words[:TITLE_LENGTH].rpartition(" ")[0].rstrip(",;:–— ") + "…"


@register.simple_tag(takes_context=True)
def hue(context: Context, tag: Tag | None) -> str:
    """The class that gives a topic its colour."""
    return f"hue-{context['hues'].get(tag.pk, 0)}" if tag else "hue-none"


@register.simple_tag(takes_context=True)
def marked(context: Context, segment: Segment, topics: Mapping[str, Tag | None]) -> SafeString:
    """A run of words in a mark for each quote that covers it, in the colour of its topic; the first mark of a
    quote carries its id."""
    html = conditional_escape(segment.text)
    for span in reversed(segment.spans):
        anchor: Any = format_html(' id="quote-{}"', span.key) if span.key in segment.begins else ""
        name = f"lane-{min(span.lane, 2)} {hue(context, topics.get(span.key))}"
        html = format_html('<mark class="{}"{}>{}</mark>', name, anchor, html)
    return html
