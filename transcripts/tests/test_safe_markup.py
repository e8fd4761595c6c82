"""XML and HTML made to attack their readers, or broken on the way."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts import parsing
from transcripts.reading.names import word_set
from transcripts.tests.reading import codes, only_episode, read_text, spoken
from transcripts.tests.test_parsing_properties import check

LAUGHS = "".join(f'<!ENTITY l{i} "&l{i - 1};&l{i - 1};">' for i in range(1, 30))
FOREIGN = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
SEGMENTS = (
    '<data><s2 start="1" end="2" speaker="A">Hello {0}.</s2><s2 start="2" end="3" speaker="B">Hi.</s2></data>'
)


@pytest.mark.parametrize("subset", [f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>', FOREIGN])
def test_entities_are_refused_with_a_reason(subset: str) -> None:
    read = read_text(f'<?xml version="1.0"?>{subset}{SEGMENTS.format("&l29;&x;")}')
    assert codes(read) == ["xml-entities"] and not read.episodes


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE d SYSTEM "d-14.dtd">',
        '<!DOCTYPE d PUBLIC "-//X//DTD > d//EN" "http://nowhere.example/d.dtd">',
        "<!DOCTYPE d [<!ELEMENT d ANY>\n<!ATTLIST d x CDATA #IMPLIED>]>",
    ],
)
def test_a_harmless_document_type_is_left_out_and_lines_are_kept(doctype: str) -> None:
    episode = only_episode(f'<?xml version="1.0"?>\n{doctype}\n{SEGMENTS.format("there")}')
    assert spoken(episode) == [("A", "Hello there."), ("B", "Hi.")]
    assert episode.turns[0].line == 3 + doctype.count("\n")


def test_names_of_characters_are_known_without_their_document_type() -> None:
    assert only_episode(SEGMENTS.format("&eacute;t&eacute; &amp; &mdash;")).turns[0].text == "Hello été & —."


def test_xml_that_breaks_off_is_read_up_to_there_and_says_so() -> None:
    whole = "".join(f'<seg start="{i}" end="{i + 1}" speaker="S{i % 2}">Words {i}.</seg>\n' for i in range(9))
    read = read_text(f"<data>\n{whole}<seg start=")
    assert len(read.episodes[0].turns) == 9
    (problem,) = (problem for problem in read.problems if problem.code == "malformed-xml")
    assert problem.line == 11


@pytest.mark.parametrize("encoding", ["iso-8859-2", "windows-1251", "shift_jis"])
def test_a_document_in_the_encoding_it_names_comes_out_right(encoding: str) -> None:
    words = {"iso-8859-2": "žluťoučký kůň", "windows-1251": "добрый вечер", "shift_jis": "こんばんは"}[
        encoding
    ]
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{SEGMENTS.format(words)}'
    talk = f"<p>Ada: {words}</p><p>Bo: Hi.</p><p>Ada: So.</p>"
    page = f'<html><head><meta charset="{encoding}"></head><body>{talk}</body></html>'
    for text in (xml, page):
        (episode,) = parsing.parse(text.encode(encoding)).episodes
        assert words in episode.turns[0].text


BOMBS = {
    "deep XML": "<?xml version='1.0'?>" + "<d>" * 100_000 + "</d>" * 100_000,
    "deep segments": "<seg start='1' end='2'>x" * 40_000 + "</seg>" * 40_000,
    "deep HTML": "<div>" * 100_000 + "<cite>A:</cite> b",
    "open formats": "".join(f"<p><font size={i}>x" for i in range(20_000)),
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">x",
    "options": "<select>" + "<option>" * 50_000,
    "one attribute": f"<p class='{'x' * 5_000_000}'>x",
    "one label": f"<data><seg start='1' end='2' speaker='{'x' * 5_000_000}'>hi</seg></data>",
    "scripts": "<script>" * 50_000,
    "times": "<time>0:01</time>" * 20_000,
    "deep data": f"<html><script type='application/ld+json'>{'[' * 200_000}</script><p>x</p>",
    "document type": "<!DOCTYPE " + '"x" ' * 100_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bombs_are_quick_and_never_raise(bomb: str) -> None:
    started = time.process_time()
    parsing.parse(bomb.encode())
    assert time.process_time() - started < 5  # they take under 1 s; the bombs would take minutes


# A tilde stands for a space.
TAGS = st.sampled_from(
    sorted(
        word_set(
            """
            <cite>Ada:</cite> <time>0:12</time> <time>99:99:99</time> <p> </p> <br> <b>Bo</b> </div> <dd>
            <div~class="speaker"> <span~data-m="12"> <span~data-start="9999999999"> </span> <h2> </h2> <dt>
            <table><tr><td> </td><td> <a~href="#t=1h2m3s"> <a~onclick="playAt('0:0:5')"> <details> <pre> &amp;
            &nbsp; <![CDATA[ ]]> <!-- --> <u~who="#a~#b"> </u> <sp> <speaker> <seg> <w~join="left">
            <anchor~synch="#T1"/> <speech~by="#x"> <from> <when~xml:id="T1"~interval="5"~since="#T0"/>
            <p~begin="1s"~end="0s"~agent="z"> <p~begin="12345678t"> <Turn~speaker="a~b"> <Sync~time="x"/>
            <Who~nb="9"/> <text~start="1"~dur="2"> <segment~start="1"> <start>3</start> <item> <title> <html>
            <body> <span~data-m="²"> <p~t="٣"~d="٤"> Ada~Long:~hi
            """
        )
    )
)
ROOTS = (
    "<html><body>",
    "<TEI><text>",
    "<tt><body><div>",
    "<Trans><Section>",
    "<data>",
    "<akomaNtoso>",
    "<rss>",
    "<p>",
)


@given(st.sampled_from(ROOTS), st.lists(st.one_of(TAGS, st.text(max_size=6)), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_markup_raises_and_what_is_read_keeps_its_promises(root: str, tags: str) -> None:
    check(parsing.parse((root + tags.replace("~", " ")).encode("utf-8", "replace")))
