"""Addresses that were given out: old ones of every kind lead on for good (301), and everything under a
withdrawn thing is gone (410) with the reason, at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.models import QuoteVersion
from annotations.services import episodes, topics
from annotations.tests import factories as make
from annotations.tests.test_identities import merge
from annotations.tests.test_withdrawn import STATEMENT, WHY, WORDS, by_service, published_claim
from transcripts.models import Company, Episode, Guest, Podcast

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.fixture
def version() -> QuoteVersion:
    """A quote of a public transcript, about a company, under a topic."""
    talk = make.episode("The hour", podcast=make.podcast("Open Hour", rights=2), visibility=2)
    return make.published(
        WORDS, turn=make.turn(talk), tags=[make.tag("growth")], companies=[make.company("Tallowmere")]
    )


def topic_renamed(version: QuoteVersion) -> tuple[str, str]:
    topics.rename(make.tag("growth"), label="Growing", slug="growing", reason="So.", by=make.chief())
    return "growth", "growing"


def topic_merged(version: QuoteVersion) -> tuple[str, str]:
    topics.merge(make.tag("growth"), into=make.tag("pricing"), reason="One.", by=make.chief())
    return "growth", "pricing"


def company_merged(version: QuoteVersion) -> tuple[str, str]:
    merge(make.company("Quarrystone"), Company.objects.get(slug="tallowmere"))
    return "tallowmere", "quarrystone"


def person_merged(version: QuoteVersion) -> tuple[str, str]:
    merge(make.guest("Bo Lind"), Guest.objects.get(slug="ines-carvalho"))
    return "ines-carvalho", "bo-lind"


def given_another(model: Any, slug: str) -> tuple[str, str]:
    """The slug changed twice, as in the admin; the first leads on."""
    row = model.objects.get(slug=slug)
    for other in ("between", "anew"):
        row.slug = other
        row.save()
    return slug, "anew"


def company_readdressed(version: QuoteVersion) -> tuple[str, str]:
    return given_another(Company, "tallowmere")


def person_readdressed(version: QuoteVersion) -> tuple[str, str]:
    return given_another(Guest, "ines-carvalho")


def readdressed_then_merged(version: QuoteVersion) -> tuple[str, str]:
    given_another(Company, "tallowmere")
    merge(make.company("Quarrystone"), Company.objects.get(slug="anew"))
    return "tallowmere", "quarrystone"


def episode_readdressed(version: QuoteVersion) -> tuple[str, str]:
    return given_another(Episode, version.quote.episode.slug)


def podcast_readdressed(version: QuoteVersion) -> tuple[str, str]:
    return given_another(Podcast, version.quote.episode.podcast.slug)


TOPIC = ("/topics/{}/", "/topics/{}/feed/")
COMPANY = ("/companies/{}/", "/companies/{}/timeline/", "/companies/{}/feed/")
PERSON = ("/guests/{}/", "/guests/{}/feed/")
EPISODE = ("/episodes/{}/", "/episodes/{}/transcript.txt", "/episodes/{}/passage/1/0-4/")
OLD: list[tuple[Callable[[QuoteVersion], tuple[str, str]], tuple[str, ...]]] = [
    (topic_renamed, TOPIC),
    (topic_merged, TOPIC),
    (company_merged, COMPANY),
    (company_readdressed, COMPANY),
    (readdressed_then_merged, COMPANY),
    (person_merged, PERSON),
    (person_readdressed, PERSON),
    (episode_readdressed, EPISODE),
    (podcast_readdressed, ("/podcasts/{}/",)),
]


@pytest.mark.parametrize(("road", "addresses"), OLD, ids=[road.__name__ for road, _ in OLD])
def test_old_addresses_lead_on_for_good(
    client: Client, version: QuoteVersion, road: Callable[[QuoteVersion], tuple[str, str]], addresses: Any
) -> None:
    old, now = road(version)
    for address in addresses:
        answer = client.get(f"{address.format(old)}?x=1")
        assert (answer.status_code, answer.headers.get("Location")) == (301, f"{address.format(now)}?x=1")
        assert client.get(address.format(now)).status_code == 200, address


def test_an_old_address_that_somebody_else_has_now_is_theirs(client: Client, version: QuoteVersion) -> None:
    given_another(Company, "tallowmere")
    other = make.company("Elsewhere")
    other.slug = "tallowmere"
    other.save()
    assert client.get("/companies/tallowmere/").status_code == 404  # nothing public is about it
    make.published("We changed the licence in March.", companies=[other])
    assert "Elsewhere" in client.get("/companies/tallowmere/").content.decode()
    answer = client.get("/topics/growth/?company=between")
    assert answer.status_code == 200 and WORDS in answer.content.decode()


UNDER_A_QUOTE = (
    *(
        "{own}",
        "{own}embed/",
        "{own}embed/?theme=dark",
        "{own}picture-1.png",
        "{own}cite.txt",
        "{own}cite.bib",
    ),
    *("{own}cite.ris", "{own}cite.json", f"/oembed/?url={SITE}{{own}}", "/api/v1/quotes/{id}/"),
)
# Lists of all kinds, where it is named no more.
LISTS = (
    *("/", "/feed/", "/topics/", "/episodes/", "/companies/", "/guests/", "/claims/", "/search/?q=revenue"),
    *("/search/feed/?q=revenue", "/search/suggest/?q=rev", "/sitemap.xml", "/sitemaps/quotes-0.xml"),
    *(
        "/sitemaps/claims-0.xml",
        "/api/v1/quotes/",
        "/api/v1/claims/",
        "/explorer/",
        "/style/",
        "/how-to-cite/",
    ),
)


def test_all_that_was_under_a_withdrawn_quote_is_gone_and_no_list_names_it(
    client: Client, version: QuoteVersion
) -> None:
    claim = published_claim(version)
    own, id_ = version.quote.get_absolute_url(), str(version.quote.public_id)
    addresses = [one.format(own=own, id=id_) for one in UNDER_A_QUOTE]
    addresses += [claim.get_absolute_url(), f"/api/v1/claims/{claim.public_id}/"]
    tags = {address: client.get(address).headers.get("ETag") for address in (*addresses, *LISTS)}
    assert {client.get(address).status_code for address in addresses} == {200}
    by_service(version)
    for address in addresses:
        had = {"If-None-Match": tags[address] or "*"}
        answer = client.get(address, headers=had if tags[address] else {})
        assert answer.status_code == 410, address
        assert "no-cache" in answer.headers["Cache-Control"] or "no-store" in answer.headers["Cache-Control"]
        body = answer.content.decode()
        assert WHY in body or address.startswith("/oembed/"), address
        assert WORDS not in body and STATEMENT not in body, address
    for address in LISTS:
        asked_again = client.get(address, headers={"If-None-Match": tags[address] or '"none"'})
        for answer in (asked_again, client.get(address)):
            assert answer.status_code in (200, 304, 404), address
            body = answer.content.decode()
            assert not [one for one in (WORDS, STATEMENT, id_, str(claim.public_id)) if one in body], address
        # Whoever has the old bytes is told only that they hold where they do.
        assert asked_again.status_code != 304 or asked_again.headers["ETag"] == answer.headers["ETag"]


def test_all_that_was_under_a_withdrawn_episode_is_gone(client: Client, version: QuoteVersion) -> None:
    addresses = [one.format(version.quote.episode.slug) for one in EPISODE]
    assert {client.get(address).status_code for address in addresses} == {200}
    episodes.withdraw(version.quote.episode, reason=WHY, by=make.reviewer())
    for address in (*addresses, version.quote.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 410 and WHY in answer.content.decode(), address
        assert WORDS not in answer.content.decode()


def test_an_old_address_of_a_withdrawn_episode_says_why_too(client: Client, version: QuoteVersion) -> None:
    old, _ = given_another(Episode, version.quote.episode.slug)
    version.quote.episode.refresh_from_db()
    episodes.withdraw(version.quote.episode, reason=WHY, by=make.reviewer())
    for address in (one.format(old) for one in EPISODE):
        answer = client.get(address)
        assert answer.status_code == 410 and WHY in answer.content.decode(), address
