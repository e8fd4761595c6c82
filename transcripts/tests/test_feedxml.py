"""Feeds as publishers write them: both namespaces, RSS and Atom, and XML that is broken."""

import time
from datetime import date

import pytest

from transcripts import feedvalues, feedxml
from transcripts.documents import Soundbite, TranscriptLink

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
NAMESPACES = (
    "https://podcastindex.org/namespace/1.0",
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
)

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:i="{itunes}" xmlns:pc="{podcast}" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
  <title>Harbour &amp; Hull</title>
  <link>https://harbour.example/</link>
  <atom:link rel="self" href="https://harbour.example/feed.xml"/>
  <language>en-GB</language>
  <i:author>Tidewater Audio</i:author>
  <i:new-feed-url>https://feeds.harbour.example/main</i:new-feed-url>
  <pc:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</pc:guid>
  <pc:person>Mara Lindqvist</pc:person>
  <pc:person role="Audio Editor" group="Post Production">Otto Brandt</pc:person>
  <item>
    <title>12: Ships without crews</title>
    <i:title>Ships without crews</i:title>
    <guid isPermaLink="false">hh-12</guid>
    <link>https://harbour.example/12</link>
    <pubDate>Tue, 5 Sept 2023 06:00 EST</pubDate>
    <i:episode>12</i:episode><i:season>2</i:season><i:duration>01:02:03</i:duration>
    <description>Short.</description>
    <content:encoded><![CDATA[<p>Mara talks with <b>Ines Rocha</b> about ships that steer themselves.</p>
      <ul><li>Insurance</li><li>Pilots</li></ul>]]></content:encoded>
    <enclosure url="https://cdn.example/hh/12.mp3?token=abc" type="audio/mpeg" length="1"/>
    <pc:transcript url="/12.srt" type="application/srt"/>
    <pc:transcript url="/12.json" type="application/json" language="en"/>
    <pc:transcript url="/12.pt.json" type="application/json" language="pt-PT"/>
    <pc:chapters url="https://harbour.example/12.chapters.json" type="application/json+chapters"/>
    <pc:soundbite startTime="73.5" duration="60">Nobody on the bridge</pc:soundbite>
    <pc:soundbite startTime="soon" duration="60"/>
    <pc:person role="guest" href="https://rocha.example">Ines  Rocha</pc:person>
    <pc:person role="host">Mara Lindqvist</pc:person>
    <pc:person role="guest">Mara Lindqvist</pc:person>
  </item>
  <item>
    <title>Trailer for season 2</title>
    <guid>https://harbour.example/trailer</guid>
    <i:episode>12</i:episode><i:episodeType>trailer</i:episodeType>
    <enclosure url="https://cdn.example/hh/trailer.mp3" type="audio/mpeg" length="1"/>
  </item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
  <title>Werkstattgespräche</title><link href="https://werkstatt.example/"/><id>urn:x</id>
  <entry>
    <title type="html">Holz &amp;amp; Leim</title><id>urn:x:1</id>
    <link rel="alternate" href="https://werkstatt.example/1"/>
    <link rel="enclosure" type="audio/mpeg" href="https://werkstatt.example/1.mp3"/>
    <published>2022-03-09T22:00:00+01:00</published><updated>2023-01-01T00:00:00Z</updated>
    <author><name>Hanna Vogt</name></author><summary>Leim hält, wenn man ihn lässt.</summary>
  </entry>
