"""Drafts of every kind are planted, and every public page is searched for a trace of them."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from annotations.services import claims, errorreports, quotes, topics
from annotations.tests import factories as make
from transcripts.models import Appearance, Episode

pytestmark = pytest.mark.django_db
SECRETS = (
    "zanzibar",
    "quokka",
    "xylophone",
    "wombat",
    "narwhal",
    "ocelot",
    "pangolin",
    "tapir",
    "axolotl",
    "dugong",
)
STAMP = re.compile(r'name="stamp" value="[^"]*"')  # of a form, another one each time
PUBLIC = "Revenue doubled within a year."


@pytest.fixture
def planted() -> list[str]:
    """A site with something published and a draft of every kind; returns addresses that must not exist."""
    turn_text = f"We kept the zanzibar clause. {PUBLIC} The quokka deal failed."
    distant = "Nothing to see. " * 40
    episode = make.episode(texts=[f"{turn_text} {distant} Mention of xylophone.", "An unquoted wombat turn."])
    public = make.published(PUBLIC, turn=make.turn(episode), companies=[make.company()])
    quotes.change(
        public.quote,
        tags=[make.tag("narwhal")],
        guests=[make.guest("Dugong Dee")],
        emendations=[{"start": 0, "end": 7, "text": "axolotl"}],
        note="ocelot note",
        by=make.editor(),
    )
    draft = make.draft("An unquoted wombat turn.", turn=make.turn(episode, 1), tags=[make.tag("narwhal")])
    hidden = make.episode("Pangolin hour", visibility=0, speaker=make.guest("Tapir Tamsin"))
    secret = make.company("Axolotl Works")
    Appearance.objects.filter(episode=hidden).update(company=secret)
    unquoted = make.episode("A quiet hour", texts=["Nothing of it is quoted, dugong or not."])
    Appearance.objects.filter(episode=unquoted).update(company=secret)
    episode.companies.add(secret)
    Appearance.objects.create(episode=episode, guest=make.guest("Dugong Dara"), role="host", company=secret)
    Episode.objects.filter(pk=episode.pk).update(summary="A gist with pangolin.")
    claim = claims.create(statement="An axolotl claim.", kind="event", company=secret, by=make.editor())
    claims.add_evidence(claim, quote=public.quote, stance="supports", by=make.editor())
    topics.rename(make.tag("narwhal"), label="Narwhal", slug="narwhal-now", reason="So.", by=make.chief())
    topics.merge(make.tag("narwhal-too"), into=make.tag("licensing-change"), reason="So.", by=make.chief())
    about = {"object_type": "quote", "object_id": public.quote.public_id, "address": "/"}
    complaint = {"text": "A wombat complaint about pangolins.", "email": "dugong@example.org"}
    errorreports.receive(public_id=uuid4(), **about, **complaint)
    return [
        "/topics/narwhal/",
        "/topics/narwhal-now/",
        "/topics/narwhal-too/",
        "/guests/dugong-dara/",
        "/guests/dugong-dee/",
        "/guests/dugong-dee/about/",
        "/guests/tapir-tamsin/",
        "/companies/axolotl-works/",
        "/companies/axolotl-works/people/",
        hidden.get_absolute_url(),
        draft.quote.get_absolute_url(),
        claim.get_absolute_url(),
        *(
            f"/explorer/?node={name}"
            for name in ("tag:narwhal-now", "guest:dugong-dee", "company:axolotl-works")
        ),
        f"/explorer/?node=claim:{claim.public_id}",
        f"/explorer/?node=quote:{draft.quote.public_id}",
    ]


def crawl(client: Client) -> dict[str, str]:
    """Every page that can be reached from the first by its links, by address."""
    pages: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        response = client.get(address)
        assert response.status_code == 200, address
        pages[address] = STAMP.sub("", response.content.decode())
        for link in re.findall(r'href="([^"#]+)', pages[address]):
            if link.startswith("?"):
                waiting.append(address.partition("?")[0] + unescape(link))
            elif link.startswith("/") and not link.startswith(("/static/", "/api/", "/admin/")):
                waiting.append(unescape(link))
    return pages


def test_no_page_shows_a_trace_of_what_is_not_published(client: Client, planted: list[str]) -> None:
    pages = crawl(client)
    assert len(pages) >= 12
    traces = {
        (address, secret)
        for address, page in pages.items()
        for secret in SECRETS
        if secret in page.lower() and not surroundings(address, secret)
    }
    assert not traces


def surroundings(address: str, secret: str) -> bool:
    """What stands right around a published quote may show, on its own page and its episode's."""
    return secret in ("zanzibar", "quokka") and address.startswith(("/quotes/", "/episodes/"))


def test_what_is_not_published_is_not_found(client: Client, planted: list[str]) -> None:
    for address in planted:
        assert client.get(address).status_code == 404, address


def test_a_change_in_the_making_does_not_show(client: Client) -> None:
    version = make.published(PUBLIC)
    quotes.change(version.quote, start=version.start, end=version.end - 8, by=make.editor())
    page = client.get(version.quote.get_absolute_url()).content.decode()
    assert f"“{PUBLIC}”" in page


def test_counts_tell_nothing_of_drafts(client: Client) -> None:
    make.published(PUBLIC)
    before = crawl(client)
    make.draft("We changed the licence in March.", companies=[make.company()])
    make.in_review("Two contributors left us over it.", companies=[make.company()])
    assert crawl(client) == before
