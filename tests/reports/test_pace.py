"""How long the rest of a run will take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.reports.pace import Pace, in_words

RUN = ["quality", "grades", *["local-authority"] * 20, *["region"] * 3]


def noted(pace: Pace, *pages: tuple[str, float | None]) -> str:
    for report, seconds in pages:
        pace.note(report, seconds)
    return pace.rest()


def test_slow_pages_about_all_say_nothing_of_quick_ones_about_one() -> None:
    assert noted(Pace(RUN, 2), ("quality", 40.0), ("grades", 30.0)) == ""


def test_a_report_has_a_pace_when_more_pages_are_there_than_workers_who_begin_slowly() -> None:
    pace = Pace(RUN, 2)
    assert noted(pace, ("quality", 40.0), ("grades", 30.0), ("local-authority", 9.0), ("local-authority", 9.0)) == ""
    assert noted(pace, ("local-authority", 1.0), ("local-authority", 1.0), ("local-authority", 1.0)) == "21 s left"


def test_the_pages_that_are_left_are_shared_by_the_workers() -> None:
    pages = [("local-authority", 2.0)] * 5
    assert [noted(Pace(["local-authority"] * 11, workers), *pages) for workers in (1, 2, 4)] == [
        "12 s left", "6 s left", "3 s left",
    ]  # fmt: skip
    assert noted(Pace(["local-authority"] * 6, 4), *pages) == "2 s left"


def test_a_report_of_one_page_is_not_known_until_it_is_there() -> None:
    assert noted(Pace(["a", "b", "c", "d"], 1), ("a", 5.0), ("b", 7.0)) == ""
    late = Pace(["how-sure", *["local-authority"] * 4], 1)
    assert noted(late, *[("local-authority", 2.0)] * 3) == "4 s left"
    assert noted(late, ("local-authority", 2.0)) == ""


def test_a_page_that_failed_is_no_pace() -> None:
    pace = Pace(["local-authority"] * 8, 1)
    assert noted(pace, ("local-authority", 2.0), ("local-authority", None), ("local-authority", None)) == ""
    assert noted(pace, ("local-authority", 4.0)) == "12 s left"


def test_at_the_end_nothing_is_left() -> None:
    assert noted(Pace(["a"], 1), ("a", 5.0)) == ""
    assert Pace([], 1).rest() == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (5.4, "5 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (65, "1 min 05 s"), (7_200, "120 min 00 s")],
)
def test_seconds_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@given(st.floats(0, 1e5))
def test_minutes_and_seconds_add_up(seconds: float) -> None:
    numbers = [int(word) for word in in_words(seconds).split() if word.isdigit()]
    minutes, rest = [0, *numbers][-2:]
    assert rest < 60
    assert abs(60 * minutes + rest - seconds) <= 0.5
