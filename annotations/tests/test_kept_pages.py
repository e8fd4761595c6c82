"""Pages are handed out again while nothing changes, and to readers alone; long lists are counted ahead."""

from typing import Any

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from annotations.models import Tally
from annotations.selectors import tallies
from annotations.services import rates, review, tallying
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Appearance

pytestmark = pytest.mark.django_db
TOPIC = "/topics/licensing-change/"
LICENCE = "We changed the licence in March."
REVENUE = "Revenue doubled within a year."


@pytest.fixture
def keeping(settings: Settings) -> None:
    """Keep pages, beginning with none."""
    settings.PAGES_KEPT_SECONDS = 30
    caches["pages"].clear()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call a list long that has more than one quote."""
    monkeypatch.setattr(tallies, "LONG", 1)
    caches["pages"].clear()


def withdraw(version: Any) -> None:
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Not so.")


def test_a_page_is_handed_out_again_until_something_is_withdrawn(keeping: None, client: Client) -> None:
    make.published(LICENCE)
    version = make.published(REVENUE)
    first = client.get(TOPIC)
    with CaptureQueriesContext(connection) as asked:
        again = client.get(TOPIC)
    assert len(asked) == 1
    assert (again.content, again.headers["Cache-Control"]) == (first.content, first.headers["Cache-Control"])
    assert REVENUE in again.content.decode()
    withdraw(version)
    assert REVENUE not in client.get(TOPIC).content.decode()


def test_pages_push_out_nobody_who_is_counted(keeping: None, client: Client) -> None:
    assert rates.within("report", "192.0.2.1", most=1, seconds=60)
    for n in range(600):  # more than any cache without Redis holds
        client.get(f"/topics/?n={n}")
    assert not rates.within("report", "192.0.2.1", most=1, seconds=60)
    cache.clear()


def test_other_addresses_have_pages_of_their_own(keeping: None, client: Client) -> None:
    make.published(LICENCE, companies=[make.company("Alder")])
    make.published(REVENUE, companies=[make.company("Birch")])
    assert REVENUE in client.get(TOPIC).content.decode()
    assert REVENUE not in client.get(f"{TOPIC}?company=alder").content.decode()
    assert "http://other.example/topics" in client.get(TOPIC, HTTP_HOST="other.example").content.decode()


def test_a_page_made_for_somebody_who_works_here_is_never_kept(keeping: None, client: Client) -> None:
    make.published(LICENCE)
    client.force_login(make.editor())
    assert ">Desk</a>" in client.get(TOPIC).content.decode()
    assert ">Desk</a>" not in Client().get(TOPIC).content.decode()


def test_a_list_counted_ahead_shows_what_counting_it_would(short: None, client: Client) -> None:
    for words, company in ((LICENCE, "Alder"), (REVENUE, "Birch")):
        make.published(words, companies=[make.company(company)])
    counted = client.get(TOPIC).content
    assert tallying.recount() > 0
    assert Tally.objects.filter(name__startswith="topic:").exists()
    caches["pages"].clear()
    assert client.get(TOPIC).content == counted
    assert tallying.recount() == 0


def test_what_is_withdrawn_is_gone_at_once_and_counted_no_more_after_the_next_round(
    short: None, client: Client
) -> None:
    versions = [make.published(words) for words in (LICENCE, REVENUE, "in March.")]
    tallying.recount()
    assert "3 quotes by" in client.get(TOPIC).content.decode()
    withdraw(versions[1])
    assert REVENUE not in client.get(TOPIC).content.decode()
    tallying.recount()
    assert "2 quotes by" in client.get(TOPIC).content.decode()
    withdraw(versions[0])
    tallying.recount()
    assert not Tally.objects.filter(name__startswith="topic:").exists()
    assert "1 quote by" in client.get(TOPIC).content.decode()


def test_a_long_list_that_was_narrowed_or_not_counted_yet_is_counted_once_a_minute(
    short: None, client: Client
) -> None:
    for words in (LICENCE, REVENUE):
        make.published(words, companies=[make.company("Alder")])
    with CaptureQueriesContext(connection) as first:
        client.get(f"{TOPIC}?company=alder")
    with CaptureQueriesContext(connection) as second:
        client.get(f"{TOPIC}?company=alder")
    assert len(second) < len(first)


def test_quotes_come_in_the_order_of_the_address(client: Client) -> None:
    make.published(LICENCE)
    make.published(REVENUE)
    orders = {}
    for sort in ("strongest", "newest", "oldest"):
        page = client.get(f"{TOPIC}?sort={sort}").content.decode()
        orders[sort] = page.index(LICENCE) < page.index(REVENUE)
    assert orders["newest"] != orders["oldest"]
    assert client.get(f"{TOPIC}?sort=loudest").status_code == 404


def test_a_topic_is_narrowed_by_whom_one_spoke_for_and_by_the_kind_of_claim(client: Client) -> None:
    claimed = make.published(LICENCE)
    make.published(REVENUE)
    claim = make.claim(claimed)
    assert client.get(f"{TOPIC}?kind={claim.kind}").status_code == 404  # a draft has no kind to be known
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(claim, action=action, by=make.reviewer())
    page = client.get(f"{TOPIC}?kind={claim.kind}").content.decode()
    assert LICENCE in page
    assert REVENUE not in page
    assert client.get(f"{TOPIC}?kind=nonsense").status_code == 404
    titled = make.guest()
    Appearance.objects.filter(guest=titled).update(company=make.company("Alder"))
    assert "?for=alder" not in page  # both were said for it: nothing to narrow by
    assert LICENCE in client.get(f"{TOPIC}?for=alder").content.decode()
