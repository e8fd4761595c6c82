"""The vocabulary of topics: load what is missing, export it, import it with every difference seen first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from annotations.models import Tag, TagAddress, TagStatus, TagSynonym
from annotations.permissions import can_govern, check_can_annotate, check_can_govern
from annotations.services import tagging
from annotations.vocabularies import FIELDS, Entry, Fault, Read
from annotations.vocabularies.entries import plain
from transcripts.models.identity import fold_name
from transcripts.services import records
from transcripts.signals import RELATED

WORDS = ("label", "definition", "belongs", "does_not_belong")
GOVERNED = ("label", "parent", "status")
DEFAULT = TagStatus.ACTIVE.value
REASON = "Imported with the vocabulary"
LONGEST_REASON = 100

TWICE = "The slug “{slug}” stands on line {line} already. Keep one of the two."
SAME_LABEL = "“{label}” is the label of “{slug}” already. Choose another label."
NO_PARENT = (
    "Its parent “{parent}” is neither in the file nor in the vocabulary. Add it, or leave parent empty."
)
CIRCLE = "It would be its own ancestor: {way}. Choose another parent."
GONE = "“{slug}” leads to “{now}” now. Take the line away, or say what you mean of that one."
EMPTY = "It has no {name}. Give it one."
FAULTY = "Nothing was imported: {count} things in the file are wrong. Look at the preview."


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs, its old and new words."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A topic that changes, field by field."""

    entry: Entry
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Plan:
    """What importing a file comes to. Where anything is wrong with it, it comes to nothing."""

    new: Sequence[Entry] = ()
    changed: Sequence[Difference] = ()
    unchanged: Sequence[Entry] = ()
    faults: Sequence[Fault] = field(default=())

    @property
    def sign(self) -> str:
        """Names exactly these differences, so that nobody applies others than they saw."""
        return sha256(repr((self.new, self.changed, self.faults)).encode()).hexdigest()[:32]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.new and not self.changed


class Faulty(ValueError):
    """Raised where a file with faults is to be imported."""


def export() -> list[Entry]:
    """Every topic that was not merged away, with its synonyms, parents before their children."""
    standing = Tag.objects.exclude(status=TagStatus.MERGED).order_by("label", "id")
    tags = list(standing.select_related("parent").prefetch_related("synonyms"))
    children: dict[int | None, list[Tag]] = {}
    for tag in tags:
        children.setdefault(tag.parent_id, []).append(tag)
    found: list[Entry] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        tag = waiting.pop()
        found.append(entry_of(tag))
        waiting += children.get(tag.pk, [])[::-1]
    return found


def entry_of(tag: Tag) -> Entry:
    """A topic as a file has it."""
    words: dict[str, Any] = {name: plain(getattr(tag, name)) for name in WORDS}
    synonyms = tuple(synonym.text for synonym in tag.synonyms.all())
    parent = tag.parent.slug if tag.parent else ""
    return Entry(
        tag.slug, parent=parent, synonyms=synonyms, status=tag.status, id=str(tag.public_id), **words
    )


def plan(read: Read) -> Plan:
    """What a file would change. Topics that are not in it stay as they are."""
    stored = {entry.slug: entry for entry in export()}
    faults = [*read.faults, *faults_of(read.entries, stored), *gone(read.entries)]
    new, changed, unchanged = [], [], []
    for told in read.entries:
        former = stored.get(told.slug)
        entry = told if told.status else replace(told, status=former.status if former else DEFAULT)
        if former is None:
            new.append(entry)
        elif changes := differences(former, entry):
            changed.append(Difference(entry, changes))
        else:
            unchanged.append(entry)
    return Plan(new, changed, unchanged, sorted(faults, key=lambda fault: fault.line))


