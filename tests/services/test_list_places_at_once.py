"""Two who change what is published at the same moment: the places of quotes are right whoever comes first."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from annotations import listplaces
from annotations.models import Quote, QuoteVersion, Tag
from annotations.services import quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action
from tests.services.test_races import groups
from transcripts.models import Appearance, Company
from transcripts.services import appearances, records

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("groups"),
]
__all__ = ["groups"]
HELD_SECONDS = 0.5  # by the first, unless the second is done sooner
Act = Callable[[QuoteVersion], Any]


def publish(version: QuoteVersion) -> None:
    review.move(QuoteVersion.objects.get(pk=version.pk), action=Action.PUBLISH, by=make.reviewer())


def withdraw(version: QuoteVersion) -> None:
    there = QuoteVersion.objects.get(quote=version.quote_id, state="published")
    review.move(there, action=Action.WITHDRAW, by=make.reviewer(), note="Mistaken.")


def spoken_for_another() -> Appearance:
    appearance = Appearance.objects.get()
    appearance.company = Company.objects.get(name="Millwright")
    return appearance


def note_whom_they_spoke_for(version: QuoteVersion) -> None:
    assert appearances.change(spoken_for_another(), by=make.editor(), reason="Named in the interview.")


def store_whom_they_spoke_for(version: QuoteVersion) -> None:
    assert records.save(spoken_for_another(), by=make.editor())


def date_the_episode(version: QuoteVersion) -> None:
    episode = version.quote.episode
    episode.published_on = "2019-01-01"
    assert records.save(episode, by=make.editor())


@pytest.fixture
def approved() -> QuoteVersion:
    """An approved quote of somebody who spoke for a company."""
    episode = make.episode(published_on="2021-05-01")
    Appearance.objects.filter(episode=episode).update(company=make.company("Quarrystone"))
    make.company("Millwright")
    make.reviewer()
    return make.approved(turn=make.turn(episode), tags=[make.tag("relicensing", make.tag("licensing"))])


def at_once(first: Act, second: Act, version: QuoteVersion) -> None:
    """The second begins when the first has done its part and not yet committed."""
    ready, done, failed = Event(), Event(), list[BaseException]()

    def run(act: Act, before: Event | None, after: Event, wait: Event | None) -> None:
        try:
            if before:
                before.wait(10)
            with transaction.atomic():
                act(version)
                after.set()
                if wait:
                    wait.wait(HELD_SECONDS)
        except BaseException as error:
            failed.append(error)
        finally:
            after.set()
            connection.close()

    threads = [
        Thread(target=run, args=(first, None, ready, done)),
        Thread(target=run, args=(second, ready, done, None)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert not failed, failed


CHANGES = [note_whom_they_spoke_for, store_whom_they_spoke_for, date_the_episode]


@pytest.mark.parametrize("comes_first", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_while_a_quote_is_published(approved: QuoteVersion, change: Act, *, comes_first: bool) -> None:
    at_once(*((change, publish) if comes_first else (publish, change)), approved)
    assert listplaces.wrong() == set()


@pytest.mark.parametrize("comes_first", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_while_another_version_takes_its_place(
    approved: QuoteVersion, change: Act, *, comes_first: bool
) -> None:
    publish(approved)
    tags = [*Tag.objects.filter(slug="relicensing"), make.tag("pricing")]
    second = quotes.change(Quote.objects.get(), by=make.editor(), note="Also of prices.", tags=tags)
    for action, by in ((Action.SUBMIT, make.editor()), (Action.APPROVE, make.reviewer())):
        review.move(second, action=action, by=by)
    at_once(*((change, publish) if comes_first else (publish, change)), second)
    assert listplaces.wrong() == set()


@pytest.mark.parametrize("change", CHANGES)
def test_while_a_quote_is_withdrawn(approved: QuoteVersion, change: Act) -> None:
    publish(approved)
    at_once(change, withdraw, approved)
    assert listplaces.wrong() == set()
