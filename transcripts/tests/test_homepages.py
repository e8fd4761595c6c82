"""A homepage belongs to one person and one company that stand for themselves: the database says so too."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from transcripts.models import Company, Guest

pytestmark = pytest.mark.django_db
SITE = "https://quarrystone.example"


@pytest.mark.parametrize("model", [Guest, Company])
def test_a_homepage_is_ones_own_unless_merged(model: Any) -> None:
    kept = model.objects.create(name="Quarrystone", slug="quarrystone", website=SITE)
    other = model.objects.create(name="Quarrystone Labs", slug="quarrystone-labs")
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=other.pk).update(website=SITE)
    model.objects.filter(pk=other.pk).update(website=SITE, merged_into=kept)
    empty = model.objects.create(name="Mosaic", slug="mosaic")
    assert empty.website == ""
