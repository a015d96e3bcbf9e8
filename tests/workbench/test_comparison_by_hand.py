"""A comparison worked out by hand: a small England of seven, two of them joined, values missing here and there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.codebook import MEASURES
from workforce_grades.errors import ParameterError, UnknownNameError
from workforce_grades.study import Study
from workforce_grades.workbench import GROUPS, Comparison, compare_authority

NORTH, SOUTH = "North", "South"
MEMBERS = {
    # key: name, region, type
    "801": ("Aldra", NORTH, "UA"), "802": ("Belver", NORTH, "UA"), "803": ("Corvan", NORTH, "MD"),
    "804": ("Dovren", SOUTH, "MD"), "805": ("Elvren", SOUTH, "UA"), "806": ("Fenlow", SOUTH, "UA"),
    "807": ("Galder", SOUTH, "UA"),
}  # fmt: skip
RATES: dict[str, tuple[float | None, ...]] = {
    # by return: turnover rate in 2023, 2024, 2025; 806 and 807 report together
    "801": (10.0, None, 12.0), "802": (11.0, 20.0, None), "803": (13.0, 22.0, None), "804": (15.0, None, 18.0),
    "805": (17.0, 24.0, 6.0), "806+807": (30.0, 28.0, 26.0),
}  # fmt: skip
Rows = list[tuple[str, str, str | None]]


def study(rates: dict[str, tuple[float | None, ...]] | None = None, inspections: Iterable[Any] = ()) -> Study:
    """Return what a comparison reads of a study."""
    rows = [
        (key, year, group, rate)
        for group, values in (rates or RATES).items()
        for key in group.split("+")
        for year, rate in zip((2023, 2024, 2025), values, strict=True)
    ]
    members = pd.DataFrame(rows, columns=["la_key", "year", "return_group", "turnover_rate"])
    known = {
        key: Authority(key, f"E06000{key}", name, region[0], region, kind, True, date(2009, 1, 1))
        for key, (name, region, kind) in MEMBERS.items()
    }
    listed = pd.DataFrame(inspections, columns=["la_key", "framework", "inspection_date", "overall"])
    ranks = [("801", "805", 2, 2025), ("801", "803", 1, 2025), ("801", "802", 1, 2021)]
    return cast("Study", SimpleNamespace(
        members=members.astype({"turnover_rate": "float64"}),
        workforce=members.drop_duplicates(["return_group", "year"]),
        authorities=Authorities(known, {}, pd.DataFrame()),
        inspections=listed.assign(inspection_date=pd.to_datetime(listed["inspection_date"])),
        neighbours=pd.DataFrame(ranks, columns=["la_key", "neighbour_key", "rank", "model"]),
        latest_year=2025, illustrative=False,
    ))  # fmt: skip


def compared(
    name: str, group: str = "all of England", years: tuple[int, int] | None = None, **facts: Any
) -> Comparison:
    return compare_authority(study(**facts), name, "turnover_rate", years=years, group=group)


@pytest.mark.parametrize(
    ("name", "group", "medians", "returns"),
    [
        ("Aldra", "all of England", [15.0, 23.0, 18.0], [5, 4, 3]),
        ("Aldra", "region", [12.0, 21.0, None], [2, 2, 0]),
        ("Aldra", "same type of authority", [17.0, 24.0, 16.0], [3, 3, 2]),
        ("Aldra", "statistical neighbours", [15.0, 23.0, 6.0], [2, 2, 1]),
        ("Dovren", "region", [23.5, 26.0, 16.0], [2, 2, 2]),
        ("Fenlow", "region", [16.0, 24.0, 12.0], [2, 1, 2]),
        ("Galder", "same type of authority", [11.0, 22.0, 9.0], [3, 2, 2]),
        ("Belver", "statistical neighbours", [None, None, None], [None, None, None]),
    ],
)
def test_the_median_of_other_returns_year_by_year(
    name: str, group: str, medians: list[float | None], returns: list[int | None]
) -> None:
    data = compared(name, group).data
    assert [None if pd.isna(value) else value for value in data["median"]] == medians
    assert [None if pd.isna(value) else int(value) for value in data["returns"]] == returns


def test_quartiles_lie_between_values_as_they_are_counted() -> None:
    data = compared("Aldra").data
    assert data.loc[2023].tolist() == [10.0, 13.0, 15.0, 17.0, 5]
    assert data.loc[2024, ["low", "median", "high"]].tolist() == [21.5, 23.0, 25.0]
    assert pd.isna(data.loc[2024, "own"])
    assert data["own"].loc[2025] == 12.0


def test_a_joint_return_is_each_members_own() -> None:
    one, other = compared("Fenlow").data, compared("Galder").data
    pd.testing.assert_frame_equal(one, other)
    assert one["own"].tolist() == [30.0, 28.0, 26.0]
    assert one["returns"].tolist() == [5, 3, 3]


def test_a_return_of_other_years_is_held_against_those_in_which_it_was_apart() -> None:
    """Two that report together in one year and apart in the next: the joint year is the authority's own."""
    rates = {
        "801": (10.0, 12.0, None),
        "802+803": (20.0, None, None),
        "802": (None, 14.0, 16.0),
        "803": (None, 18.0, 22.0),
    }
    tables = study(rates)
    there = SimpleNamespace(members=tables.members.dropna(), authorities=tables.authorities)
    belver, measure = tables.authorities.find("Belver"), MEASURES["turnover_rate"]
    found = Comparison(cast("Study", there), belver, measure, (2023, 2025), "region")
    assert found.data["own"].tolist() == [20.0, 14.0, 16.0]
    assert found.data["median"].tolist() == [10.0, 15.0, 22.0]
    assert found.data["returns"].tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    ("years", "shown"),
    [(None, [2023, 2024, 2025]), ((2024, 2024), [2024]), ((1990, 2023), [2023]), ((2025, 2040), [2025]),
     ((2000, 2040), [2023, 2024, 2025])],
)  # fmt: skip
def test_years_are_those_asked_for_as_far_as_there_are_any(years: tuple[int, int] | None, shown: list[int]) -> None:
    found = compared("Aldra", years=years)
    assert list(found.data.index) == shown
    assert found.subtitle.endswith(f"{shown[0]} to {shown[-1]}")


