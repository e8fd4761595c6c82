"""What readers find on each page, and what each page costs."""

import gzip
import html
import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from annotations.models import QuoteVersion, Tag
from annotations.services import claims, episodes, review
from annotations.tests import factories as make
from annotations.views import pages
from annotations.workflow import Action
from transcripts.editing import Words
from transcripts.models import Appearance, Episode, Turn
from transcripts.services import corrections

pytestmark = pytest.mark.django_db
LICENCE = "We changed the licence in March."
REVENUE = "Revenue doubled within a year."


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody who is not signed in."""
    return client


def text(reader: Client, address: str, status: int = 200) -> str:
    response = reader.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def many_quotes(count: int, **values: Any) -> Episode:
    """An episode with a published quote in each of its turns."""
    episode = make.episode("Many words", texts=[f"Sentence {n} says it." for n in range(count)], **values)
    for turn in Turn.objects.filter(revision__episode=episode):
        make.published(turn.text, turn=make.turn(episode, turn.position), companies=[make.company()])
    return episode


def test_an_empty_house_says_how_to_fill_it(reader: Client) -> None:
    page = text(reader, "/")
    assert "Nothing has been published yet" in page
    assert "import_transcripts" in page


@pytest.mark.parametrize("address", ["/topics/", "/episodes/", "/guests/", "/companies/", "/claims/"])
def test_empty_lists_say_so(reader: Client, address: str) -> None:
    assert 'class="empty"' in text(reader, address)


def test_a_topic_page_gives_definition_words_speaker_and_source(reader: Client) -> None:
    episode = make.episode(published_on=date(2024, 7, 3), audio_url="https://audio.example/1.mp3")
    Appearance.objects.filter(episode=episode).update(title="founder")
    make.published(REVENUE)
    page = text(reader, "/topics/licensing-change/")
    assert "About licensing change." in page
    assert f"“{REVENUE}”" in page
    for wanted in (
        "Ines Carvalho",
        "founder",
        "Quarrystone",
        "3 July 2024",
        "https://audio.example/1.mp3#t=0",
    ):
        assert wanted in page


def test_company_and_title_are_those_of_the_episode(reader: Client) -> None:
    first, later = make.episode("Before"), make.episode("After")
    Appearance.objects.filter(episode=first).update(title="engineer", company=make.company("Oldhouse"))
    Appearance.objects.filter(episode=later).update(title="founder", company=make.company("Newhouse"))
    quote = make.published(REVENUE, turn=make.turn(first)).quote
    page = text(reader, quote.get_absolute_url())
    assert "engineer" in page
    assert "Oldhouse" in page
    assert "Newhouse" not in page


def test_a_wider_topic_holds_the_quotes_of_those_under_it_once(reader: Client) -> None:
    parent = make.tag("licensing")
    children = [make.tag("forks", parent), make.tag("licensing-change", parent)]
    make.published(REVENUE, tags=children)
    page = text(reader, "/topics/licensing/")
    assert page.count(f"“{REVENUE}”") == 1
    assert "1 quote by 1 person" in page


def test_filters_narrow_a_topic_and_can_be_taken_off(reader: Client) -> None:
    make.published(LICENCE, companies=[make.company("Alder")])
    make.published(REVENUE, companies=[make.company("Birch")])
    page = text(reader, "/topics/licensing-change/?company=alder")
    assert LICENCE in page
    assert REVENUE not in page
    assert "remove this filter" in page


@pytest.mark.parametrize("query", ["company=nobody", "year=soon", "guest=%00", "after=nonsense", "after=x~y"])
def test_an_address_that_names_nothing_public_is_not_found(reader: Client, query: str) -> None:
    make.published(REVENUE)
    text(reader, f"/topics/licensing-change/?{query}", 404)


def test_a_page_that_is_not_there_says_so_in_words(reader: Client) -> None:
    make.published(REVENUE)
    assert "Nothing is published at this address" in text(reader, "/topics/nonsense/", 404)
    assert "Nothing is published at this address" in text(reader, "/nonsense/", 404)
    assert "No published quote here has company “nobody”." in text(
        reader, "/topics/licensing-change/?company=nobody", 404
    )


def test_when_something_breaks_the_page_stands_on_its_own() -> None:
    assert "Something broke on our side" in render_to_string("500.html")


def test_the_best_quote_stands_large_whatever_a_newsletter_adds_to_the_address(reader: Client) -> None:
    make.published(REVENUE)
    assert 'class="quote large"' in text(reader, "/topics/licensing-change/?utm_source=letter")


def test_years_are_drawn_with_the_table_behind_them(reader: Client) -> None:
    for year, words in ((2019, LICENCE), (2021, REVENUE)):
        made = make.episode(f"Of {year}", published_on=date(year, 5, 1))
        make.published(words, turn=make.turn(made))
    page = text(reader, "/topics/licensing-change/")
    assert "<title" in page.split("<svg")[1]
    assert '<th scope="row">2020</th><td>0</td>' in page
    assert "2019 to 2021" in page


def test_the_whole_transcript_shows_where_rights_allow_it(reader: Client) -> None:
    open_podcast = make.podcast("Open Hour", rights=2)
    texts = ["Hello and welcome.", "Buy this mattress.", make.WORDS]
    episode = make.episode(texts=texts, sponsor=[1], podcast=open_podcast, visibility=2)
    quote = make.published(REVENUE, turn=make.turn(episode, 2)).quote
    page = text(reader, episode.get_absolute_url())
    assert "Hello and welcome." in page
    assert f'id="quote-{quote.public_id}">{REVENUE}</mark>' in page
    assert "Buy this mattress." in page.split('<details class="sponsor">')[1]


def test_no_two_parts_of_a_transcript_are_called_the_same(reader: Client) -> None:
    texts = ["We begin.", "Buy this mattress.", "We go on.", "Buy another.", "We end."]
    episode = make.episode(
        texts=texts, sponsor=[1, 3], podcast=make.podcast("Open Hour", rights=2), visibility=2
    )
    page = text(reader, episode.get_absolute_url())
    assert re.findall(r'<h2 id="heading-\d+">(.*?)</h2>', page) == [
        "Interview",
        "Interview, part 2",
        "Interview, part 3",
    ]


def test_otherwise_only_the_surroundings_of_quotes_show(reader: Client) -> None:
    far = "Faraway words stand here. " * 20
    episode = make.episode(texts=["Hello and welcome.", f"{far}{REVENUE} {far}"], summary="A private gist.")
    make.published(REVENUE, turn=make.turn(episode, 1))
    page = text(reader, episode.get_absolute_url())
    assert REVENUE in page
    assert "Hello and welcome." not in page
    assert "private gist" not in page
    words = page.split('<div class="words">')[1].split("</div>")[0]
    before, after = re.split(r"<mark[^>]*>.*</mark>", words)
    for side in (before, after):
        shown = " ".join(re.sub(r"<[^>]+>|…", "", side).split())
        assert 250 < len(shown) <= 300


def test_overlapping_quotes_are_marked_within_each_other(reader: Client) -> None:
    episode = make.episode()
    make.published(f"{LICENCE} {REVENUE}", turn=make.turn(episode))
    make.published(REVENUE, turn=make.turn(episode))
    page = text(reader, episode.get_absolute_url())
    assert page.count("<mark") == 3
    assert "lane-0" in page
    assert "lane-1" in page


def test_a_quote_of_the_notes_is_credited_to_the_notes(reader: Client) -> None:
    episode = make.episode(notes=["Ines left the company in June."])
    quote = make.published("left the company in June", turn=make.turn(episode, 0, "notes")).quote
    page = text(reader, quote.get_absolute_url())
    assert "Show notes" in page
    assert "Ines Carvalho" not in page
    assert "From the show notes" in text(reader, episode.get_absolute_url())


def test_a_permalink_has_the_words_in_context_and_a_citation(reader: Client) -> None:
    quote = make.published(REVENUE).quote
    page = text(reader, quote.get_absolute_url())
    assert "We changed the licence in March. <mark" in page
    assert f"http://testserver/quotes/{quote.public_id}/" in page
    assert "Approved" in page
    assert "rae" not in page.lower().split("approved")[1].split("published")[0]


def test_a_quote_whose_text_changed_is_shown_as_approved_and_marked_nowhere_else(reader: Client) -> None:
    podcast = make.podcast("Open Hour", rights=2)
    texts = ["Hello and welcome to the show.", make.WORDS, "Goodbye, and thank you for your time."]
    episode = make.episode(texts=texts, podcast=podcast, visibility=2)
    quote = make.published(REVENUE, turn=make.turn(episode, 1)).quote
    assert "has changed since" not in text(reader, quote.get_absolute_url())
    start = make.WORDS.index("doubled")
    mended = [Words(1, start, start + len("doubled"), "trebled")]
    current = corrections.correct(episode, base=episode.revisions.get(), edits=mended, by=make.editor())
    page = text(reader, quote.get_absolute_url())
    assert f">{REVENUE}</mark>" in page
    assert "Words as approved; the transcript has changed since (revision 1)" in page
    transcript, earlier = text(reader, episode.get_absolute_url()).split("Quoted from an earlier text")
    assert "Revenue trebled within a year." in transcript
    assert "<mark" not in transcript.split('<section id="section-')[1]
    assert f'id="quote-{quote.public_id}">{REVENUE}</mark>' in earlier
    assert not current.revision.quote_versions.exists()


def test_addresses_start_with_the_site_s_own_where_it_is_set(reader: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://quotes.example"
    page = text(reader, make.published(REVENUE).quote.get_absolute_url())
    assert '<link rel="canonical" href="https://quotes.example/quotes/' in page


def test_a_claim_page_sorts_its_evidence(reader: Client) -> None:
    one, two = make.published(LICENCE), make.published(REVENUE)
    claim = claims.create(
        statement="Relicensing pays.", kind="position", subject="founders", by=make.editor()
    )
    claims.add_evidence(claim, quote=one.quote, stance="disputes", by=make.editor())
    claims.add_evidence(claim, quote=two.quote, stance="supports", by=make.editor())
    for action, by in (("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())):
        review.move(claim, action=Action(action), by=by)
    page = text(reader, claim.get_absolute_url()).partition("<body")[2]
    assert page.index("For it") < page.index(REVENUE) < page.index("Against it") < page.index(LICENCE)
    assert "1 for, 1 against" in text(reader, "/claims/")
    review.move(claim, action=Action.WITHDRAW, by=make.reviewer(), note="Superseded by figures.")
    assert "Superseded by figures." in text(reader, claim.get_absolute_url(), 410)


def test_what_was_withdrawn_says_why_and_nothing_else(reader: Client) -> None:
    version = make.published(REVENUE)
    episode = version.quote.episode
    episodes.withdraw(episode, reason="The guest asked for it.", by=make.reviewer())
    for address in (version.quote.get_absolute_url(), episode.get_absolute_url()):
        page = text(reader, address, 410)
        assert "The guest asked for it." in page
        assert REVENUE not in page
        assert episode.title not in page
    text(reader, "/topics/licensing-change/", 404)


def test_a_hidden_episode_is_not_found_even_once_withdrawn(reader: Client) -> None:
    episode = make.episode(visibility=0)
    episodes.withdraw(episode, reason="Never meant to be.", by=make.reviewer())
    text(reader, episode.get_absolute_url(), 404)


def test_long_lists_go_on_without_a_gap_or_a_repetition(reader: Client) -> None:
    many_quotes(53)
    first = text(reader, "/guests/ines-carvalho/")
    older = first.split('<link rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text(reader, f"/guests/ines-carvalho/{older}")
    shown = [
        first.count(f"“Sentence {n} says it.”") + second.count(f"“Sentence {n} says it.”") for n in range(53)
    ]
    assert shown == [1] * 53
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    ("address", "most"),  # one of them asks how far the log has come, for the ETag
    [
        ("/", 14),
        ("/topics/licensing-change/", 23),
        ("/guests/ines-carvalho/", 20),
        ("/companies/quarrystone/", 20),
        ("/companies/quarrystone/people/", 20),
        ("/episodes/many-words/", 15),
        ("/episodes/", 4),
        ("/guests/", 6),
        ("/companies/", 4),
    ],
)
def test_a_page_asks_the_database_as_often_for_many_quotes_as_for_few(
    client: Client, address: str, most: int
) -> None:
    episode = many_quotes(30, podcast=make.podcast("Open Hour", rights=2), visibility=2)
    with CaptureQueriesContext(connection) as many:
        text(client, address)
    for version in QuoteVersion.objects.published().order_by("start")[2:]:
        review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Fewer.")
    assert QuoteVersion.objects.published().filter(quote__episode=episode).count() == 2
    with CaptureQueriesContext(connection) as few:
        text(client, address)
    assert len(few) == len(many) <= most


def test_readers_see_a_quote_as_emended_and_on_its_page_as_spoken(client: Client) -> None:
    edits = [{"start": 0, "end": 7, "text": "Turnover"}, {"start": 16, "end": 29, "text": ""}]
    version = make.published(emendations=edits)
    shown = "“[Turnover] doubled [...].”"
    for address in ("/", "/topics/licensing-change/", "/guests/ines-carvalho/"):
        page = client.get(address).content.decode()
        assert shown in page
        assert "Revenue" not in page
    page = client.get(version.quote.get_absolute_url()).content.decode()
    assert page.count(shown) >= 3  # the title, the quote, the citation
    assert "<dt>As spoken</dt>" in page
    assert "<q>Revenue doubled within a year.</q>" in page
    assert re.search(r"<mark[^>]*>Revenue doubled within a year\.</mark>", page)
    plain = make.published("in March.")
    assert "As spoken" not in client.get(plain.quote.get_absolute_url()).content.decode()


def test_a_person_who_is_talked_about_has_a_page_that_lists_it(client: Client) -> None:
    tam = make.guest("Tam Okafor")
    version = make.published(guests=[tam])
    about = client.get("/guests/tam-okafor/about/").content.decode()
    assert version.exact in about
    assert "1 quote by 1 person" in about
    assert version.exact not in client.get("/guests/tam-okafor/").content.decode()
    assert version.exact not in client.get("/guests/ines-carvalho/about/").content.decode()
    own = client.get(version.quote.get_absolute_url()).content.decode()
    assert '<dt>About</dt><dd><a href="/guests/tam-okafor/">Tam Okafor</a></dd>' in own
    make.published("in March.", guests=[make.guest("Lou Reyes")])
    assert "?about=tam-okafor" in client.get("/topics/licensing-change/").content.decode()


def test_a_topic_page_with_fifty_quotes_is_light_and_fetches_from_this_site_alone(reader: Client) -> None:
    sentences = [
        f"This is what number {n} said about it, {uuid4()} and {uuid4()}, at some length." for n in range(60)
    ]
    turn = make.turn(make.episode(texts=[" ".join(sentences)]))
    for sentence in sentences:
        make.published(sentence, turn=turn)
    answer = reader.get("/topics/licensing-change/?sort=newest", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.content).decode()
    assert page.count("<blockquote") == 50
    fetched = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"|src="([^"]+)"', page)
    addresses = [one or other for one, other in fetched]
    assert len(addresses) >= 5 and all(re.match(r"/static/[^/]", one) for one in addresses), addresses
    files = [Path(str(finders.find(one.removeprefix("/static/")))).read_bytes() for one in addresses]
    assert not [file for file in files if re.search(rb"^import |@import|url\((?!data:)", file, re.MULTILINE)]
    assert len(answer.content) + sum(len(gzip.compress(file)) for file in files) < 100_000


NAMES = ["Zeta", "apache", "Élan", "Elastic", "eBay", "Ökosystem", "Zed", "37signals", "日本"]
IN_ORDER = ["37signals", "apache", "eBay", "Élan", "Elastic", "Ökosystem", "Zed", "Zeta", "日本"]


@pytest.mark.parametrize("size", [100, 2])
def test_lists_by_name_know_no_case_and_no_accents(
    client: Client, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setitem(pages.rows_behind.__kwdefaults__, "size", size)
    for name in NAMES:
        words = f"{name} said so."
        where = make.turn(make.episode(name, texts=[words], speaker=make.guest(f"{name} Okafor")))
        make.published(words, turn=where, companies=[make.company(name)])
    for address, more in (("/companies/", ""), ("/guests/", " Okafor")):
        names, query = [], ""
        for _ in NAMES:
            page = client.get(f"{address}{query}").content.decode()
            names += re.findall(rf'<a href="{address}[^"]+">([^<]+)</a>', page.split("<main")[1])
            following = re.search(r'<a rel="next" href="(\?[^"]+)"', page)
            if not following:
                break
            query = html.unescape(following[1])
        assert [name for name in names if name != "Quarrystone"] == [f"{name}{more}" for name in IN_ORDER]


def test_topics_stand_by_label_knowing_no_case_and_no_accents(client: Client) -> None:
    labels = [name for name in NAMES if name.isascii() or name.startswith("É")]
    for number, label in enumerate(labels):
        tag = Tag.objects.create(slug=f"topic-{number}", label=label, definition=f"About {label}.")
        make.published(REVENUE, tags=[tag])
    listed = re.findall(r'<li><a href="/topics/topic-.+?">([^<]+)</a>', text(client, "/topics/"))
    assert listed == [name for name in IN_ORDER if name in labels]
    compared = re.findall(r'<option value="topic-[^>]*>([^<]+)<', text(client, "/compare/"))
    assert compared == listed


def test_a_place_in_a_list_by_name_from_before_leads_to_where_it_did(client: Client) -> None:
    for name in ("Alder", "Birch", "Cedar"):
        make.published(companies=[make.company(name)])
    birch = make.company("Birch")
    page = client.get("/companies/", {"after": f"Birch~{birch.public_id}"}).content.decode()
    assert "Cedar" in page and "Alder" not in page


@pytest.mark.parametrize("whole", [True, False], ids=["whole transcript", "quotes alone"])
def test_beside_a_turn_with_many_quotes_stand_notes_of_the_first_and_the_way_to_all(
    reader: Client, whole: bool
) -> None:
    words = [f"Sentence {n} says so." for n in range(14)]
    rights = {"podcast": make.podcast("Open Hour", rights=2), "visibility": 2} if whole else {}
    episode = make.episode(texts=["Nothing.", " ".join(words)], **rights)  # type: ignore[arg-type]
    turn = make.turn(episode, 1)
    quotes = [make.published(each, turn=turn, tags=[make.tag("growth")]).quote for each in words]
    address = episode.get_absolute_url()
    page = text(reader, address)
    assert all(page.count(f'<mark class="lane-0 hue-0" id="quote-{one.public_id}"') == 1 for one in quotes)
    noted = [one.get_absolute_url() in page for one in quotes]
    assert noted == [True] * 12 + [False] * 2
    anchor = "turn-1" if whole else f"quote-{quotes[0].public_id}"
    assert f'href="{address}?turn=1#{anchor}">and 2 more' in page
    assert f"{address}?tag=growth&amp;turn=1#{anchor}" in text(reader, f"{address}?tag=growth")
    opened = text(reader, f"{address}?turn=1")
    assert all(one.get_absolute_url() in opened for one in quotes)
    assert "more<" not in opened
    for place in ("7", "x", "-1", "²", "9" * 30):
        assert "No turn of this episode is at place" in text(reader, f"{address}?turn={place}", 404)


def test_beside_a_person_stand_the_public_others_who_spoke_for_the_same_company(client: Client) -> None:
    for name in ("Ines Carvalho", "Zoë Lindqvist", "ada Okafor", "Hidden Person"):
        words = f"{name} said so."
        where = make.turn(make.episode(name, texts=[words], speaker=make.guest(name)))
        if name != "Hidden Person":
            make.published(words, turn=where)
    page = text(client, "/guests/ines-carvalho/")
    beside = page.split('id="colleagues"')[1].split("</section>")[0]
    assert re.findall(r'<a href="[^"]+">([^<]+)</a>', beside) == ["ada Okafor", "Zoë Lindqvist"]
