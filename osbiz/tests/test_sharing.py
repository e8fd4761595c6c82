"""What others take of a quote: its picture, its frame, oEmbed; and what pages say of themselves to machines,
read by programs that are not ours."""

import io
import json
import re
from typing import Any
from urllib.parse import quote as percent
from urllib.robotparser import RobotFileParser

import extruct
import feedparser
import msgspec_schemaorg.models as vocabulary
import pytest
from django.test import Client
from lxml import etree, html
from PIL import Image
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF

from annotations.pictures import card
from annotations.pictures.fonts import width
from annotations.pictures.lines import drawable, is_right_to_left, shortened, wrapped
from annotations.services import quotes, review, topics
from annotations.tests import factories as make
from annotations.workflow import Action
from api.tests import world

SITE = "http://testserver"
SCHEMA = Namespace("https://schema.org/")
WORDS = "Revenue doubled within a year."
ARABIC = "غيرنا الرخصة في مارس وغادر اثنان من المساهمين."
JAPANESE = "私たちは三月にライセンスを変更しました。そして、二人が去っていきました。"
MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def withdraw(version: Any) -> None:
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="The guest was misheard.")


def test_a_picture_is_the_same_each_time_and_as_large_as_it_says() -> None:
    one = card.Card(WORDS, "Ines Carvalho", "Founder, Quarrystone", "Closing the source")
    drawn = card.png(one)
    assert drawn == card.png(one) != card.png(card.Card(WORDS, "Bo", "", ""))
    with Image.open(io.BytesIO(drawn)) as image:
        image.load()
        assert (image.format, image.size) == ("PNG", (1200, 630))
        assert len(image.convert("RGB").getcolors(100_000) or []) > 10


def test_long_words_are_cut_at_a_word_and_every_line_fits() -> None:
    words = "It was never about the money for us at all, really. " * 20
    lines = shortened(words, 20.0, 5)
    assert len(lines) == 5 and all(width(line) <= 20.0 for line in lines)
    whole = " ".join(lines)
    assert whole.endswith("…")
    kept = whole.removesuffix("…")
    assert words.startswith(kept) and not words[len(kept)].isalnum()
    assert wrapped("Three short words", 20.0, 1) == ["Three short words"]


def test_ideographs_break_anywhere_but_before_a_full_stop() -> None:
    lines = wrapped(JAPANESE, 9.0, 9)
    assert lines and "".join(lines) == JAPANESE and len(lines) > 3
    assert not [line for line in lines if line[0] in "。、"]


def test_words_run_as_their_script_does_and_no_letter_is_a_box() -> None:
    assert is_right_to_left(f"“{ARABIC}") and not is_right_to_left(WORDS)
    assert 'text-anchor="end"' in "".join(card.quotation(ARABIC))
    for words in (ARABIC, JAPANESE, "שלום עולם", "Ηλίας, Привет, Ångström", "한국어"):
        assert drawable(words) == words
    assert drawable("Good 🎉 news") == "Good news"
    assert drawable("ᚠᛇᚻ") is None and "ᚠ" not in card.svg(card.Card("ᚠᛇᚻ", "Bo", "", ""))


@pytest.mark.django_db
def test_the_picture_of_a_quote_is_that_of_its_version_until_it_is_withdrawn(client: Client) -> None:
    version = make.published(WORDS)
    page = client.get(version.quote.get_absolute_url()).content.decode()
    address = f"{version.quote.get_absolute_url()}picture-1.png"
    assert f'property="og:image" content="{SITE}{address}"' in page
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/png" and "ETag" in answer.headers
    moved = client.get(address.replace("-1.png", "-9.png"))
    assert (moved.status_code, moved.headers["Location"]) == (301, address)
    withdraw(version)
    assert client.get(address).status_code == 410