def gone(entries: Sequence[Entry]) -> list[Fault]:
    """The topics of a file that were merged away, or have another address now."""
    slugs = {entry.slug for entry in entries}
    merged = Tag.objects.filter(slug__in=slugs, status=TagStatus.MERGED)
    led = dict(merged.values_list("slug", "merged_into__slug"))
    led |= dict(
        TagAddress.objects.filter(slug__in=slugs)
        .exclude(tag__slug__in=slugs)
        .values_list("slug", "tag__slug")
    )
    return [
        Fault(entry.line, GONE.format(slug=entry.slug, now=led[entry.slug]))
        for entry in entries
        if entry.slug in led
    ]


def differences(former: Entry, entry: Entry) -> list[Change]:
    """The fields in which a topic differs from what is stored."""
    found = [
        Change(name, getattr(former, name), getattr(entry, name))
        for name in (*FIELDS, "status")
        if getattr(former, name) != getattr(entry, name)
    ]
    if folded(former.synonyms).items() != folded(entry.synonyms).items():
        found.append(Change("synonyms", in_words(former.synonyms), in_words(entry.synonyms)))
    return found


def folded(synonyms: Sequence[str]) -> dict[str, str]:
    """Synonyms by the form in which they are compared; two that differ only in case or accents are one."""
    found: dict[str, str] = {}
    for text in synonyms:
        found.setdefault(fold_name(text), text)
    return found


def in_words(synonyms: Sequence[str]) -> str:
    """Synonyms in one line."""
    return ", ".join(sorted(synonyms, key=str.casefold))


def faults_of(entries: Sequence[Entry], stored: Mapping[str, Entry]) -> list[Fault]:
    """What stands in the way of storing these topics, with the line and the remedy."""
    faults: list[Fault] = []
    seen: dict[str, Entry] = {}
    after = {**stored, **{entry.slug: entry for entry in entries}}
    labels: dict[str, str] = {}
    for entry in after.values():
        labels.setdefault(entry.label, entry.slug)
    for entry in entries:
        found = []
        if entry.slug in seen:
            found.append(TWICE.format(slug=entry.slug, line=seen[entry.slug].line))
        seen.setdefault(entry.slug, entry)
        found += [EMPTY.format(name=name) for name in ("label", "definition") if not getattr(entry, name)]
        if entry.label and labels.get(entry.label, entry.slug) != entry.slug:
            found.append(SAME_LABEL.format(label=entry.label, slug=labels[entry.label]))
        if entry.parent and entry.parent not in after:
            found.append(NO_PARENT.format(parent=entry.parent))
        elif way := circle(entry, after):
            found.append(CIRCLE.format(way=" in ".join(way)))
        found += invalid(entry)
        faults += [Fault(entry.line, message) for message in found]
    return faults


def circle(entry: Entry, after: Mapping[str, Entry]) -> list[str]:
    """The way from a topic to itself by its parents, where there is one."""
    way, at = [entry.slug], entry
    while at.parent in after:
        at = after[at.parent]
        way.append(at.slug)
        if at.slug == entry.slug:
            return way
        if len(way) > len(after):
            return []
    return []


