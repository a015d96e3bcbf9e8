"""The censuses: like England in sum and spread, exact in arithmetic, with the real file's symbols."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.codebook import SYMBOLS
from workforce_grades.sample import england
from workforce_grades.sample.measures import COUNTS, PUBLISHED, add_rates
from workforce_grades.sample.publication import Published, as_printed
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.streams import autocorrelated, stream
from workforce_grades.sample.writing import file_name
from workforce_grades.sources.symbols import is_number

RATES = {
    "turnover_rate": "turnover_rate_fte", "caseload": "caseload_fte", "agency_rate": "agency_rate_fte",
    "vacancy_rate": "vacancy_rate_fte", "absence_rate": "absence_rate_fte",
}  # fmt: skip


def file_rows(sample: Path, source: str = "workforce") -> pd.DataFrame:
    return pd.read_csv(sample / file_name(source), dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def rows(sample: Path) -> pd.DataFrame:
    return file_rows(sample)


@pytest.fixture(scope="module")
def large(country: Simulation) -> pd.DataFrame:
    return country.censuses[country.censuses["inpost_fte"] >= 20]


@pytest.mark.parametrize("measure", list(RATES))
def test_england_is_near_what_it_was_made_to_be_every_year(rows: pd.DataFrame, measure: str) -> None:
    national = rows[rows["geographic_level"] == "National"].set_index("time_period")[RATES[measure]].astype(float)
    for year, wanted in england.RATES[measure].items():
        assert national[str(year)] == pytest.approx(wanted, abs=0.5), (measure, year)


@pytest.mark.parametrize(
    ("measure", "median", "spread"),
    [("turnover_rate", 14.8, 6.5), ("caseload", 16.3, 2.65), ("agency_rate", 14.5, 10.9),
     ("vacancy_rate", 15.4, 10.7), ("absence_rate", 3.1, 1.4)],
)  # fmt: skip
def test_authorities_differ_as_much_as_real_ones(
    large: pd.DataFrame, measure: str, median: float, spread: float
) -> None:
    values = large[RATES[measure]]
    assert values.median() == pytest.approx(median, rel=0.1)
    assert values.std() == pytest.approx(spread, rel=0.15)


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [("turnover_rate", 0.25, 0.5), ("caseload", 0.55, 0.78), ("agency_rate", 0.75, 0.92),
     ("vacancy_rate", 0.70, 0.90), ("absence_rate", 0.38, 0.62)],
)  # fmt: skip
def test_measures_remember_the_year_before(large: pd.DataFrame, measure: str, low: float, high: float) -> None:
    panel = large.pivot_table(index="group", columns="year", values=RATES[measure], sort=False)
    one_year = np.mean([panel[year].corr(panel[year + 1]) for year in range(2017, 2025)])
    assert low < one_year < high


def test_agency_and_vacancies_go_together_and_with_turnover(large: pd.DataFrame) -> None:
    related = large[list(RATES.values())].corr()
    assert 0.8 < related.loc["agency_rate_fte", "vacancy_rate_fte"] < 0.92
    assert 0.25 < related.loc["agency_rate_fte", "turnover_rate_fte"] < 0.5
    assert abs(related.loc["caseload_fte", "turnover_rate_fte"]) < 0.15


def test_identities_hold_to_rounding_wherever_numbers_are_printed(rows: pd.DataFrame) -> None:
    numbers = rows[list(PUBLISHED)].apply(pd.to_numeric, errors="coerce")
    again = add_rates(numbers[list(COUNTS)], rows["time_period"].astype(int))
    for rate in set(PUBLISHED) - set(COUNTS):
        gap = (numbers[rate] - again[rate]).abs().dropna()
        assert len(gap) > 1_000
        assert gap.max() < 0.051, rate


def test_regions_and_england_are_the_sum_of_their_authorities(rows: pd.DataFrame, published: Published) -> None:
    counts = rows[["time_period", *COUNTS]].apply(pd.to_numeric, errors="coerce")
    national = counts[rows["geographic_level"] == "National"].set_index("time_period")[list(COUNTS)]
    summed = published.numbers[list(COUNTS)].groupby(level="year").sum()
    assert (national - summed).abs().max().max() < 0.06
    nine = (rows["geographic_level"] == "Regional") & rows["region_code"].str.startswith("E12")
    assert (counts[nine].groupby("time_period")[list(COUNTS)].sum() - national).abs().max().max() < 0.06


def test_eleven_regional_rows_a_year_and_the_capital_is_its_halves(rows: pd.DataFrame) -> None:
    regional = rows[rows["geographic_level"] == "Regional"]
    assert set(regional.groupby("time_period").size()) == {11}
    posts = regional.assign(posts=regional["inpost_fte"].astype(float)).pivot_table(
        index="time_period", columns="region_code", values="posts"
    )
    assert (posts["E13900001"] + posts["E13900002"] - posts["E12900007"]).abs().max() < 0.06
    assert "E12900007" not in set(rows.loc[rows["geographic_level"] == "Local authority", "region_code"])


def test_the_two_hidden_authorities_are_in_englands_total_only(rows: pd.DataFrame, country: Simulation) -> None:
    hidden = {country.geography.role(f"unavailable {number}").key for number in (1, 2)}
    cells = rows[(rows["time_period"] == "2025") & rows["old_la_code"].isin(hidden)][list(PUBLISHED)]
    assert set(cells.to_numpy().ravel()) == {"x"}
    latest = rows[rows["time_period"] == "2025"].assign(posts=pd.to_numeric(rows["inpost_fte"], errors="coerce"))
    shown = latest.groupby("geographic_level")["posts"].sum()
    assert shown["National"] > shown["Local authority"] + 50


def test_only_known_symbols_are_printed_and_all_five_are(rows: pd.DataFrame) -> None:
    cells = pd.Series(rows.loc[rows["geographic_level"] == "Local authority", list(PUBLISHED)].to_numpy().ravel())
    symbols = set(cells[~cells.map(is_number)])
    assert symbols == {"c", "x", "z", "u", "low"}
    assert symbols <= set(SYMBOLS)
    assert cells[cells.map(is_number)].map(lambda cell: cell == as_printed(float(cell))).all()


def test_one_authority_has_nobody_in_post(rows: pd.DataFrame, country: Simulation) -> None:
    smallest = rows[rows["old_la_code"] == country.geography.role("smallest").key]
    empty = smallest[smallest["inpost_fte"] == "0"]
    assert set(empty["time_period"]) == {"2021", "2022", "2023", "2024", "2025"}
    assert set(empty["turnover_rate_fte"]) == set(empty["absence_rate_fte"]) == {"z"}
    assert smallest["inpost_fte"].astype(float).max() <= 2
    tiny = rows[rows["old_la_code"] == country.geography.role("tiny").key]["inpost_fte"].astype(float)
    assert tiny.between(5, 15).all()


def test_a_few_zeros_are_hard_to_believe(rows: pd.DataFrame) -> None:
    posts = pd.to_numeric(rows["inpost_fte"], errors="coerce") >= 50
    assert (posts & (rows["leavers_fte"] == "0") & (rows["turnover_rate_fte"] == "0")).sum() == 4
    assert (posts & (rows["working_days_lost_fte"] == "0")).sum() == 1
    assert (posts & (rows["starters_fte"] == "0")).sum() == 1
    assert (rows["absence_rate_fte"] == "low").sum() == 3


def test_joint_returns_have_two_codes_and_names(rows: pd.DataFrame) -> None:
    joint = rows[rows["old_la_code"].str.contains(" / ")]
    assert joint.groupby("old_la_code").size().tolist() == [5, 9]
    for column in ("old_la_code", "new_la_code", "la_name"):
        assert set(joint[column].str.count(" / ")) == {1}


def test_the_newest_code_is_in_the_last_year_only(rows: pd.DataFrame, country: Simulation) -> None:
    member = country.geography.role("recode 2025")
    years = rows[rows["old_la_code"] == member.key].groupby("new_la_code")["time_period"].apply(list)
    assert years[member.codes[1].ons] == ["2025"]
    assert "2024" in years[member.codes[0].ons]


def test_the_older_file_differs_in_a_few_revised_values(sample: Path, rows: pd.DataFrame) -> None:
    old = file_rows(sample, "workforce_2022")
    keys = ["time_period", "old_la_code"]
    both = old[old["old_la_code"] != ""].merge(rows, on=keys, suffixes=("_old", ""))
    changed = both[both["turnover_rate_fte_%"] != both["turnover_rate_fte"]]
    plain = changed[changed["turnover_rate_fte"].map(is_number)]
    assert 0.03 < len(plain) / len(both) < 0.2
    assert set(plain["time_period"]) <= {"2017", "2018", "2019"}
    assert set(old["turnover_rate_fte_%"]) - {cell for cell in old["turnover_rate_fte_%"] if is_number(cell)} <= {
        "c", "x", "z",
    }  # fmt: skip


def test_the_older_file_has_joint_returns_under_their_first_member(sample: Path, country: Simulation) -> None:
    old = file_rows(sample, "workforce_2022")
    first, second = country.geography.joint[-1][0]
    assert not old["old_la_code"].str.contains("/").any()
    rest = old[old["old_la_code"] == second]
    assert set(rest["time_period"]) == {"2021", "2022"}
    assert set(rest["social_worker_fte"]) == {"z"}
    assert (old[old["old_la_code"] == first]["social_worker_fte"] != "z").all()


@given(st.floats(min_value=0, max_value=100_000, allow_nan=False))
def test_a_printed_number_reads_back_to_one_decimal(value: float) -> None:
    printed = as_printed(value)
    assert is_number(printed)
    assert not printed.endswith(".0")
    assert abs(float(printed) - value) <= 0.0500001


def test_working_days_are_those_recovered_from_the_real_file() -> None:
    assert [england.working_days(year) for year in england.YEARS] == [253, 253, 253, 254, 253, 253, 253, 254, 253]


def test_memory_is_what_was_asked_for() -> None:
    series = autocorrelated((20_000, 4), stream(1, "memory"), between=0.3, memory=0.5)
    assert series.std(axis=0) == pytest.approx(1, abs=0.02)
    assert np.corrcoef(series[:, 0], series[:, 1])[0, 1] == pytest.approx(0.3 + 0.7 * 0.5, abs=0.02)
    assert np.corrcoef(series[:, 0], series[:, 3])[0, 1] == pytest.approx(0.3 + 0.7 * 0.125, abs=0.02)


def test_csv_rows_are_all_as_wide_as_the_header(sample: Path) -> None:
    for file in sample.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            widths = {len(row) for row in csv.reader(stream)}
        assert len(widths) == 1, file.name
