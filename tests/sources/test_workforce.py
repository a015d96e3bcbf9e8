from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from builders import WORKFORCE, build_folder, edit_csv, set_cell, workforce_2022_layout
from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.errors import DataError
from workforce_grades.sources.report import load_report
from workforce_grades.sources.workforce import explode_members, load_workforce
from workforce_grades.sources.workforce_layouts import LAYOUT_2022

OLDER = "csww_headline_measures_2023_to_2025.csv"


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_folder(tmp_path_factory.mktemp("data"))


@pytest.fixture
def folder(valid: Path, tmp_path: Path) -> Path:
    return shutil.copytree(valid, tmp_path / "data")


def one(table: pd.DataFrame, group: str, year: int) -> pd.Series:
    rows = table[(table["return_group"] == group) & (table["year"] == year)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_one_row_a_return_and_year_with_every_measure_and_flag(valid: Path) -> None:
    table = load_workforce(valid)
    assert len(table) == 17
    assert not table.duplicated(["return_group", "year"]).any()
    row = one(table, "601", 2024)
    assert row[["inpost_fte", "turnover_rate", "agency_rate", "caseload"]].tolist() == [200.0, 14.0, 16.7, 16.3]
    assert row["la_keys"] == ("601",)
    assert (row["census_date"], row["period_start"]) == (pd.Timestamp(2024, 9, 30), pd.Timestamp(2023, 10, 1))
    assert all(table[name].dtype == "float64" and f"{name}_flag" in table for name in MEASURES)


def test_joint_returns_are_one_row_and_split_to_members(valid: Path) -> None:
    table = load_workforce(valid)
    joint = one(table, "603+604", 2024)
    assert joint["is_joint"]
    assert joint["ons_codes_published"] == "E09000901 / E09000902"
    members = explode_members(table)
    assert len(members) == len(table) + 3
    pair = members[members["return_group"] == "603+604"]
    assert sorted(pair["la_key"].unique()) == ["603", "604"]
    assert pair.groupby("year")["turnover_rate"].nunique().eq(1).all()


def test_regions_and_england(valid: Path) -> None:
    regions = load_workforce(valid, level="region")
    assert sorted(regions["region_name"].unique()) == ["North Vale", "South Vale"]
    england = load_workforce(valid, level="national")
    assert england["year"].tolist() == [2023, 2024, 2025]
    assert "return_group" not in england
    assert load_report(england).dropped == {"local authority rows": 17, "regional rows": 6}


def test_a_split_and_a_recode_keep_their_keys(valid: Path) -> None:
    table = load_workforce(valid)
    years = table.groupby("return_group")["year"].agg(tuple).to_dict()
    assert years["605"] == (2023,)
    assert years["606"] == years["607"] == (2024, 2025)
    assert years["608"] == (2023, 2024, 2025)
    assert table.loc[table["return_group"] == "608", "ons_codes_published"].tolist() == [
        "E08000902", "E08000902", "E08000903",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("symbol", "flag", "value"),
    [("c", "suppressed", None), ("x", "unavailable", None), ("u", "unreliable", None), ("low", "low", 0.0)],
)
def test_symbols_keep_their_reason_and_are_counted(folder: Path, symbol: str, flag: str, value: float | None) -> None:
    set_cell(folder / WORKFORCE, "starters_fte", symbol, la_name="Alderbrook", time_period="2024")
    table = load_workforce(folder)
    row = one(table, "601", 2024)
    assert row["starters_fte_flag"] == flag
    assert pd.isna(row["starters_fte"]) if value is None else row["starters_fte"] == value
    assert load_report(table).flagged == {"small_base": 18, flag: 1}


def test_small_bases_are_flagged_on_rates_only(valid: Path) -> None:
    row = one(load_workforce(valid), "607", 2025)
    assert row["inpost_fte"] == 15.0
    assert {row[f"{name}_flag"] for name in EXPOSURES} == {"small_base"}
    assert {row["inpost_fte_flag"], row["cases_flag"]} == {"ok"}


def test_a_symbols_reason_comes_before_the_small_base(folder: Path) -> None:
    set_cell(folder / WORKFORCE, "agency_rate_fte", "u", la_name="Greyford", time_period="2025")
    row = one(load_workforce(folder), "607", 2025)
    assert (row["agency_rate_flag"], row["caseload_flag"]) == ("unreliable", "small_base")


def test_a_suspect_zero_is_kept_and_flagged(folder: Path) -> None:
    for column in ("leavers_fte", "leavers_headcount", "turnover_rate_fte", "turnover_rate_headcount"):
        set_cell(folder / WORKFORCE, column, "0", la_name="Alderbrook", time_period="2024")
        set_cell(folder / WORKFORCE, column, "0", la_name="Greyford", time_period="2024")
    table = load_workforce(folder)
    assert one(table, "601", 2024)[["turnover_rate", "turnover_rate_flag"]].tolist() == [0.0, "suspect_zero"]
    assert one(table, "607", 2024)["turnover_rate_flag"] == "small_base"
    assert load_report(table).flagged["suspect_zero"] == 4


def test_the_older_edition_joins_members_that_stand_under_the_first_name(folder: Path) -> None:
    older = workforce_2022_layout()
    joint = older["la_name"] == "Cotterdale / Dunmere"
    second = older[joint].assign(old_la_code="604", new_la_code="E09000902", la_name="Dunmere")
    second[[*LAYOUT_2022.columns]] = "z"
    older.loc[joint, ["old_la_code", "new_la_code", "la_name"]] = ["603", "E09000901", "Cotterdale"]
    pd.concat([older, second.head(2)]).to_csv(folder / OLDER, index=False)

    table = load_workforce(folder, edition="2022")

    assert table.loc[table["is_joint"], "return_group"].tolist() == ["603+604"] * 3
    assert load_report(table).dropped["members of a joint return, without numbers of their own"] == 2
    assert "starters_fte" not in table


def test_cover_rates_over_100_were_published_in_the_older_layout_only(folder: Path) -> None:
    workforce_2022_layout().to_csv(folder / OLDER, index=False)
    set_cell(folder / OLDER, "agency_cover_rate_fte_%", "234.1", la_name="Alderbrook")
    assert one(load_workforce(folder, edition="2022"), "601", 2025)["agency_cover_rate"] == 234.1
    set_cell(folder / WORKFORCE, "agency_cover_rate_fte", "234.1", la_name="Alderbrook")
    with pytest.raises(DataError, match=r"column agency_cover_rate_fte: 234\.1"):
        load_workforce(folder)


def test_row_order_does_not_matter(folder: Path) -> None:
    before = load_workforce(folder)
    edit_csv(folder / WORKFORCE, lambda rows: rows.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(load_workforce(folder), before)
