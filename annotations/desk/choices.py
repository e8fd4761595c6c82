"""Type-ahead: topics, companies and people by any of their names, the likeliest first.

The desk’s page carries the vocabulary and the names known in its episode, so these are found at once.
"""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from annotations.desk.cards import named_choice, tag_choice
from annotations.models import QuoteVersion, Tag
from annotations.selectors import topics
from transcripts.models import Company, CompanyName, Episode, Guest, GuestName
from transcripts.models.identity import fold_name

SHOWN = 12
RECENT = 200  # versions of a person that tell which topics they used last
NO_MATCH = 9


def tags(query: str) -> list[dict[str, str]]:
    """Topics in use whose label or a synonym fits; a vocabulary is small enough to be looked through."""
    folded = fold_name(query)
    ranked = [(*best(tag, folded), tag) for tag in Tag.objects.active().prefetch_related("synonyms")]
    found = sorted((entry for entry in ranked if entry[0] < NO_MATCH), key=lambda e: (e[0], e[2].label))
    return [tag_choice(tag, why) for _, why, tag in found[:SHOWN]]


def best(tag: Tag, folded: str) -> tuple[int, str]:
    """How well a topic fits (0 best), and the synonym that fits where its label does not."""
    by_label = rank(fold_name(tag.label), folded)
    by_synonym = min(
        ((rank(synonym.folded, folded) + 1, synonym.text) for synonym in tag.synonyms.all()),
        default=(NO_MATCH, ""),
    )
    return (by_label, "") if by_label <= by_synonym[0] else by_synonym


def rank(name: str, folded: str) -> int:
    """0: the name itself, 2: it starts so, 4: one of its words does, 6: it contains it."""
    if name == folded:
        return 0
    if name.startswith(folded):
        return 2
    if f" {folded}" in name:
        return 4
    return 6 if folded in name else NO_MATCH


def companies(query: str) -> list[dict[str, str]]:
    """Companies by any name they go or went by."""
    return named(Company.objects.all(), CompanyName.objects.all(), fold_name(query))


def guests(query: str) -> list[dict[str, str]]:
    """People by any way their names are written."""
    return named(Guest.objects.all(), GuestName.objects.all(), fold_name(query))


def named(things: QuerySet, names: QuerySet, folded: str) -> list[dict[str, str]]:
    """Those of a kind with a name that starts so or has a word that does, by their proper names."""
    fitting = names.filter(Q(folded__startswith=folded) | Q(folded__contains=f" {folded}"))
    found = things.filter(names__in=fitting).distinct().order_by("name", "id")
    rows = found.prefetch_related(Prefetch("names", queryset=fitting, to_attr="fitting"))[:SHOWN]
    return [named_choice(row, why(row)) for row in rows]


def why(thing: Any) -> str:
    """The name it was found by, where that is another than its proper one."""
    texts = [name.text for name in thing.fitting]
    return "" if thing.name in texts or not texts else texts[0]


def vocabulary(user: Any) -> list[dict[str, Any]]:
    """Every topic in use with all that it is found by, and when this person last used it."""
    used = last_used(user)
    rows = Tag.objects.active().select_related("parent").prefetch_related("synonyms")
    return [
        {
            **tag_choice(tag),
            "parent": tag.parent.label if tag.parent else "",
            "names": [synonym.text for synonym in tag.synonyms.all()],
            "mine": used.get(tag.pk, ""),
        }
        for tag in rows
    ]


def hues() -> dict[str, int]:
    """Each topic's place on the ring of hues."""
    places = topics.hues()
    return {str(known): places[pk] for pk, known in Tag.objects.values_list("pk", "public_id")}


def last_used(user: Any) -> dict[int, str]:
    """When a person last gave which topic to a quote, as far as their last quotes tell."""
    recent = QuoteVersion.objects.filter(changed_by=user).order_by("-id").values_list("pk", "changed_at")
    times = dict(recent[:RECENT])
    links = QuoteVersion.tags.through.objects.filter(quoteversion__in=list(times))
    found: dict[int, str] = {}
    for tag, version in links.values_list("tag", "quoteversion"):
        found[tag] = max(found.get(tag, ""), times[version].isoformat())
    return found


def cast(episode: Episode) -> dict[str, list[dict[str, Any]]]:
    """Companies and people of an episode, with every name they are found by."""
    of_it = Q(episodes=episode) | Q(appearances__episode=episode)
    return {
        "companies": known(Company.objects.filter(of_it)),
        "guests": known(Guest.objects.filter(appearances__episode=episode)),
    }


def known(things: QuerySet) -> list[dict[str, Any]]:
    """Each once, by name."""
    rows = things.distinct().order_by("name", "id").prefetch_related("names")
    return [{**named_choice(row), "names": [name.text for name in row.names.all()]} for row in rows]
