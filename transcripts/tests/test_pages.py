"""Web pages: what opens turns is told by repetition, what is no talk stays out, facts come from markup."""

from datetime import date

import pytest

from transcripts import parsing
from transcripts.tests.reading import only_episode, read_text, spoken

TALK = [
    ("Ada Long", "What grows here?"),
    ("Bo Ek", "Moss."),
    ("Ada Long", "And then?"),
    ("Bo Ek", "More moss."),
]
LAYOUTS = {
    "cite": "<cite>{0}:</cite> <time>0:0{2}</time> <p>{1}</p>",
    "bold and time in brackets": "<p><b>{0}</b> (0:0{2}): {1}</p>",
    "bold alone": "<p><strong>{0}</strong> (0:0{2}):</p><p>{1}</p>",
    "heading": '<h4>{0} <a href="#t={2}">0:0{2}</a></h4><p>{1}</p>',
    "class": '<div class="row"><span class="speaker-name">{0}</span><button>0:0{2}</button><p>{1}</p></div>',
    "table": "<table><tr><td>00:00:0{2}</td><td>{0}</td><td>{1}</td></tr></table>",
    "definition list": '<dl><dt>{0}</dt><dd data-start="{2}.0">{1}</dd></dl>',
    "data": '<div data-speaker="{0}" data-start="{2}.0">{1}</div>',
    "inner time": '<p><a href="https://v.example/watch?v=x&amp;t={2}s">0:0{2}</a> <b>{0}:</b> {1}</p>',
    "words": '<p><span class="speaker" data-m="{2}000">{0}: </span><span data-m="{2}000">{1} </span></p>',
    "stamped line": '<p><span class="timestamp" data-timestamp="{2}.0">0:0{2}</span> {0}: {1}</p>',
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_turns_are_found_in_any_layout(layout: str) -> None:
    # The last words in data tell that whole numbers are ms.
    end = '<span data-m="90000000"></span>' if "data-m" in layout else ""
    rows = "\n".join(layout.format(who, text, i + 1) for i, (who, text) in enumerate(TALK))
    episode = only_episode(f"<html><body><main><h1>On moss</h1>{rows}{end}</main></body></html>")
    assert spoken(episode) == TALK
    assert [turn.start_ms for turn in episode.turns] == [1000, 2000, 3000, 4000]


CHROME = {
    "script": "<script>var x = '<cite>Eve:</cite>';</script>",
    "menu": "<nav><ul><li>Home</li><li>Eve: about us</li></ul></nav>",
    "comments": '<section id="comments"><cite>Eve:</cite><p>I liked the moss a lot.</p></section>',
    "cookies": '<div class="cookie-banner"><p>Eve: we use cookies.</p></div>',
    "related": "<aside><h3>Related</h3><p>Eve: on ferns</p></aside>",
    "form": "<form><label>Eve: your name</label><button>Send</button></form>",
    "footer": "<footer><p>Eve: all rights reserved.</p></footer>",
}


@pytest.mark.parametrize("chrome", CHROME.values(), ids=CHROME)
@pytest.mark.parametrize("row", ["<cite>{0}:</cite><p>{1}</p>", "<p>{0}: {1}</p>"], ids=["markup", "text"])
def test_what_surrounds_the_talk_is_no_speech(chrome: str, row: str) -> None:
    rows = "\n".join(row.format(*turn) for turn in TALK)
    for page in (f"{chrome}<main>{rows}</main>", f"<main>{rows}</main>{chrome}"):
        assert spoken(only_episode(f"<html><body>{page}</body></html>")) == TALK


def test_words_of_different_blocks_stand_apart_and_entities_are_undone() -> None:
    salt = "<p>Salt&nbsp;&amp; <i>r</i>ust<br>and</p><p>tar.</p>"
    rows = f"<dt>Ada</dt><dd>{salt}</dd><dt>Bo</dt><dd>Yes &lt;3.</dd>"
    assert spoken(only_episode(f"<dl>{rows}</dl>")) == [("Ada", "Salt & rust and tar."), ("Bo", "Yes <3.")]


def test_a_page_of_several_episodes_gives_each() -> None:
    talk = "<p>Ada Long: {0}</p><p>Bo Ek: {1}</p><p>Ada Long: I see.</p>"
    page = "".join(
        f"<article><h2>Episode {n}: {title}</h2>{talk.format('Hello.', 'Hi.')}</article>"
        for n, title in ((2, "Ferns"), (1, "Moss"))
    )
    read = read_text(f"<html><body><h1>Green things</h1>{page}</body></html>")
    assert [(e.number, e.title, len(e.turns)) for e in read.episodes] == [(2, "Ferns", 3), (1, "Moss", 3)]
    assert read.container == "web page"


def test_show_notes_on_a_page_are_no_transcript() -> None:
    notes = (
        "Ada Long talks with Bo Ek about moss, which grows where nobody looks and does not mind it at all. "
    )
    read = read_text(f"<html><body><h1>Ep 3: Moss</h1><p>{notes * 3}</p><p>{notes * 2}</p></body></html>")
    assert all(not episode.turns for episode in read.episodes)


def test_facts_come_from_the_markup_of_the_page() -> None:
    rows = "".join(f"<p>{who}: {text}</p>" for who, text in TALK)
    episode = only_episode(
        '<html lang="en-GB"><head><title>Moss - Green Things</title><script type="application/ld+json">'
        '{"@graph":[{"@type":"WebSite","name":"x"},{"@type":["PodcastEpisode"],"name":"Moss","episodeNumber":"12",'
        '"datePublished":"2024-05-06T07:00:00Z","duration":"PT1H2M","partOfSeries":{"name":"Green Things"}}]}'
        f"</script></head><body>{rows}</body></html>"
    )
    assert (episode.title, episode.number, episode.podcast) == ("Moss", 12, "Green Things")
    assert (episode.published_on, episode.duration_seconds) == (date(2024, 5, 6), 3720)
    assert episode.language == "en"


def test_another_format_can_be_chosen_for_a_page() -> None:
    page = "".join(f"<p><b>{who}:</b> {text}</p>" for who, text in TALK).encode()
    assert parsing.parse(page).format == "html-turns"
    chosen = parsing.parse(page, as_format="named-turns")
    assert (chosen.format, chosen.container) == ("named-turns", "web page")
    assert spoken(chosen.episodes[0]) == TALK


def test_lines_are_those_of_the_document() -> None:
    episode = only_episode(
        "<html>\n<body>\n<cite>Ada:</cite>\n<p>One.</p>\n<cite>Bo:</cite>\n<p>Two.</p>\n</body></html>"
    )
    assert [turn.line for turn in episode.turns] == [4, 6]


TIMED = [
    ("0:00", "Ada Sol", "We sold the boat, and then we sold the oars."),
    ("0:07", "Bo Lund", "To whom? There was nobody left in the village."),
    ("0:12", "Ada Sol", "To a man from the next valley, who had no lake."),
    ("0:19", "Bo Lund", "Then I do not see what he wanted it for."),
]


@pytest.mark.parametrize(
    "turn",
    [
        "<dt>{who} <span>{time}</span></dt><dd>{text}</dd>",
        '<div><p class="t">{time}</p><p><b>{who}</b></p><p>{text}</p></div>',
        '<h4>{who}</h4><p begin="00:0{time}.00">{text}</p>',
        '<p><b>{who}</b> (<a href="/a?timestamp={seconds}">{time}</a>): {text}</p>',
    ],
)
def test_times_stand_in_names_before_names_in_markup_and_in_links(turn: str) -> None:
    turns = [turn.format(time=time, who=who, text=text, seconds=int(time[2:])) for time, who, text in TIMED]
    page = f"<html><body><h1>Oars</h1><h2>Transcript</h2><div>{''.join(turns)}</div></body></html>"
    read = only_episode(page).turns
    assert [(turn.label, turn.text) for turn in read] == [(who, text) for _, who, text in TIMED]
    assert [turn.start_ms for turn in read] == [0, 7000, 12_000, 19_000]


def test_subtitles_in_a_page_keep_their_first_time() -> None:
    cues = "\n\n".join(
        f"00:0{time}.000 --&gt; 00:0{time}.900\n&lt;v {who}&gt;{text}&lt;/v&gt;" for time, who, text in TIMED
    )
    page = f"<html><body><h1>Oars</h1><h2>Transcript</h2><pre>WEBVTT\n\n{cues}</pre></body></html>"
    assert [turn.start_ms for turn in only_episode(page).turns] == [0, 7000, 12_000, 19_000]


def test_a_page_that_lists_episodes_holds_no_talk() -> None:
    card = (
        "<article><h2>Episode {0}: On {1}</h2><p>March {0}, 2024</p>"
        "<p>We talk about {1} with those who know it well.</p></article>"
    )
    cards = "".join(
        card.format(number, topic) for number, topic in enumerate(["moss", "tar", "tin", "oars"], 1)
    )
    episodes = read_text(f"<html><body><main><h1>All episodes</h1>{cards}</main></body></html>").episodes
    assert [turn for episode in episodes for turn in episode.turns] == []
