"""Tables of the five measures over the censuses: England, spread with names, regions with their parts, steadiness."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from made_study import NORTH, WESSEX, Cell, area, lasting, made, of

from workforce_grades.codebook import EXPOSURES
from workforce_grades.pages.workforce_over_time.tables import (
    table_england,
    table_missing,
    table_regions,
    table_spread,
    table_stability,
)

KEYS = ("801", "802", "803", "804", "811", "812", "813")


def caseloads(*values: Cell, year: int = 2024, **cells: Cell) -> list[dict[str, Any]]:
    """Return one return a value, of the authorities in the order of their keys."""
    return [of(key, year, caseload=value, **cells) for key, value in zip(KEYS, values, strict=False)]


def spread_row(*values: Cell, **options: Any) -> list[object]:
    """Return what the table of spread says of caseload."""
    data = table_spread(made(*caseloads(*values)), **options).data.set_index("measure")
    return [*data.loc["Caseload (cases per FTE)"]]


def test_england_has_a_row_a_year_as_published() -> None:
    areas = [area("England", 2023, caseload=17.4, agency_rate=17.77), area("England", 2024, turnover_rate=13.8)]
    table = table_england(made(of("801", 2024), of("801", 2023), areas=areas))
    assert table.caption == "England as published, 2023 to 2024"
    assert table.data.to_numpy().tolist() == [
        ["2023", 15.0, 17.4, 17.77, 17.0, 3.0], ["2024", 13.8, 16.0, 18.0, 17.0, 3.0],
    ]  # fmt: skip
    assert set(table.decimals.values()) == {1}
    assert table.headers["agency_rate"] == "Agency rate (%)"


def test_spread_has_quartiles_between_the_ends_with_their_holders() -> None:
    assert spread_row(10, 12, 14, 16, 18) == [5, "10.0: Ashby", 12, 14, 16, "18.0: Elmshire"]


@pytest.mark.parametrize(
    ("values", "lowest", "highest"),
    [
        ((10, 10.04, 20), "10.0: Ashby and Brayford", "20.0: Corby Vale"),
        ((10, 10, 10, 20, 20, 20, 20), "10.0: Ashby, Brayford and 1 more", "20.0: Elmshire, Fenholt and 2 more"),
        ((15,), "15.0: Ashby", "15.0: Ashby"),
    ],
    ids=["two share", "many share", "one return"],
)
def test_two_holders_of_an_end_are_named_and_the_rest_counted(
    values: tuple[float, ...], lowest: str, highest: str
) -> None:
    row = spread_row(*values)
    assert (row[0], row[1], row[-1]) == (len(values), lowest, highest)


@pytest.mark.parametrize(
    "left_out", ["unavailable", (0.0, "suspect_zero"), (90.0, "small_base")], ids=["missing", "suspect", "small"]
)
def test_values_that_say_little_are_left_out(left_out: Cell) -> None:
    assert spread_row(left_out, 12, 14) == [2, "12.0: Brayford", 12.5, 13, 13.5, "14.0: Corby Vale"]


def test_a_low_value_is_a_sound_one() -> None:
    assert spread_row("low", 12)[:2] == [2, "0.0: Ashby"]


def test_a_joint_return_counts_once_under_both_names() -> None:
    table = table_spread(made(of("801+802", 2024, caseload=10), of("803", 2024, caseload=20)))
    assert table.data.loc[1, ["returns", "lowest"]].to_list() == [2, "10.0: Ashby and Brayford"]


def test_spread_is_of_the_latest_year_and_of_one_region_where_asked() -> None:
    study = made(*caseloads(1, 2, 3, year=2023), *caseloads(10, 11, 12, 13, 20, 30))
    table = table_spread(study, NORTH)
    assert table.caption == "Spread of the five measures over returns in the North East, 2024"
    assert table.data["returns"].to_list() == [4] * 5
    assert table_spread(study).caption.endswith("over returns in England, 2024")
    assert table_spread(study, WESSEX).data["lowest"].iloc[1] == "20.0: Elmshire"


def test_regions_stand_by_name_with_their_parts_and_england_last() -> None:
    returns = [of("801", 2024), of("811", 2024) | {"region_name": "Outer Wessex"},
               of("812", 2024) | {"region_name": "Inner Wessex"}]  # fmt: skip
    areas = [area("Inner Wessex", 2024, caseload=19), area("Outer Wessex", 2024, caseload=15),
             area("Wessex", 2024, caseload=17), area("North East", 2024, caseload="unavailable")]  # fmt: skip
    table = table_regions(made(*returns, areas=areas))
    assert table.data["region"].to_list() == [
        '<a data-place="region/E12000001">North East</a>', '<a data-place="region/E12000002">Wessex</a>',
        "– Inner Wessex", "– Outer Wessex", "England",
    ]  # fmt: skip
    assert table.data["caseload"].fillna(-1).to_list() == [-1, 17, 19, 15, 16]
    assert table.caption == "Regions and England as published, 2024"


def test_steadiness_has_a_row_a_measure_and_the_longest_distance_in_its_header() -> None:
    steady = {"caseload": lasting("caseload", 60), "agency_rate": lasting("agency_rate", 45, ranks=[0.9, 0.7])}
    table = table_stability(steady)
    rows = table.data.astype("object").where(table.data.notna(), None).to_numpy().tolist()
    assert rows == [
        ["Caseload", 0.8, 0.75, 0.4, pytest.approx(44.4), 0.25, -0.125, 60, 40, 30],
        ["Agency rate", 0.9, 0.75, 0.7, pytest.approx(44.4), 0.25, -0.125, 45, None, None],
    ]
    assert table.headers["far"] == "3 years apart"
    assert list(table.headers) == list(table.data.columns)


def test_gaps_are_counted_by_year_and_measure() -> None:
    study = made(
        of("801", 2022), of("802", 2022), of("801", 2023, caseload="unavailable", turnover_rate="suppressed"),
        of("802", 2023, caseload="unreliable"), of("801+802", 2024, agency_rate="low"),
        of("803", 2023, caseload=(5, "small_base")),
    )  # fmt: skip
    table = table_missing(study)
    assert list(table.data.columns) == ["year", "returns", *EXPOSURES]
    assert table.data.to_numpy().tolist() == [
        ["2022", 2, 0, 0, 0, 0, 0], ["2023", 3, 1, 2, 0, 0, 0], ["2024", 1, 0, 0, 0, 0, 0],
    ]  # fmt: skip
    assert set(table.decimals.values()) == {0}


def test_without_a_gap_every_count_is_zero() -> None:
    data = table_missing(made(of("801", 2024))).data
    assert data.drop(columns="year").to_numpy().tolist() == [[1, 0, 0, 0, 0, 0]]
    assert pd.api.types.is_integer_dtype(data["caseload"])
