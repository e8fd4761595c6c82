"""The one door: whatever comes in, a document comes out that says what it is or what is wrong."""

import time

import pytest

from transcripts import parsing
from transcripts.documents import Severity, TranscriptStatus
from transcripts.reading import turns
from transcripts.tests.reading import codes, only_episode, read_text, spoken

TALK = (
    "Ada Byron: Welcome to the café.\n\nBob Cole: Thanks for having me.\n\n"
    "Ada Byron: Who pays?\n\nBob Cole: Naïve users.\n"
)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty-document"),
        (b" \n\t\r\n ", "empty-document"),
        (b"\xef\xbb\xbf", "empty-document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not-text"),
        (bytes(range(256)) * 100, "not-text"),
        (b"It rained all day. We stayed at home and read.\n\nIn the evening it stopped.\n", "no-speech"),
        (b"Pros: cheap\nCons: slow\nPros: small\nCons: loud\nNote: mind the gap\n", "no-speech"),
    ],
)
def test_a_document_without_speech_gives_no_episode_and_one_error_with_a_remedy(
    raw: bytes, code: str
) -> None:
    document = parsing.parse(raw)
    (problem,) = document.problems
    assert document.episodes == () and problem.severity is Severity.ERROR and problem.code == code
    assert "hoose" in problem.message and problem.message.endswith(".")


def test_fifty_megabytes_of_noise_are_refused_at_once_naming_the_limit() -> None:
    started = time.process_time()
    document = parsing.parse(b"\x17noise" * (50 * 1024 * 1024 // 6))
    assert codes(document) == ["too-large"] and "25 MB" in document.problems[0].message
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "utf-8-sig"]
)
def test_other_encodings_are_read_and_reported(encoding: str) -> None:
    document = parsing.parse(TALK.encode(encoding))
    assert document.episodes[0].turns[0].text == "Welcome to the café."
    (problem,) = document.problems
    assert problem.severity is Severity.INFO and problem.code.startswith("decoded-as")


def test_plain_utf_8_is_not_worth_a_word() -> None:
    assert parsing.parse(TALK.encode()).problems == ()


def test_a_few_broken_bytes_do_not_turn_utf_8_into_mojibake() -> None:
    document = parsing.parse(
        (TALK + "Ada Byron: Übergrößenträger für Öl, naïve façade, déjà vu.\n").encode() + b"\xff\n"
    )
    assert "broken-characters" in codes(document)
    assert document.episodes[0].turns[0].text == "Welcome to the café."


def test_a_stray_zero_byte_is_left_out_and_reported() -> None:
    document = parsing.parse(TALK.replace("Welcome", "Wel\0come", 1).encode())
    assert codes(document) == ["control-characters"]
    assert document.episodes == parsing.parse(TALK.encode()).episodes


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_nothing(ends: str) -> None:
    assert parsing.parse(TALK.replace("\n", ends).encode()) == parsing.parse(TALK.encode())


def test_first_names_are_resolved_where_one_person_fits_and_left_where_two_do() -> None:
    talk = (
        "Eve: Welcome to Tin Hour. I'm your host, Eve Marsh, and I am chatting with Tom Reed and Tom Vale.\n"
        "Tom: Thanks for having us.\nEve: Which of you is older?\nTom: He is.\n"
    )
    episode = only_episode(talk)
    assert {s.label: s.name for s in episode.speakers} == {"Eve": "Eve Marsh", "Tom": None}


def test_initials_without_a_person_stay_as_printed() -> None:
    episode = only_episode("[0:00:01] QX: Hello there.\n[0:00:03] ZZ: Good morning.\n")
    assert [(s.label, s.name) for s in episode.speakers] == [("QX", None), ("ZZ", None)]
    assert episode.hosts == () and episode.guests == ()


def test_siblings_are_not_taken_for_misspellings() -> None:
    lines = ["Jan Holt: One thing.", "Jon Holt: Another."] + ["Jan Holt: More.", "Eva Lind: And more."] * 4
    assert {s.name for s in only_episode("\n".join(lines)).speakers} == {"Jan Holt", "Jon Holt", "Eva Lind"}


def test_speech_with_colons_starts_no_turn() -> None:
    episode = only_episode(TALK + "\nAda Byron: He said: Oh.\n\nTwo classes of folks: One of them pays.\n")
    assert spoken(episode)[-1] == ("Ada Byron", "He said: Oh. Two classes of folks: One of them pays.")


@pytest.mark.parametrize(
    "label",
    [
        "[0:01:02] AB:",
        "**[0:01:02] AB:**",
        "**[0:01:02] AB**:",
        "**[0:01:02]** **AB:**",
        "### [0:01:02] AB:",
        "> [0:01:02] AB:",
        "\\[0:01:02\\] AB:",
        "__[0:01:02] AB:__",
    ],
)
def test_a_timed_label_reads_the_same_in_every_decoration(label: str) -> None:
    episode = only_episode(f"{label} We use C# and F#.\n\n[0:01:09] CD: *Really* good.\n")
    assert spoken(episode) == [("AB", "We use C# and F#."), ("CD", "Really good.")]
    assert [turn.start_ms for turn in episode.turns] == [62_000, 69_000]


def test_markers_and_labels_glued_together_are_told_apart() -> None:
    text = (
        "EPISODE 12[INTRODUCTION][0:00:00] AB: A word before.[INTERVIEW][0:00:09] AB: So? "
        "[0:00:11] CD: Yes.[END]\nMore\n"
    )
    episode = only_episode(text)
    assert episode.number == 12
    assert [(str(t.section), t.text) for t in episode.turns] == [
        ("intro", "A word before."),
        ("interview", "So?"),
        ("interview", "Yes."),
    ]