@pytest.mark.django_db
def test_only_the_embed_may_be_framed(client: Client) -> None:
    version = make.published(WORDS)
    page, framed = (client.get(f"{version.quote.get_absolute_url()}{part}") for part in ("", "embed/"))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    shown = framed.content.decode()
    assert WORDS in shown and "<script" not in shown and not framed.cookies
    assert (
        'data-theme="dark"'
        in client.get(f"{version.quote.get_absolute_url()}embed/?theme=dark").content.decode()
    )
    withdraw(version)
    gone = client.get(f"{version.quote.get_absolute_url()}embed/")
    assert gone.status_code == 410 and WORDS not in gone.content.decode()
    assert "frame-ancestors *" in gone.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_oembed_is_found_and_answers(client: Client) -> None:
    version = make.published(WORDS)
    page = client.get(version.quote.get_absolute_url()).content.decode()
    (link,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    answer = client.get(link.removeprefix(SITE).replace("&amp;", "&"))
    told = answer.json()
    required = {"version": "1.0", "type": "rich", "width": 720, "provider_name": "osbiz"}
    assert {name: told[name] for name in required} == required and told["height"] > 150
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert f'src="{SITE}{version.quote.get_absolute_url()}embed/"' in told["html"]
    asked = f"/oembed/?url={percent(SITE + version.quote.get_absolute_url())}"
    small = client.get(f"{asked}&maxwidth=400&maxheight=220").json()
    assert (small["width"], small["height"]) == (400, 220)
    assert client.get(f"{asked}&format=xml").status_code == 501
    for wrong in ("", "?url=https://elsewhere.example/quotes/1/", "?url=http://testserver/topics/", "?url=["):
        assert client.get(f"/oembed/{wrong}").status_code == 404
    assert client.get(f"{asked}&maxwidth=wide").status_code == 404
    withdraw(version)
    assert client.get(asked).status_code == 410


@pytest.fixture
def built() -> dict[str, Any]:
    return world.build()


def linked(page: str) -> Graph:
    """The JSON-LD of a page as a processor reads it; its vocabulary stands in for schema.org's context."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    thing = json.loads(found)
    assert thing.pop("@context") == "https://schema.org"
    context = {"@vocab": str(SCHEMA), "url": {"@type": "@id"}, "sameAs": {"@type": "@id"}}
    return Graph().parse(data=json.dumps({"@context": context, **thing}), format="json-ld")


@pytest.mark.django_db
def test_pages_say_in_the_words_of_schema_org_what_they_show(client: Client, built: dict[str, Any]) -> None:
    quote = built["doubled"].quote
    claim = world.found("claims/")[0]["id"]
    types = {
        "/": "WebSite",
        quote.get_absolute_url(): "Quotation",
        "/topics/pricing/": "DefinedTerm",
        "/topics/": "DefinedTermSet",
        "/companies/quarrystone/": "Organization",
        "/guests/ines-carvalho/": "Person",
        quote.episode.get_absolute_url(): "PodcastEpisode",
        quote.episode.podcast.get_absolute_url(): "PodcastSeries",
        f"/claims/{claim}/": "Claim",
        "/guests/": "WebPage",
        "/corrections/": "WebPage",
    }
    for address, name in types.items():
        graph = linked(client.get(address).content.decode())
        assert (None, RDF.type, SCHEMA[name]) in graph, address
        assert (None, SCHEMA.url, URIRef(f"{SITE}{address}")) in graph, address
    graph = linked(client.get(quote.get_absolute_url()).content.decode())
    said = URIRef(f"{SITE}{quote.get_absolute_url()}")
    assert str(graph.value(said, SCHEMA.text)) == WORDS
    assert graph.value(said, SCHEMA.spokenByCharacter) == URIRef(f"{SITE}/guests/ines-carvalho/")


def strange(thing: Any, at: str) -> list[str]:
    """What in some JSON-LD is no type of schema.org, or no property of its type."""
    if isinstance(thing, list):
        return [one for part in thing for one in strange(part, at)]
    if not isinstance(thing, dict):
        return []
    name = thing.get("@type", "")
    known = getattr(vocabulary, name, None)
    if known is None:
        return [f"{at}: no type {name}"]
    wrong = [f"{at}.{part}: not of {name}" for part in thing if part not in known.__struct_encode_fields__]
    return wrong + [one for part, value in thing.items() for one in strange(value, f"{at}.{part}")]


@pytest.mark.django_db
def test_types_properties_and_open_graph_are_those_of_the_vocabularies(
    client: Client, built: dict[str, Any]
) -> None:
    quote = built["doubled"].quote
    claim = f"/claims/{world.found('claims/')[0]['id']}/"
    addresses = ["/", "/topics/", "/topics/pricing/", "/companies/quarrystone/", "/guests/ines-carvalho/"]
    addresses += [quote.get_absolute_url(), quote.episode.get_absolute_url(), claim, "/corrections/"]
    addresses += [quote.episode.podcast.get_absolute_url(), "/search/?q=revenue", "/claims/", "/about/"]
    for address in addresses:
        page = client.get(address).content.decode()
        read = extruct.extract(page, base_url=f"{SITE}{address}", syntaxes=["json-ld", "opengraph"])
        (thing,), (graph,) = read["json-ld"], read["opengraph"]
        assert not strange(thing, address)
        told: dict[str, list[str]] = {}
        for name, value in graph["properties"]:
            told.setdefault(name, []).append(value)
        wanted = {"og:title", "og:type", "og:url", "og:site_name", "og:description"}
        assert wanted <= told.keys() and all(len(values) == 1 and values[0] for values in told.values())
        assert told["og:url"] == [f"{SITE}{address.partition('?')[0]}"]
        if "og:image" in told:
            size = [told[f"og:image:{side}"] for side in ("width", "height")]
            assert size == [["1200"], ["630"]]
            assert client.get(told["og:image"][0].removeprefix(SITE)).headers["Content-Type"] == "image/png"
    assert strange({"@type": "Quotation", "spokenBy": "Ines"}, "") and strange({"@type": "Quote"}, "")


@pytest.mark.django_db
def test_words_cannot_end_the_data(client: Client) -> None:
    tag = make.tag()
    type(tag).objects.filter(pk=tag.pk).update(definition="</script><script>alert(1)</script> & <!--")
    make.published(WORDS)
    page = client.get("/topics/licensing-change/").content.decode()
    assert "<script>alert" not in page
    graph = linked(page)
    assert "</script><script>alert(1)</script> & <!--" in {
        str(one) for one in graph.objects(None, SCHEMA.description)
    }


@pytest.mark.django_db
def test_feeds_are_read_by_feedparser(client: Client, built: dict[str, Any]) -> None:
    for page in ("/", "/topics/pricing/", "/companies/quarrystone/", "/guests/ines-carvalho/"):
        shown = client.get(page).content.decode()
        (address,) = re.findall(r'<link rel="alternate" type="application/atom\+xml" href="([^"]+)"', shown)
        answer = client.get(address)
        media_type = {"content-type": answer.headers["Content-Type"]}
        feed = feedparser.parse(answer.content, response_headers=media_type)
        assert not feed.bozo and feed.version == "atom10" and feed.feed.id and feed.feed.updated
        assert [link.href for link in feed.feed.links if link.rel == "self"] == [f"{SITE}{address}"]
        assert feed.entries and len({entry.id for entry in feed.entries}) == len(feed.entries)
        for entry in feed.entries:
            assert entry.updated_parsed and entry.published_parsed and entry.author
            assert client.get(entry.link.removeprefix(SITE)).status_code == 200
    narrowed = feedparser.parse(client.get("/topics/pricing/feed/?company=quarrystone").content)
    assert [entry.id for entry in narrowed.entries] == [f"urn:uuid:{built['doubled'].quote.public_id}"]
    withdraw(built["doubled"])
    assert WORDS not in client.get("/feed/").content.decode()


@pytest.mark.django_db
def test_the_sitemap_names_every_page_and_nothing_else(client: Client, built: dict[str, Any]) -> None:
    turn = make.turn(built["doubled"].quote.episode)
    draft = make.draft("Two contributors left us over it.", turn=turn)
    index = etree.fromstring(client.get("/sitemap.xml").content)
    assert index.tag == f"{{{MAPS}}}sitemapindex"
    files = [one.text.removeprefix(SITE) for one in index.iter(f"{{{MAPS}}}loc")]
    assert {one.split("/")[2].rpartition("-")[0] for one in files} == {
        *("quotes", "claims", "topics", "companies", "people", "episodes", "podcasts")
    }
    found: list[str] = []
    for file in files:
        urls = etree.fromstring(client.get(file).content)
        assert SITEMAP.validate(urls), (file, SITEMAP.error_log)
        found += [one.text.removeprefix(SITE) for one in urls.iter(f"{{{MAPS}}}loc")]
    assert len(found) == len(set(found)) and built["doubled"].quote.get_absolute_url() in found
    assert draft.quote.get_absolute_url() not in found
    assert {client.get(address).status_code for address in found} == {200}
    assert client.get("/sitemaps/quotes-7.xml").status_code == 404
    assert client.get("/sitemaps/drafts-0.xml").status_code == 404
    asked = RobotFileParser()
    asked.parse(client.get("/robots.txt").content.decode().splitlines())
    assert asked.site_maps() == [f"{SITE}/sitemap.xml"]
    assert all(asked.can_fetch("anybody", f"{SITE}{address}") for address in found)
    assert not asked.can_fetch("anybody", f"{SITE}/admin/")


@pytest.mark.django_db
def test_no_page_has_a_script_or_a_style_of_its_own(client: Client, built: dict[str, Any]) -> None:
    mapped = [
        one.text.removeprefix(SITE)
        for file in etree.fromstring(client.get("/sitemap.xml").content).iter(f"{{{MAPS}}}loc")
        for one in etree.fromstring(client.get(file.text).content).iter(f"{{{MAPS}}}loc")
    ]
    lists = ("/", "/topics/", "/companies/", "/guests/", "/claims/", "/episodes/", "/search/", "/explorer/")
    prose = ("/about/", "/editorial-standards/", "/corrections/", "/how-to-cite/", "/how-to-use-the-api/")
    more = (
        "/style/",
        "/search/?q=licence",
        "/nowhere/",
        f"/quotes/{built['doubled'].quote.public_id}/embed/",
    )
    for address in (*lists, *prose, *more, *mapped):
        answer = client.get(address)
        page = html.fromstring(answer.content)
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "style-src 'self'" in policy, address
        assert "unsafe" not in policy and "nonce" not in policy, address
        assert not page.xpath("//style | //@style"), address
        assert not page.xpath("//script[not(@src)][not(@type='application/ld+json')]"), address
        assert not page.xpath("//@*[starts-with(name(), 'on')]"), address


# The standard's schema, https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd, without its comments.
SITEMAP = etree.XMLSchema(
    etree.fromstring(f"""
    <xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{MAPS}" xmlns="{MAPS}"
                elementFormDefault="qualified">
      <xsd:element name="urlset"><xsd:complexType><xsd:sequence>
        <xsd:any minOccurs="0" maxOccurs="unbounded" namespace="##other" processContents="strict"/>
        <xsd:element name="url" type="tUrl" maxOccurs="unbounded"/>
      </xsd:sequence></xsd:complexType></xsd:element>
      <xsd:complexType name="tUrl"><xsd:sequence>
        <xsd:element name="loc" type="tLoc"/>
        <xsd:element name="lastmod" type="tLastmod" minOccurs="0"/>
      </xsd:sequence></xsd:complexType>
      <xsd:simpleType name="tLoc"><xsd:restriction base="xsd:anyURI">
        <xsd:minLength value="12"/><xsd:maxLength value="2048"/>
      </xsd:restriction></xsd:simpleType>
      <xsd:simpleType name="tLastmod"><xsd:union>
        <xsd:simpleType><xsd:restriction base="xsd:date"/></xsd:simpleType>
        <xsd:simpleType><xsd:restriction base="xsd:dateTime"/></xsd:simpleType>
      </xsd:union></xsd:simpleType>
    </xsd:schema>""")
)


@pytest.mark.django_db
def test_feeds_of_old_addresses_lead_on(client: Client) -> None:
    make.published(WORDS, tags=[make.tag("growth")])
    topics.rename(make.tag("growth"), label="Growing", slug="growing", reason="So.", by=make.chief())
    answer = client.get("/topics/growth/feed/?year=2024")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/topics/growing/feed/?year=2024")


@pytest.mark.django_db
def test_nothing_that_is_shared_tells_of_a_change_in_the_making(client: Client) -> None:
    version = make.published(WORDS)
    quotes.change(version.quote, emendations=[{"start": 0, "end": 7, "text": "axolotl"}], by=make.editor())
    own = version.quote.get_absolute_url()
    for address in (f"{own}embed/", f"{own}cite.txt", "/feed/", f"/oembed/?url={SITE}{own}", own):
        answer = client.get(address)
        assert answer.status_code == 200 and "axolotl" not in answer.content.decode(), address
    assert client.get(f"{own}picture-2.png").headers["Location"].endswith("picture-1.png")
