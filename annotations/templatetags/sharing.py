"""What the templates of sharing need."""

import json
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from annotations.selectors.editions import Edition
from transcripts.models import Episode

register = template.Library()
# What would end the element or begin another inside it.
SIGNS = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


@register.simple_tag
def linked_data(thing: dict[str, Any]) -> SafeString:
    """A thing as JSON-LD that can stand in a page: data, which no policy against scripts forbids."""
    written = json.dumps(thing, ensure_ascii=False).translate(SIGNS)
    return mark_safe(written)  # noqa: S308  (no sign of HTML is left in it)


@register.simple_tag
def passages(episode: Episode, edition: Edition) -> SafeString:
    """The attribute from which the links to selected passages are made; none without a whole transcript."""
    turns = (passage.turn for section in edition.sections for passage in section.passages)
    first = next(turns, None) if edition.whole else None
    if first is None:
        return SafeString("")
    path = reverse("passage", args=[episode.slug, first.revision.number, 0, 1]).removesuffix("0-1/")
    return format_html(' data-passages="{}"', path)
