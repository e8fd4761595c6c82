"""What the XML formats share, and the ways in which exporters differ."""

import pytest

from transcripts import parsing
from transcripts.reading import timedxml
from transcripts.tests.reading import only_episode, read_text, spoken


@pytest.mark.parametrize(
    ("printed", "ms"),
    [
        ("12.5", 12_500),
        ("12.5s", 12_500),
        ("750ms", 750),
        ("0:12", 12_000),
        ("1:48.737", 108_737),
        ("01:02:03,4", 3_723_400),
        ("00:00:02:15", 2_500),
        ("90t", 3_000),
        ("2h", 7_200_000),
        ("PT1M2.5S", 62_500),
        ("0:61", None),
        ("soon", None),
        ("", None),
        ("PT", None),
    ],
)
def test_times_are_read_in_every_way_that_xml_writes_them(printed: str, ms: int | None) -> None:
    assert timedxml.moment(printed, frame_rate=30, tick_rate=30) == ms


SHAPES = {
    "attributes": '<t><c start="1.0" end="2.0" speaker="A">One.</c>'
    '<c start="2.0" end="3.0" speaker="B">Two.</c></t>',
    "milliseconds": '<t><c t="1000" d="1000" who="A">One.</c><c t="2000" d="1000" who="B">Two.</c></t>',
    "caption words": '<t format="3"><p t="1000" d="1000" who="A"><s t="0">One.</s></p>'
    '<p t="2000" d="1000" who="B"><s t="0">Two.</s></p><p t="900000" d="1"></p></t>',
    "children": "<t><c><from>0:01</from><to>0:02</to><name>A</name><body>One.</body></c>"
    "<c><from>0:02</from><to>0:03</to><name>B</name><body>Two.</body></c></t>",
    "words": '<t><turn spkid="A"><w stime="1.0" dur="1">One.</w></turn>'
    '<turn spkid="B"><w stime="2" dur="1">Two.</w></turn></t>',
    "namespaces": '<x:t xmlns:x="urn:x"><x:c x:start="1" x:end="2" x:voice="A">One.</x:c>'
    '<x:c x:start="2" x:end="3" x:voice="B">Two.</x:c></x:t>',
}


@pytest.mark.parametrize("xml", SHAPES.values(), ids=SHAPES)
def test_segments_are_found_in_any_words(xml: str) -> None:
    episode = only_episode(xml)
    assert spoken(episode) == [("A", "One."), ("B", "Two.")]
    assert [(turn.start_ms, turn.end_ms) for turn in episode.turns] == [(1000, 2000), (2000, 3000)]


def test_milliseconds_beyond_what_seconds_could_be_are_times() -> None:
    pieces = [(1000, "We", "sold it."), (900_000, "Nobody", "knew."), (904_000, "And", "then?")]
    rows = [f'<p t="{t}" d="3000"><s>{a}</s><s t="500"> {b}</s></p>' for t, a, b in pieces]
    turns = only_episode(f'<timedtext format="3"><body>{"".join(rows)}</body></timedtext>').turns
    assert [(turn.start_ms, turn.text) for turn in turns] == [
        (1000, "We sold it."),
        (900_000, "Nobody knew. And then?"),
    ]


def test_paragraphs_in_a_segment_stand_apart() -> None:
    xml = "".join(
        f'<speech time="10:0{i}:00" speakername="{who}"><p>One</p><p>two.</p></speech>'
        for i, who in enumerate("AB")
    )
    assert spoken(only_episode(f"<d>{xml}</d>")) == [("A", "One two."), ("B", "One two.")]


@pytest.mark.parametrize(
    ("body", "begin", "start"), [("10s", "2s", 12_000), ("10s", "12s", 12_000), ("0s", "12s", 12_000)]
)
def test_times_count_from_what_is_around_them_where_they_would_be_before_it(
    body: str, begin: str, start: int
) -> None:
    rows = [(begin, "Ada: One."), (f"{int(begin[:-1]) + 1}s", "Bo: Two.")]
    lines = "".join(f'<p begin="{at}" dur="1s">{text}</p>' for at, text in rows)
    xml = f'<tt xmlns="http://www.w3.org/ns/ttml"><body begin="{body}"><div>{lines}</div></body></tt>'
    assert only_episode(xml).turns[0].start_ms == start


SPEECHES = {
    "talkers": "<speech><talker><name role='metadata'>Sol, A</name><name role='display'>Ada Sol</name>"
    "<page>2</page></talker><para>{0}</para></speech>"
    "<speech><talker><name role='display'>Bo Ek</name></talker><para>{1}</para></speech>",
    "names in paragraphs": "<rede><p k='r'><redner><name><vorname>Ada</vorname><nachname>Sol</nachname>"
    "</name></redner>Ada Sol (none):</p><p>{0}</p><kommentar>(Applause)</kommentar></rede>"
    "<rede><p><redner><name><vorname>Bo</vorname><nachname>Ek</nachname></name></redner>Bo Ek:</p>"
    "<p>{1}</p></rede>",
    "other words": "<Turn><PersonSpeaking><Affiliation>Ada Sol</Affiliation></PersonSpeaking><Content>"
    "<ParaText>{0}</ParaText></Content></Turn><Turn><PersonSpeaking><Affiliation>Bo Ek</Affiliation>"
    "</PersonSpeaking><Content><ParaText>{1}</ParaText></Content></Turn>",
    "pages in words": "<a><no>1</no><talare>Ada Sol</talare><atext>&lt;p&gt;{0}&lt;/p&gt;</atext></a>"
    "<a><no>2</no><talare>Bo Ek</talare><atext>&lt;p&gt;{1}&lt;/p&gt;</atext></a>",
    "attributes of a name": "<ACT><ORATEUR LIB='Ada Sol'/><PARA>{0}</PARA></ACT><ACT><ORATEUR LIB='Bo Ek'/>"
    "<PARA>{1}</PARA></ACT>",
    "a name in the words": "<c><hs_para><member>Ada Sol</member>: {0}</hs_para></c>"
    "<c><hs_para><member>Bo Ek</member>: {1}</hs_para></c>",
    "elements alone": "<q><speaker>Ada Sol</speaker><text>{0}</text></q>"
    "<q><speaker>Bo Ek</speaker><text>{1}</text></q>",
}


