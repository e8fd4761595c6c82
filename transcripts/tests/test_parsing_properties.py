"""What holds for every document, however strange."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transcripts import formats, parsing
from transcripts.tests import mutations
from transcripts.tests.promises import check

TEXTS = st.lists(st.one_of(st.sampled_from(mutations.FRAGMENTS), st.text(max_size=12)), max_size=60).map(
    "".join
)
SAMPLES = mutations.golden()
LARGEST = 100_000
SECONDS = 10.0  # against hanging; benchmarks/fuzz_parser.py measures


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
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
@settings(max_examples=60, deadline=None)
def test_every_printed_label_is_one_turn(printed: list[tuple[str, int]]) -> None:
    lines = [f"[{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}] {label}: It went on." for label, s in printed]
    (episode,) = parsing.parse("\n\n".join(lines).encode()).episodes
    assert [turn.label for turn in episode.turns] == [label for label, _ in printed]


@pytest.mark.parametrize("decade", range(20))
def test_mutated_documents_of_every_format_keep_the_promises(decade: int) -> None:
    """The short form of benchmarks/fuzz_parser.py, whose seeds these are."""
    for seed in range(decade * 25, decade * 25 + 25):
        raw = mutations.strange(seed, SAMPLES, LARGEST)
        began = time.process_time()
        document = parsing.parse(raw)
        took = time.process_time() - began
        check(document)
        check(parsing.parse(raw, as_format=formats.ALL[seed % len(formats.ALL)].NAME))
        assert took < SECONDS, f"seed {seed}: {took:.1f} s for {len(raw)} bytes"


@pytest.mark.parametrize("name", [module.NAME for module in formats.ALL])
def test_any_format_can_be_chosen_for_any_document(name: str) -> None:
    for raw in (*SAMPLES, b"x", b"{}", b"[1]", b"<a/>", b"<p>x</p>", b"a,b\n", b'"'):
        check(parsing.parse(raw, as_format=name))
