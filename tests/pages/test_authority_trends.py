"""Figures of one authority over the censuses: headline, subtitle, what is read aloud, inspections, the key."""

from __future__ import annotations

import re
from typing import Any

import pytest
from made_study import Row, area, beside, graded, inspected, made, of

from workforce_grades.pages.figures import Figure
from workforce_grades.pages.inspection_marks import census_years, grade_letters
from workforce_grades.pages.local_authority.trends import figure_trend, trend_key
from workforce_grades.sources.fresher import OVERVIEW
from workforce_grades.study import Study

RETURNS = [of("801", 2022, caseload=15), of("801", 2023, caseload=14), of("801", 2024, caseload=17)]


def trend(study: Study, measure: str = "caseload", key: str = "801", *, inspections: tuple[Row, ...] = ()) -> Figure:
    return figure_trend(beside(study, key), measure, graded(inspections))


def svg_words(figure: Figure) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", figure.svg)


@pytest.mark.parametrize(
    ("england", "said"),
    [(16.96, "the same as England (17.0)"), (17.1, "below England (17.1)"), (16.9, "above England (16.9)")],
)
def test_the_headline_holds_the_latest_value_against_england(england: float, said: str) -> None:
    figure = trend(made(*RETURNS, areas=[area("England", 2024, caseload=england)]))
    assert figure.headline == f"Caseload: 17.0 cases in 2024, {said}"
    assert figure.subtitle == "Caseload (cases per FTE), Ashby and comparators, 2022 to 2024"


def test_where_england_has_no_value_the_headline_holds_nothing_against_it() -> None:
    figure = trend(made(*RETURNS, areas=[area("England", 2024, caseload="unavailable")]))
    assert figure.headline == "Caseload: 17.0 cases in 2024"


def test_a_value_that_ended_earlier_is_headed_by_its_year_on_the_same_axis() -> None:
    study = made(of("801", 2022, turnover_rate=10), of("801", 2023, turnover_rate=12), of("802", 2024),
                 areas=[area("England", 2023, turnover_rate=11)])  # fmt: skip
    figure = trend(study, "turnover_rate")
    assert figure.headline == "Turnover rate: 12.0% in 2023, above England (11.0)"
    assert figure.subtitle.endswith("2022 to 2024")


def test_what_is_read_aloud_is_the_course_of_both_lines() -> None:
    alt = trend(made(*RETURNS)).alt
    assert alt == (
        "Line chart of caseload by year. Ashby: 15.0 cases in 2022, 17.0 cases in 2024, lowest 14.0 cases in 2023, "
        "highest 17.0 cases in 2024. England: 16.0 cases in 2022, 16.0 cases in 2024, lowest 16.0 cases in 2022, "
        "highest 16.0 cases in 2022."
    )


def test_one_value_is_no_course() -> None:
    alt = trend(made(of("802", 2022), of("801", 2023, agency_rate=9.5), of("802", 2024)), "agency_rate").alt
    assert "Ashby: one value, 9.5% in 2023. England: 18.0% in 2022," in alt


def test_inspections_are_told_oldest_first_with_their_months() -> None:
    rows = (inspected("801", "2024-05-13", None), inspected("801", "2022-11-07", "Requires improvement"),
            inspected("801", "2021-03-01", framework="SIF"))  # fmt: skip
    figure = trend(made(*RETURNS), inspections=rows)
    assert figure.alt.endswith(" Inspections: requires improvement in November 2022; no overall judgement in May 2024.")
    assert {"RI", "Insp."} <= set(svg_words(figure))
    assert "Good" not in svg_words(figure)
    assert "Inspections" not in trend(made(*RETURNS)).alt


@pytest.mark.parametrize(("began", "is_drawn"), [("2024-12-11", True), ("2024-12-13", False)])
def test_an_inspection_past_the_end_of_the_axis_has_no_mark(began: str, *, is_drawn: bool) -> None:
    """The axis ends a fifth of a year, 73 days, after the last census."""
    figure = trend(made(*RETURNS), inspections=(inspected("801", began, "Outstanding"),))
    assert ("Outst." in svg_words(figure)) == is_drawn
    assert ("outstanding in December 2024" in figure.alt) == is_drawn


