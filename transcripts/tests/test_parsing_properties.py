"""What holds for every document, however strange."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from transcripts import parsing
from transcripts.documents import ParsedDocument
from transcripts.tests.reading import documents

FRAGMENTS = st.sampled_from(
    [
        *(
            "[0:01:02] AB: ",
            "[040:07.2] CD: ",
            "**[0:03] AB**: ",
            "Ada Byron: ",
            "Bob: ",
            "[inaudible 00:01:02]",
        ),
        *(
            "[SPONSOR MESSAGE]",
            "[END]",
            "# ",
            "\\$",
            "**",
            "[x](y)",
            "&amp;",
            "go to a.com/b",
            "…",
            " ",
            "\n",
            "\n\n",
        ),
        *("Transcript", "Transcript coming soon", "Episode 3: A Title", "A Title", "31 Jul 202444min"),
        *("so it went", "Thanks for having me.", "\u2028", "\x85", "\ud7ff", "😀"),
    ]
)
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=12)), max_size=60).map("".join)
SAMPLES = [path.read_bytes() for path in documents()]


def check(document: ParsedDocument) -> None:
    """Every promise of documents.py that can be told from the outside."""
    json.dumps(document.as_json(), ensure_ascii=False).encode()
    assert document.episodes or any(problem.severity == "error" for problem in document.problems)
    for episode in document.episodes:
        times = [turn.start_ms for turn in episode.turns if turn.start_ms is not None]
        assert times == sorted(times)
        assert [turn.index for turn in episode.turns] == list(range(len(episode.turns)))
        assert sum(speaker.turns for speaker in episode.speakers) == sum(
            bool(turn.label) for turn in episode.turns
        )
        covered = [
            i for section in episode.sections for i in range(section.first_turn, section.last_turn + 1)
        ]
        assert covered == list(range(len(episode.turns)))
        for turn in episode.turns:
            assert turn.text.splitlines() in ([], [turn.text]) and turn.text == " ".join(turn.text.split())
            starts = turn.paragraph_starts
            assert starts[0] == 0 and list(starts) == sorted(set(starts))
            offsets, moments = [offset for offset, _ in turn.cues], [ms for _, ms in turn.cues]
            assert offsets == sorted(set(offsets)) and all(offset < len(turn.text) for offset in offsets)
            assert moments == sorted(moments) and all(ms >= (turn.start_ms or 0) for ms in moments)
            assert all(start < len(turn.text) and turn.text[start - 1] == " " for start in starts[1:])


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_no_bytes_raise(raw: bytes) -> None:
    check(parsing.parse(raw))


@given(TEXTS)
@example("[0:01:02] AB: [0:01:02] AB: [040:07.2] CD: ")
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_what_is_read_keeps_its_promises(text: str) -> None:
    check(parsing.parse(text.encode()))


@given(st.sampled_from(SAMPLES), st.data())
@settings(max_examples=100, deadline=None)
def test_documents_cut_anywhere_and_patched_with_anything_keep_the_promises(
    sample: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(sample)))
    patch = data.draw(TEXTS).encode()
    check(parsing.parse(sample[:place] + patch + sample[place + data.draw(st.integers(0, 80)) :]))


@given(
    st.lists(st.tuples(st.sampled_from(["AB", "CD", "EF"]), st.integers(0, 7200)), min_size=2, max_size=40)
)
def test_every_printed_label_is_one_turn(printed: list[tuple[str, int]]) -> None:
    lines = [f"[{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}] {label}: It went on." for label, s in printed]
    (episode,) = parsing.parse("\n\n".join(lines).encode()).episodes
    assert [turn.label for turn in episode.turns] == [label for label, _ in printed]
