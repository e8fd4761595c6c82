"""What renaming, moving, merging or splitting a topic comes to, as an edit. Reads only."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.core.exceptions import ValidationError

from annotations.models import Claim, QuoteVersion, Tag, TagStatus
from annotations.vocabularyedits import ABOUT, CLAIM, NEW, QUOTE, Edit, Link
from annotations.workflow import Refusal, State
from transcripts.models.identity import fold_name

# What is over keeps the topics it had: it is history.
OVER = (State.SUPERSEDED, State.WITHDRAWN)
# To where which status may be changed; merging is an act of its own.
STATUSES = {
    TagStatus.PROPOSED: (TagStatus.ACTIVE, TagStatus.DEPRECATED),
    TagStatus.ACTIVE: (TagStatus.DEPRECATED,),
    TagStatus.DEPRECATED: (TagStatus.ACTIVE,),
    TagStatus.MERGED: (),
}

SAME = "That is what it is already. Change something, or leave it."
ITSELF = "A topic cannot be merged into itself. Choose another."
GONE = "“{label}” was merged into “{into}”. Go on with that one."
NOT_ACTIVE = "“{label}” is {status}. Choose a topic that is active."
DEEP = "“{label}” stands under “{parent}” itself, and topics are two deep. Choose one that stands under none."
HAS_CHILDREN = "“{label}” has topics under it, and topics are two deep. Move those first."
NO_WAY = "It is {status}, which cannot become {wanted}."
NOTHING_GOES = "Nothing would go to “{label}”. Choose at least one quote or claim that does."
ONLY_LABEL = "“{label}” is the name of a topic already. Choose another."


@dataclass(frozen=True, slots=True)
class NewTopic:
    """The words of a topic that a split makes."""

    label: str
    slug: str
    definition: str
    belongs: str = ""
    does_not_belong: str = ""


# Of a quote or claim that does not stay where it is: whether it goes, or has both topics.
Way = Literal["goes", "both"]


@dataclass(frozen=True, slots=True)
class Division:
    """What a split gives to the new topic: quotes and claims by key, synonyms and topics under the old
    one."""

    quotes: Mapping[int, Way]
    claims: Mapping[int, Way]
    synonyms: Collection[int] = ()
    children: Collection[int] = ()


def rename(tag: Tag, *, label: str, slug: str) -> Edit:
    """Another label, or another address; the old one leads to it."""
    check_standing(tag)
    wanted = {"label": label.strip(), "slug": slug.strip()}
    return changed(tag, **wanted)


def move(tag: Tag, *, parent: Tag | None) -> Edit:
    """Under another topic, or under none."""
    check_standing(tag)
    if parent is not None:
        check_parent(tag, parent)
    return changed(tag, parent_id=parent.pk if parent else None)


def status(tag: Tag, *, status: str) -> Edit:
    """In use or not."""
    check_standing(tag)
    if status != tag.status and status not in STATUSES[TagStatus(tag.status)]:
        raise Refusal("status", NO_WAY.format(status=tag.status, wanted=status))
    return changed(tag, status=str(status))


def merge(tag: Tag, *, into: Tag) -> Edit:
    """All that one topic has goes to another: quotes, claims, synonyms, its label as one more, the topics
    under it, and those that were merged into it."""
    check_standing(tag)
    if tag.pk == into.pk:
        raise Refusal("itself", ITSELF)
    if into.status != TagStatus.ACTIVE:
        raise Refusal("status", NOT_ACTIVE.format(label=into.label, status=into.status))
    fields: list[tuple[int, str, Any, Any]] = [
        (tag.pk, "status", tag.status, TagStatus.MERGED.value),
        (tag.pk, "merged_into_id", None, into.pk),
    ]
    parent = into.parent_id
    if parent == tag.pk:
        parent = tag.parent_id
        fields.append((into.pk, "parent_id", tag.pk, parent))
    children = list(tag.children.exclude(pk=into.pk).order_by("pk").values_list("pk", flat=True))
    if children and parent:
        raise Refusal("deep", HAS_CHILDREN.format(label=tag.label))
    fields += [(child, "parent_id", tag.pk, into.pk) for child in children]
    fields += [
        (key, "merged_into_id", tag.pk, into.pk)
        for key in tag.merged.order_by("pk").values_list("pk", flat=True)
    ]
    links = links_of(tag)
    has = {(kind, key) for kind, key, _ in links_of(into)}
    known = {fold_name(into.label), *into.synonyms.values_list("folded", flat=True)}
    moved = [one for one in tag.synonyms.order_by("pk") if one.folded not in known]
    known |= {one.folded for one in moved}
    return Edit(
        fields=tuple(fields),
        lose=tuple(links),
        gain=tuple((kind, key, into.pk) for kind, key, _ in links if (kind, key) not in has),
        moved=tuple((one.pk, tag.pk, into.pk) for one in moved),
        added=() if fold_name(tag.label) in known else ((into.pk, tag.label),),
    )


def split(tag: Tag, *, new: NewTopic, division: Division) -> Edit:
    """Some of what a topic has goes to a new one beside it, or has both. The old one keeps its address."""
    check_standing(tag)
    if Tag.objects.filter(label=new.label.strip()).exists():
        raise ValidationError({"label": [ONLY_LABEL.format(label=new.label.strip())]})
    made = Tag(**{**asdict(new), "parent_id": tag.parent_id})
    made.clean_fields(exclude=["parent", "merged_into"])
    made.validate_unique()
    made.clean()
    ways = way_of_links(tag, division)
    if not ways:
        raise Refusal("nothing", NOTHING_GOES.format(label=new.label))
    synonyms = tag.synonyms.filter(pk__in=division.synonyms).order_by("pk").values_list("pk", flat=True)
    children = tag.children.filter(pk__in=division.children).order_by("pk").values_list("pk", flat=True)
    return Edit(
        fields=tuple((child, "parent_id", tag.pk, NEW) for child in children),
        lose=tuple((kind, key, tag.pk) for (kind, key), way in ways.items() if way == "goes"),
        gain=tuple((kind, key, NEW) for kind, key in ways),
        moved=tuple((synonym, tag.pk, NEW) for synonym in synonyms),
        made={**asdict(new), "parent_id": tag.parent_id},
    )


def way_of_links(tag: Tag, division: Division) -> dict[tuple[str, int], Way]:
    """Each version and claim of a topic that does not just stay, and its way; all versions of a quote go the
    same. A claim is about one topic: where it is to have both, it stays about the old one."""
    versions = [key for kind, key, _ in links_of(tag) if kind == QUOTE]
    quotes = dict(QuoteVersion.objects.filter(pk__in=versions).values_list("pk", "quote_id"))
    found: dict[tuple[str, int], Way] = {}
    for kind, key, _ in links_of(tag):
        way = division.quotes.get(quotes[key]) if kind == QUOTE else division.claims.get(key)
        if way is not None and (kind != ABOUT or way == "goes"):
            found[kind, key] = way
    return found


def links_of(tag: Tag) -> list[Link]:
    """The versions of quotes and the claims that have a topic, or are about it, and are not over, in the
    order of their keys."""
    versions = QuoteVersion.tags.through.objects.filter(tag=tag).exclude(quoteversion__state__in=OVER)
    claims = Claim.tags.through.objects.filter(tag=tag).exclude(claim__state__in=OVER)
    found = [(QUOTE, key, tag.pk) for key in versions.values_list("quoteversion_id", flat=True)]
    found += [(CLAIM, key, tag.pk) for key in claims.values_list("claim_id", flat=True)]
    about = Claim.objects.filter(about=tag).exclude(state__in=OVER)
    found += [(ABOUT, key, tag.pk) for key in about.values_list("pk", flat=True)]
    return sorted(found)


def changed(tag: Tag, **wanted: Any) -> Edit:
    """The fields of a topic that are to be others; raises Refusal where none is, ValidationError where a
    value cannot be."""
    fields = tuple(
        (tag.pk, name, getattr(tag, name), value)
        for name, value in wanted.items()
        if getattr(tag, name) != value
    )
    if not fields:
        raise Refusal("same", SAME)
    trial = Tag.objects.get(pk=tag.pk)
    for _, name, _, value in fields:
        setattr(trial, name, value)
    trial.full_clean()
    return Edit(fields=fields)


def check_standing(tag: Tag) -> None:
    """Raise Refusal where a topic was merged away."""
    if tag.merged_into is not None:
        raise Refusal("merged", GONE.format(label=tag.label, into=tag.merged_into.label))


def check_parent(tag: Tag, parent: Tag) -> None:
    """Raise Refusal where a topic cannot stand under that one."""
    if parent.pk == tag.pk:
        raise Refusal("itself", "A topic cannot stand under itself. Choose another.")
    if parent.status != TagStatus.ACTIVE:
        raise Refusal("status", NOT_ACTIVE.format(label=parent.label, status=parent.status))
    if parent.parent is not None:
        raise Refusal("deep", DEEP.format(label=parent.label, parent=parent.parent.label))
    if tag.children.exists():
        raise Refusal("deep", HAS_CHILDREN.format(label=tag.label))
