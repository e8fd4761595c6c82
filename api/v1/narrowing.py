"""How parameters narrow lists: by what published quotes and public appearances say, and nothing else."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotations import querylanguage
from annotations.graph.parts import Kind
from annotations.models import Claim, Evidence, QuoteVersion, Tag
from annotations.querysets import published_podcasts
from annotations.selectors import appearances, public, topics
from api import values
from api.parameters import AllOf, Bound, Plain, Reference, Single
from transcripts.prepared import MARKS, WORDS, Asked, Statement, answers, prepared

Family = tuple[int, ...]  # a topic and those right under it

TEXT = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
FLAG = {"type": "boolean"}
NUMBER = {"type": "integer", "minimum": 0}
ABOUT_TAG = "With this topic, or one right under it."


def published(kind: Kind) -> Callable[[], QuerySet]:
    """What asks for the public things of a kind."""
    return partial(public.of, kind)


def families(tags: Sequence[int]) -> list[Family]:
    """Each topic with those right under it, as a topic's page shows them."""
    found = {tag: [tag] for tag in tags}
    for child, parent in _children().rows(tags) if tags else ():
        found[parent].append(child)
    return [tuple(found[tag]) for tag in tags]


@cache
def _children() -> Statement:
    rows = Tag.objects.filter(parent__in=MARKS[:1]).order_by("pk")
    return prepared(rows.values_list("pk", "parent_id"), planned=True)


@cache
def _under() -> Statement:
    rows = Tag.objects.filter(parent__slug__in=WORDS).order_by("pk")
    return prepared(rows.values_list("pk", "parent__slug"), planned=True)


def together(some: Iterable[Family]) -> list[int]:
    """The topics of all these families."""
    return [tag for family in some for tag in family]


def tagged(tags: Iterable[int]) -> QuerySet:
    """The ids of quotes' versions with one of the topics."""
    links = QuoteVersion.tags.through.objects.filter(tag__in=tags)
    return links.values("quoteversion")


def about(companies: Iterable[int]) -> QuerySet:
    """The ids of quotes' versions about one of the companies."""
    links = QuoteVersion.companies.through.objects.filter(company__in=companies)
    return links.values("quoteversion")


def quoted(**conditions: Any) -> QuerySet[QuoteVersion]:
    """Published quotes for which something holds."""
    return QuoteVersion.objects.published().filter(**conditions)


def appearing(column: str, **conditions: Any) -> QuerySet:
    """A column of the appearances that the public may know of."""
    return appearances.listed().filter(**conditions).order_by().values(column)


def evidence(column: str, **conditions: Any) -> QuerySet:
    """A column of the published evidence for which something holds."""
    return Evidence.objects.published(public.NOW).filter(**conditions).order_by().values(column)


def quotes_tied(claims: Sequence[int]) -> list[int]:
    """The keys of the quotes that published evidence ties to claims. Looked up at once: PostgreSQL would go
    through all quotes for the few of a claim."""
    return list(evidence("quote", claim__in=claims).values_list("quote", flat=True))


def episodes_tied(claims: Sequence[int]) -> list[int]:
    """The keys of the episodes of these quotes."""
    found = evidence("quote__episode", claim__in=claims).values_list("quote__episode", flat=True)
    return list(found.distinct())


def claims_tagged(tags: Iterable[int]) -> QuerySet:
    """The ids of claims with one of the topics."""
    return Claim.tags.through.objects.filter(tag__in=tags).values("claim")


def each_tag(ids: Any) -> Any:
    """A narrowing that leaves the rows whose ids `ids` finds for every one of the topics."""

    def narrow(rows: QuerySet, found: list[Family]) -> QuerySet:
        for family in found:
            rows = rows.filter(pk__in=ids(family))
        return rows

    return narrow


class Topics(Reference):
    """Topics, also by a slug they had once, or by the id or slug of one that was merged into them."""

    def __init__(self, narrow: Any, *, about: str) -> None:
        super().__init__("tag", published(Kind.TAG), narrow, about=about)

    def find(self, names: Sequence[UUID | str]) -> dict[UUID | str, int]:
        """The public ones that these names lead to."""
        found = super().find(names)
        led = {name: topics.named(name) for name in names if name not in found}
        return found | {name: tag.pk for name, tag in led.items() if tag}


class Families(Topics):
    """Topics, each with those right under it."""

    def find(self, names: Sequence[UUID | str]) -> dict[UUID | str, Any]:
        """The families of the public ones that these names lead to."""
        slugs = [name for name in names if isinstance(name, str)]
        if len(slugs) == len(names):
            known, under = answers(Asked(self.by_slug, [slugs]), Asked(_under(), [slugs]))
            if len(known) == len(set(slugs)):
                return {slug: (pk, *(child for child, of in under if of == slug)) for pk, _, slug in known}
        found = super().find(names)
        return dict(zip(found, families(list(found.values())), strict=True))