</feed>"""


def rss(podcast: str = NAMESPACES[0]) -> str:
    return RSS.format(itunes=ITUNES, podcast=podcast)


def with_items(items: str) -> str:
    declared = f'xmlns:itunes="{ITUNES}" xmlns:podcast="{NAMESPACES[0]}"'
    return f'<rss version="2.0" {declared}><channel>{items}</channel></rss>'


@pytest.mark.parametrize("podcast", NAMESPACES)
def test_a_feed_is_read_under_either_namespace(podcast: str) -> None:
    feed = feedxml.read(rss(podcast), base="https://harbour.example/feed.xml")

    assert (feed.title, feed.link, feed.language) == ("Harbour & Hull", "https://harbour.example/", "en")
    assert feed.guid == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert (feed.author, feed.moved_to) == ("Tidewater Audio", "https://feeds.harbour.example/main")
    item = feed.items[0]
    assert (item.title, item.short_title) == ("12: Ships without crews", "Ships without crews")
    assert (item.number, item.season, item.kind) == (12, 2, "full")
    assert (item.published_on, item.duration_seconds) == (date(2023, 9, 5), 3723)
    assert item.entry.guid == "hh-12"
    assert item.entry.page == "https://harbour.example/12"
    assert item.entry.enclosure == "https://cdn.example/hh/12.mp3?token=abc"
    assert item.entry.chapters_url == "https://harbour.example/12.chapters.json"
    assert item.entry.soundbites == (Soundbite(73_500, 60_000, "Nobody on the bridge"),)
    assert item.notes == (
        "Mara talks with Ines Rocha about ships that steer themselves.",
        "Insurance",
        "Pilots",
    )
    assert feed.problems == ()


def test_an_items_persons_replace_the_channels() -> None:
    first, trailer = feedxml.read(rss()).items

    assert [(person.name, person.is_host, person.is_guest) for person in first.persons] == [
        ("Ines Rocha", False, True),
        ("Mara Lindqvist", True, False),
    ]
    assert [(person.name, person.is_host, person.is_guest) for person in trailer.persons] == [
        ("Mara Lindqvist", True, False),
        ("Otto Brandt", False, False),
    ]


def test_the_best_transcript_is_in_the_episodes_language_and_tells_most() -> None:
    item = feedxml.read(rss(), base="https://harbour.example/feed.xml").items[0]

    assert feedxml.best_transcript(item.entry.transcripts, "en").url == "https://harbour.example/12.json"
    assert feedxml.best_transcript(item.entry.transcripts, "pt").url == "https://harbour.example/12.pt.json"
    unlabelled = (TranscriptLink("https://x.example/a.txt?v=1"), TranscriptLink("https://x.example/a.vtt"))
    assert feedxml.best_transcript(unlabelled, None).url == "https://x.example/a.vtt"
    assert (
        feedxml.best_transcript((TranscriptLink("https://x.example/a.doc", "application/msword"),), None)
        is None
    )


def test_a_number_that_several_items_share_is_nobodys() -> None:
    items = "".join(f"<item><title>S{s} one</title><itunes:episode>1</itunes:episode></item>" for s in (1, 2))

    assert [item.number for item in feedxml.read(with_items(items)).items] == [None, None]
    assert [item.number for item in feedxml.read(rss()).items] == [12, None]  # the trailer's is not its own


def test_atom_is_read() -> None:
    feed = feedxml.read(ATOM)

    assert (feed.title, feed.link) == ("Werkstattgespräche", "https://werkstatt.example/")
    item = feed.items[0]
    assert (item.title, item.entry.guid) == ("Holz & Leim", "urn:x:1")
    assert item.entry.enclosure == "https://werkstatt.example/1.mp3"
    assert (item.published_on, item.author) == (date(2022, 3, 9), "Hanna Vogt")


def test_what_is_no_feed_is_none() -> None:
    for document in (
        "",
        "Anna: Hello.",
        "<html><body>Hi</body></html>",
        '{"segments": []}',
        b"\x89PNG\r\n",
        "<a/>",
    ):
        assert feedxml.read(document) is None


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-8", "UTF-8"])
def test_the_named_encoding_is_used(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel><title>Café</title></channel></rss>'

    assert feedxml.read(text.encode(encoding)).title == "Café"


def test_encodings_that_are_slow_or_unknown_are_not_used() -> None:
    for encoding in ("punycode", "idna", "no-such-thing", "utf-16"):
        document = (
            f'<?xml version="1.0" encoding="{encoding}"?><rss><channel><title>Hi</title></channel></rss>'
        )
        assert feedxml.read(document.encode()).title == "Hi"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Fri, 08 Oct 2021 19:18:55 +0000", date(2021, 10, 8)),
        ("Thur, 5 Oct 23 10:00 PDT", date(2023, 10, 5)),
        ("Mi, 05 Okt 2022 1:02:03 GMT", date(2022, 10, 5)),
        ("Wednesday, October 5, 2022 10:00:00", date(2022, 10, 5)),
        ("Fri Oct 08 18:55:32 UTC 2021", date(2021, 10, 8)),
        ("2021-10-08T23:30:00-11:00", date(2021, 10, 8)),
        ("20211008", date(2021, 10, 8)),
        ("3/7/2024", None),
        ("Sat, 30 Feb 2021 01:00:00 GMT", None),
        ("soon", None),
        ("", None),
    ],
)
def test_days(printed: str, expected: date | None) -> None:
    assert feedvalues.day(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("3723", 3723), ("3723.6", 3723), ("62:03", 3723), ("01:02:03", 3723), ("1:02:03.50", 3723),
        ("PT1H2M3S", 3723), ("1 h 2 min", 3720), ("0", None), ("00:00", None), ("an hour", None),
    ],
)  # fmt: skip
def test_durations(printed: str, expected: int | None) -> None:
    assert feedvalues.seconds(printed) == expected


def test_slips_in_the_xml_are_mended_without_loss() -> None:
    items = "<item><title>Salt &amp; Pepper & Co&nbsp;\x0b</title><guid>1</guid></item>"
    feed = feedxml.read(f"<!DOCTYPE rss>{with_items(items)}")

    assert feed.items[0].title == "Salt & Pepper & Co"
    assert feed.problems == ()


def test_prefixes_nobody_declared_are_understood() -> None:
    feed = feedxml.read(
        "<rss><channel><item><itunes:duration>61</itunes:duration>"
        "<podcast:transcript url='https://x.example/1.vtt' type='text/vtt'/></item></channel></rss>"
    )

    assert feed.items[0].duration_seconds == 61
    assert feed.items[0].entry.transcripts == (TranscriptLink("https://x.example/1.vtt", "text/vtt"),)


def test_a_broken_item_keeps_what_can_be_told_and_spares_the_others() -> None:
    items = (
        "<item><title>One<br></title><guid>1</guid><description><p>Notes</description>"
        '<enclosure url="https://x.example/1.mp3?a=1&amp;b=2" type="audio/mpeg"/>'
        "<pubDate>8 Oct 2021</pubDate></item>"
        "<item><title>Two</title><guid>2</guid></item>"
    )
    feed = feedxml.read(with_items(items))

    one, two = feed.items
    assert (one.title, one.entry.guid, one.published_on) == ("One", "1", date(2021, 10, 8))
    assert one.entry.enclosure == "https://x.example/1.mp3?a=1&b=2"
    assert (two.title, two.entry.guid) == ("Two", "2")
    assert [problem.code for problem in feed.problems] == ["broken-feed"]


def test_a_feed_that_is_cut_off_keeps_its_whole_items() -> None:
    whole = rss()
    feed = feedxml.read(whole[: whole.index("Trailer for season") + 5], base="https://harbour.example/")

    assert feed.title == "Harbour & Hull"
    assert feed.items[0].entry.guid == "hh-12"
    assert len(feed.items[0].entry.transcripts) == 3


BOMB = '<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'


def test_entities_are_never_followed() -> None:
    feed = feedxml.read(BOMB + with_items("<item><title>&b; &f;</title></item>"))

    assert feed.items[0].title == "&b; &f;"


OPEN = "<rss><channel><title>x</title>"
N = 1_000_000


@pytest.mark.parametrize(
    "document",
    [
        OPEN + "<a>" * (N // 3),
        OPEN + "<item>" * (N // 6),
        OPEN + "<item>" + "<title>" * (N // 7),
        OPEN + ("<item>" + "<title a='b\"" * 800 + ">") * 100,
        OPEN + "<item><title>a &b <p></title>" * (N // 30),
        OPEN + "&" * N,
        "<!DOCTYPE x[" * (N // 12),
        "<rss " * (N // 5) + "<item>",
        OPEN
        + "<item><description>"
        + "&lt;p&gt;&lt;b&gt;" * (N // 18)
        + "</description></item></channel></rss>",
    ],
    ids=["deep", "items", "titles", "attributes", "broken", "ampersands", "doctypes", "roots", "deep notes"],
)
def test_a_hostile_megabyte_is_read_in_time(document: str) -> None:
    started = time.process_time()
    feed = feedxml.read(document)
    for item in feed.items if feed else ():
        assert item.summary is not None

    assert time.process_time() - started < 10
