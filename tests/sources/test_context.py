from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_england import AFTER, BEFORE, ONS, YEARLY, small_england, write_csv, write_sheet, yearly_row

from workforce_grades.errors import DataError
from workforce_grades.sources.context import VALUES, add_rate, load_context
from workforce_grades.sources.population import AGE_GROUP
from workforce_grades.sources.report import load_report

SPENDING = [
    "ONS Code", "Local authority", "Class", "Certification",
    "Children Social Care - Total Expenditure (C3 = C1 + C2)",
    "Children Social Care - Total Income (C6 = C4 + C5)",
    "Children Social Care - Net Current Expenditure (C7 = C3 - C6)",
]  # fmt: skip


def yearly(values: dict[int, Any], *before: object) -> list[list[Any]]:
    return [
        yearly_row(key, year, *before, *values[year])
        for year in values
        for key in (BEFORE if year < 2019 else AFTER)
    ]  # fmt: skip


def write_population(folder: Path, values: dict[int, Any]) -> None:
    header = [*YEARLY, "age_group", "population_estimate"]
    write_csv(folder / "ons_mid-year_population_x.csv", header, yearly(values, AGE_GROUP))


def write_need(folder: Path, values: dict[int, Any]) -> None:
    write_csv(folder / "b1_children_in_need_x.csv", [*YEARLY, "At31_episodes"], yearly(values))


def write_referrals(folder: Path, values: dict[int, Any]) -> None:
    header = [*YEARLY, "referral_count", "rereferral_count", "rereferral_percent"]
    write_csv(folder / "c1_children_in_need_referrals_x.csv", header, yearly(values))


def write_spending(folder: Path) -> None:
    rows = [[ONS[key], key, "UA", "Y", 900, 100, 800] for key in AFTER]
    write_sheet(folder / "RSX_LA_Data_x.xlsx", "RSX_LA_Data_202425", [SPENDING, *rows])


def write_deprivation(folder: Path) -> None:
    write_csv(
        folder / "la_imd.csv",
        ["local-authority-code", "la-deprivation-score"],
        [[key, int(key) / 100] for key in AFTER],
    )
    write_csv(
        folder / "uk_local_authorities_future.csv", ["local-authority-code", "gss-code"],
        [[key, ONS[key]] for key in AFTER],
    )  # fmt: skip


def whole_folder(folder: Path) -> Path:
    write_population(folder, {2017: [1_000], 2023: [2_000], 2024: [4_000]})
    write_need(folder, {2018: [50], 2024: [60], 2025: [80]})
    write_referrals(folder, {2018: [40, 10, 25], 2024: [30, 6, 20], 2025: [20, 3, 15]})
    write_spending(folder)
    write_deprivation(folder)
    return folder


@pytest.fixture
def context(tmp_path: Path) -> pd.DataFrame:
    return load_context(whole_folder(tmp_path), authorities=small_england())


