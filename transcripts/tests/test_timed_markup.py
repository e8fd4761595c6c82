"""What the XML formats share, and the ways in which exporters differ."""

import pytest

from transcripts import timedxml
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
