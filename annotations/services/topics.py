"""Change the vocabulary: rename, move, merge and split topics, put them in and out of use, and undo it.

Each change is one transaction: what is published keeps its approval and follows the vocabulary, and every
version and claim, the publication log and the change itself say so (docs/decisions/vocabulary.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import Truncator

from annotations.models import (
    Claim,
    PublicationKind,
    QuoteVersion,
    ReviewEvent,
    Tag,
    TagAddress,
    TagStatus,
    TagSynonym,
    VocabularyAct,
    VocabularyChange,
)
from annotations.permissions import check_can_govern
from annotations.services import notices, publiclog, tagging, topiccounts, topicplans
from annotations.services.topicplans import Division, NewTopic
from annotations.vocabularyedits import ABOUT, CLAIM, NEW, QUOTE, Edit, Link, read
from annotations.workflow import Refusal, State
from transcripts.models.identity import fold_name
from transcripts.services import records

AT_ONCE = 500
LONGEST_REASON = 100
Row = TypeVar("Row")

# After these a topic means something else to those who used it.
DIVIDING = (VocabularyAct.MERGE, VocabularyAct.SPLIT)
WHY = "Say why: the reason stays with the change."
STALE = "The vocabulary, or what has this topic, has changed since you looked. Look at it once more."
NO_ADDRESS = (
    "Nothing published would be left under “{label}”, so its address would lead nowhere. Leave something "
    "there, or rename it instead."
)
UNDONE = "This was undone already, on {day} by {by}."
LATER = "“{told}” came after it. Undo that first."
CHANGED = "“{label}” has been changed since: its {field} is not what this made it. Change that back first."
WORKED_ON = "{count} of the quotes and claims that it changed have been worked on since. See “{words}”."
GIVEN = "“{label}” has been given to {count} others since. Take it away from them first."
GATHERED = "“{label}” has got topics or synonyms of its own since. Take them away first."
NAMES = {"parent_id": "place", "merged_into_id": "place"}

THROUGH: dict[str, Any] = {QUOTE: QuoteVersion.tags.through, CLAIM: Claim.tags.through}


@transaction.atomic
def rename(tag: Tag, *, label: str, slug: str, reason: str, by: Any, seen: str = "") -> VocabularyChange:
    """Give a topic another label or address; the old address leads to it.

    Here and below: `seen` is the sign of the edit that was looked at. Raises Refusal, with the remedy, where
    it cannot be so or is not what was seen, and ValidationError where a value cannot be.
    """
    held = hold(tag, reason=reason, by=by)
    edit = topicplans.rename(held, label=label, slug=slug)
    told = f"“{held.label}” was renamed “{label.strip()}”."
    if held.label == label.strip():
        told = f"“{held.label}” got the address {slug.strip()}."
    return done(VocabularyAct.RENAME, held, edit, told, reason=reason, by=by, seen=seen)


@transaction.atomic
def move(tag: Tag, *, parent: Tag | None, reason: str, by: Any, seen: str = "") -> VocabularyChange:
    """Put a topic under another, or under none."""
    held = hold(tag, reason=reason, by=by)
    under = Tag.objects.get(pk=parent.pk) if parent else None
    told = f"“{held.label}” was put under “{under.label}”." if under else f"“{held.label}” stands by itself."
    return done(
        VocabularyAct.MOVE, held, topicplans.move(held, parent=under), told, reason=reason, by=by, seen=seen
    )


@transaction.atomic
def set_status(tag: Tag, *, status: str, reason: str, by: Any, seen: str = "") -> VocabularyChange:
    """Put a topic in use, or out of it."""
    held = hold(tag, reason=reason, by=by)
    told = f"“{held.label}” is {status} now."
    edit = topicplans.status(held, status=status)
    return done(VocabularyAct.STATUS, held, edit, told, reason=reason, by=by, seen=seen)


@transaction.atomic
def merge(tag: Tag, *, into: Tag, reason: str, by: Any, seen: str = "") -> VocabularyChange:
    """Merge a topic into another, which takes all it has; whoever asks for it is led there."""
    held = hold(tag, reason=reason, by=by)
    other = Tag.objects.get(pk=into.pk)
    told = f"“{held.label}” was merged into “{other.label}”."
    edit = topicplans.merge(held, into=other)
    return done(VocabularyAct.MERGE, held, edit, told, reason=reason, by=by, seen=seen)


@transaction.atomic
def split(
    tag: Tag, *, new: NewTopic, division: Division, reason: str, by: Any, seen: str = ""
) -> VocabularyChange:
    """Divide a topic: what the division says goes to a new one beside it, or has both."""
    held = hold(tag, reason=reason, by=by)
    told = f"“{new.label.strip()}” was split from “{held.label}”."
    edit = topicplans.split(held, new=new, division=division)
    return done(VocabularyAct.SPLIT, held, edit, told, reason=reason, by=by, seen=seen)


def hold(tag: Tag, *, reason: str, by: Any) -> Tag:
    """The topic as stored, with the vocabulary held until the change stands."""
    check_can_govern(by)
    if not reason.strip():
        raise Refusal("note", WHY)
    tagging.hold()
    return Tag.objects.select_related("parent", "merged_into").get(pk=tag.pk)


def done(
    act: VocabularyAct, tag: Tag, edit: Edit, told: str, *, reason: str, by: Any, seen: str
) -> VocabularyChange:
    """Do what was looked at, and write it down."""
    if seen and seen != edit.sign:
        raise Refusal("stale", STALE)
    was_public = public(edit.surroundings)
    concerned = notices.users_of(tag) if act in DIVIDING else set()
    change = VocabularyChange.objects.create(
        act=act, tag=tag, told=told, reason=reason.strip(), edit=edit.as_json(), by=by, under_way=True
    )
    change.edit = carry_out(edit, act, f"{told} {reason.strip()}", by=by).as_json()
    if act == VocabularyAct.SPLIT and tag.pk in was_public and tag.pk not in public([tag.pk]):
        raise Refusal("address", NO_ADDRESS.format(label=tag.label))
    change.under_way = False
    change.save(update_fields=["edit", "under_way"])
    notices.of_topic(change, concerned)
    return change


@transaction.atomic
def undo(change: VocabularyChange, *, reason: str, by: Any) -> None:
    """Make the vocabulary, and what has its topics, what they were before a change.

    Only addresses stay: what readers were once given leads on for ever. Raises Refusal, naming what is in the
    way, where that has been changed since.
    """
    check_can_govern(by)
    if not reason.strip():
        raise Refusal("note", WHY)
    tagging.hold()
    stored = VocabularyChange.objects.select_for_update().get(pk=change.pk)
    edit = undoing(stored)
    stored.under_way = True
    stored.save(update_fields=["under_way"])
    carry_out(edit, VocabularyAct(stored.act), f"Undone: {stored.told} {reason.strip()}", by=by)
    stored.undone_at, stored.undone_by, stored.undone_reason = timezone.now(), by, reason.strip()
    stored.under_way = False
    stored.save(update_fields=["under_way", "undone_at", "undone_by", "undone_reason"])


def undoing(change: VocabularyChange) -> Edit:
    """The edit that takes a change back; raises Refusal where later changes make that impossible."""
    if change.undone_at is not None:
        raise Refusal("undone", UNDONE.format(day=f"{change.undone_at:%-d %B %Y}", by=change.undone_by))
    edit = read(change.edit)
    for later in VocabularyChange.objects.filter(pk__gt=change.pk, undone_at=None).order_by("-id"):
        if read(later.edit).topics & edit.topics:
            raise Refusal("later", LATER.format(told=later.told.rstrip(".")))
    check_fields(edit)
    check_links(edit, change)
    made = Tag.objects.filter(pk__in=edit.topics, slug=edit.made["slug"]).first() if edit.made else None
    if made is not None:
        check_made(made, edit)
    return edit.turned_round(made=made.pk if made else None, into=change.tag_id)


def check_fields(edit: Edit) -> None:
    """Raise Refusal where a topic, or a synonym that moved, is not any more what an edit made it."""
    stored = Tag.objects.in_bulk([topic for topic, *_ in edit.fields])
    for topic, field, _, new in edit.fields:
        if getattr(stored[topic], field) != new:
            raise Refusal("changed", CHANGED.format(label=stored[topic].label, field=NAMES.get(field, field)))
    owners = dict(TagSynonym.objects.filter(pk__in=[key for key, *_ in edit.moved]).values_list("pk", "tag"))
    for key, _, new in edit.moved:
        if owners.get(key) != new:
            label = Tag.objects.get(pk=new).label
            raise Refusal("changed", CHANGED.format(label=label, field="list of synonyms"))


def check_links(edit: Edit, change: VocabularyChange) -> None:
    """Raise Refusal where something an edit gave or took has been worked on since."""
    touched = [*(version_worked_on(edit, change)), *(claims_worked_on(edit))]
    if touched:
        words = Truncator(str(touched[0])).chars(90)
        raise Refusal("worked-on", WORKED_ON.format(count=len(touched), words=words.strip("“”")))


def version_worked_on(edit: Edit, change: VocabularyChange) -> list[QuoteVersion]:
    """The versions that an edit touched and that have other topics since, or newer versions beside them."""
    keys = edit.items(QUOTE)
    other = differing(edit, QUOTE)
    versions = QuoteVersion.objects.order_by("pk")
    found = [one for chunk in chunks(sorted(other)) for one in versions.filter(pk__in=chunk)]
    for chunk in chunks(sorted(keys)):
        quotes = QuoteVersion.objects.filter(pk__in=chunk).values("quote")
        newer = versions.filter(quote__in=quotes, created_at__gt=change.at).exclude(state=State.DISCARDED)
        found += [one for one in newer if one.pk not in keys]
    return found


def claims_worked_on(edit: Edit) -> list[Claim]:
    """The claims that an edit touched and that have other topics, or are about another, since."""
    other = differing(edit, CLAIM) | differing(edit, ABOUT)
    return [one for chunk in chunks(sorted(other)) for one in Claim.objects.filter(pk__in=chunk)]


def differing(edit: Edit, kind: str) -> set[int]:
    """Those of a kind that do not have what an edit gave them, or have again what it took."""
    gained = {(key, topic) for what, key, topic in edit.gain if what == kind}
    lost = {(key, topic) for what, key, topic in edit.lose if what == kind}
    now: set[tuple[int, int]] = set()
    for chunk in chunks(sorted({key for key, _ in gained | lost})):
        now |= topics_of(kind, chunk)
    return {key for key, _ in (gained - now) | (lost & now)}


def topics_of(kind: str, keys: Sequence[int]) -> set[tuple[int, int]]:
    """What has which topic now, of these of one kind."""
    if kind == ABOUT:
        return set(Claim.objects.filter(pk__in=keys).values_list("pk", "about_id"))
    return set(THROUGH[kind].objects.filter(**{f"{kind}__in": keys}).values_list(f"{kind}_id", "tag_id"))


def check_made(made: Tag, edit: Edit) -> None:
    """Raise Refusal where a topic that an edit made has got more since than it gave it."""
    given = sum(topic == made.pk for *_, topic in edit.gain)
    has = sum(model.objects.filter(tag=made).count() for model in THROUGH.values())
    has += made.claims_about.count()
    if has > given:
        raise Refusal("given", GIVEN.format(label=made.label, count=has - given))
    children = {topic for topic, field, _, new in edit.fields if field == "parent_id" and new == made.pk}
    synonyms = {key for key, _, new in edit.moved if new == made.pk}
    if made.children.exclude(pk__in=children).exists() or made.synonyms.exclude(pk__in=synonyms).exists():
        raise Refusal("gathered", GATHERED.format(label=made.label))


def carry_out(edit: Edit, act: VocabularyAct, told: str, *, by: Any) -> Edit:
    """Make the rows what an edit says, and write it down in every history and log; returns the edit with the
    key of the topic it made."""
    before = public(edit.surroundings)
    if edit.made is not None:
        made = Tag(**edit.made)
        records.save(made, by=by, reason=told[:LONGEST_REASON])
        edit = edit.with_new(made.pk)
    keep_addresses(edit, before)
    if edit.unmade and remains(edit.unmade[0], before):
        edit = with_tombstone(edit)
    ids = Tag.objects.filter(pk__in=edit.surroundings).values_list("public_id", flat=True)
    with publiclog.left_to_the_doer(("tag", public_id) for public_id in ids):
        set_fields(edit, told, by=by)
        set_links(edit)
        tell_claims(edit, told, by=by)
        set_about(edit, told, by=by)
        set_synonyms(edit, told, by=by)
    record(edit, act, told, by=by)
    announce(edit, before, told, by=by)
    topiccounts.recount(QuoteVersion.objects.filter(pk__in=edit.items(QUOTE)).values_list("quote", flat=True))
    unmake(edit, told, by=by)
    return edit


def keep_addresses(edit: Edit, known: set[int]) -> None:
    """An address by which readers knew a topic leads to it for ever."""
    for topic, field, old, _ in edit.fields:
        if field == "slug" and topic in known:
            TagAddress.objects.get_or_create(slug=old, tag_id=topic)


def remains(made: int, known: set[int]) -> bool:
    """Whether a topic that goes stays to lead on: readers know it, or the history of the vocabulary does."""
    return made in known or VocabularyChange.objects.filter(tag=made).exists()


def with_tombstone(edit: Edit) -> Edit:
    """Whoever asks for the topic that goes is led to the one that takes its place."""
    made, into = edit.unmade or (NEW, NEW)
    merged = (
        (made, "status", TagStatus.ACTIVE.value, TagStatus.MERGED.value),
        (made, "merged_into_id", None, into),
    )
    return replace(edit, fields=(*edit.fields, *merged), unmade=None)


def unmake(edit: Edit, told: str, *, by: Any) -> None:
    """Delete a topic that goes and that nobody knows."""
    if edit.unmade:
        tag: Any = Tag.objects.get(pk=edit.unmade[0])
        tag._history_user, tag._change_reason = by, told[:LONGEST_REASON]
        tag.delete()


def set_fields(edit: Edit, told: str, *, by: Any) -> None:
    """Store the changed fields of topics with their history. Raises Refusal where one cannot be so any
    more."""
    wanted: dict[int, dict[str, Any]] = defaultdict(dict)
    for topic, field, _, new in edit.fields:
        wanted[topic][field] = new
    for topic, values in wanted.items():
        tag = Tag.objects.get(pk=topic)
        for field, value in values.items():
            setattr(tag, field, value)
        try:
            records.save(tag, by=by, reason=told[:LONGEST_REASON])
        except ValidationError as error:
            raise Refusal("taken", " ".join(error.messages)) from error


def set_links(edit: Edit) -> None:
    """Take topics from versions and claims, and give them theirs."""
    for (kind, topic), keys in by_topic(of_many(edit.lose)).items():
        for chunk in chunks(keys):
            THROUGH[kind].objects.filter(**{"tag": topic, f"{kind}__in": chunk}).delete()
    for (kind, topic), keys in by_topic(of_many(edit.gain)).items():
        model = THROUGH[kind]
        model.objects.bulk_create(
            (model(**{"tag_id": topic, f"{kind}_id": key}) for key in keys), batch_size=AT_ONCE
        )


def tell_claims(edit: Edit, told: str, *, by: Any) -> None:
    """Have the histories of claims say which topics they have now; of those that are about another one
    `set_about` does so."""
    about = {key for kind, key, _ in edit.gain if kind == ABOUT}
    linked = {key for kind, key, _ in (*edit.gain, *edit.lose) if kind == CLAIM}
    for chunk in chunks(sorted(linked - about)):
        found = list(Claim.objects.filter(pk__in=chunk).order_by("pk"))
        records.tell_links(found, by=by, reason=told[:LONGEST_REASON])


def set_about(edit: Edit, told: str, *, by: Any) -> None:
    """Have claims be about another topic, with their history."""
    about = {key: topic for kind, key, topic in edit.gain if kind == ABOUT}
    for chunk in chunks(sorted(about)):
        found = list(Claim.objects.filter(pk__in=chunk).order_by("pk"))
        for claim in found:
            claim.about_id = about[claim.pk]
        records.change(found, ["about"], by=by, reason=told[:LONGEST_REASON])


def of_many(links: Iterable[Link]) -> Iterator[Link]:
    """The links of what can have several topics."""
    return (link for link in links if link[0] != ABOUT)


def by_topic(links: Iterable[Link]) -> dict[tuple[str, int], list[int]]:
    """What has which topic, by kind."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for kind, key, topic in links:
        found[kind, topic].append(key)
    return found


