"""Public names of things: ids that tell nothing, slugs that last, and names as they are compared."""

import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.text import slugify
from uuid_utils.compat import uuid7

TRIED = 9


class PublicId(models.Model):
    """Something the outside may name: `public_id` is a UUIDv7, so counts of drafts cannot be read from it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)

    class Meta:
        abstract = True


def fold_name(name: str) -> str:
    """The form in which names are compared: no case, accents, punctuation or double spaces."""
    decomposed = name if name.isascii() else unicodedata.normalize("NFKD", name)
    letters = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in decomposed)
    return " ".join(letters.casefold().split())


class FoldedField(models.CharField):
    """The folded form of the field named `source`, kept beside it in whatever way the row is written."""

    def __init__(self, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(**{"max_length": 300, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        """To migrations it is the column it is, as they must not depend on today's code."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Fold the source as it is now."""
        folded = fold_name(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded


def free_slug(model: type[models.Model], text: str, fallback: str, *, length: int = 90) -> str:
    """A slug of `text` that no row of `model` has yet."""
    return free_slugs(model, [text], fallback, length=length)[0]


def free_slugs(
    model: type[models.Model], texts: Sequence[str], fallback: str, *, length: int = 90
) -> list[str]:
    """A slug for each text, that no row of `model` and no text before it has; asks the database once.

    `-2` to `-9` are added where it is taken, and after them a few random letters, so that the thousandth
    untitled thing costs no more than the first.
    """
    stems = [slugify(text)[:length].strip("-") or fallback for text in texts]
    if not texts:
        return []
    tried = [slug for stem in dict.fromkeys(stems) for slug in _numbered(stem)]
    taken = set(model._default_manager.filter(slug__in=tried).values_list("slug", flat=True))
    found = []
    for stem in stems:
        slug = next((slug for slug in _numbered(stem) if slug not in taken), f"{stem}-{uuid4().hex[:8]}")
        taken.add(slug)
        found.append(slug)
    return found


def _numbered(stem: str) -> list[str]:
    return [stem, *(f"{stem}-{count}" for count in range(2, TRIED + 1))]
