"""Every page of readers is whole without a script: its words are there, nothing on it needs one, and its
links lead somewhere."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urldefrag, urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Page

from annotations.models import Claim, Correction, QuoteVersion
from annotations.services import claims, correctionlog, review
from annotations.tests import factories as make
from annotations.urls import urlpatterns
from annotations.workflow import Action

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
LICENCE = "We changed the licence in March."
REVENUE = "Revenue doubled within a year."
LEFT = "Two contributors left us over it."
WHY = "The guest was misheard."
GROWN = "It had 40 people."

# Of each page: its address, what it answers, and words of its own.
PAGES: Mapping[str, tuple[str, int, str]] = {
    "home": ("/", 200, REVENUE),
    "topics": ("/topics/", 200, "About growth."),
    "topic": ("/topics/growth/", 200, REVENUE),
    "topic narrowed": ("/topics/growth/?year=2024&sort=oldest", 200, REVENUE),
    "both sides": ("/topics/growth/both-sides/", 200, GROWN),
    "companies": ("/companies/", 200, "Quarrystone"),
    "company": ("/companies/quarrystone/", 200, REVENUE),
    "people of a company": ("/companies/quarrystone/people/", 200, REVENUE),
    "timeline": ("/companies/quarrystone/timeline/", 200, "40 people"),
    "comparison": ("/compare/?company=quarrystone&tag=growth", 200, GROWN),
    "people": ("/guests/", 200, "Ines Carvalho"),
    "person": ("/guests/ines-carvalho/", 200, REVENUE),
    "about a person": ("/guests/ines-carvalho/about/", 200, "Ines Carvalho"),
    "episodes": ("/episodes/", 200, "Closing the source"),
    "episode": ("{episode}", 200, REVENUE),
    "episode by topic": ("{episode}?tag=growth", 200, REVENUE),
    "shared passage": ("{passage}", 200, LICENCE),
    "podcast": ("/podcasts/open-hour/", 200, "Closing the source"),
    "quote": ("{quote}", 200, REVENUE),
    "embed": ("{quote}embed/", 200, REVENUE),
    "claims": ("/claims/", 200, GROWN),
    "claim": ("{claim}", 200, REVENUE),
    "search": ("/search/", 200, "Growth"),
    "found": ("/search/?q=revenue", 200, REVENUE),
    "nothing found": ("/search/?q=zebra", 200, "zebra"),
    "explorer": ("/explorer/", 200, "Growth"),
    "drawing": ("/explorer/?node=company:quarrystone", 200, "The same as a table"),
    "corrections": ("/corrections/", 200, "It says “licence” now."),
    "correction": ("{correction}", 200, "It says “licence” now."),
    "about": ("/about/", 200, "hundreds of podcast interviews"),
    "standards": ("/editorial-standards/", 200, "second"),
    "how to cite": ("/how-to-cite/", 200, "Cite"),
    "how to use the API": ("/how-to-use-the-api/", 200, "/api/v1/"),
    "style": ("/style/", 200, REVENUE),
    "report": ("{report}", 200, "What is wrong here?"),
    "report of a page": ("/report/?page=/topics/", 200, "What is wrong here?"),
    "report sent": ("/report/sent/", 200, "An editor will look into it."),
    "nowhere": ("/topics/nothing/", 404, "Nothing is published at this address"),
    "withdrawn": ("{withdrawn}", 410, WHY),
    "withdrawn embed": ("{withdrawn}embed/", 410, WHY),
}

# What is shown and does nothing here: buttons that send no form, fields no button sends, links without an
# address, and hints at keys.
IDLE = """() => {
  const controls = "a, button, input:not([type=hidden]), select, textarea, kbd, audio, [role=button]";
  const shown = (one) => one.checkVisibility({visibilityProperty: true});
  const sent = (one) => one.type === "submit" && one.form !== null;
  const works = (one) => one.matches("a") ? one.hasAttribute("href") : one.matches("button") ? sent(one)
    : one.matches("input, select, textarea") && [...one.form?.elements ?? []].some(sent);
  const idle = [...document.querySelectorAll(controls)].filter((one) => shown(one) && !works(one));
  return idle.map((one) => one.outerHTML);
}"""
# Links to places on the page that are not there.
NOWHERE = """() => [...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute("href"))
  .filter((place) => place.length > 1 && !document.getElementById(place.slice(1)))"""
ADDRESSES = "links => links.map((link) => new URL(link.getAttribute('href'), document.baseURI).href)"


def published(thing: Any) -> Any:
    """Through review, to readers."""
    review.move(thing, action=Action.SUBMIT, by=make.editor())
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(thing, action=action, by=make.reviewer())
    return thing


def claimed(quote: QuoteVersion, against: QuoteVersion) -> Claim:
    """A published claim about a company in some year, with a quote for it and one against."""
    year = {"holds_from": date(2024, 1, 1), "holds_until": date(2024, 1, 1), "precision": "year"}
    size = {"metric": "employees", "low": Decimal(40), "unit": "people"}
    claim = claims.create(
        statement=GROWN,
        kind="metric",
        company=make.company(),
        tags=[make.tag("growth")],
        by=make.editor(),
        **size,
        **year,
    )
    for version, stance in ((quote, "supports"), (against, "disputes")):
        claims.add_evidence(claim, quote=version.quote, stance=stance, by=make.editor())
    claim.refresh_from_db()
    return published(claim)


@pytest.fixture
def addresses(groups: None) -> Mapping[str, str]:
    """A small house with one of each kind, by what an address has to be filled in with."""
    episode = make.episode(
        podcast=make.podcast("Open Hour", rights=2),
        visibility=2,
        published_on=date(2024, 7, 3),
        audio_url="https://audio.example/1.mp3",
    )
    here = {"turn": make.turn(episode), "companies": [make.company()], "guests": [make.guest()]}
    quote = make.published(REVENUE, tags=[make.tag("growth")], **here)
    against = make.published(LEFT, tags=[make.tag("licensing")], **here)
    withdrawn = make.published(LICENCE, tags=[make.tag("growth")], **here)
    review.move(withdrawn, action=Action.WITHDRAW, by=make.reviewer(), note=WHY)
    correction: Correction = correctionlog.publish(
        object_type="quote",
        object_id=quote.quote.public_id,
        wrong="We had “licences” here.",
        changed="It says “licence” now.",
        by=make.editor(),
    )
    own = episode.get_absolute_url()
    return {
        "episode": own,
        "passage": f"{own}passage/{quote.revision.number}/0-{len(LICENCE)}/",
        "quote": quote.quote.get_absolute_url(),
        "claim": claimed(quote, against).get_absolute_url(),
        "correction": correction.get_absolute_url(),
        "report": f"/report/quote/{quote.quote.public_id}/",
        "withdrawn": withdrawn.quote.get_absolute_url(),
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_without_a_script(open_window: Open, addresses: Mapping[str, str], name: str) -> None:
    address, status, words = PAGES[name]
    page = open_window(java_script_enabled=False)
    answer = page.goto(address.format(**addresses))
    assert answer and answer.status == status
    assert page.locator("h1").count() == 1
    assert words in page.locator("main").inner_text()
    assert page.evaluate(IDLE) == []
    assert page.evaluate(NOWHERE) == []
    links = page.locator("a[href]").evaluate_all(ADDRESSES)
    own, there = urlsplit(page.url), [urlsplit(urldefrag(link).url) for link in links]
    paths = {
        link._replace(scheme="", netloc="") for link in there if link.netloc == own.netloc and link != own
    }
    dead = [path.geturl() for path in paths if answered(path.geturl(), own.netloc) >= 400]
    assert not dead


def answered(path: str, host: str) -> int:
    """What the site answers at a path, and where it leads on, at the end of it."""
    return Client().get(path, headers={"host": host}, follow=True).status_code


NO_PAGES = {
    *(
        "feed",
        "topic-feed",
        "company-feed",
        "guest-feed",
        "search-feed",
        "sitemap",
        "sitemap-pages",
        "robots",
    ),
    *("search-description", "search-suggest", "oembed", "quote-cite", "quote-picture", "episode-transcript"),
}


def test_no_kind_of_page_is_left_out() -> None:
    ids = {name: f"/{name}s/{UUID(int=0)}/" for name in ("quote", "claim", "correction")}
    others = {"episode": "/episodes/x/", "passage": "/episodes/x/passage/1/0-4/", "withdrawn": ids["quote"]}
    report = {"report": f"/report/quote/{UUID(int=0)}/"}
    filled = {**ids, **others, **report}
    listed = {resolve(address.format(**filled).partition("?")[0]).url_name for address, *_ in PAGES.values()}
    assert listed == {pattern.name for pattern in urlpatterns} - NO_PAGES
