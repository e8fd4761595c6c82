"""What is stored by a kept statement is what `save` would store."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from uuid_utils.compat import uuid7

from annotations.models import Quote, QuoteVersion, ReviewEvent
from annotations.tests import factories as make
from transcripts.insertions import insert

pytestmark = pytest.mark.django_db


def columns(thing: models.Model) -> dict[str, Any]:
    """What is stored of it, but for its keys and times."""
    stored = type(thing)._default_manager.get(pk=thing.pk)
    fields = [field for field in thing._meta.concrete_fields if not field.primary_key]
    return {
        field.attname: getattr(stored, field.attname)
        for field in fields
        if not field.unique and not isinstance(field, models.DateTimeField)
    }


def test_it_stands_as_if_saved_and_knows_that_it_does() -> None:
    drafted = make.draft()
    quote = Quote(episode=drafted.quote.episode, created_by=drafted.changed_by)
    insert(quote)
    assert columns(quote) == columns(drafted.quote)
    version = QuoteVersion.objects.get(pk=drafted.pk)
    version.pk, version.quote, version.emendations = None, quote, [{"start": 0, "end": 1, "text": "“é%s”"}]
    insert(version)
    expected = columns(drafted) | {"quote_id": quote.pk, "emendations": version.emendations}
    assert columns(version) == expected
    event = ReviewEvent(
        version=version, action="draft", to_state="draft", revision=version.revision, by=version.changed_by
    )
    insert(event)
    assert ReviewEvent.objects.get(pk=event.pk).at == event.at and not event._state.adding


def test_what_the_database_refuses_is_refused() -> None:
    drafted, id_ = make.draft(), uuid7()
    insert(Quote(public_id=id_, episode=drafted.quote.episode, created_by=drafted.changed_by))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Quote(public_id=id_, episode=drafted.quote.episode, created_by=drafted.changed_by))
    assert Quote.objects.filter(public_id=id_).count() == 1
