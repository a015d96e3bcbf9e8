"""How figures mark inspections: places on the axis of censuses, letters above the line."""

from __future__ import annotations

import pandas as pd
import pytest

from workforce_grades.codebook import GRADES
from workforce_grades.pages.inspection_marks import INITIALS, LONGEST_NAME, census_years, grade_letters


@pytest.mark.parametrize(
    ("day", "at"),
    [
        pytest.param("2023-09-30", 2023.0, id="the census itself"),
        pytest.param("2023-10-01", 2023 + 1 / 365.25, id="the day after"),
        pytest.param("2023-09-29", 2023 - 1 / 365.25, id="the day before"),
        pytest.param("2024-01-01", 2024 - 272 / 365.25, id="first day of a year"),
        pytest.param("2023-12-31", 2023 + 92 / 365.25, id="last day of a year"),
    ],
)
def test_a_whole_number_is_the_census_of_that_year(day: str, at: float) -> None:
    assert census_years(pd.Series([pd.Timestamp(day)])).item() == pytest.approx(at, abs=1e-9)


def test_days_stay_in_their_order_over_the_turn_of_years() -> None:
    days = pd.Series(pd.date_range("2019-01-01", "2024-12-31"))
    places = census_years(days)
    assert places.is_monotonic_increasing
    assert places.is_unique
    assert census_years(days.iloc[:0]).empty


@pytest.mark.parametrize(
    ("grade", "letters"),
    [("Inadequate", "Inad."), ("Requires improvement", "RI"), ("Good", "Good"), ("Outstanding", "Outst."),
     (None, "Insp."), (float("nan"), "Insp."), (pd.NA, "Insp.")],
)  # fmt: skip
def test_letters_of_a_grade_and_of_none(grade: object, letters: str) -> None:
    assert grade_letters(grade) == letters


def test_every_grade_has_letters_that_fit_and_differ() -> None:
    assert list(INITIALS) == list(GRADES)
    assert len(set(INITIALS.values())) == len(GRADES)
    assert max(map(len, INITIALS.values())) < LONGEST_NAME


def test_an_unknown_grade_is_an_error() -> None:
    with pytest.raises(KeyError, match="Satisfactory"):
        grade_letters("Satisfactory")
