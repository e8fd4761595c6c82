"""The feed of changes while several people publish at once, on PostgreSQL: nothing skipped, nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from annotations.models import Publication

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
WRITERS, EACH = 4, 25


def write(seed: int) -> None:
    """Transactions that take their ids at once and end in any order; some are taken back."""
    random = Random(seed)
    for n in range(EACH):
        with transaction.atomic():
            entries = [
                Publication(kind="published", object_type="tag", object_id=uuid4(), version=n + 1)
                for _ in range(random.randint(1, 3))
            ]
            Publication.objects.bulk_create(entries)
            sleep(random.random() / 50)
            if random.random() < 0.2:
                transaction.set_rollback(True)
    connection.close()


def follow(done: Event) -> list[str]:
    """Read the feed to its end again and again, until all is written and read."""
    seen, address = [], "/api/v1/changes/?page_size=7"
    last = False
    while True:
        page = Client().get(address).json()
        seen += [entry["id"] for entry in page["results"]]
        address = page["next"]
        if last and not page["more"]:
            connection.close()
            return seen
        last = done.is_set()


def test_two_followers_see_everything_once_and_in_the_same_order() -> None:
    done = Event()
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        readers = [pool.submit(follow, done) for _ in range(2)]
        writers = [pool.submit(write, seed) for seed in range(WRITERS)]
        for writer in writers:
            writer.result()
        done.set()
        one, other = (reader.result() for reader in readers)
    assert one == other and len(one) == len(set(one))
    assert sorted(one) == sorted(str(id_) for id_ in Publication.objects.values_list("object_id", flat=True))
