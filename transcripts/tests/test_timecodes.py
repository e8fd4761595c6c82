import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.reading import timecodes
from transcripts.reading.timecodes import Oddity


@pytest.mark.parametrize(
    ("printed", "ms"),
    [
        ("00:00:00", 0),
        ("0:12:33.4", 753_400),
        ("1:02:03,250", 3_723_250),
        ("59:59", 3_599_000),
        ("75:00", 4_500_000),
        ("0:32:211.9", None),
        ("0:61:00", None),
        ("12", None),
        ("", None),
    ],
)
def test_well_formed_time_codes_are_read_to_the_millisecond(printed: str, ms: int | None) -> None:
    assert timecodes.read(printed) == ms


@pytest.mark.parametrize("printed", ["040:07.2", "0:4007.2", "O:40:07.2", "0;40;07.2"])
def test_misprints_with_one_reading_are_repaired(printed: str) -> None:
    timings = timecodes.timings(["0:39:00", printed, "0:41:00"])
    assert (timings[1].ms, timings[1].oddity) == (2_407_200, Oddity.REPAIRED)


def test_a_repair_that_contradicts_its_neighbours_is_none() -> None:
    timings = timecodes.timings(["0:45:00", "040:07.2", "0:46:00"])
    assert (timings[1].ms, timings[1].oddity) == (None, Oddity.MALFORMED)


def test_a_single_time_too_late_is_the_odd_one_not_all_that_follow() -> None:
    timings = timecodes.timings(["0:01:00", "1:02:00", "0:03:00", "0:04:00"])
    assert [timing.oddity for timing in timings] == [None, Oddity.BACKWARD, None, None]


def test_of_two_equally_long_runs_the_earlier_is_believed() -> None:
    timings = timecodes.timings(["0:10:00", "0:11:00", "0:05:00", "0:06:00"])
    assert [timing.oddity for timing in timings] == [None, None, Oddity.BACKWARD, Oddity.BACKWARD]


def test_turns_without_a_printed_time_have_none_and_are_not_odd() -> None:
    assert [(t.ms, t.oddity) for t in timecodes.timings([None, "0:01", None])] == [
        (None, None),
        (1000, None),
        (None, None),
    ]


@given(st.lists(st.integers(0, 50)))
def test_longest_rising_run_rises_and_none_is_longer(values: list[int]) -> None:
    run = timecodes.longest_rising_run(values)
    chosen = [values[i] for i in run]
    assert run == sorted(set(run)) and chosen == sorted(chosen)
    best = [1] * len(values)
    for i in range(len(values)):
        best[i] = 1 + max((best[j] for j in range(i) if values[j] <= values[i]), default=0)
    assert len(run) == max(best, default=0)


@given(st.lists(st.one_of(st.none(), st.from_regex(r"[0-9OlI:;., ]{0,12}", fullmatch=True))))
def test_believed_times_never_go_back(printed: list[str | None]) -> None:
    times = [timing.ms for timing in timecodes.timings(printed) if timing.ms is not None]
    assert times == sorted(times)
