"""What is asked of PostgreSQL ahead, outside of a transaction and as the first in one."""

import pytest
from django.db import connection, transaction

from annotations.tests import factories as make
from transcripts.models import Turn
from transcripts.prepared import MARKS, Asked, ahead, prepared

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_asking_ahead_begins_and_leaves_no_transaction() -> None:
    key = make.turn(make.episode()).pk
    texts = prepared(Turn.objects.filter(pk__in=MARKS[:1]).order_by().values_list("text"), planned=True)
    with ahead(Asked(texts, [[key]])) as answered:
        answered()
    with transaction.atomic(), ahead(Asked(texts, [[key]])) as answered:  # the first that it asks
        assert len(answered()[0]) == 1
        Turn.objects.filter(pk=key).update(label="Somebody")
        transaction.set_rollback(True)
    assert not Turn.objects.filter(pk=key, label="Somebody").exists()
    assert connection.get_autocommit()