def set_synonyms(edit: Edit, told: str, *, by: Any) -> None:
    """Hand synonyms over, and note it with the topics that have others now."""
    for key, _, new in edit.moved:
        TagSynonym.objects.filter(pk=key).update(tag=new)
    for topic, text in edit.dropped:
        TagSynonym.objects.filter(tag=topic, folded=fold_name(text)).delete()
    for topic, text in edit.added:
        TagSynonym.objects.create(tag_id=topic, text=text)
    named = {topic for topic, *_ in edit.fields}
    touched = {topic for _, *both in edit.moved for topic in both}
    touched |= {topic for topic, _ in (*edit.added, *edit.dropped)}
    for tag in Tag.objects.filter(pk__in=touched - named).order_by("pk"):
        records.note(tag, by=by, reason=told[:LONGEST_REASON])
    records.tell_lines(*Tag.objects.filter(pk__in=touched & named))


def record(edit: Edit, act: VocabularyAct, told: str, *, by: Any) -> None:
    """Write down with every version and claim that it has other topics: its approval stands, and this says
    why."""
    events = [
        ReviewEvent(
            version=version,
            revision_id=version.revision_id,
            action=act.value,
            from_state=version.state,
            to_state=version.state,
            note=told,
            by=by,
        )
        for version in rows(QuoteVersion.objects.all(), edit.items(QUOTE))
    ]
    events += [
        ReviewEvent(
            claim=claim,
            action=act.value,
            from_state=claim.state,
            to_state=claim.state,
            note=told,
            by=by,
        )
        for claim in rows(Claim.objects.all(), edit.items(CLAIM))
    ]
    ReviewEvent.objects.bulk_create(events, batch_size=AT_ONCE)


