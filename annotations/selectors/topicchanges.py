"""What a change of the vocabulary would do, in words and numbers: for looking at before it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from annotations.models import Claim, QuoteVersion, Tag, TagSynonym
from annotations.vocabularyedits import CLAIM, NEW, QUOTE, REFERENCES, Edit

EXAMPLES = 5
AT_ONCE = 500
NAMES = {"parent_id": "stands under", "merged_into_id": "is merged into", "slug": "address"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about a topic that will be another."""

    topic: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Example:
    """A quote or claim whose topics change, and which it loses and gets."""

    words: str
    loses: Sequence[str]
    gets: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that changes. `public` of the quotes and claims readers see; `addresses` are (old, new)."""

    sign: str
    lines: Sequence[Line]
    quotes: int
    public_quotes: int
    claims: int
    public_claims: int
    examples: Sequence[Example]
    synonyms: Sequence[tuple[str, str]]
    addresses: Sequence[tuple[str, str]]


def preview(edit: Edit) -> Preview:
    """What an edit comes to."""
    labels = dict(Tag.objects.values_list("pk", "label"))
    if edit.made:
        labels[NEW] = edit.made["label"]
    return Preview(
        sign=edit.sign,
        lines=lines(edit, labels),
        quotes=quotes_of(QuoteVersion.objects.all(), edit),
        public_quotes=quotes_of(QuoteVersion.objects.published(), edit),
        claims=len(edit.items(CLAIM)),
        public_claims=count(Claim.objects.published(), edit.items(CLAIM)),
        examples=examples(edit, labels),
        synonyms=synonyms(edit, labels),
        addresses=addresses(edit),
    )


def lines(edit: Edit, labels: dict[int, str]) -> list[Line]:
    """The fields of topics, in words."""
    found = []
    for topic, field, old, new in edit.fields:
        if field in REFERENCES:
            old, new = labels.get(old, "nothing"), labels.get(new, "nothing")
        found.append(Line(labels[topic], NAMES.get(field, field), str(old), str(new)))
    if edit.made:
        found.append(Line(edit.made["label"], "new topic", "", edit.made["definition"]))
    if edit.unmade:
        found.append(
            Line(labels[edit.unmade[0]], "topic", "", f"goes again, in favour of {labels[edit.unmade[1]]}")
        )
    return found


def quotes_of(versions: QuerySet[QuoteVersion], edit: Edit) -> int:
    """How many quotes these versions are of."""
    keys: set[int] = set()
    for chunk in chunks(edit.items(QUOTE)):
        keys |= set(versions.filter(pk__in=chunk).order_by().values_list("quote", flat=True))
    return len(keys)


def count(rows: QuerySet, keys: Iterable[int]) -> int:
    """How many of these there are."""
    return sum(rows.filter(pk__in=chunk).count() for chunk in chunks(keys))


def examples(edit: Edit, labels: dict[int, str]) -> list[Example]:
    """A few of what changes: quotes readers see first."""
    found: list[Example] = []
    for kind, published, rows in (
        (QUOTE, QuoteVersion.objects.published(), QuoteVersion.objects.order_by("-pk")),
        (CLAIM, Claim.objects.published(), Claim.objects.order_by("-pk")),
    ):
        keys = edit.items(kind)
        for chunk in chunks(keys):
            some = list(published.filter(pk__in=chunk)[:EXAMPLES]) or list(
                rows.filter(pk__in=chunk)[:EXAMPLES]
            )
            found += [example(edit, kind, row, labels) for row in some[: EXAMPLES - len(found)]]
            break
    return found


def example(edit: Edit, kind: str, row: QuoteVersion | Claim, labels: dict[int, str]) -> Example:
    """One of them."""
    loses = [labels[topic] for what, key, topic in edit.lose if (what, key) == (kind, row.pk)]
    gets = [labels[topic] for what, key, topic in edit.gain if (what, key) == (kind, row.pk)]
    return Example(row.shown if isinstance(row, QuoteVersion) else row.statement, loses, gets)


def synonyms(edit: Edit, labels: dict[int, str]) -> list[tuple[str, str]]:
    """Synonyms, and the topic each will belong to; nothing where it goes."""
    texts = dict(TagSynonym.objects.filter(pk__in=[key for key, *_ in edit.moved]).values_list("pk", "text"))
    found = [(texts.get(key, ""), labels[new]) for key, _, new in edit.moved]
    found += [(text, labels[topic]) for topic, text in edit.added]
    return found + [(text, "") for _, text in edit.dropped]


def addresses(edit: Edit) -> list[tuple[str, str]]:
    """Addresses readers know, and where they will lead."""
    known = Tag.objects.published().filter(pk__in=edit.surroundings).values_list("pk", "slug")
    slugs = dict(Tag.objects.filter(pk__in=edit.surroundings).values_list("pk", "slug"))
    found = []
    for topic, slug in known.order_by("pk"):
        for changed, field, _, new in edit.fields:
            if changed == topic and field in ("slug", "merged_into_id"):
                found.append((page(slug), page(new if field == "slug" else slugs[new])))
    return found


def page(slug: str) -> str:
    """The address of a topic's page."""
    return reverse("topic", args=[slug])


def chunks(keys: Iterable[int]) -> Iterable[list[int]]:
    """A few at a time, the newest first."""
    ordered = sorted(keys, reverse=True)
    return (ordered[begin : begin + AT_ONCE] for begin in range(0, len(ordered), AT_ONCE))
