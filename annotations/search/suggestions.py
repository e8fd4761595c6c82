"""What is offered while somebody types: topics, people and companies, then words that stand in something."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from annotations.models import SearchKind, SearchName, SearchWord, Tag
from annotations.querylanguage import STOPS, tokens
from annotations.querysets import published_companies, published_guests
from annotations.search.standing import standing

OFFERED = 8
LOOKED_AT = 60
SHORTEST = 2
NOUNS = {SearchKind.TAG: "topic", SearchKind.GUEST: "person", SearchKind.COMPANY: "company"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to go to: what it is called, what it is, and where."""

    label: str
    kind: str
    url: str


def offered(typed: str) -> list[Suggestion]:
    """What begins as it was typed: names from any of their words on, and the last word finished."""
    words = tokens(typed)
    start = " ".join(words)
    if len(start) < SHORTEST:
        return []
    named = names(start)
    return [*named, *endings(words, OFFERED - len(named))]


def names(start: str) -> list[Suggestion]:
    """Public topics, people and companies, whole beginnings first, then the shorter name."""
    rows = SearchName.objects.filter(
        text__gte=start, text__lt=start + "\U0010ffff", text__startswith=start
    ).select_related("entry")
    best: dict[tuple[str, int], tuple[bool, int]] = {}
    for row in rows.order_by("text", "pk")[:LOOKED_AT]:
        key = (row.entry.kind, row.entry.object_id)
        fit = (not row.is_whole, len(row.text))
        best[key] = min(fit, best.get(key, fit))
    order = sorted(best, key=lambda key: (best[key], key))[:OFFERED]
    things = {
        (kind, one.pk): one
        for kind, rows in (
            (SearchKind.TAG, Tag.objects.published()),
            (SearchKind.GUEST, published_guests()),
            (SearchKind.COMPANY, published_companies()),
        )
        if (keys := [pk for of, pk in order if of == kind])
        for one in rows.filter(pk__in=keys)
    }
    return [
        Suggestion(str(things[key]), NOUNS[SearchKind(key[0])], things[key].get_absolute_url())
        for key in order
        if key in things
    ]


def endings(words: Sequence[str], count: int) -> list[Suggestion]:
    """The last word finished as words in something public end, most used first."""
    last = words[-1]
    if count <= 0 or len(last) < SHORTEST + 1:
        return []
    known = SearchWord.objects.filter(text__gte=last, text__lt=last + "\U0010ffff", text__startswith=last)
    rows = known.exclude(text=last).order_by("-entries", "text").values_list("text", flat=True)[:count]
    texts = [text for text in rows if text not in STOPS]
    used = standing(texts)
    wholes = [" ".join([*words[:-1], text]) for text in texts if text in used]
    return [Suggestion(text, "search", f"{reverse('search')}?{urlencode({'q': text})}") for text in wholes]