def test_a_sponsor_marker_without_an_end_does_not_swallow_the_interview() -> None:
    text = (
        "[SPONSOR MESSAGE]\n[0:00:00] AB: Brimble is a tool for queues. "
        "Visit brimble.example.com/show for a free trial.\n"
        "[0:00:30] AB: How did you begin?\n[0:00:35] CD: With a queue of my own.\n"
    )
    assert [str(turn.section) for turn in only_episode(text).turns] == ["sponsor", "interview", "interview"]


def test_speech_below_a_marker_without_a_label_is_nobodys() -> None:
    document = read_text(
        "[0:00:00] AB: Hello.\n[SPONSOR MESSAGE]\nBrimble is a tool for queues.\n"
        "[INTERVIEW]\n[0:01] CD: Hi.\n"
    )
    assert [(t.label, t.speaker) for t in document.episodes[0].turns] == [
        ("AB", None),
        ("", None),
        ("CD", None),
    ]
    assert "unlabelled-passage" in codes(document)


def test_talk_about_a_product_is_no_sponsor_read() -> None:
    answer = (
        "We built it because nobody else did. You can sign up today, and thousands of teams rely on it. "
        "It is the easiest tool we ever made, and if you are looking for a lesson: listen to those who leave."
    )
    episode = only_episode(
        f"[0:00:01] AB: Welcome to the show.\n[0:00:03] CD: {answer}\n[0:00:30] AB: I see.\n"
    )
    assert [str(turn.section) for turn in episode.turns][1] == "interview"


def test_a_transcript_that_breaks_off_is_truncated_with_the_line_where() -> None:
    document = read_text(TALK + "\nAda Byron: And so we went to the\n\nharbour and then it is going ...\n")
    assert document.episodes[0].status is TranscriptStatus.TRUNCATED
    assert [(p.code, p.line) for p in document.problems] == [("truncated-transcript", 11)]


def test_a_page_that_only_promises_a_transcript_has_a_pending_episode() -> None:
    document = read_text(
        "Episode 4: Tin and Tar with Ada Byron\n\nAda talks about tar.\n\nTranscript coming soon!\n"
    )
    assert [(e.number, e.status) for e in document.episodes] == [(4, TranscriptStatus.PENDING)]


def test_headings_are_no_speech_even_glued_to_it_and_asked_as_questions() -> None:
    text = TALK + "How Did You Survive The Winter?\n\nAda Byron: Tell us.\n\nBob Cole: Slowly.\n"
    episode = only_episode(text)
    assert episode.turns[3].text == "Naïve users."
    assert [s.title for s in episode.sections][-1] == "How Did You Survive The Winter?"


def test_a_time_in_brackets_behind_a_name_is_the_turns_start() -> None:
    episode = only_episode(
        "Ada Byron (00:00:05):\nWelcome.\n\nBob Cole (00:01:10):\nThanks.\n\nAda Byron (00:01:12):\nSo?\n"
    )
    assert [(t.start_ms, t.text) for t in episode.turns] == [
        (5000, "Welcome."),
        (70_000, "Thanks."),
        (72_000, "So?"),
    ]


def test_a_label_without_its_accent_is_the_same_person() -> None:
    lines = ["Eva Lind: One?", "José Ibañez: Two."] + ["Eva Lind: More?", "José Ibáñez: More."] * 4
    assert {s.name for s in only_episode("\n".join(lines)).speakers} == {"Eva Lind", "José Ibáñez"}


def test_an_unmarked_read_that_lost_its_links_is_told_by_its_offer_and_its_place() -> None:
    read = (
        "There is a special kind of quiet in an empty kitchen. Larderly is the calendar for people who cook, "
        "and knows what is in the cupboard. Listeners get the first month free, just go to and "
        "tell them we sent you. That’s"
    )
    text = (
        f"[0:00:01] AB: A word on kitchens.\n[0:00:09] AB: {read}\n"
        "[0:00:40] AB: Welcome, Cleo.\n[0:00:44] CD: Hi.\n"
    )
    (_, sponsor, *_) = only_episode(text).sections
    assert (str(sponsor.kind), sponsor.title, sponsor.first_turn) == ("sponsor", "Larderly", 1)


def test_more_text_than_fits_in_memory_is_refused() -> None:
    document = parsing.parse(b"Ada: Yes, of course.\n" * (parsing.MAX_CHARACTERS // 20))
    assert codes(document) == ["too-large"] and "10.5 million" in document.problems[0].message
    lines = b"So it was, and nobody said anything for hours.\n" * (parsing.MAX_PLAIN_CHARACTERS // 40)
    assert codes(parsing.parse(lines)) == ["too-large"]
    assert codes(parsing.parse(b"<p>" + lines)) != ["too-large"]


def test_more_turns_than_any_talk_has_are_refused_with_a_remedy() -> None:
    document = parsing.parse(b"Ada: Yes.\nBob: No?\n" * (turns.MOST_TURNS // 2 + 1))
    assert (document.episodes, [problem.code for problem in document.problems]) == ((), ["too-many-turns"])
    assert "20,001" in document.problems[0].message and "split" in document.problems[0].message
    assert document.candidates[0][0] == "named-turns"


def test_a_list_of_very_many_episodes_is_no_page_of_their_talks() -> None:
    listed = "".join(f"Episode {n}: About Bells\nAda: Hi.\nBob: Yes.\n" for n in range(1, 700))
    assert len(parsing.parse(listed.encode()).episodes) < 2