def announce(edit: Edit, before: set[int], told: str, *, by: Any) -> None:
    """Write to the publication log what readers see otherwise: topics, and the quotes and claims that have
    others now."""
    after = public(edit.surroundings)
    stored = Tag.objects.select_related("merged_into").in_bulk(edit.surroundings)
    for key in sorted(before | after):
        kind = kind_of(stored[key], key in before, key in after)
        if kind != PublicationKind.UPDATED or key in edit.topics:
            into = stored[key].merged_into if kind == PublicationKind.MERGED else None
            publiclog.write(stored[key], kind, by=by, reason=told, into=into.public_id if into else None)
    versions = rows(QuoteVersion.objects.published().select_related("quote"), edit.items(QUOTE))
    quotes: dict[Any, int] = {version.quote: version.number for version in versions}
    claims: dict[Any, int] = dict.fromkeys(rows(Claim.objects.published(), edit.items(CLAIM)), 1)
    for things in (quotes, claims):
        publiclog.write_many(things, PublicationKind.UPDATED, by=by, reason=told)


def kind_of(tag: Tag, was: bool, remains: bool) -> PublicationKind:
    """What a change of the vocabulary is to the readers of a topic."""
    if was and remains:
        return PublicationKind.UPDATED
    if remains:
        return PublicationKind.PUBLISHED
    return PublicationKind.MERGED if tag.status == TagStatus.MERGED else PublicationKind.HIDDEN


def public(topics: Iterable[int]) -> set[int]:
    """Those of these topics that readers know."""
    return set(Tag.objects.published().filter(pk__in=list(topics)).values_list("pk", flat=True))


def rows(found: "models.QuerySet[Any]", keys: Iterable[int]) -> Iterator[Any]:
    """The rows of these keys, in their order, some at a time."""
    for chunk in chunks(sorted(keys)):
        yield from found.filter(pk__in=chunk).order_by("pk")


def chunks(keys: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """A few at a time, as databases take only so many in one statement."""
    for begin in range(0, len(keys), AT_ONCE):
        yield keys[begin : begin + AT_ONCE]