@pytest.mark.parametrize("years", [(2010, 2022), (2026, 2030), (2025, 2023)])
def test_years_without_a_census_are_refused(years: tuple[int, int]) -> None:
    with pytest.raises(
        ParameterError, match=rf"years {years[0]} to {years[1]}: no census\. The data have 2023 to 2025"
    ):
        compared("Aldra", years=years)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"measure": "turnover"}, "measure 'turnover' is not known. Did you mean 'turnover_rate'"),
        ({"group": "England"}, "group 'England' is not known. Did you mean 'all of England'"),
        ({"authority": "Aldro"}, "authority 'Aldro' is not known. Did you mean 'Aldra'"),
    ],
)
def test_a_name_that_is_nearly_right_is_told(facts: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        compare_authority(study(), **{"authority": "Aldra", **facts})


@pytest.mark.parametrize(
    ("name", "group", "headline"),
    [
        ("Aldra", "all of England", "Turnover rate: 12.0% in 2025, below the median of 3 returns (18.0%)"),
        ("Fenlow", "region", "Turnover rate: 26.0% in 2025, above the median of 2 returns (12.0%)"),
        ("Belver", "region", "Turnover rate: 20.0% in 2024, below the median of 1 return (22.0%)"),
        ("Belver", "statistical neighbours", "Turnover rate: 20.0% in 2024; the group has no return with a value"),
    ],
)
def test_the_headline_is_about_the_latest_value_of_its_own(name: str, group: str, headline: str) -> None:
    assert compared(name, group).headline == headline


@pytest.mark.parametrize(
    ("own", "words"),
    [(18.0, "the same as"), (18.04, "the same as"), (17.96, "the same as"), (18.06, "above"), (17.94, "below")],
)
def test_values_that_look_the_same_are_the_same(own: float, words: str) -> None:
    found = compared("Aldra", rates={**RATES, "801": (None, None, own)})
    assert f"in 2025, {words} the median of 3 returns" in found.headline


def test_an_authority_without_a_value_is_said_to_have_none() -> None:
    found = compared("Aldra", rates={**RATES, "801": (None, None, None)})
    assert found.headline == "Aldra has no published turnover rate in these years"


INSPECTED = [
    ("801", "ILACS", "2025-12-31", "Good"), ("801", "ILACS", "2023-01-02", "Inadequate"),
    ("801", "ILACS", "2022-12-31", "Good"), ("801", "ILACS", "2026-01-01", "Good"),
    ("801", "SIF", "2024-05-01", "Good"), ("802", "ILACS", "2024-05-01", "Good"), ("801", "ILACS", "2024-03-04", None),
]  # fmt: skip


def test_inspections_that_begin_within_the_years_oldest_first() -> None:
    found = compared("Aldra", inspections=INSPECTED)
    assert [f"{day:%Y-%m-%d}" for day in found.inspections["inspection_date"]] == [
        "2023-01-02", "2024-03-04", "2025-12-31",
    ]  # fmt: skip
    assert compared("Corvan", inspections=INSPECTED).inspections.empty


def test_the_picture_is_told_in_words_to_whoever_does_not_see_it() -> None:
    figure = compared("Aldra", inspections=INSPECTED).figure
    assert "Inspections: Inad. in January 2023; Insp. in March 2024; Good in December 2025." in figure.alt
    assert figure.headline in figure.alt
    assert figure.subtitle == "Turnover rate (%), Aldra and all of England, 2023 to 2025"
    assert not figure.illustrative
    assert figure.svg.count(">Inad.<") == figure.svg.count(">Insp.<") == 1
    assert "Inspections: none in these years." in compared("Belver").figure.alt


def test_the_table_has_years_as_names_and_the_measures_own_decimals() -> None:
    table = compared("Aldra", "region").table
    assert list(table.data["year"]) == ["2023", "2024", "2025"]
    assert [table.headers[column] for column in table.data] == [
        "Year", "Authority", "Lower quartile of the group", "Median of the group", "Upper quartile of the group",
        "Returns",
    ]  # fmt: skip
    assert set(table.decimals.values()) == {MEASURES["turnover_rate"].decimals}
    shown = table._repr_html_()
    assert ">12.0<" in shown
    assert ">2<" in shown
    assert "nan" not in shown.casefold()


@pytest.mark.parametrize("group", GROUPS)
def test_a_picture_of_one_year_and_of_nobody_is_drawn(group: str) -> None:
    only_own = {"801": (10.0, 12.0, 14.0)}
    figure = compared("Aldra", group, years=(2024, 2024), rates=only_own).figure
    assert figure.svg.count("<svg") == 1
    assert "no return with a value" in figure.headline