def of(context: pd.DataFrame, la_key: str, year: int) -> pd.Series:
    rows = context[(context["la_key"] == la_key) & (context["year"] == year)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_one_row_an_authority_and_year_with_all_columns(context: pd.DataFrame) -> None:
    assert len(context) == 15
    assert list(context.columns[:3]) == ["la_key", "year", "context_date"]
    assert list(context.columns[3:]) == [name for value in VALUES for name in (value, f"{value}_flag")]
    assert not context.duplicated(["la_key", "year"]).any()
    assert load_report(context).years == (2018, 2025)


def test_the_day_is_31_march_and_the_children_those_of_the_mid_year_before(context: pd.DataFrame) -> None:
    row = of(context, "901", 2025)
    assert row["context_date"] == pd.Timestamp(2025, 3, 31)
    assert row["population_0_17"] == 4_000
    assert row["cin_31_march"] == 80


def test_rates_are_per_ten_thousand_children(context: pd.DataFrame) -> None:
    row = of(context, "901", 2025)
    assert row["cin_rate_10k"] == pytest.approx(200)
    assert row["referral_rate_10k"] == pytest.approx(50)
    assert row["rereferral_pct"] == 15


def test_spending_is_pounds_a_child_in_its_own_year_only(context: pd.DataFrame) -> None:
    assert of(context, "901", 2025)["csc_net_spend_per_child"] == pytest.approx(800_000 / 4_000)
    earlier = of(context, "901", 2024)
    assert pd.isna(earlier["csc_net_spend_per_child"])
    assert earlier["csc_net_spend_per_child_flag"] == "unavailable"


def test_deprivation_is_the_same_in_every_year_and_ended_authorities_have_none(context: pd.DataFrame) -> None:
    assert context.loc[context["la_key"] == "901", "deprivation_score"].tolist() == [9.01] * 3
    assert of(context, "904", 2018)["deprivation_score_flag"] == "unavailable"


def test_a_missing_number_always_has_a_reason_and_a_number_never(context: pd.DataFrame) -> None:
    for value in VALUES:
        assert (context[value].isna() == (context[f"{value}_flag"] != "ok")).all()


def test_a_rate_carries_the_flag_of_the_part_that_is_missing(tmp_path: Path) -> None:
    write_population(tmp_path, {2023: [2_000], 2024: ["x"]})
    write_need(tmp_path, {2024: ["c"], 2025: [80]})
    table = load_context(tmp_path, authorities=small_england())
    assert of(table, "901", 2024)["cin_rate_10k_flag"] == "suppressed"
    assert of(table, "901", 2025)["cin_rate_10k_flag"] == "unavailable"
    assert of(table, "901", 2025)["cin_31_march_flag"] == "ok"


@pytest.mark.parametrize(
    ("file", "lost"),
    [
        ("ons_mid-year_population_x.csv", ["population_0_17", "cin_rate_10k", "csc_net_spend_per_child"]),
        ("b1_children_in_need_x.csv", ["cin_31_march", "cin_rate_10k"]),
        ("c1_children_in_need_referrals_x.csv", ["referrals", "referral_rate_10k", "rereferral_pct"]),
        ("RSX_LA_Data_x.xlsx", ["csc_net_spend_per_child"]),
        ("la_imd.csv", ["deprivation_score"]),
        ("uk_local_authorities_future.csv", ["deprivation_score"]),
    ],
)
def test_a_source_that_is_not_there_leaves_its_columns_empty_and_is_noted(
    tmp_path: Path, file: str, lost: list[str]
) -> None:
    (whole_folder(tmp_path) / file).unlink()
    table = load_context(tmp_path, authorities=small_england())
    assert len(table) == 15
    for value in lost:
        assert table[value].isna().all()
        assert table[value].dtype == "float64"
        assert set(table[f"{value}_flag"]) == {"unavailable"}
    kept = set(VALUES) - set(lost) - {"referral_rate_10k"}
    assert all(table[value].notna().any() for value in kept)
    assert any("no file of" in note and "unavailable" in note for note in load_report(table).notes)


def test_nothing_at_all_is_an_empty_table_of_the_same_columns(tmp_path: Path) -> None:
    table = load_context(tmp_path, authorities=small_england())
    assert len(table) == 0
    assert list(table.columns[3:]) == [name for value in VALUES for name in (value, f"{value}_flag")]
    assert table["year"].dtype == "int64"
    assert len(load_report(table).notes) == 5


def test_a_damaged_source_is_an_error_and_not_a_missing_one(tmp_path: Path) -> None:
    (whole_folder(tmp_path) / "la_imd.csv").write_text("<!DOCTYPE html><p>Not found")
    with pytest.raises(DataError, match=r"la_imd\.csv: this is a web page"):
        load_context(tmp_path, authorities=small_england())


@given(st.floats(0, 1e6), st.floats(1, 1e6))
def test_a_rate_times_its_base_is_its_count(count: float, base: float) -> None:
    table = pd.DataFrame({"count": [count], "count_flag": ["ok"], "base": [base], "base_flag": ["ok"]})
    rated = add_rate(table, "rate", "count", "base", per=10_000)
    assert rated["rate"].iloc[0] * base / 10_000 == pytest.approx(count)
    assert rated["rate_flag"].iloc[0] == "ok"


@pytest.mark.mirror
def test_the_published_context(mirror: Path) -> None:
    table = load_context(mirror)
    assert len(table) == 1_976
    latest = table[table["year"] == 2025]
    assert len(latest) == 153
    england = 10_000 * latest["cin_31_march"].sum() / latest["population_0_17"].sum()
    assert england == pytest.approx(330.3, abs=0.05)
    assert latest["cin_rate_10k"].min() == pytest.approx(178.1, abs=0.05)
    assert latest["cin_rate_10k"].max() == pytest.approx(814.6, abs=0.05)
    assert latest["csc_net_spend_per_child"].median().round() == 1_304
    assert int(latest["csc_net_spend_per_child"].notna().sum()) == 150
    assert latest["deprivation_score"].notna().all()
    for value in VALUES:
        assert (table[value].isna() == (table[f"{value}_flag"] != "ok")).all()


@pytest.mark.mirror
def test_no_rate_for_bournemouth_poole_and_the_old_dorset(mirror: Path) -> None:
    table = load_context(mirror)
    ended = table[table["la_key"].isin(["835", "836", "837"])]
    assert ended["year"].max() == 2019
    assert ended["cin_rate_10k"].isna().all()
    assert ended["cin_31_march"].notna().all()
    merged = table[table["la_key"] == "839"]
    assert merged["year"].min() == 2020
    assert merged["cin_rate_10k"].notna().all()
