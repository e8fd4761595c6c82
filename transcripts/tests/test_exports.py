"""What is taken away comes back as it was, in every format, whatever was said."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from transcripts import exports, parsing
from transcripts.documents import (
    ParsedEpisode,
    SectionKind,
    SpeakerRole,
    TranscriptStatus,
)
from transcripts.exports import Format, captions, clocks
from transcripts.exports.transcript import Facts, Person, Section, Transcript, Turn, turn_of
from transcripts.tests.reading import SEEDS, documents

SAMPLES = sorted((settings.BASE_DIR / "samples").glob("*.txt"))
DOCUMENTS = documents()
every_format = pytest.mark.parametrize("format", exports.ALL, ids=exports.NAMES)

# What looks like a piece of some format, and characters that are more than one elsewhere.
HOSTILE = (
    "-->", "00:00:01,000 --> 00:00:02,000", "00:01.000 --> 00:02.000", "<v Ada>", "</v>", "<b>", "<i",
    "&amp;", "&lt;v", "&", "&#58;", "#", "##", "**", "**Ada**:", "**Ada** (0:00:01): no", "Ada:",
    "Ada: yes", "[0:00:05]", "\\[0:00:05]", "\\", "\\\\", "[sponsor]", "(0:00:01)", "(0:00:01):", "?",
    "—", "–", "- a", "1.", "42", "NOTE", "NOTE x", "STYLE", "WEBVTT", "---", "===", "{\\an8}",
    "osbiz:1", "space:none", "start:unknown", '"', "'", "`", "~~~", "|", "$x$", "<!--", "Title:",
    "Format: osbiz:1", "https://a.example/b_c", "🎙", "👩‍💻", "e\u0301", "𝔸𝔻𝔸", "שלום", "、", "ü", "well",
    "so.",
)  # fmt: skip
SIGNS = st.characters(
    blacklist_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], blacklist_characters="\ufeff\u200b"
)
word = st.one_of(st.sampled_from(HOSTILE), st.text(SIGNS, min_size=1, max_size=6))
line = st.lists(word, min_size=1, max_size=12).map(lambda words: " ".join(" ".join(words).split()))
name = st.one_of(
    st.just(""), st.sampled_from(["Ada Byron", "Ada", "—"]), line.map(lambda text: text[:60].strip())
)
moment = st.integers(0, 4 * 3600 * 1000)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    text = draw(line)
    start, end = draw(st.none() | moment), draw(st.none() | moment)
    if start is not None and end is not None:
        start, end = sorted((start, end))
    places = draw(st.lists(st.integers(1, max(1, len(text) - 1)), max_size=4, unique=True))
    times = sorted(draw(st.lists(moment, min_size=len(places), max_size=len(places))))
    paragraphs = draw(st.lists(st.integers(1, max(1, len(text) - 1)), max_size=3, unique=True))
    return turn_of(draw(name), text, start, end, sorted(paragraphs), zip(sorted(places), times, strict=True))


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    said = tuple(draw(st.lists(turns(), min_size=1, max_size=6)))
    firsts = sorted({0, *draw(st.lists(st.integers(0, len(said) - 1), max_size=3))})
    kinds, titles = st.sampled_from(list(SectionKind)), st.just("") | line
    people = draw(st.lists(name.filter(bool), max_size=3, unique=True))
    roles = st.sampled_from([SpeakerRole.HOST, SpeakerRole.GUEST, SpeakerRole.UNKNOWN])
    facts = Facts(
        podcast=draw(titles)[:60].strip(),
        number=draw(st.none() | st.integers(0, 10_000)),
        title=draw(titles)[:60].strip(),
        published_on=draw(st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))),
        duration_seconds=draw(st.none() | st.integers(0, 20_000)),
        language=draw(st.sampled_from(["", "en", "pt-BR"])),
        people=tuple(sorted((Person(one, draw(roles)) for one in people), key=lambda one: one.role)),
        licence=draw(titles)[:60].strip(),
        attribution=draw(titles)[:60].strip(),
        status=draw(st.sampled_from(list(TranscriptStatus))),
    )
    return Transcript(facts, tuple(Section(draw(kinds), draw(titles), first) for first in firsts), said)


def kept(transcript: Transcript, format: Format) -> Transcript:
    """The part of a transcript that a format has a place for."""
    if format.name != "srt":
        return transcript
    sections = tuple(Section(section.kind, "", section.first) for section in transcript.sections)
    return Transcript(Facts(), sections, transcript.turns)


@every_format
@given(transcript=transcripts())
def test_whatever_was_said_comes_back(format: Format, transcript: Transcript) -> None:
    assert format.module.read(format.write(transcript)) == kept(transcript, format)


@every_format
@given(transcript=transcripts())
def test_the_parser_reads_it_back(format: Format, transcript: Transcript) -> None:
    """Through the one door: encodings, kinds of files and forty other formats do not get in the way."""
    read = parsing.parse(format.write(transcript).encode(), f"talk.{format.name}")
    assert (read.format, read.problems) == ("osbiz-export", ())
    assert talk(read.episodes[0]) == [
        (turn.speaker, turn.text, turn.start_ms, turn.end_ms, turn.paragraphs, turn.cues)
        for turn in transcript.turns
    ]


def talk(episode: ParsedEpisode) -> list[tuple[object, ...]]:
    return [
        (turn.label, turn.text, turn.start_ms, turn.end_ms, turn.paragraph_starts, turn.cues)
        for turn in episode.turns
    ]


def exported(episode: ParsedEpisode) -> Transcript:
    """What is taken away of an episode that was read and stored."""
    people = {turn.speaker: Person(turn.speaker) for turn in episode.turns if turn.speaker}
    people |= {person: Person(person, SpeakerRole.HOST) for person in episode.hosts}
    said = [turn for turn in episode.turns if turn.text]
    sections = {
        part.first_turn: Section(
            part.kind,
            part.title or "",
            next(place for place, turn in enumerate(said) if turn.index >= part.first_turn),
        )
        for part in episode.sections
        if any(part.first_turn <= turn.index <= part.last_turn for turn in said)
    }
    return Transcript(
        Facts(title=episode.title or "", people=tuple(people.values())),
        tuple(sections.values()),
        tuple(
            turn_of(
                turn.speaker or turn.label,
                turn.text,
                turn.start_ms,
                turn.end_ms,
                turn.paragraph_starts,
                turn.cues,
            )
            for turn in said
        ),
    )


def check_document(path: Path) -> None:
    """Every episode of a document comes back with all that was read of it, words, people and times."""
    talks = [episode for episode in parsing.parse(path.read_bytes(), path.name).episodes if episode.turns]
    for episode in talks:
        said = [turn for turn in episode.turns if turn.text]
        transcript = exported(episode)
        for format in exports.ALL:
            (back,) = parsing.parse(format.write(transcript).encode(), f"talk.{format.name}").episodes
            assert talk(back) == [
                (
                    turn.speaker or turn.label,
                    turn.text,
                    turn.start_ms,
                    turn.end_ms,
                    turn.paragraph_starts,
                    turn.cues,
                )
                for turn in said
            ]
            assert [turn.section for turn in back.turns] == [turn.section for turn in said]
            if format.name != "srt":
                assert [turn.speaker for turn in back.turns] == [turn.speaker for turn in said]
                assert [section.title for section in back.sections] == [
                    section.title or None for section in transcript.sections
                ]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.name for path in SAMPLES])
def test_every_sample_comes_back(path: Path) -> None:
    check_document(path)


@pytest.mark.parametrize("path", DOCUMENTS, ids=[f"{path.parent.name}/{path.name}" for path in DOCUMENTS])
def test_every_document_of_the_parser_comes_back(path: Path) -> None:
    check_document(path)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not part of the repository")
def test_every_seed_comes_back() -> None:
    found = sorted(SEEDS.glob("*.txt"))
    assert len(found) == 5
    for path in found:
        check_document(path)


WELL_SAID = Transcript(
    Facts(podcast="Compile Hour", number=7, title="A --> B", people=(Person("Ada Byron", SpeakerRole.HOST),)),
    (Section(SectionKind.INTERVIEW, "", 0), Section(SectionKind.SPONSOR, "Palisade", 2)),
    (
        turn_of("Ada Byron", "Ask me. Or do not.", 1_000, 4_500, (0, 8), [(8, 2_250)]),
        turn_of("Ada Byron", "I go on.", 4_500, 4_500),
        turn_of("Bo", "Buy <b>, & write --> home."),
    ),
)


def test_webvtt_reads_as_its_standard_says() -> None:
    assert exports.named("vtt").write(WELL_SAID) == (
        "WEBVTT\n\n"
        "NOTE\nTitle: A --&gt; B\nPodcast: Compile Hour\nEpisode: 7\nHost: Ada Byron\nStatus: complete\n"
        "Format: osbiz:1\n\n"
        "NOTE Section: interview\n\n"
        "1\n00:00:01.000 --> 00:00:02.250\n<v Ada Byron>Ask me.\n\n"
        "1 paragraph:new\n00:00:02.250 --> 00:00:04.500\n<v Ada Byron>Or do not.\n\n"
        "2 end:00:00:04.500\n00:00:04.500 --> 00:00:04.501\n<v Ada Byron>I go on.\n\n"
        "NOTE Section: sponsor – Palisade\n\n"
        "3 start:unknown end:unknown\n00:00:04.500 --> 00:00:06.190\n"
        "<v Bo>Buy &lt;b&gt;, &amp; write --&gt; home.\n"
    )


def test_srt_names_who_begins_and_says_nothing_else_where_nothing_needs_saying() -> None:
    assert exports.named("srt").write(WELL_SAID) == (
        "1\n00:00:01,000 --> 00:00:02,250 section:interview\nAda Byron: Ask me.\n\n"
        "1\n00:00:02,250 --> 00:00:04,500 paragraph:new\nOr do not.\n\n"
        "2\n00:00:04,500 --> 00:00:04,501 end:00:00:04.500\nAda Byron: I go on.\n\n"
        "3\n00:00:04,500 --> 00:00:06,190 start:unknown end:unknown section:sponsor osbiz:1\n"
        "Bo: Buy &lt;b>, & write --&gt; home.\n"
    )


def test_markdown_reads_well() -> None:
    assert exports.named("md").write(WELL_SAID) == (
        '---\ntitle: "A --> B"\npodcast: "Compile Hour"\nepisode: "7"\nhosts: ["Ada Byron"]\n'
        'status: "complete"\nformat: "osbiz:1"\n---\n\n'
        "# A --\\> B\n\n"
        "## Interview <!-- interview, untitled -->\n\n"
        "**Ada Byron** (0:00:01): Ask me.\n\n"
        "[0:00:02.250] Or do not.\n\n"
        "**Ada Byron** (0:00:04.500–0:00:04.500): I go on.\n\n"
        "## Sponsor read: Palisade <!-- sponsor -->\n\n"
        "**Bo**: Buy \\<b\\>, & write --\\> home.\n"
    )


def test_plain_text_reads_well() -> None:
    assert exports.named("txt").write(WELL_SAID) == (
        "Title: A --> B\nPodcast: Compile Hour\nEpisode: 7\nHost: Ada Byron\nStatus: complete\n"
        "Format: osbiz:1\n\n"
        "[interview]\n\n"
        "Ada Byron (0:00:01):\n    Ask me.\n    [0:00:02.250] Or do not.\n\n"
        "Ada Byron (0:00:04.500–0:00:04.500):\n    I go on.\n\n"
        "[sponsor] Palisade\n\n"
        "Bo:\n    Buy <b>, & write --> home.\n"
    )


def test_the_json_is_what_the_namespace_describes() -> None:
    data = json.loads(exports.named("json").write(WELL_SAID))
    assert data["version"] == "1.0.0"
    assert data["segments"][0] == {
        "speaker": "Ada Byron", "startTime": 1.0, "endTime": 2.25, "body": "Ask me.", "turn": 1
    }  # fmt: skip


CUE = re.compile(r"(?:[^\n]+\n)?(\S+) --> (\S+)\n(?:<v [^<>\n]+>)?(.+)", re.DOTALL)


@given(transcript=transcripts())
@example(transcript=Transcript(Facts(), turns=(Turn("---", "-->", None, None),)))
def test_webvtt_is_valid(transcript: Transcript) -> None:
    """By the standard: arrows stand only between times, beginnings rise, every end is later than its
    beginning, signs of markup are escaped."""
    text = exports.named("vtt").write(transcript)
    header, *blocks = text.rstrip("\n").split("\n\n")
    assert header == "WEBVTT"
    cues = [block for block in blocks if not block.startswith("NOTE")]
    assert all("-->" not in block for block in blocks if block.startswith("NOTE"))
    assert all(block.count("-->") == 1 for block in cues)
    found = [CUE.fullmatch(block) for block in cues]
    assert all(found)
    times = [(clocks.read(cue[1]) or 0, clocks.read(cue[2]) or 0) for cue in found if cue]
    assert all(start < end for start, end in times)
    assert times == sorted(times, key=lambda pair: pair[0])
    assert not [cue[3] for cue in found if cue and re.search(r"[<>]|&(?!amp;|lt;|gt;)", cue[3])]


@every_format
@given(
    place=st.floats(0, 1),
    junk=st.sampled_from(["", "x", "\n\n", "-->", "\n\n9 end:99:99:99\n", '"turn": -1,']),
)
def test_a_damaged_export_is_never_an_error(format: Format, place: float, junk: str) -> None:
    """It is read as an export where it still is one, else as any document."""
    text = format.write(WELL_SAID)
    at = int(len(text) * place)
    document = parsing.parse((text[:at] + junk + text[at + 3 :]).encode())
    for episode in document.episodes:
        assert all(turn.text for turn in episode.turns if document.format == "osbiz-export")


@every_format
def test_a_file_with_other_line_ends_and_a_mark_of_byte_order_comes_back(format: Format) -> None:
    raw = b"\xef\xbb\xbf" + format.write(WELL_SAID).replace("\n", "\r\n").encode()
    (episode,) = parsing.parse(raw).episodes
    assert talk(episode)[0] == ("Ada Byron", "Ask me. Or do not.", 1_000, 4_500, (0, 8), ((8, 2_250),))
    assert len(episode.turns) == 3


def test_times_that_are_unknown_are_estimated_between_the_known_ones() -> None:
    """Programs get rising times; the order is known, so what has no time stands between its neighbours."""
    said = [turn_of("Ada", "x" * 100, 10_000), turn_of("Bo", "y" * 100), turn_of("Ada", "z", 20_000)]
    found = captions.of(said)
    assert [(caption.start_ms, caption.end_ms) for caption in found] == [
        (10_000, 15_000), (15_000, 20_000), (20_000, 20_065)
    ]  # fmt: skip
    assert found[1].marks == ("start:unknown", "end:unknown")


def test_turns_whose_section_lost_its_mark_are_the_interview() -> None:
    path = Path(__file__).parent / "documents/osbiz_export/two_people.txt"
    (episode,) = parsing.parse(path.read_bytes().replace(b"\n\n[interview]", b"\n[interview]")).episodes
    assert [(section.kind, section.first_turn) for section in episode.sections] == [
        (SectionKind.INTERVIEW, 0),
        (SectionKind.SPONSOR, 2),
    ]
