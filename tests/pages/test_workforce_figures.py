"""Figures over the censuses: what headline, subtitle, alternative text and table say, and what the picture names."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from made_study import area, lasting, made, of

from workforce_grades.codebook import EXPOSURES
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.workforce_over_time.figures import (
    RANKED,
    figure_course,
    figure_ranks,
    figure_regions,
    figures_england,
    stabilities,
)

YEARS = [2022, 2023, 2024]
NAN = float("nan")


def spread_of(lowest: float = 8, lower: float = 11, upper: float = 19, highest: float = 31) -> pd.DataFrame:
    row = {"lowest": lowest, "lower": lower, "median": 15.0, "upper": upper, "highest": highest}
    return pd.DataFrame([row] * 3, index=pd.Index(YEARS, name="year"))


def course(own: list[float], place: str = "England", measure: str = "caseload", **options: Any) -> Figure:
    """Return the figure of a place; England beside it has 16 each year."""
    lines = {place: pd.Series(own, index=YEARS)}
    if place != "England":
        lines["England"] = pd.Series([16.0, 16.0, 16.0], index=YEARS)
    return figure_course(place, lines, spread_of(**options), measure, illustrative=False)


def drawn_words(figure: Figure) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", figure.svg)


@pytest.mark.parametrize(
    ("own", "headline"),
    [
        ([15, 18, 16.5], "Caseload: 16.5 cases in 2024, up 1.5 cases since 2022"),
        ([16.54, 18, 16.46], "Caseload: 16.5 cases in 2024, no change since 2022"),
        ([17, 18, NAN], "Caseload: 18.0 cases in 2023, up 1.0 cases since 2022"),
        ([NAN, 18, 14], "Caseload: 14.0 cases in 2024, down 4.0 cases since 2023"),
    ],
    ids=["up", "no change as shown", "ends early", "begins late"],
)
def test_englands_course_is_headed_by_its_last_value_and_change(own: list[float], headline: str) -> None:
    assert course(own).headline == headline


@pytest.mark.parametrize(
    ("last", "said"),
    [(17.0, "above England (16.0)"), (16.04, "the same as England (16.0)"), (3.0, "below England (16.0)")],
)
def test_a_region_is_held_against_england_in_the_headline(last: float, said: str) -> None:
    figure = course([last, 1.0, last], "North East")
    assert figure.headline == f"Caseload: {last:.1f} cases in 2024, {said}, no change since 2022"
    assert figure.subtitle.startswith("Caseload (cases per FTE), North East, 2022 to 2024; shaded: the middle half")


def test_each_line_and_the_spread_are_read_aloud() -> None:
    assert course([15, NAN, 17.25], "North East").alt == (
        "Lines of caseload by year. North East: 15.0 in 2022 and 17.2 in 2024. England: 16.0 in 2022, 16.0 in 2023 and "
        "16.0 in 2024. In 2024 returns in the North East ran from 8.0 to 31.0, the middle half from 11.0 to 19.0."
    )


def test_the_table_has_the_lines_and_the_spread_behind_them() -> None:
    table = course([15, 18, 16.5]).data
    assert table.caption == "Data of the figure: caseload by year, England and its returns"
    assert table.data.iloc[-1].to_list() == ["2024", 16.5, 8, 11, 15, 19, 31]
    assert table.headers["upper"] == "Upper quartile"


@pytest.mark.parametrize(
    ("place", "label"),
    [("North East", "North East"), ("Yorkshire Dales", "Region"), ("East of Wessex", "East of Wessex")],
)
def test_a_name_too_long_for_the_margin_is_the_region(place: str, label: str) -> None:
    words = drawn_words(course([15, 18, 16], place))
    assert {label, "England", "Census of 30 September"} <= set(words)
    assert (place in words) == (place == label)


def regions(north: tuple[float, float], wessex: tuple[float, float], england: tuple[float, float] = (16, 17)) -> Figure:
    areas = [area(name, year, caseload=value) for name, ends in
             (("North East", north), ("Wessex", wessex), ("England", england))
             for year, value in zip((2022, 2024), ends, strict=True)]  # fmt: skip
    return figure_regions(made(*(of("801", year) for year in YEARS), areas=areas), "caseload")


@pytest.mark.parametrize(
    ("north", "wessex", "said"),
    [((16, 15), (17, 12), "every region"), ((16, 15), (17, 18), "1 of 2 regions"),
     ((16, 16), (17, 18), "none of 2 regions"), ((16.04, 15.96), (17, 18), "none of 2 regions")],
    ids=["all", "one", "none", "none as shown"],
)  # fmt: skip
def test_regions_that_fell_are_counted_in_the_headline(north: Any, wessex: Any, said: str) -> None:
    assert regions(north, wessex).headline == f"Caseload was lower in 2024 than in 2022 in {said}"


def test_englands_own_fall_is_no_regions() -> None:
    assert regions((1, 2), (1, 2), (9, 5)).headline.endswith("in none of 2 regions")


def test_both_ends_of_each_region_are_read_aloud_and_stand_in_the_table() -> None:
    figure = regions((16, 15.55), (17, 18))
    assert figure.alt == (
        "One row a region with caseload in 2022 and 2024: North East 16.0 and 15.6; Wessex 17.0 and 18.0; England 16.0 "
        "and 17.0."
    )
    assert figure.data.data.to_numpy().tolist() == [["North East", 16, 15.55], ["Wessex", 17, 18], ["England", 16, 17]]
    assert figure.data.headers == {"region": "Region", "first": "2022", "last": "2024"}
    words = drawn_words(figure)
    assert {"North East", "Wessex", "England", "Caseload (cases per FTE)"} <= set(words)


def ranks(first: dict[str, float]) -> Figure:
    steady = {name: lasting(name, 50, ranks=[first.get(name, 0.5), 0.4, 0.3]) for name in EXPOSURES}
    return figure_ranks(steady, illustrative=True)


def test_the_steadiest_and_the_least_steady_head_the_ranks() -> None:
    figure = ranks({"caseload": 0.854, "absence_rate": 0.346, "vacancy_rate": 0.99})
    assert figure.headline == (
        "From one census to the next the caseload keeps its order most (rank correlation 0.85), the absence rate least "
        "(0.35)"
    )
    assert "caseload 0.85 for neighbouring censuses, 0.30 for those 3 years apart" in figure.alt
    assert "vacancy" not in figure.alt
    assert figure.illustrative


def test_of_two_that_are_alike_as_shown_the_first_is_named() -> None:
    assert "the turnover rate keeps its order most" in ranks({"turnover_rate": 0.901, "caseload": 0.904}).headline


def test_ranks_are_shown_by_years_apart_for_four_measures() -> None:
    figure = ranks({})
    assert figure.data.data.to_numpy().tolist() == [
        ["1", 0.5, 0.5, 0.5, 0.5], ["2", 0.4, 0.4, 0.4, 0.4], ["3", 0.3, 0.3, 0.3, 0.3],
    ]  # fmt: skip
    assert list(figure.data.data.columns) == ["apart", *RANKED]
    assert {"Turnover", "Caseload", "Agency", "Absence", "Years between two censuses"} <= set(drawn_words(figure))


def test_england_has_a_figure_a_measure() -> None:
    study = made(*(of(key, year) for key in ("801", "811") for year in YEARS))
    html = figures_england(study)._repr_html_()
    assert html.startswith('<div class="figures"><figure>')
    headlines = re.findall(r'figure-headline">([^:<]+):', html)
    assert headlines == ["Turnover rate", "Caseload", "Agency rate", "Vacancy rate", "Absence rate"]
    assert html.count("Illustrative data: fictional authorities") == 5


def test_stability_is_worked_out_for_each_measure() -> None:
    keys = ("801", "802", "803", "804", "811", "812", "813")
    study = made(*(of(key, year, caseload=10 + at + (year - 2020) * 0.1, turnover_rate=10 + (at * (year - 2019)) % 7)
                   for at, key in enumerate(keys) for year in YEARS))  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workforce_grades.analyses.workforce_stability._FEWEST", 3)
        patch.setattr("workforce_grades.pages.workforce_over_time.figures.EXPOSURES", ("caseload", "turnover_rate"))
        found = stabilities(study)
    assert [(name, each.measure) for name, each in found.items()] == [(name, name) for name in found]
    assert list(found) == ["caseload", "turnover_rate"]
    assert found["caseload"].ranks["correlation"].to_list() == pytest.approx([1, 1])
    assert found["caseload"].between == pytest.approx(1)
