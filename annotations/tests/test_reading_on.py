"""Pages lead on: from quote to quote, from topic to topic, from the first page to what is in dispute."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from annotations.models import Claim, Stance
from annotations.services import claims, review
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Appearance

pytestmark = pytest.mark.django_db
LICENCE = "We changed the licence in March."
REVENUE = "Revenue doubled within a year."


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def published(claim: Claim) -> Claim:
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(claim, action=action, by=make.reviewer())
    return claim


def test_highlights_are_switched_by_topic_in_the_address(client: Client) -> None:
    episode = make.episode(podcast=make.podcast("Open Hour", rights=2), visibility=2)
    turn = make.turn(episode)
    make.published(LICENCE, turn=turn, tags=[make.tag("licensing-change")])
    make.published(REVENUE, turn=turn, tags=[make.tag("growth")])
    address = episode.get_absolute_url()
    assert text(client, address).count("<mark") == 2
    switched = text(client, f"{address}?tag=growth")
    assert switched.count("<mark") == 1
    assert LICENCE in switched  # the words stay, their mark goes
    assert f'{address}?tag=growth" aria-current="true"' in switched
    text(client, f"{address}?tag=nonsense", 404)


def test_a_quote_leads_to_those_before_and_after_it(client: Client) -> None:
    first, second = make.published(LICENCE), make.published(REVENUE)
    page = text(client, first.quote.get_absolute_url())
    assert f'rel="next" href="{second.quote.get_absolute_url()}"' in page
    assert 'rel="prev"' not in page
    assert f'rel="prev" href="{first.quote.get_absolute_url()}"' in text(
        client, second.quote.get_absolute_url()
    )
    assert "Number 1 of the transcript, which is the current one" in page


def test_the_first_page_shows_a_claim_in_dispute_with_both_sides(client: Client) -> None:
    supporting, disputing = make.published(LICENCE), make.published(REVENUE)
    undisputed = published(make.claim(supporting, "Licences change."))
    assert "In dispute" not in text(client, "/")
    drafted = make.claim(supporting, "Relicensing costs revenue.")
    claims.add_evidence(drafted, quote=disputing.quote, stance=Stance.DISPUTES, by=make.editor())
    drafted.refresh_from_db()
    assert "In dispute" not in text(client, "/")  # a draft is nobody's matter
    published(drafted)
    dispute = text(client, "/").split('class="beside dispute"')[1].split("</section>")[0]
    assert "Relicensing costs revenue." in dispute
    assert LICENCE in dispute
    assert REVENUE in dispute
    assert undisputed.statement not in dispute


def test_the_map_has_every_topic_with_a_quote(client: Client) -> None:
    for slug in ("forks", "growth", "pricing", "saas"):
        make.published(f"{LICENCE}", tags=[make.tag(slug)])
    for size in ("wide", "narrow"):
        map_ = text(client, "/").split(f'<figure class="map {size}">')[1].split("</figure>")[0]
        for slug in ("forks", "growth", "pricing", "saas"):
            assert f'href="/topics/{slug}/"' in map_, size


def test_a_person_and_a_company_lead_to_colleagues(client: Client) -> None:
    company = make.company("Alder")
    here = make.published(LICENCE)
    there = make.published(
        "Nobody asked us.",
        turn=make.turn(make.episode("Another", texts=["Nobody asked us."], speaker=make.guest("Tam Okafor"))),
    )
    Appearance.objects.filter(guest__in=[here.speaker, there.speaker]).update(company=company)
    assert here.speaker != there.speaker
    assert ">Tam Okafor</a>" in text(client, "/guests/ines-carvalho/").split("Spoke for the same company")[1]
    people = text(client, "/companies/alder/").split('id="people"')[1].split("</section>")[0]
    assert "Tam Okafor" in people
    assert "Ines Carvalho" in people


@pytest.mark.parametrize(
    "address", ["/about/", "/editorial-standards/", "/how-to-cite/", "/how-to-use-the-api/", "/style/"]
)
def test_pages_in_words_stand_with_nothing_published(client: Client, address: str) -> None:
    assert "<h1>" in text(client, address)


def test_how_to_cite_shows_a_citation_that_leads_to_its_quote(client: Client) -> None:
    version = make.published(REVENUE)
    page = text(client, "/how-to-cite/")
    assert REVENUE in page
    assert version.quote.get_absolute_url() in page


def test_the_style_page_shows_every_component() -> None:
    templates = Path(settings.BASE_DIR) / "templates"
    shown = re.findall(r'include "components/([^"]+)"', (templates / "annotations/style.html").read_text())
    assert set(shown) == {path.name for path in (templates / "components").iterdir()}


def test_each_component_stands_on_the_style_page_with_what_is_published(client: Client) -> None:
    version = make.published(LICENCE)
    for slug in ("forks", "growth", "pricing", "saas"):
        make.published(REVENUE, tags=[make.tag(slug)])
    published(make.claim(version))
    page = text(client, "/style/")
    for shown in (
        'class="quote large"',
        'class="notes"',
        'class="chart"',
        'class="plot"',
        'class="map wide"',
        'class="map narrow"',
        'class="families"',
        'class="switch"',
        'data-suggest="',
        'role="listbox"',
        'class="pages"',
        'class="filters"',
        'class="claims"',
    ):
        assert shown in page, shown


def test_the_style_page_is_for_those_who_build(client: Client) -> None:
    assert client.get("/style/").headers["X-Robots-Tag"] == "noindex"
