"""Captions in every shape that players forgive, and who speaks in them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts import parsing
from transcripts.reading import captions
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of, is_sound
from transcripts.reading.rolling import unrolled
from transcripts.tests.reading import codes, only_episode, read_text, spoken


def srt(*texts: str) -> str:
    """A well-formed SRT of cues of two seconds each."""
    cues = []
    for number, text in enumerate(texts, 1):
        minute, second = divmod(number * 2 - 2, 60)
        times = f"00:{minute:02d}:{second:02d},000 --> 00:{minute:02d}:{second + 1:02d},900"
        cues.append(f"{number}\n{times}\n{text}")
    return "\n\n".join(cues)


@pytest.mark.parametrize(
    ("printed", "ms"),
    [
        ("00:00:01,500", 1500),
        ("00:01.5", 1500),
        ("1.5", 1500),
        ("90", 90_000),
        ("75:00.000", 4_500_000),
        ("00: 00: 01, 500", 1500),
        ("01:00:00", 3_600_000),
        ("00:00:01:12", 1480),
        ("00:00:01;12", 1480),
        ("4.50s", 4500),
        ("00:61:00.000", None),
        ("00:00:75,000", None),
        ("soon", None),
        ("", None),
        ("999999:00:00", None),
    ],
)
def test_a_clock_is_read_as_players_read_it(printed: str, ms: int | None) -> None:
    assert captions.clock(printed) == ms


def test_a_cue_whose_time_is_broken_is_reported_and_its_words_are_kept() -> None:
    document = read_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n00:0x.000 --> 00:03.000\nTwo.\n\n00:03.000 -->\nThree.\n"
    )
    assert codes(document)[:2] == ["malformed-timestamp"] * 2
    assert [problem.line for problem in document.problems[:2]] == [6, 9]
    assert document.episodes[0].turns[0].text == "One. Two. Three."


@pytest.mark.parametrize(
    "text",
    [
        srt("We came late.", "Nobody\nminded."),
        srt("We came late.", "Nobody\nminded.").replace("\n\n", "\n"),
        "\n".join(line for line in srt("We came late.", "Nobody\nminded.").split("\n") if not line.isdigit()),
        srt("We came late.", "Nobody\nminded.").replace(",000", ".0").replace(",900", ".9"),
        srt("We came late.", "Nobody\nminded.").replace("\n", "\n\n"),
        srt("<i>We</i> came late.", "{\\an8}Nobody\nminded."),
        "\ufeff" + srt("We came late.", "Nobody\nminded.").replace("\n", "\r\n"),
        "WEBVTT\n\n00:00.0 --> 00:01.9 line:0\nWe came late.\n\nname\n00:02.0 --> 00:03.9\nNobody\nminded.",
        "0:00:00.000,0:00:01.900\nWe came late.\n\n0:00:02.000,0:00:03.900\nNobody\nminded.",
        "[00:00.000 --> 00:01.900]  We came late.\n[00:02.000 --> 00:03.900]  Nobody minded.",
    ],
)
def test_every_way_to_write_two_cues_is_read_alike(text: str) -> None:
    (turn,) = only_episode(text).turns
    assert (turn.text, turn.start_ms, turn.end_ms) == ("We came late. Nobody minded.", 0, 3900)
    assert turn.cues == ((14, 2000),)


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (
            ["Ada: Hi.", "All well.", "Bo: Yes.", "Ada: No.", "Bo: Ah."],
            [("Ada", "Hi. All well."), ("Bo", "Yes."), ("Ada", "No."), ("Bo", "Ah.")],
        ),
        (
            ["[Ada] Hi.", "[Bo] Yes.", "[Ada] Good.", "[Bo] So."],
            [("Ada", "Hi."), ("Bo", "Yes."), ("Ada", "Good."), ("Bo", "So.")],
        ),
        (["[Speaker 1]\nHi.", "(Speaker 2)\nYes."], [("Speaker 1", "Hi."), ("Speaker 2", "Yes.")]),
        ([">> ADA: HI. >> BO: YES.", "MORE. >> NO."], [("ADA", "HI."), ("BO", "YES. MORE."), ("", "NO.")]),
        (["- Hi.\n- Yes.", "And so on.", "- No."], [("", "Hi."), ("", "Yes. And so on."), ("", "No.")]),
        (["<v Ada>Hi. <v Bo>Yes.", "<v.loud Bo>No.</v>"], [("Ada", "Hi."), ("Bo", "Yes. No.")]),
        (
            ["Voice 1: Hi.", "[Music]", "Voice 2: Yes.", "♪ ♪", "So."],
            [("Voice 1", "Hi."), ("Voice 2", "Yes. So.")],
        ),
        (["spk_0: Hi.", "Yes.", "spk_1: No."], [("spk_0", "Hi. Yes."), ("spk_1", "No.")]),
        (
            ["Ada: Hi.", "iPhone: Yes.", "Room 3 (they): No.", "iPhone: Ah."],
            [("Ada", "Hi."), ("iPhone", "Yes."), ("Room 3", "No."), ("iPhone", "Ah.")],
        ),
    ],
)
def test_who_speaks_is_told_by_what_stands_before_the_words(
    texts: list[str], wanted: list[tuple[str, str]]
) -> None:
    assert spoken(only_episode(srt(*texts))) == wanted


def test_two_people_in_one_caption_are_both_named() -> None:
    captions = [f"- Ada: Who pays for bell {n}?\n- Bob: Everybody: all who hear it." for n in range(4)]
    said = [("Ada", "Who pays for bell {}?"), ("Bob", "Everybody: all who hear it.")]
    assert spoken(only_episode(srt(*captions))) == [
        (label, text.format(n)) for n in range(4) for label, text in said
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ["We had fear.", "What's it FUD: fear, uncertainty.", "And doubt."],
        ["One thing:", "Remember: it was cold.", "So it was.", *["Ten more."] * 20, "Remember: we left."],
        ["It is 10:30 now.", "See https://example.org for more.", "Half past: gone."],
        ["He said [inaudible] twice.", "[Inaudible] and then", "[Inaudible] no more."],
    ],
)
def test_words_before_a_colon_in_running_speech_are_nobody(texts: list[str]) -> None:
    assert {turn.label for turn in only_episode(srt(*texts)).turns} == {""}


def test_colours_tell_speakers_only_where_nothing_else_does() -> None:
    red, blue = '<font color="#ff0000">{}</font>', '<font color="#0000ff">{}</font>'
    coloured = [red.format("Hi."), blue.format("Yes."), red.format("Good.")]
    assert spoken(only_episode(srt(*coloured))) == [
        ("#ff0000", "Hi."),
        ("#0000ff", "Yes."),
        ("#ff0000", "Good."),
    ]
    assert spoken(only_episode(srt(red.format("Hi."), "Yes.", "No.", blue.format("Well.")))) == [
        ("", "Hi. Yes. No. Well.")
    ]


def test_rolling_captions_are_said_once_and_real_repetitions_stay() -> None:
    rolling = [Caption(i * 1000, i * 1000 + 990, 1, [f"line {i}", f"line {i + 1}"]) for i in range(6)]
    assert [line for caption in unrolled(rolling) for line in caption.lines] == [
        "line 0",
        "line 1",
        "line 2",
        "line 3",
        "line 4",
        "line 5",
        "line 6",
    ]
    (turn,) = only_episode(srt("No.", "No.", "It is not so.", "We said so.", "Twice.", "And left.")).turns
    assert turn.text.startswith("No. No. It")


def test_captions_that_grow_word_by_word_are_said_once() -> None:
    growing = [
        Caption(i * 500, i * 500 + 500, 1, [" ".join(["we", "keep", "bees"][: i + 1])]) for i in range(3)
    ]
    assert " ".join(cue.text for cue in cues_of(unrolled(growing))) == "we keep bees"


def test_sounds_are_left_out_and_speech_in_brackets_stays() -> None:
    assert all(map(is_sound, ("[Music]", "(upbeat music)", "♪♪♪", "[Applause] [laughter]", "*laughs*")))
    assert not any(map(is_sound, ("[inaudible]", "(I never said so.)", "♪ la la", "[00:12]", "Music")))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9), st.sampled_from(["It went on.", "and on", "He said: no.", "12", "a > b"])
        ),
        min_size=2,
        max_size=60,
    )
)
@settings(max_examples=60, deadline=None)
def test_the_words_of_all_cues_appear_in_order(cues: list[tuple[int, str]]) -> None:
    texts = [f"{number} {text}" for number, (_, text) in enumerate(cues)]
    lines, at = [], 0
    for (gap, _), text in zip(cues, texts, strict=True):
        at += gap
        time_of = f"00:{at // 60:02d}:{at % 60:02d}"
        lines.append(f"{time_of},000 --> {time_of},900\n{text}\n")
    episode = only_episode("\n".join(lines))
    assert " ".join(turn.text for turn in episode.turns).split() == " ".join(texts).split()
    times = [turn.start_ms for turn in episode.turns if turn.start_ms is not None]
    assert times == sorted(times)


@given(
    st.lists(
        st.sampled_from(
            [
                "1",
                "",
                "00:00:01,000 --> 00:00:02,000",
                "00:0:x --> 2",
                "-->",
                "<v A>",
                "- ",
                ">> B:",
                "NOTE",
                "WEBVTT",
                "[A]",
                "{\\c&H1&}",
                "♪",
                "hi",
                "(",
            ]
        ),
        max_size=60,
    ),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_no_order_of_their_parts_raises(parts: list[str], headed: bool) -> None:
    text = ("WEBVTT\n\n" if headed else "") + "\n".join(parts)
    parsing.parse(text.encode(), as_format="webvtt" if headed else "srt")


@pytest.mark.parametrize(
    "unit",
    [
        "1\n00:00:01,000 --> 00:00:02,000\nword {i}\n\n",
        "-->\n",
        "<v ",
        "{\\c",
        ">> ",
        "[[((",
        "<font color=",
        "♪ [",
        "00:00:01,000 --> ",
    ],
)
def test_half_a_megabyte_of_anything_does_not_hang(unit: str) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n" + unit * (500_000 // len(unit))
    started = time.process_time()
    parsing.parse(text.encode(), as_format="webvtt")
    assert time.process_time() - started < 10


def test_names_on_lines_of_their_own_are_speakers() -> None:
    episode = only_episode(
        srt(
            "Ada Boe\nWelcome to Tin Hour.",
            "Bob Cole\nThanks.\nI have looked forward to it.",
            "Ada Boe\nWho pays?",
            "Bob Cole\nAll.",
        )
    )
    assert spoken(episode) == [
        ("Ada Boe", "Welcome to Tin Hour."),
        ("Bob Cole", "Thanks. I have looked forward to it."),
        ("Ada Boe", "Who pays?"),
        ("Bob Cole", "All."),
    ]
