"""The explorer's page: what an address asks for beyond what is drawn is said, never passed over."""

import pytest
from django.test import Client

from annotations.tests import factories as make

pytestmark = pytest.mark.django_db
OPENED = 8
NOTICE = f"At most {OPENED} points are opened at once"


@pytest.fixture
def topics() -> list[str]:
    """Nine topics of one published quote about a company."""
    slugs = [f"topic-{n}" for n in range(OPENED + 1)]
    make.published(tags=[make.tag(slug) for slug in slugs], companies=[make.company()])
    return slugs


def drawn(client: Client, *opened: str) -> str:
    """The page with these topics opened."""
    query = {"node": "company:quarrystone", "open": [f"tag:{slug}" for slug in opened]}
    response = client.get("/explorer/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_one_opened_too_many_is_named_and_the_page_leads_on(client: Client, topics: list[str]) -> None:
    page = drawn(client, *topics)
    notice = page[page.index(NOTICE) : page.index("</header>", page.index(NOTICE))]
    assert '<a href="?node=tag:topic-8' in notice  # in the middle instead
    others = "&amp;".join(f"open=tag:{slug}" for slug in topics[1:])
    assert f'&amp;{others}" ' in notice  # the first closed, and the ninth opened
    assert NOTICE not in drawn(client, *topics[1:])


def test_as_many_as_fit_are_opened_without_a_word_and_none_counts_twice(
    client: Client, topics: list[str]
) -> None:
    assert NOTICE not in drawn(client, *topics[:OPENED])
    assert NOTICE not in drawn(client, *topics[:OPENED], topics[0])
