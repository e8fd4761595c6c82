"""Texts of turns, and edits that fit them, as Hypothesis draws them."""

from collections.abc import Sequence

from hypothesis import strategies as st

from transcripts.documents import SectionKind
from transcripts.editing import (
    SAME,
    Edit,
    EditedTurn,
    Label,
    Merge,
    Section,
    Speaker,
    Split,
    Time,
    Words,
    with_sections,
)

KINDS = [str(kind) for kind in SectionKind]
# Few words, so that they repeat; some of more code points than letters.
WORD = st.sampled_from(["a", "so", "Kong", "Knog", "yes.", "end?", "👩‍🚀", "Cafe\u0301", "and", "𝔸stral"])
PEOPLE = st.none() | st.integers(1, 3)
LABELS = st.sampled_from(["", "Host", "Guest", "Speaker 1"])


@st.composite
def turns_(draw: st.DrawFn) -> EditedTurn:
    """A turn as a document gives it."""
    words = draw(st.lists(WORD, min_size=1, max_size=8))
    starts = [0]
    for word in words[:-1]:
        starts.append(starts[-1] + len(word) + 1)
    some = st.sets(st.sampled_from(starts), max_size=3)
    begin = draw(st.none() | st.integers(0, 5000))
    places = sorted(draw(some))
    times = sorted(
        draw(
            st.lists(st.integers(begin or 0, (begin or 0) + 5000), min_size=len(places), max_size=len(places))
        )
    )
    end = draw(st.none() | st.integers(0, 3000).map(lambda more: max([begin or 0, *times]) + more))
    return EditedTurn(
        text=" ".join(words),
        label=draw(LABELS),
        speaker=draw(PEOPLE),
        section=draw(st.sampled_from(KINDS[:2])),
        section_title=draw(st.sampled_from(["", "Acme"])),
        opens_section=draw(st.booleans()),
        start_ms=begin,
        end_ms=end,
        paragraph_starts=tuple(sorted({0, *draw(some)})),
        cues=tuple(zip(places, times, strict=True)),
        line=draw(st.none() | st.integers(1, 99)),
    )


def texts(most: int = 5) -> st.SearchStrategy[tuple[EditedTurn, ...]]:
    """Whole texts."""
    return st.lists(turns_(), min_size=1, max_size=most).map(with_sections)


@st.composite
def edits(draw: st.DrawFn, turns: Sequence[EditedTurn]) -> Edit:
    """One edit that may fit a text."""
    turn = draw(st.integers(0, len(turns) - 1))
    text = turns[turn].text
    place = st.integers(0, len(text))
    times = st.none() | st.integers(0, 9000)
    kind = draw(st.sampled_from([Words, Words, Words, Speaker, Label, Split, Merge, Time, Section]))
    if kind is Words:
        start, end = sorted(draw(st.tuples(place, place)))
        return Words(turn, start, end, " ".join(draw(st.lists(WORD, max_size=3))))
    if kind is Speaker:
        return Speaker(turn, draw(PEOPLE), draw(st.just(SAME) | LABELS))
    if kind is Label:
        return Label(turns[turn].label, draw(PEOPLE))
    if kind is Split:
        return Split(turn, draw(place), draw(st.just(SAME) | PEOPLE), draw(st.just(SAME) | LABELS))
    if kind is Merge:
        return Merge(turn)
    if kind is Time:
        return Time(turn, draw(times), draw(st.just(SAME) | times))
    through = draw(st.integers(turn, len(turns) - 1))
    return Section(turn, through, draw(st.sampled_from(KINDS)), draw(st.sampled_from(["", "Acme"])))
