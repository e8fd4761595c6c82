"""Load the vocabulary of topics from a file."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from annotations.models import Tag, TagSynonym
from transcripts.models.identity import fold_name
from transcripts.services import records

FIELDS = ("label", "definition", "belongs", "does_not_belong")


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
    tag = Tag(slug=entry["slug"], parent=parent, **{name: entry.get(name, "") for name in FIELDS})
    records.save(tag, by=by, reason="Loaded from the vocabulary")
    synonyms = {fold_name(text): text for text in entry.get("synonyms", [])}
    TagSynonym.objects.bulk_create(
        TagSynonym(tag=tag, text=text, folded=folded) for folded, text in synonyms.items()
    )
    return True
