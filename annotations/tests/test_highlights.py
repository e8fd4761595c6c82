"""Overlapping quotes are told apart, and the text comes out as it went in."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from annotations.highlights import Segment, Span, Window, in_lanes, paragraphs, segments, windows

TEXT = "We gave it away 🎁 and José’s café paid us for the rest."


def shape(found: Iterable[Segment]) -> list[tuple[str, list[str]]]:
    return [(segment.text, [span.key for span in segment.spans]) for segment in found]


def test_a_text_without_quotes_is_one_segment() -> None:
    assert shape(segments(TEXT, [])) == [(TEXT, [])]


def test_overlapping_quotes_share_the_words_between_them() -> None:
    found = segments("abcdef", in_lanes([Span(1, 4, "one"), Span(3, 5, "two")]))
    assert shape(found) == [("a", []), ("bc", ["one"]), ("d", ["one", "two"]), ("e", ["two"]), ("f", [])]


def test_a_quote_begins_once() -> None:
    found = segments("abcdef", in_lanes([Span(1, 4, "one"), Span(3, 5, "two"), Span(1, 2, "three")]))
    assert [sorted(segment.begins) for segment in found] == [[], ["one", "three"], [], ["two"], [], []]


def test_positions_are_code_points() -> None:
    start = TEXT.index("José")
    found = segments(TEXT, [Span(start, start + 4, "q")])
    assert found[1].text == "José"


def test_three_overlapping_quotes_take_three_lanes_and_the_first_becomes_free_again() -> None:
    spans = [Span(0, 10, "a"), Span(2, 8, "b"), Span(4, 6, "c"), Span(10, 12, "d")]
    assert {span.key: span.lane for span in in_lanes(spans)} == {"a": 0, "b": 1, "c": 2, "d": 0}


def test_a_quote_across_paragraphs_is_marked_in_both_and_begins_in_the_first() -> None:
    found = paragraphs("One two. Three four.", [0, 9], [Span(4, 14, "q")])
    assert [shape(part) for part in found] == [
        [("One ", []), ("two.", ["q"])],
        [("Three", ["q"]), (" four.", [])],
    ]
    assert [segment.begins for part in found for segment in part if segment.begins] == [frozenset({"q"})]


def test_a_window_shows_whole_words_on_either_side() -> None:
    text = "alpha beta gamma delta epsilon"
    start = text.index("gamma")
    (window,) = windows(text, [Span(start, start + 5, "q")], 7)
    assert text[window.start : window.end] == "beta gamma delta"


def test_a_window_never_cuts_the_quote_itself() -> None:
    text = "x" * 50 + "quote" + "y" * 50
    assert windows(text, [Span(50, 55, "q")], 10) == [Window(50, 55)]


def test_windows_that_touch_are_one() -> None:
    text = "alpha beta gamma delta epsilon"
    spans = [Span(0, 5, "a"), Span(11, 16, "b"), Span(23, 30, "c")]
    assert windows(text, spans, 0) == [Window(0, 5), Window(11, 16), Window(23, 30)]
    assert windows(text, spans, 100) == [Window(0, len(text))]


spans_in_text = st.lists(
    st.tuples(st.integers(0, 59), st.integers(1, 60)).map(lambda p: (min(p), max(p) + (p[0] == p[1]))),
    max_size=6,
)


@given(st.text(min_size=61, max_size=61), spans_in_text)
def test_segments_joined_are_the_text_and_each_quote_is_its_words(
    text: str, places: list[tuple[int, int]]
) -> None:
    spans = in_lanes([Span(start, end, str(n)) for n, (start, end) in enumerate(places)])
    found = segments(text, spans)
    assert "".join(segment.text for segment in found) == text
    for span in spans:
        own = "".join(s.text for s in found if span.key in {covering.key for covering in s.spans})
        assert own == text[span.start : span.end]
        assert sum(span.key in segment.begins for segment in found) == 1


@given(spans_in_text)
def test_quotes_that_overlap_never_share_a_lane(places: list[tuple[int, int]]) -> None:
    spans = in_lanes([Span(start, end, str(n)) for n, (start, end) in enumerate(places)])
    for one in spans:
        for other in spans:
            if one.key != other.key and one.start < other.end and other.start < one.end:
                assert one.lane != other.lane
