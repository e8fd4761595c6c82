"""Lists read page by page while several people publish and withdraw, on PostgreSQL with real threads: what is
public from beginning to end is read once, and nothing is read twice.

A property of random histories: the seeds say who publishes and withdraws what, and in which order.
"""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from annotations.models import QuoteVersion
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from tests.services.test_races import groups

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("groups"),
]
__all__ = ["groups"]
STAYING, LEAVING, COMING, WRITERS = 24, 12, 12, 2
ALL = STAYING + LEAVING + COMING


def sentence(number: int) -> str:
    return f"Sentence {number:03} was said here."


def work(seed: int, coming: list[QuoteVersion], leaving: list[QuoteVersion]) -> None:
    """Publish and withdraw these in a random order."""
    acts = [(Action.PUBLISH, one) for one in coming] + [(Action.WITHDRAW, one) for one in leaving]
    Random(seed).shuffle(acts)
    reviewer = make.reviewer()
    for action, version in acts:
        review.move(version, action=action, by=reviewer, note="The guest asked.")
    connection.close()


def walk(query: str) -> list[str]:
    """The words of a whole list, from link to link."""
    words, address = [], f"/api/v1/quotes/?{query}"
    while address:
        page = Client().get(address).json()
        words += [row["exact"] for row in page["results"]]
        following = urlsplit(page["next"] or "")
        address = following.path and f"{following.path}?{following.query}"
    return words


def reading(query: str, done: Event) -> list[list[str]]:
    """The list read again and again, until after all is written."""
    walks = []
    while True:
        last = done.is_set()
        walks.append(walk(query))
        if last:
            connection.close()
            return walks


@pytest.mark.parametrize("seed", range(3))
def test_each_walk_has_what_stays_once_and_nothing_twice(seed: int) -> None:
    turn = make.turn(make.episode(texts=[" ".join(map(sentence, range(ALL)))]))
    random = Random(seed)
    numbers = list(range(ALL))
    random.shuffle(numbers)
    made: dict[int, Any] = {
        number: make.approved(sentence(number), turn=turn)
        if place < COMING
        else make.published(sentence(number), turn=turn)
        for place, number in enumerate(numbers)
    }
    coming, leaving = numbers[:COMING], numbers[COMING : COMING + LEAVING]
    staying = {sentence(number) for number in numbers[COMING + LEAVING :]}
    queries = ["page_size=3", "page_size=5&ordering=published_at", "page_size=4&ordering=-updated_at&q=said"]
    done = Event()
    with ThreadPoolExecutor(WRITERS + len(queries)) as pool:
        readers = [pool.submit(reading, query, done) for query in queries]
        writers = [
            pool.submit(
                work,
                seed * WRITERS + n,
                [made[number] for number in coming[n::WRITERS]],
                [made[number] for number in leaving[n::WRITERS]],
            )
            for n in range(WRITERS)
        ]
        try:
            for writer in writers:
                writer.result()
        finally:
            done.set()
        walks = [reader.result() for reader in readers]
    for several in walks:
        for words in several:
            assert len(words) == len(set(words))
            assert staying <= set(words) <= set(map(sentence, range(ALL)))
        assert set(several[-1]) == staying | {sentence(number) for number in coming}
    assert sum(map(len, walks)) > len(walks), "nothing was read while it was written"