def invalid(entry: Entry) -> list[str]:
    """What the fields of a topic do not take: a slug with blanks, a label that is too long."""
    tag = Tag(slug=entry.slug, **{name: getattr(entry, name) or "-" for name in WORDS})
    try:
        tag.clean_fields(exclude=["parent", "belongs", "does_not_belong"])
    except ValidationError as error:
        return [f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
    longest = TagSynonym._meta.get_field("text").max_length or 0
    long = [text for text in entry.synonyms if len(text) > longest]
    empty = [text for text in entry.synonyms if not fold_name(text)]
    return [f"The synonym “{text[:40]}” is too long. Shorten it." for text in long] + [
        f"The synonym “{text}” has no letter or digit. Take it away." for text in empty
    ]


@transaction.atomic
def apply(planned: Plan, *, by: Any) -> int:
    """Store what a plan says, all of it or nothing; how many topics were made or changed. None is deleted.

    What only chief editors may change of a topic, only they import; new topics of others are proposals.
    Raises Faulty where the file has faults, ValidationError where a topic cannot be stored so.
    """
    check_can_annotate(by)
    if planned.faults:
        raise Faulty(FAULTY.format(count=len(planned.faults)))
    if any(change.name in GOVERNED for one in planned.changed for change in one.changes):
        check_can_govern(by)
    tagging.hold()
    entries = [*planned.new, *(one.entry for one in planned.changed)]
    swap_labels(planned.changed, by=by)
    for entry in entries:
        store(entry, by=by)
    for entry in entries:
        hang(entry, by=by)
    return len(entries)


def swap_labels(changed: Sequence[Difference], *, by: Any) -> None:
    """Let go of labels that change, so that two topics may change theirs with each other."""
    for one in changed:
        if any(change.name == "label" for change in one.changes):
            Tag.objects.filter(slug=one.entry.slug).update(label=f"({one.entry.slug[:90]})")


def store(entry: Entry, *, by: Any) -> None:
    """The words, status and synonyms of a topic; its parent comes when all are there."""
    tag = Tag.objects.filter(slug=entry.slug).first() or Tag(slug=entry.slug)
    for name in WORDS:
        setattr(tag, name, getattr(entry, name))
    tag.status = entry.status or tag.status
    is_new = tag.pk is None
    if is_new and not can_govern(by):
        tag.status = TagStatus.PROPOSED
    records.save(tag, by=by, reason=REASON)
    set_synonyms(tag, entry.synonyms, is_new=is_new, by=by)


def hang(entry: Entry, *, by: Any) -> None:
    """Put a topic under its parent."""
    tag = Tag.objects.get(slug=entry.slug)
    tag.parent = Tag.objects.get(slug=entry.parent) if entry.parent else None
    records.save(tag, by=by, reason=REASON)


def set_synonyms(tag: Tag, synonyms: Sequence[str], *, is_new: bool, by: Any) -> None:
    """Give a topic exactly these synonyms, and say in its history which came and went."""
    wanted, stored = folded(synonyms), {one.folded: one for one in tag.synonyms.all()}
    came = [text for key, text in wanted.items() if key not in stored or stored[key].text != text]
    gone = [one for key, one in stored.items() if wanted.get(key) != one.text]
    with records.announced([tag], [RELATED] if came or gone else [], by=by, reason=REASON):
        for one in gone:
            one.delete()
        TagSynonym.objects.bulk_create(
            TagSynonym(tag=tag, text=text, folded=fold_name(text)) for text in came
        )
    if is_new:
        records.tell_lines(tag)
    elif came or gone:
        parts = (("added", came), ("took away", [one.text for one in gone]))
        told = "; ".join(f"{verb} {', '.join(words)}" for verb, words in parts if words)
        records.note(tag, by=by, reason=f"Synonyms: {told}"[:LONGEST_REASON])


@transaction.atomic
def load(path: Path, *, by: Any) -> int:
    """Add the topics that are missing, with their synonyms; returns how many.

    Topics that are there already stay as editors left them. The file lists objects with slug, label, parent
    (a slug or null), definition, belongs, does_not_belong and synonyms; raises ValueError naming the entry
    where one is not so.
    """
    added = 0
    for number, entry in enumerate(json.loads(path.read_text(encoding="utf-8")), start=1):
        try:
            added += add(entry, by=by)
        except (KeyError, Tag.DoesNotExist) as error:
            raise ValueError(
                f"{path.name}, entry {number}: {error!r}. Parents come before children."
            ) from error
    return added


def add(entry: dict[str, Any], *, by: Any) -> bool:
    """Add one topic unless it is there; whether it was added."""
    if Tag.objects.filter(slug=entry["slug"]).exists():
        return False
    parent = Tag.objects.get(slug=entry["parent"]) if entry["parent"] else None
    tag = Tag(slug=entry["slug"], parent=parent, **{name: entry.get(name, "") for name in WORDS})
    records.save(tag, by=by, reason="Loaded from the vocabulary")
    synonyms = folded(entry.get("synonyms", []))
    TagSynonym.objects.bulk_create(
        TagSynonym(tag=tag, text=text, folded=key) for key, text in synonyms.items()
    )
    records.tell_lines(tag)
    return True
