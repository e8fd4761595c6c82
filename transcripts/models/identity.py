"""Public names of things: ids that tell nothing, slugs that last."""

from django.db import models
from django.utils.text import slugify
from uuid_utils.compat import uuid7


class PublicId(models.Model):
    """Something the outside may name: `public_id` is a UUIDv7, so counts of drafts cannot be read from it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)

    class Meta:
        abstract = True


def free_slug(model: type[models.Model], text: str, fallback: str, *, length: int = 90) -> str:
    """A slug of `text` that no row of `model` has yet; `-2`, `-3` … are added where it is taken."""
    stem = slugify(text)[:length].strip("-") or fallback
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, count = stem, 1
    while slug in taken:
        count += 1
        slug = f"{stem}-{count}"
    return slug
