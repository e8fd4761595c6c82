"""What an answer was made of goes with it: the more a page shows, the more would wait, in circles, for Python
to search them; that took 80 ms after each 33 pages of the API."""

import gc
from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from django.test.client import ClientHandler
from pytest_django import Settings

from annotations.tests import factories as make
from transcripts.models import Episode

pytestmark = pytest.mark.django_db

FEW, MANY = 2, 10
LISTS = (
    "/api/v1/quotes/",
    "/api/v1/quotes/?tag=licensing-change",
    "/api/v1/quotes/?fields=nonsense",
    "/api/v1/changes/",
    "/topics/licensing-change/",
    "/guests/ines-carvalho/",
    "/search/?q=revenue",
    "/",
)


@pytest.fixture
def looking_for_circles_is_ours() -> Iterator[None]:
    """Nobody looks for circles but the test."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("looking_for_circles_is_ours")
@pytest.mark.parametrize("address", LISTS)
def test_an_answer_leaves_no_more_behind_where_it_shows_more(address: str, settings: Settings) -> None:
    settings.PAGES_KEPT_SECONDS = 0
    episode = make.episode(texts=[f"Revenue doubled within {number + 2} years." for number in range(MANY)])
    publish(episode, range(FEW))
    few = left_behind(address)
    publish(episode, range(FEW, MANY))
    # Django's request, session and messages hold on to each other: some eighty things, whatever is shown.
    assert left_behind(address) < few + MANY - FEW


def publish(episode: Episode, turns: range) -> None:
    """Publish what is said in these turns."""
    for number in turns:
        turn = make.turn(episode, number)
        make.published(turn.text, turn=turn)


def left_behind(address: str) -> int:
    """How many things an answer leaves in circles, once all that is kept for the next is there."""
    for _ in range(3):
        answer(address)
    gc.collect()
    answer(address)
    return gc.collect()


def answer(address: str) -> None:
    """Ask as a server does: the test client would keep the answer, in circles of its own."""
    ClientHandler()(RequestFactory().get(address).environ)
