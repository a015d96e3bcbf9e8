"""What an authority is held against: medians of neighbours, joint returns, places with ties, a row a year and rate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_study import area, beside, made, of

from workforce_grades.codebook import EXPOSURES
from workforce_grades.pages.local_authority.comparators import (
    COMPARISON_COLUMNS,
    comparisons,
    rates_row,
    standings,
    symbols_in_words,
    table_comparison,
)


def test_neighbours_stand_in_order_of_closeness_and_are_those_of_the_newest_model() -> None:
    study = made(of("801", 2024), neighbours={"801": ["812", "802"], "802": ["803"]})
    older = pd.DataFrame([("801", "813", 1, "2021")], columns=["la_key", "neighbour_key", "rank", "model"])
    both = replace(study, neighbours=pd.concat([older, study.neighbours.iloc[::-1]], ignore_index=True))
    assert beside(both).neighbour_keys == ["812", "802"]
    assert beside(both, "802").neighbour_keys == ["803"]
    assert beside(both, "803").neighbour_keys == []


def test_a_joint_return_of_two_neighbours_counts_once_in_the_median() -> None:
    study = made(
        of("801", 2024), of("802", 2024, turnover_rate=10), of("811", 2024, turnover_rate=14),
        of("803+804", 2024, turnover_rate=30), neighbours={"801": ["803", "811", "804", "802"]},
    )  # fmt: skip
    # 10, 14, 30: with the joint return counted twice it would be (14 + 30) / 2 = 22
    assert beside(study).series("turnover_rate").loc[2024, "neighbours"] == 14
    assert sorted(beside(study).neighbour_returns["return_group"]) == ["802", "803+804", "811"]


def test_a_neighbour_that_shares_the_own_return_is_left_out_in_the_years_in_which_it_does() -> None:
    study = made(
        of("801", 2023, caseload=10), of("802", 2023, caseload=20), of("811", 2023, caseload=40),
        of("801+802", 2024, caseload=12), of("811", 2024, caseload=18), neighbours={"801": ["802", "811"]},
    )  # fmt: skip
    series = beside(study).series("caseload")
    assert series["neighbours"].to_list() == [30, 18]
    assert series["authority"].to_list() == [10, 12]
    assert beside(study, "802").series("caseload")["authority"].to_list() == [20, 12]


def test_an_even_number_of_neighbours_has_the_middle_of_two_and_missing_values_do_not_count() -> None:
    values: list[Any] = [10, 13, "unavailable", 16, 17]
    keys = ["802", "803", "804", "811", "812"]
    returns = [of(key, 2024, agency_rate=value) for key, value in zip(keys, values, strict=True)]
    study = made(of("801", 2024), *returns, neighbours={"801": keys})
    assert beside(study).neighbour_medians.loc[2024, "agency_rate"] == 14.5


def test_series_has_a_row_for_each_year_of_england_and_a_gap_where_there_is_no_return() -> None:
    study = made(
        of("802", 2022), of("801", 2023, turnover_rate=9), of("802", 2024),
        areas=[area("England", 2023, turnover_rate=16.2), area("North East", 2023, turnover_rate=14.1)],
    )  # fmt: skip
    series = beside(study).series("turnover_rate")
    assert list(series.index) == [2022, 2023, 2024]
    assert series.loc[2023].drop("neighbours").to_list() == [9, 14.1, 16.2]
    assert series["authority"].isna().to_list() == [True, False, True]
    assert series["neighbours"].isna().all()


def test_the_latest_value_may_be_of_an_earlier_year_than_the_data() -> None:
    study = made(of("801", 2022, caseload=17), of("801", 2023, caseload=18), of("801", 2024, caseload="unavailable"))
    found = beside(study).latest("caseload")
    assert found is not None
    assert (found[0], found[1]["authority"]) == (2023, 18)
    assert beside(study, "802").latest("caseload") is None


RETURNS = [("801", 10.04), ("802", 9.96), ("803", 10.1), ("811", 12.0), ("812", 10.0)]
PLACED = {
    "801": "Joint lowest of 5 returns", "802": "Joint lowest of 5 returns", "812": "Joint lowest of 5 returns",
    "803": "2nd highest of 5 returns", "811": "Highest of 5 returns",
}  # fmt: skip


@pytest.mark.parametrize(("key", "place"), PLACED.items())
def test_places_compare_values_as_they_are_shown(key: str, place: str) -> None:
    study = made(*(of(each, 2024, turnover_rate=value) for each, value in RETURNS), of("813", 2023, turnover_rate=1))
    assert beside(study, key).place("turnover_rate", 2024) == place


TABLE = made(*(of(each, 2024, turnover_rate=value) for each, value in RETURNS)).workforce


@given(st.permutations(range(len(RETURNS))))
def test_places_do_not_hang_on_the_order_of_the_rows(rows: list[int]) -> None:
    assert standings(TABLE.iloc[rows], "turnover_rate") == {(key, 2024): place for key, place in PLACED.items()}


@pytest.mark.parametrize(
    "odd",
    ["suppressed", "unavailable", "not_applicable", "unreliable", "low", (0.0, "suspect_zero"), (2.0, "small_base")],
    ids=str,
)
def test_a_value_with_a_caution_has_no_place_and_is_not_counted(odd: Any) -> None:
    study = made(of("801", 2024, caseload=odd), of("802", 2024, caseload=15), of("803", 2024, caseload=14))
    assert beside(study).place("caseload", 2024) == ""
    assert beside(study, "802").place("caseload", 2024) == "Highest of 2 returns"


def test_places_are_worked_out_within_each_year_and_a_joint_return_has_one() -> None:
    study = made(
        of("801", 2023, caseload=10), of("802", 2023, caseload=20),
        of("801+802", 2024, caseload=30), of("811", 2024, caseload=25), of("812", 2024, caseload=35),
    )  # fmt: skip
    assert standings(study.workforce, "caseload") == {
        ("801", 2023): "Lowest of 2 returns", ("802", 2023): "Highest of 2 returns",
        ("801+802", 2024): "2nd lowest of 3 returns", ("811", 2024): "Lowest of 3 returns",
        ("812", 2024): "Highest of 3 returns",
    }  # fmt: skip
    assert beside(study, "802").place("caseload", 2024) == "2nd lowest of 3 returns"


def test_standings_of_nothing_are_none() -> None:
    assert standings(made(of("801", 2024)).workforce.iloc[:0], "caseload") == {}


def test_every_number_that_is_compared_stands_in_one_table() -> None:
    study = made(
        of("801", 2023, turnover_rate=11), of("801", 2024, turnover_rate="suppressed"), of("802", 2023),
        neighbours={"801": ["802"]}, areas=[area("England", 2024, turnover_rate=14.4)],
    )  # fmt: skip
    table = comparisons(study)
    assert tuple(table.columns) == COMPARISON_COLUMNS
    assert len(table) == 7 * len(EXPOSURES) * 2
    rows = table[table["measure"] == "turnover_rate"].set_index(["la_key", "year"]).sort_index()
    assert rows.loc[("801", 2023), ["value", "flag", "neighbours", "place"]].to_list() == [
        11, "ok", 15, "Lowest of 2 returns",
    ]  # fmt: skip
    assert rows.loc[("801", 2024), ["flag", "england", "place"]].to_list() == ["suppressed", 14.4, ""]
    assert rows.loc[("802", 2024), ["value", "flag"]].isna().all()
    assert rows.loc[("813", 2024), ["name", "place"]].to_list() == ["Greyford", ""]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (12.34, 12.34), ((0.0, "suspect_zero"), 0.0), ((4.5, "small_base"), 4.5), ("suppressed", "[c]"),
        ("unavailable", "[x]"), ("not_applicable", "[z]"), ("unreliable", "[u]"), ("low", "[low]"),
    ],
    ids=str,
)  # fmt: skip
def test_a_cell_is_the_number_or_the_symbol_in_its_place(cell: Any, shown: object) -> None:
    own = beside(made(of("801", 2024, vacancy_rate=cell))).own
    assert rates_row("Ashby", own, 2024, ("vacancy_rate", "caseload")) == ("Ashby", shown, 16.0)


def test_a_year_without_a_return_has_no_cells() -> None:
    own = beside(made(of("801", 2024))).own
    assert rates_row("Ashby", own, 2023) == ("Ashby", None, None, None, None, None)
    assert len(rates_row("Ashby", own, 2024)) == 1 + len(EXPOSURES)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((1.0, None), ""),
        (("[x]", 1.0), " In place of a number: not available from the publisher [x]."),
        (("[low]", "[c]"), " In place of a number: suppressed by the publisher for confidentiality [c]; "
                           "rounds to 0 but is not 0 [low]."),
        (("[z]", "[z]"), " In place of a number: not applicable, for example a rate of nobody [z]."),
    ],
)  # fmt: skip
def test_symbols_are_explained_once_in_the_publishers_order(cells: tuple[object, ...], words: str) -> None:
    assert symbols_in_words([("Ashby", *cells), ("Elmshire", 2.0, None)]) == words


def test_the_comparison_has_neighbours_in_order_then_region_and_england() -> None:
    study = made(
        of("802", 2024, caseload=11), of("813", 2024, caseload=12), of("811", 2023),
        of("811+812", 2024, caseload="low"),
        neighbours={"802": ["813", "811", "801"]},
        areas=[area("England", 2024, caseload=15), area("North East", 2024, caseload=14)],
    )  # fmt: skip
    table = table_comparison(beside(study, "802"))
    assert table.data["name"].to_list() == [
        "Brayford, City of", "Greyford", "Elmshire", "Ashby", "North East (region)", "England",
    ]  # fmt: skip
    assert table.data["caseload"].to_list() == [11.0, 12.0, "[low]", None, 14.0, 15.0]
    assert table.own_row == "Brayford, City of"
    assert table.caption == "Brayford, its statistical neighbours, region and England, 2024"
    assert table.note == "Neighbours in order of closeness. In place of a number: rounds to 0 but is not 0 [low]."
    assert table.headers["caseload"] == "Caseload (cases per FTE)"
    assert set(table.decimals.values()) == {1}
