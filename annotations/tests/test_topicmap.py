"""The map of topics: areas tell sizes, nothing overlaps, labels stay inside."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.topicmap import LETTER, LINE, NARROW, WIDE, Box, laid_out, lines


@settings(max_examples=40)
@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=40), st.sampled_from([WIDE, NARROW]))
def test_areas_are_in_proportion_and_fill_the_map_side_by_side(counts: list[int], sheet: Box) -> None:
    sizes = sorted(counts, reverse=True)
    boxes = laid_out(sizes, sheet)
    assert len(boxes) == len(sizes)
    for size, box in zip(sizes, boxes, strict=True):
        assert abs(box.width * box.height - size / sum(sizes) * sheet.width * sheet.height) < 1
        assert box.x >= -0.01
        assert box.y >= -0.01
        assert box.x + box.width <= sheet.width + 0.01
        assert box.y + box.height <= sheet.height + 0.01
    for one, other in combinations(boxes, 2):
        across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert across < 0.01 or down < 0.01


def test_no_topics_no_boxes() -> None:
    assert laid_out([], WIDE) == []
    assert laid_out([0, 0], WIDE) == [Box(0, 0, 0, 0)] * 2


def test_labels_break_between_words_or_are_left_out() -> None:
    box = Box(0, 0, 16 * LETTER, 4 * LINE)
    assert lines("Choosing a licence", box) == ["Choosing a", "licence"]
    assert lines("Contributor-agreements", box) == ["Contributor-", "agreements"]
    assert lines("Product-market fit", Box(0, 0, 13 * LETTER, 4 * LINE)) == ["Product-", "market fit"]
    assert lines("Internationalisation", box) == []
    assert lines("Choosing a licence", Box(0, 0, 16 * LETTER, LINE)) == []