@pytest.mark.parametrize("xml", SPEECHES.values(), ids=SPEECHES)
def test_speeches_without_times_are_read_in_any_words(xml: str) -> None:
    said = ["We sold the boat, and the oars.", "To whom did you sell them?"]
    more = ["To a man from the next valley.", "He has no lake at all."]
    rows = xml.format(*said) + xml.format(*more)
    read = only_episode(f"<debate><date>2019-03-12</date><title>Oars</title><part>{rows}</part></debate>")
    assert spoken(read) == list(zip(["Ada Sol", "Bo Ek"] * 2, [*said, *more], strict=True))
    assert (read.title, str(read.published_on)) == ("Oars", "2019-03-12")


@pytest.mark.parametrize(
    "xml",
    [
        "<doc><members><member name='T:A'><summary><para>Opens a boat for you.</para></summary></member>"
        "<member name='T:B'><summary><para>Closes the boat again.</para></summary></member></members></doc>",
        "<project><author>Ada</author><text>One long text about boats.</text>"
        "<text>And one more of them.</text></project>",
    ],
)
def test_documents_of_programs_are_no_speeches(xml: str) -> None:
    assert "speeches-xml" not in dict(parsing.parse(xml.encode()).candidates)


def test_a_transcript_in_the_notes_of_a_feed_is_read() -> None:
    said = [("Ada Sol", "We sold the boat, and the oars."), ("Bo Ek", "To whom did you sell them?")] * 3
    rows = "".join(f"<p><b>{who}:</b> {text}</p>" for who, text in said)
    notes = f"<p>Ada Sol sells things.</p><h2>Transcript</h2>{rows}"
    items = [("12: Oars", notes), ("11: Tar", "<p>We talk about tar.</p>")]
    body = "".join(
        f"<item><title>{title}</title><description><![CDATA[{text}]]></description></item>"
        for title, text in items
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tar</title>{body}</channel></rss>'
    first, second = read_text(feed).episodes
    assert spoken(first) == said and first.notes == ("Ada Sol sells things.",)
    assert (second.turns, second.notes) == ((), ("We talk about tar.",))


def test_a_voice_without_words_is_a_turn_only_between_others() -> None:
    segment = "<s><start>{0}</start><end>{0}.5</end><speaker>{1}</speaker><text>{2}</text></s>"
    rows = [(1, "A", "One."), (2, "A", ""), (3, "B", ""), (4, "A", "Two.")]
    xml = "".join(segment.format(*row) for row in rows)
    assert spoken(only_episode(f"<d>{xml}</d>")) == [("A", "One."), ("B", ""), ("A", "Two.")]


def test_agents_stand_at_the_body_a_division_or_a_word() -> None:
    word = '<span begin="{0}" end="{0}.5" podcasts:unit="word"{2}>{1}</span>'
    episode = only_episode(
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="urn:m" xmlns:podcasts="urn:p">'
        '<body ttm:agent="A"><div>'
        f"<p>{word.format(1, 'Hello', '')}{word.format(2, 'there.', '')}</p></div>"
        f'<div ttm:agent="B"><p>{word.format(3, "Hi.", "")}</p></div></body></tt>'
    )
    assert spoken(episode) == [("A", "Hello there."), ("B", "Hi.")]
    assert [turn.start_ms for turn in episode.turns] == [1000, 3000]


def test_a_corpus_gives_an_episode_for_each_of_its_texts() -> None:
    header = "<teiHeader><titleStmt><title>{0}</title></titleStmt></teiHeader>"
    text = f'<TEI>{header}<text><u who="#a">Yes.</u></text></TEI>'
    people = '<person xml:id="a"><persName>Ada Long</persName></person>'
    read = read_text(
        f"<teiCorpus><teiHeader>{people}</teiHeader>{text.format('One')}{text.format('Two')}</teiCorpus>"
    )
    assert [episode.title for episode in read.episodes] == ["One", "Two"]
    assert [spoken(episode) for episode in read.episodes] == [[("a", "Yes.")]] * 2
    assert [who.name for episode in read.episodes for who in episode.speakers] == ["Ada Long"] * 2


def test_the_namespace_of_a_feed_has_two_addresses() -> None:
    for address in (
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ):
        episode = only_episode(
            f'<rss version="2.0" xmlns:p="{address}"><channel><title>Green Things</title>'
            "<item><title>Moss</title><guid>m1</guid>"
            '<p:transcript url="https://x.example/m.vtt" type="text/vtt"/></item></channel></rss>'
        )
        assert episode.feed is not None and episode.feed.guid == "m1" and not episode.turns
        assert [link.url for link in episode.feed.transcripts] == ["https://x.example/m.vtt"]
