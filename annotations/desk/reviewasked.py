"""What a reviewer asks of the queue and types on its page, as addresses and forms have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from annotations.desk.typed import day_in, time_in
from annotations.models import Tag, TagStatus
from annotations.selectors import colleagues
from annotations.selectors.waiting import Asked
from annotations.workflow import State
from transcripts.models import Podcast

STAGES = {"in_review": "waiting for review", "approved": "approved, to be published"}
DUE = {"overdue": "overdue", "day": "on any day", "none": "on no day"}
NEWS = {"new": "new since my last look", "changed": "changed since my last look"}
KINDS = {
    "quote": "quotes",
    "claim": "claims",
    "evidence": "evidence for published claims",
    "relation": "relations between published claims",
}
WIDEST = 60  # characters of a choice
FILTERS = ("stage", "kind", "podcast", "topic", "author", "due", "news")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that narrows the queue, with (value, words) to choose from and what is chosen."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


def asked_in(query: QueryDict) -> Asked:
    """What an address asks for; what is no such thing narrows nothing."""

    def among(name: str, known: Any) -> str:
        value = query.get(name, "")
        return value if value in known else ""

    return Asked(
        stage=State(among("stage", STAGES) or State.IN_REVIEW),
        kind=among("kind", KINDS),
        podcast=number_in(query.get("podcast", "")),
        topic=number_in(query.get("topic", "")),
        author=number_in(query.get("author", "")),
        due=among("due", DUE),
        news=among("news", NEWS),
    )


def number_in(typed: str) -> int | None:
    """An id that was chosen, if one was."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def query_of(asked: Asked) -> str:
    """What is asked for, as an address says it."""
    values = {name: getattr(asked, name) for name in FILTERS}
    if values["stage"] == State.IN_REVIEW:
        del values["stage"]
    return urlencode({name: value for name, value in values.items() if value not in (None, "")})


def address(asked: Asked, item: str = "") -> str:
    """The page, at a thing."""
    query = "&".join(part for part in (query_of(asked), urlencode({"item": item}) if item else "") if part)
    return f"{reverse('admin:review')}?{query}" if query else reverse("admin:review")


def filters(asked: Asked) -> list[Field]:
    """The fields that narrow the queue."""
    tags = Tag.objects.filter(status=TagStatus.ACTIVE).values_list("parent__label", "label", "pk").order_by()
    topics = sorted((f"{parent}: {label}" if parent else label, pk) for parent, label, pk in tags)
    podcasts = Podcast.objects.values_list("title", "pk").order_by("title", "id")
    people = [(colleagues.name_of(one), one.pk) for one in colleagues.all_of_them()]
    return [
        Field("stage", "Show what is", [*STAGES.items()], asked.stage),
        Field("kind", "Kind", [("", "all kinds"), *KINDS.items()], asked.kind),
        Field("podcast", "Podcast", choices("all", podcasts), text(asked.podcast)),
        Field("topic", "Topic", choices("all", topics), text(asked.topic)),
        Field("author", "Changed last by", choices("anybody", people), text(asked.author)),
        Field("due", "Due", [("", "whenever"), *DUE.items()], asked.due),
        Field("news", "News", [("", "all"), *NEWS.items()], asked.news),
    ]


def choices(everything: str, found: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    """What is chosen from: all of it, or one by its id; of a long name its beginning."""
    return [("", everything), *((str(pk), beginning(name, WIDEST)) for name, pk in found)]


def beginning(words: str, most: int) -> str:
    """As much of some words as there is room for."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def text(key: int | None) -> str:
    """An id as a form has it."""
    return "" if key is None else str(key)


def values_in(verb: str, posted: QueryDict) -> dict[str, Any]:
    """What was typed for a decision. Raises Refusal where that is no day or time."""
    values: dict[str, Any] = {"note": posted.get("note", "")}
    if verb == "due":
        values["day"] = day_in(posted.get("day", ""))
    if verb == "schedule":
        values["at"] = time_in(posted.get("at", ""))
    return values