class AllFamilies(Families):
    """Topics that, repeated, are all wanted."""

    repeats = AllOf.repeats


def tag_all(ids: Any) -> Families:
    """The parameter `tag`."""
    return AllFamilies(each_tag(ids), about=ABOUT_TAG)


def tag_any(ids: Any) -> Families:
    """The parameter `tag__any`."""
    return Families(lambda rows, found: rows.filter(pk__in=ids(together(found))), about=ABOUT_TAG)


def guest(narrow: Any, *, about: str) -> Reference:
    """A parameter that names people."""
    return Reference("guest", published(Kind.GUEST), narrow, about=about, merges=True)


def company(narrow: Any, *, about: str) -> Reference:
    """A parameter that names companies."""
    return Reference("company", published(Kind.COMPANY), narrow, about=about, merges=True)


def podcast(narrow: Any, *, about: str) -> Reference:
    """A parameter that names podcasts."""
    return Reference("podcast", published_podcasts, narrow, about=about)


def episode(narrow: Any, *, about: str) -> Reference:
    """A parameter that names episodes."""
    return Reference("episode", published(Kind.EPISODE), narrow, about=about)


def quote(narrow: Any, *, about: str) -> Reference:
    """A parameter that names quotes."""
    return Reference("quote", published(Kind.QUOTE), narrow, about=about, has_slug=False)


def claim(narrow: Any, *, about: str) -> Reference:
    """A parameter that names claims."""
    return Reference("claim", published(Kind.CLAIM), narrow, about=about, has_slug=False)


def choice(path: str, choices: Sequence[str], *, about: str) -> Plain:
    """A parameter that takes one of some words."""
    read, schema = values.one_of(choices), {"type": "string", "enum": list(choices)}
    return Plain(path, read, about=about, schema=schema, example=choices[0])


def flag(path: str, *, about: str, example: str = "true") -> Bound:
    """A yes or no compared with a path, such as one that ends with `isnull`."""
    return Bound(path, values.flag, about=about, schema=FLAG, example=example)


def holding(condition: Any, *, about: str) -> Single:
    """Whether a condition holds of a row; `condition` is called for it with each request."""
    return Single(
        lambda rows, wanted: rows.filter(condition() if wanted else ~condition()),
        values.flag,
        about=about,
        schema=FLAG,
        example="true",
    )


def question(raw: str) -> str:
    """Something to search for, all of which can be looked for."""
    try:
        querylanguage.strictly(values.text(raw))
    except ValueError as error:
        raise ValueError(f"something to search for: {error}") from None
    return raw


def words(narrow: Callable[[QuerySet, str], QuerySet], *, about: str) -> Single:
    """The parameter `q`, answered by the site's search."""
    about = (
        f"{about} Words in any of their forms, “phrases” in quotation marks, words that must not be there "
        "with a `-` in front; a name of a topic, person or company also finds what is about it."
    )
    schema = TEXT | {"maxLength": querylanguage.LONGEST}
    return Single(narrow, question, about=about, schema=schema, example='"new licence" -fork')


def part(path: str, example: str) -> Bound:
    """A text that contains another, in capital letters or small ones."""
    about = "Containing this, in capital letters or small ones."
    return Bound(f"{path}__icontains", values.text, about=about, schema=TEXT, example=example)


def least(path: str, what: str, example: int) -> Bound:
    """So many or more."""
    return Bound(f"{path}__gte", values.number, about=f"{what} or more.", schema=NUMBER, example=example)


def most(path: str, what: str, example: int) -> Bound:
    """So many or fewer."""
    return Bound(f"{path}__lte", values.number, about=f"{what} or less.", schema=NUMBER, example=example)


def slug() -> Plain:
    """The parameter `slug`."""
    return Plain("slug", values.slug, about="By slug.", schema=TEXT, example="an-example")


def text(path: str, example: str) -> Plain:
    """A text compared as a whole."""
    return Plain(path, values.text, about="Exactly this.", schema=TEXT, example=example)


def since(path: str, what: str) -> Bound:
    """From a time on."""
    about = f"{what} at this time or later."
    return Bound(f"{path}__gte", values.moment, about=about, schema=MOMENT, example="2024-01-01T00:00:00Z")


def until(path: str, what: str) -> Bound:
    """Up to a time."""
    about = f"{what} at this time or earlier; a day alone counts to its end."
    return Bound(f"{path}__lte", values.last_moment, about=about, schema=MOMENT, example="2024-12-31")


def from_day(path: str, what: str) -> Bound:
    """From a day on."""
    about = f"{what} on this day or later."
    return Bound(f"{path}__gte", values.day, about=about, schema=DAY, example="2024-01-01")


def to_day(path: str, what: str) -> Bound:
    """Up to a day."""
    about = f"{what} on this day or earlier."
    return Bound(f"{path}__lte", values.day, about=about, schema=DAY, example="2024-12-31")
