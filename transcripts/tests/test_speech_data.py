"""Speech as data: whatever programs call it, and however hostile it is."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts import parsing
from transcripts.documents import ParsedEpisode
from transcripts.reading import captionfacts, jsondata, timeunits
from transcripts.tests.reading import only_episode, spoken

SPOKEN = [("Ada", "We sold the boat."), ("Bo", "To whom?")]


def read(data: Any) -> ParsedEpisode:
    return only_episode(json.dumps(data))


def words(*pieces: tuple[str, float, float, str], text: str = "text", **more: Any) -> list[dict[str, Any]]:
    """Words as most engines list them."""
    return [
        {text: word, "start": start, "end": end, "speaker": who, **more} for word, start, end, who in pieces
    ]


WORDS = words(
    ("We", 1.0, 1.2, "Ada"),
    ("sold", 1.2, 1.5, "Ada"),
    ("the", 1.5, 1.6, "Ada"),
    ("boat.", 1.6, 2.0, "Ada"),
    ("To", 2.5, 2.7, "Bo"),
    ("whom?", 2.7, 3.0, "Bo"),
)


def both(make: Callable[[str, float, float, str], dict[str, Any]]) -> list[dict[str, Any]]:
    """The two turns as a program writes them: who, from when to when in seconds, and what."""
    return [make("Ada", 1.0, 2.0, "We sold the boat."), make("Bo", 2.5, 3.0, "To whom?")]


@pytest.mark.parametrize(
    "data",
    [
        WORDS,
        [{**word, "start": word["start"] * 1000, "end": word["end"] * 1000} for word in WORDS],
        {"words": WORDS, "text": "We sold the boat. To whom?"},
        {"segments": both(lambda who, a, b, text: {"speaker": who, "start": a, "end": b, "text": text})},
        both(
            lambda who, a, b, text: {
                "voice": who,
                "speaker": "1",
                "begin": f"{a}s",
                "stop": f"{b}s",
                "line": text,
            }
        ),
        {
            "a": {
                "b": both(
                    lambda who, a, b, text: {
                        "who": {"name": who},
                        "from": f"0:0{a}",
                        "to": f"0:0{b}",
                        "body": text,
                    }
                )
            }
        },
        {
            "speakers": {"s-Ada": "Ada", "s-Bo": {"name": "Bo"}},
            "results": both(
                lambda who, a, b, text: {
                    "speakerId": f"s-{who}",
                    "startMs": a * 1000,
                    "durationMs": (b - a) * 1000,
                    "utterance": text,
                }
            ),
        },
        {
            "speakers": ["Ada", "Bo"],
            "lines": both(
                lambda who, a, b, text: {"speaker": int(who == "Bo"), "timestamp": [a, b], "text": text}
            ),
        },
        {
            "paragraphs": both(
                lambda who, a, b, text: {"speaker": who, "sentences": [{"text": text, "start": a, "end": b}]}
            )
        },
        {
            "blocks": both(
                lambda who, a, b, text: {"text": text, "data": {"speaker": who, "start": a, "end": b}}
            )
        },
        {
            "phrases": both(
                lambda who, a, b, text: {
                    "speaker": who,
                    "offset": f"PT{a}S",
                    "duration": f"PT{b - a}S",
                    "nBest": [{"display": text}],
                }
            )
        },
        {
            "combinedPhrases": [{"channel": 0, "text": "We sold the boat. To whom?"}],
            "phrases": both(
                lambda who, a, b, text: {
                    "speaker": who,
                    "offsetMilliseconds": round(a * 1000),
                    "durationMilliseconds": round((b - a) * 1000),
                    "text": text,
                }
            ),
        },
        {
            "speech": {
                "speakers": [{"id": 7, "speaker_name": "Ada"}, {"id": 8, "speaker_name": "Bo"}],
                "transcripts": both(
                    lambda who, a, b, text: {
                        "transcript": text,
                        "start_offset": round(a * 16_000),
                        "end_offset": round(b * 16_000),
                        "speaker_id": 7 if who == "Ada" else 8,
                    }
                ),
            }
        },
        {
            "paragraphs": [
                {"time": 1000, "duration": 1000, "speaker": "s1"},
                {"time": 2500, "duration": 500, "speaker": "s2"},
            ],
            "words": [
                {
                    "value": word["text"],
                    "time": round(word["start"] * 1000),
                    "duration": round((word["end"] - word["start"]) * 1000),
                }
                for word in WORDS
            ],
            "speakers": {"s1": "Ada", "s2": "Bo"},
        },
        both(lambda who, a, b, text: {"spk": who, "t0": a, "t1": b, "utt": text}),
        {
            "turns": both(
                lambda who, a, b, text: {
                    "speaker": {"name": who},
                    "start": a,
                    "end": b,
                    "paragraphs": text.split(" ", 2),
                }
            )
        },
        [
            {
                "annotations": [
                    {
                        "result": [
                            {"id": who, "value": {"start": a, "end": b, **said}}
                            for who, a, b, text in (("Ada", 1, 2, SPOKEN[0][1]), ("Bo", 2.5, 3, SPOKEN[1][1]))
                            for said in ({"labels": [who]}, {"text": [text]})
                        ]
                    }
                ]
            }
        ],
        both(
            lambda who, a, b, text: {
                "personName": who,
                "personEmail": "a@b.example",
                "offsetMillisecond": round(a * 1000),
                "durationMillisecond": round((b - a) * 1000),
                "text": {"sentence": {"text": text}},
            }
        ),
        both(
            lambda who, a, b, text: {
                "users": [{"username": who, "user_id": "x"}],
                "start_secs": a,
                "end_secs": b,
                "value": text,
            }
        ),
    ],
    ids=range(19),
)
def test_pieces_are_understood_whatever_they_are_called(data: Any) -> None:
    episode = read(data)
    assert spoken(episode) == SPOKEN
    assert [(turn.start_ms, turn.end_ms) for turn in episode.turns] == [(1000, 2000), (2500, 3000)]


def test_one_object_a_line_is_a_list() -> None:
    lines = "\n".join(json.dumps(word) for word in WORDS)
    assert spoken(only_episode(lines)) == SPOKEN


def test_objects_after_one_another_are_a_list() -> None:
    assert spoken(only_episode("\n".join(json.dumps(word, indent=2) for word in WORDS))) == SPOKEN


def test_what_is_whole_of_data_that_breaks_off_is_read_and_reported() -> None:
    text = json.dumps({"results": {"words": WORDS}}, indent=1)
    read = parsing.parse(text[: text.index("whom") + 3].encode())
    assert spoken(read.episodes[0]) == [SPOKEN[0], ("Bo", "To")]
    assert read.episodes[0].status == "truncated"
    assert [(problem.code, problem.line) for problem in read.problems[:1]] == [("cut-json", 33)]


def test_channels_tell_speakers_apart() -> None:
    def item(word: dict[str, Any]) -> dict[str, Any]:
        said = {"alternatives": [{"content": word["text"]}], "type": "pronunciation"}
        return {**said, "start_time": str(word["start"]), "end_time": str(word["end"])}

    channels = [
        {"channel_label": who, "items": [item(word) for word in WORDS if word["speaker"] == who]}
        for who in ("Ada", "Bo")
    ]
    episode = read({"results": {"items": list(map(item, WORDS)), "channel_labels": {"channels": channels}}})
    assert spoken(episode) == SPOKEN


def test_labels_in_the_text_of_objects_are_speakers() -> None:
    lines = ["Ada: We sold the boat, and then the oars.", "Bo: To whom? There was nobody left."] * 3
    assert [turn.label for turn in read([{"id": 1, "text": line} for line in lines]).turns] == [
        "Ada",
        "Bo",
    ] * 3


def test_a_list_of_episodes_without_talk_is_a_catalogue() -> None:
    listed = [{"title": "Tar", "number": 1, "guest": "Ada Sol"}, {"title": "Tin", "number": 2}]
    episodes = parsing.parse(json.dumps({"episodes": listed}).encode()).episodes
    assert [(episode.number, episode.title, episode.turns) for episode in episodes] == [
        (1, "Tar", ()),
        (2, "Tin", ()),
    ]


def test_rows_of_values_are_known_by_what_they_hold() -> None:
    rows = [[1.5, 2.5, "Ada", "We sold the boat."], [3, 4, "Bo", "To whom did you?"]] * 2
    episode = read(rows)
    assert spoken(episode)[:2] == [("Ada", "We sold the boat."), ("Bo", "To whom did you?")]
    assert (episode.turns[0].start_ms, episode.turns[0].end_ms) == (1500, 2500)


def test_several_episodes_in_one_document_stay_apart() -> None:
    parts = [
        {"title": title, "episode": number, "words": WORDS} for number, title in enumerate(("Tar", "Tin"), 1)
    ]
    episodes = parsing.parse(json.dumps({"episodes": parts}).encode()).episodes
    assert [(episode.number, episode.title, spoken(episode)) for episode in episodes] == [
        (1, "Tar", SPOKEN),
        (2, "Tin", SPOKEN),
    ]


def test_a_whole_talk_in_one_string_is_read_by_its_labels() -> None:
    lines = [
        "Ada: We sold the boat, and then the oars.",
        "Bo: To whom? There was nobody left in the village.",
    ]
    episode = read({"title": "Oars", "transcript": "\n".join([*lines, *lines])})
    assert [turn.label for turn in episode.turns] == ["Ada", "Bo", "Ada", "Bo"] and episode.title == "Oars"


@pytest.mark.parametrize(
    "data", [{"name": "x", "scripts": {"a": "b"}}, [1, 2, 3], {"users": [{"name": "Ada", "id": 1}]}, {}, []]
)
def test_data_about_something_else_is_no_transcript(data: Any) -> None:
    assert parsing.parse(json.dumps(data).encode()).episodes == ()


def test_facts_are_found_in_what_an_interface_wraps_its_answer_in() -> None:
    said = [{"speaker": "Ada", "start": n * 3, "text": "Who pays for bells?"} for n in range(4)]
    about = {"name": "Bells", "podcast": {"name": "Tin Hour"}, "number": 3, "releaseDate": "2023-04-05"}
    episode = only_episode(json.dumps({"data": {"episode": {**about, "transcript": {"paragraphs": said}}}}))
    assert (episode.title, episode.podcast, episode.number) == ("Bells", "Tin Hour", 3)
    assert str(episode.published_on) == "2023-04-05"


def test_facts_are_read_under_their_usual_names_and_nonsense_is_left_out() -> None:
    facts = captionfacts.facts_in(
        {
            "episode_number": "Episode 12",
            "Title": " Tar ",
            "pubDate": "2024-03-01T10:00:00Z",
            "lang": "English",
            "guest": "Ada Sol & Bo",
        }
    )
    assert (facts.number, facts.title, facts.language, facts.guests) == (12, "Tar", "en", ("Ada Sol", "Bo"))
    assert str(facts.published_on) == "2024-03-01"
    odd = captionfacts.facts_in(
        {"number": 10**30, "title": ["x"], "date": 5, "language": "und", "duration": -1}
    )
    assert odd == captionfacts.Facts()


@pytest.mark.parametrize(
    ("words_said", "units", "fractions", "unit"),
    [
        (150, 60.0, True, timeunits.SECOND),
        (150, 60_000, False, timeunits.MILLISECOND),
        (150, 60_000.5, True, timeunits.MILLISECOND),
        (5, 60, False, timeunits.SECOND),
        (150, 600_000_000, False, timeunits.TICK),
        (0, 0, False, timeunits.SECOND),
    ],
)
def test_the_unit_of_times_is_the_one_in_which_people_could_speak(
    words_said: int, units: float, fractions: bool, unit: float
) -> None:
    assert timeunits.ms_per_unit(words_said, units, fractions) == unit


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        (1.5, 1500),
        ("1.5", 1500),
        ("1.5s", 1500),
        ("0:01.5", 1500),
        ("PT1.5S", 1500),
        ("PT1M", 60_000),
        ("150ms", 150),
        ({"seconds": "2", "nanos": 5_000_000}, 2005),
        ("[00:01:00]", 60_000),
        (True, None),
        (-1, None),
        (1e300, None),
        (10**400, None),
        ("soon", None),
        (None, None),
        ([1], None),
        ("9" * 50, None),
    ],
)
def test_times_are_read_in_every_form_and_impossible_ones_are_none(value: Any, ms: int | None) -> None:
    assert jsondata.seconds(value) == ms


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["hello there", "0:01", "1.5s", "PT1S", "Ada", "word", "punctuation", "pronunciation"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(
                [
                    "segments",
                    "text",
                    "start",
                    "end",
                    "speaker",
                    "words",
                    "body",
                    "startTime",
                    "results",
                    "items",
                    "alternatives",
                    "channels",
                    "content",
                    "type",
                    "start_time",
                    "transcript",
                    "utterances",
                    "timestamp",
                    "tokens",
                    "speakers",
                    "transcription",
                    "offsets",
                    "title",
                    "episodes",
                    "speaker_labels",
                    "timestamps",
                    "word",
                    "paragraphs",
                    "0",
                    "1",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=40,
)
FORMATS = [
    "podcasting2-json",
    "whisper-json",
    "assemblyai",
    "deepgram",
    "amazon-transcribe",
    "google-speech",
    "speechmatics",
    "ibm-watson",
    "json-segments",
]


@given(JSON, st.sampled_from([None, *FORMATS]))
@settings(max_examples=400, deadline=None)
def test_no_data_raises_in_any_format(data: Any, name: str | None) -> None:
    parsing.parse(json.dumps(data).encode(), as_format=name)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        '{"segments":' * 40_000,
        '{"segments":[' + '{"text":"NaN","start":NaN},' * 15_000 + "{}]}",
        '{"a":[' + "1," * 250_000 + "1]}",
        '{"segments":[{"text":"' + "word " * 100_000 + '","start":0}]}',
        json.dumps({"segments": [{"text": "a b", "start": i, "speaker": f"s{i}"} for i in range(10_000)]}),
        json.dumps(
            {
                "results": {
                    "items": [
                        {"type": "pronunciation", "start_time": str(i), "alternatives": [{"content": "hi"}]}
                        for i in range(5_000)
                    ]
                }
            }
        ),
        json.dumps([[{"text": "a", "start": i}] for i in range(15_000)]),
        '{"text":"x","start":1}\n' * 20_000,
    ],
    ids=range(9),
)
def test_half_a_megabyte_of_hostile_data_does_not_hang(text: str) -> None:
    started = time.process_time()
    parsing.parse(text.encode())
    assert time.process_time() - started < 10
