"""Searching: what is found, where it leads, what is forgiven, and what never shows."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from defusedxml.ElementTree import fromstring
from django.core.management import call_command
from django.test import Client

from annotations.models import Quote, QuoteVersion, SearchEntry, SearchWord, Tag, TagSynonym
from annotations.search import facets, index, narrowing, results, suggestions
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Podcast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_backend")]
FORK = "The community forked the project when we closed it."
PRICE = "We doubled our prices and nobody left."
TALK = "Naturally the weather in Lisbon was dreadful."


@pytest.fixture
def world() -> dict[str, QuoteVersion]:
    """Three published quotes, two of an episode whose transcript is public."""
    parent = make.tag("licensing")
    change = make.tag("licensing-change", parent)
    TagSynonym.objects.create(tag=change, text="relicensing")
    TagSynonym.objects.create(tag=make.tag("forks"), text="fork")
    whole = make.podcast("Open Hour", rights=2)
    first = make.episode(texts=[make.WORDS, TALK], podcast=whole, visibility=2, published_on="2024-07-03")
    second = make.episode("Forks", texts=[f"{FORK} {PRICE}"], speaker=make.guest("Bo Lindqvist"))
    return {
        "change": make.published("We changed the licence in March.", turn=make.turn(first), tags=[change]),
        "fork": make.published(FORK, turn=make.turn(second), tags=[make.tag("forks")]),
        "price": make.published(
            PRICE, turn=make.turn(second), tags=[make.tag("pricing")], companies=[make.company()]
        ),
    }


def found(typed: str, **values: str) -> list[str]:
    """What is found, by kind and title or words, the best first."""
    return [
        f"{hit.kind}: {''.join(part.text for part in hit.parts)}"
        for hit in results.search(typed, values).hits
    ]


def quotes(typed: str, **values: str) -> list[str]:
    """The words of the quotes that are found."""
    return [one.removeprefix("quote: ") for one in found(typed, **values) if one.startswith("quote")]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("forked", [FORK]),
        ("fork", [FORK]),
        ("FORKING projects", [FORK]),
        ('"forked the project"', [FORK]),
        ('"project forked the"', []),
        ("project -community", []),
        ('community prices -"nobody left"', [FORK]),
        ('we -"nobody left"', []),
        ("relicensing", ["We changed the licence in March."]),
        ("Lindqvist community", [FORK]),
        ("comunity frok", [FORK]),
        ("doubledour prices", [PRICE]),
        ("?", []),
        ("'; DROP TABLE --", []),
        ("body:fork AND (", [FORK]),
    ],
)
def test_words_phrases_exclusions_stems_synonyms_and_mistakes(
    world: Any, typed: str, wanted: list[str]
) -> None:
    assert sorted(quotes(typed)) == sorted(wanted)


def test_a_transcript_is_found_where_it_is_public_and_leads_to_the_turn(world: Any) -> None:
    (hit,) = results.search("weather in Lisbon").hits
    assert (hit.kind, hit.url) == ("turn", "/episodes/closing-the-source/#turn-1")
    assert [part.text for part in hit.parts if part.marked] == ["weather", "Lisbon"]
    (quote,) = (one for one in results.search("changed licence").hits if one.kind == "quote")
    assert quote.url.endswith(f"#quote-{world['change'].quote.public_id}")
    assert found("dreadful", kind="quote") == []


def test_filters_narrow_and_count(world: Any) -> None:
    page = Client().get("/search/", {"q": "community OR licence prices"})
    assert page.status_code == 200
    assert quotes("fork", tag="forks") == [FORK]
    assert quotes("fork", tag="pricing") == []
    assert quotes("nobody", company="quarrystone") == [PRICE]
    groups = {group.heading: group for group in results.search("licence").groups}
    kinds = {option.label: option.count for option in groups["Kind"].options}
    assert kinds["Quotes"] == 1 and kinds["Transcripts"] == 1
    narrowed = results.search("licence", {"year": "2024"})
    assert {hit.kind for hit in narrowed.hits} == {"quote", "turn"}
    for wrong in (
        {"tag": "nowhere"},
        {"kind": "draft"},
        {"year": "²⁰"},
        {"after": "2"},
        {"after": "nan_quote_1"},
    ):
        assert Client().get("/search/", {"q": "fork", **wrong}).status_code == 404


def test_a_hidden_value_takes_no_place_among_the_filters(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "OFFERED", 2)
    hidden = make.tag("hidden")  # in the index only, and in all that is found
    for entry in SearchEntry.objects.filter(kind="quote"):
        SearchEntry.objects.filter(pk=entry.pk).update(marks=f"tag.{hidden.pk} {entry.marks}")
    groups = {group.heading: group for group in results.search("Bo Lindqvist").groups}
    assert {option.label for option in groups["Topic"].options} == {"Forks", "Pricing"}


def test_what_is_withdrawn_or_hidden_is_gone_at_once(world: Any) -> None:
    quote = world["fork"].quote
    assert quotes("forked") == [FORK] and SearchWord.objects.filter(text="forked").exists()
    review.move(world["fork"], action=Action.WITHDRAW, by=make.reviewer(), note="The guest asked.")
    assert found("forked community") == []
    assert not SearchEntry.objects.filter(thing=quote.public_id).exists()
    assert [suggestions.offered(typed) for typed in ("forks", "forke")] == [[], []]
    assert results.search("forkde").corrected is None
    assert index.compare(mending=True).told == []
    assert not SearchWord.objects.filter(text="forked").exists()


def test_what_the_index_has_too_much_is_not_shown_and_is_mended(world: Any) -> None:
    Podcast.objects.filter(title="Open Hour").update(rights=0)  # past every service
    assert found("changed licence") == [] or all("changed" not in one for one in found("changed licence"))
    assert "weather" not in Client().get("/search/?q=weather").content.decode().partition("Found")[2]
    assert index.compare().differing
    with pytest.raises(SystemExit):
        call_command("rebuild_search", "--check")
    index.compare(mending=True)
    assert index.compare().told == []
    assert not SearchEntry.objects.filter(kind="turn").exists()


def test_a_rebuild_gives_the_same(world: Any) -> None:
    before = set(SearchEntry.objects.values_list("kind", "object_id", "digest"))
    words = set(SearchWord.objects.values_list("text", flat=True))
    assert before
    call_command("rebuild_search")
    assert set(SearchEntry.objects.values_list("kind", "object_id", "digest")) == before
    assert set(SearchWord.objects.values_list("text", flat=True)) == words
    assert quotes("forked") == [FORK]


def test_suggestions_begin_as_typed_and_lead_there(world: Any) -> None:
    person, *words = [(one.label, one.kind, one.url) for one in suggestions.offered("lindq")]
    assert person == ("Bo Lindqvist", "person", "/guests/bo-lindqvist/")
    assert words in ([], [("lindqvist", "search", "/search/?q=lindqvist")])  # who looks for the name as said
    assert suggestions.offered("relic")[0].label == "Licensing change"
    (word,) = suggestions.offered("dreadf")
    assert (word.label, parse_qs(urlsplit(word.url).query)) == ("dreadful", {"q": ["dreadful"]})
    assert suggestions.offered("d") == suggestions.offered("  ") == []
    answer = Client().get("/search/suggest/", {"q": "Quarry"}).json()
    assert answer["suggestions"][0] == {
        "label": "Quarrystone", "kind": "company", "url": "/companies/quarrystone/"
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["we", '"we the"', "we -fork"])
def test_words_that_every_text_has_find_nothing_and_the_page_says_why(world: Any, typed: str) -> None:
    assert results.search(typed).total == results.search(typed, {"tag": "forks"}).total == 0
    assert "the search passes over such words" in Client().get("/search/", {"q": typed}).content.decode()
    assert quotes(f"{typed} prices") == [PRICE]


def test_an_empty_result_helps_on(world: Any) -> None:
    page = Client().get("/search/", {"q": "qwxv wvxq jzzj prices", "tag": "forks"}).content.decode()
    assert "Search without the filters" in page and 'href="/topics/forks/"' in page
    assert "?q=prices" in page and "?q=wvxq" not in page  # that finds nothing either
    answer = Client().get("/search/", {"q": "comunity frok"})
    assert "This is for <strong>community fork" in answer.content.decode().replace("forked", "fork")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert Client().get("/search/", {"q": "<script>"}).content.decode().count("<script>") == 0


def test_what_fits_is_bounded_and_the_page_says_so(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not results.search("licence").is_more
    monkeypatch.setattr(results, "LIMITS", {**results.LIMITS, "quote": 1})
    assert "More than" in Client().get("/search/", {"q": "licence"}).content.decode()


def test_pages_neither_skip_nor_repeat_while_something_better_is_published(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "PAGE", 1)
    typed = "licence prices"  # no one thing has both
    everything = [f"{hit.kind} {hit.url}" for hit in pages(typed)]
    assert len(everything) == len(set(everything)) >= 3

    first = results.search(typed)
    words = "Our prices and our licence changed on one day."
    make.published(words, turn=make.turn(make.episode("Better", texts=[words])))
    assert first.before is None and first.after
    second = results.search(typed, after=first.after)
    assert [f"{hit.kind} {hit.url}" for hit in second.hits] == everything[1:2]
    review.move(world["price"], action=Action.WITHDRAW, by=make.reviewer(), note="Not so.")
    (shown, *_) = results.search(typed, after=second.after or "").hits
    assert f"{shown.kind} {shown.url}" in everything[2:]

    page = Client().get("/search/", {"q": typed, "after": first.after}).content.decode()
    assert 'rel="prev"' in page and 'rel="next"' in page


def pages(typed: str) -> list[Any]:
    """All that is found, page by page."""
    found, after = [], ""
    while True:
        one = results.search(typed, after=after)
        found += one.hits
        if one.after is None:
            return found
        after = one.after


def test_lists_are_narrowed_by_the_same_words(world: Any) -> None:
    rows = QuoteVersion.objects.all()
    assert list(narrowing.quotes_with(rows, "prices -fork")) == [world["price"]]
    assert list(narrowing.quotes_with(rows, " ")) == []
    assert Tag.objects.published().count() == 4 and Quote.objects.count() == 3


def test_a_search_is_followed_by_its_feed(world: Any) -> None:
    page = Client().get("/search/", {"q": "licence", "tag": "licensing-change"}).content.decode()
    (address,) = re.findall(r'type="application/atom\+xml" href="([^"]+)"', page)
    feed = feedparser.parse(Client().get(unescape(address)).content)
    assert not feed.bozo and [one.id for one in feed.entries] == [
        f"urn:uuid:{world['change'].quote.public_id}"
    ]
    assert feedparser.parse(Client().get("/search/feed/?q=licence&tag=forks").content).entries == []
    for wrong in ("", "?q=", "?q=licence&tag=nothing", "?q=licence&year=x"):
        assert Client().get(f"/search/feed/{wrong}").status_code == 404, wrong
    review.move(world["change"], action=Action.WITHDRAW, by=make.reviewer(), note="Not so.")
    assert feedparser.parse(Client().get("/search/feed/?q=licence").content).entries == []


def test_a_browser_is_told_how_to_search_here(world: Any) -> None:
    (address,) = re.findall(
        r'type="application/opensearchdescription\+xml" href="([^"]+)"', Client().get("/").content.decode()
    )
    told = fromstring(Client().get(address).content)
    templates = {
        one.get("type"): one.get("template")
        for one in told
        if one.tag.endswith("}Url") and not one.get("rel")
    }
    assert set(templates) == {"text/html", "application/atom+xml"}
    for template in templates.values():
        found = Client().get(
            (template or "").replace("{searchTerms}", "prices").replace("http://testserver", "")
        )
        assert PRICE.removeprefix("We doubled our ") in strip(found.content.decode())


def strip(page: str) -> str:
    """The page without what marks words."""
    return re.sub(r"</?mark>", "", page)
