from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.codebook import GRADES
from workforce_grades.errors import DataError
from workforce_grades.sources.grades import GRADE_DTYPE, parse_grade

OFSTED = {"Outstanding": "Outstanding", "Good": "Good", "Inadequate": "Inadequate",
          "Requires improvement to be good": "Requires improvement"}  # fmt: skip


def read(cell: object) -> str | None:
    return parse_grade(cell, file="book.ods", place="row 4")


@given(
    st.sampled_from(sorted(OFSTED)),
    st.sampled_from([str.upper, str.lower, str.title, str]),
    st.text(" \n\t", max_size=3),
)
def test_ofsteds_words_in_any_case_and_spacing(words: str, case: type[str], space: str) -> None:
    assert read(space + case(words).replace(" ", "  ") + space) == OFSTED[words]


@pytest.mark.parametrize("cell", ["requires improvement", "RI"])
def test_short_forms(cell: str) -> None:
    assert read(cell) == "Requires improvement"


@pytest.mark.parametrize("cell", ["", " -", "Not judged", "inspection_pre_dates_judgement", "Not yet inspected"])
def test_no_judgement(cell: str) -> None:
    assert read(cell) is None


@pytest.mark.parametrize("cell", ["Good with outstanding features", "4", 4, "Satisfactory", "Met", None])
def test_anything_else_is_refused(cell: object) -> None:
    with pytest.raises(DataError, match=r"book.ods, row 4: '.*' is not a judgement. Expected Outstanding, Good"):
        read(cell)


def test_adequate_belongs_to_older_frameworks() -> None:
    with pytest.raises(DataError, match=r"is not a judgement; 'Adequate' belongs to frameworks before 2013\. Expected"):
        read("Adequate")


def test_who_meets_a_cell_that_is_no_judgement_is_told_what_to_do() -> None:
    with pytest.raises(DataError) as caught:
        read("Met")
    assert (caught.value.file, caught.value.place) == ("book.ods", "row 4")
    assert caught.value.expected == "Outstanding, Good, Requires improvement to be good, Inadequate, or blank"
    assert caught.value.action == "Correct the cell, or use the publisher's own file"


@given(st.text(max_size=30))
def test_any_text_is_a_grade_none_or_refused(text: str) -> None:
    try:
        grade = read(text)
    except DataError:
        return
    assert grade in (*GRADES, None)


def test_grades_are_ordered_worst_first() -> None:
    grades = pd.Series(["Good", "Inadequate", None, "Outstanding", "Requires improvement"], dtype=GRADE_DTYPE)
    assert grades.min() == "Inadequate"
    assert grades.max() == "Outstanding"