def test_the_numbers_are_those_of_the_four_lines() -> None:
    study = made(*RETURNS, of("811", 2023, caseload=20), neighbours={"801": ["811"]})
    table = trend(study).data
    assert table.caption == "Data of the figure: caseload by year, Ashby"
    assert list(table.headers.values()) == ["Year", "Ashby", "Neighbours (median)", "North East", "England"]
    assert table.data.fillna(-1).to_numpy().tolist() == [
        ["2022", 15, -1, 16, 16], ["2023", 14, 20, 16, 16], ["2024", 17, -1, 16, 16],
    ]  # fmt: skip


def test_names_of_lines_are_those_that_fit_and_a_line_without_values_has_none() -> None:
    short = svg_words(trend(made(*RETURNS)))
    assert {"Ashby", "North East", "England"} <= set(short)
    assert "Neighbours" not in short
    long = svg_words(trend(made(of("804", 2023), of("804", 2024)), key="804"))
    assert "This authority" in long
    assert "Isles of Dunmere" not in long


def test_two_figures_in_turn_leave_nothing_of_the_first() -> None:
    study = made(*RETURNS, areas=[area("England", 2023, caseload=30)])
    first = trend(study, inspections=(inspected("801", "2023-05-01", "Inadequate"),))
    assert "Inad." in svg_words(first)
    again = trend(made(of("811", 2023), of("811", 2024)), "agency_rate", "811")
    assert not {"Inad.", "Ashby", "North East"} & set(svg_words(again))
    assert trend(study, inspections=(inspected("801", "2023-05-01", "Inadequate"),)).svg == first.svg


@pytest.mark.parametrize("illustrative", [True, False])
def test_a_figure_says_whether_its_numbers_are_made_up(*, illustrative: bool) -> None:
    assert trend(made(*RETURNS, illustrative=illustrative)).illustrative == illustrative


def test_the_key_has_a_line_a_series_with_its_dash_and_letters_of_grades() -> None:
    key = str(trend_key(beside(made(of("802", 2024)), "802"), graded([])))
    lines = re.findall(r"<li>(.*?)</li>", key)
    assert [line.partition("</svg> ")[2] for line in lines] == [
        "Brayford, City of", "Median of its statistical neighbours", "North East", "England",
    ]  # fmt: skip
    assert ["stroke-dasharray" in line for line in lines] == [False, True, True, True]
    assert [re.findall(r'stroke-width="(\d)"', line) for line in lines] == [["4"], ["3"], ["3"], ["3"]]
    assert len(set(re.findall(r'stroke="(#\w+)"', key))) == 4
    assert "Inad. inadequate; RI requires improvement; Outst. outstanding; Insp. where none was given.</p>" in key
    assert key.index("Turnover and absence are of the year to the census") < key.index("<ul>")


@pytest.mark.parametrize(
    ("changes", "has_star"),
    [({"inspection_source": OVERVIEW}, True), ({"inspection_source": "Ofsted"}, False), ({}, False),
     ({"inspection_source": OVERVIEW, "framework": "SIF"}, False)],
    ids=str,
)  # fmt: skip
def test_a_star_is_explained_where_a_newer_inspection_is_drawn(changes: dict[str, Any], *, has_star: bool) -> None:
    study, row = made(*RETURNS), inspected("801", "2024-05-01", "Good", **changes)
    assert (f"; * read by {OVERVIEW}" in trend_key(beside(study), graded([row]))) == has_star
    assert ("Good*" in svg_words(trend(study, inspections=(row,)))) == has_star


@pytest.mark.parametrize(("day", "at"), [("2023-09-30", 2023.0), ("2024-09-29", 2024.0), ("2022-12-31", 2022.252)])
def test_a_census_day_is_a_whole_year_on_the_axis(day: str, at: float) -> None:
    assert census_years(graded([inspected("801", day)])["inspection_date"]).to_list() == pytest.approx([at], abs=1e-3)


@pytest.mark.parametrize(
    ("grade", "letters"),
    [("Inadequate", "Inad."), ("Requires improvement", "RI"), ("Good", "Good"), ("Outstanding", "Outst."),
     (None, "Insp."), (float("nan"), "Insp.")],
)  # fmt: skip
def test_grades_have_letters_that_fit_above_a_line(grade: object, letters: str) -> None:
    assert grade_letters(grade) == letters
