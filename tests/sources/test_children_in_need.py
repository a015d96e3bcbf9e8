from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_england import AFTER, BEFORE, YEARLY, small_england, write_csv, yearly_row

from workforce_grades.errors import DataError
from workforce_grades.sources.children_in_need import (
    check_rereferral_identity,
    load_children_in_need,
    load_referrals,
)
from workforce_grades.sources.report import load_report

COUNTS = [*YEARLY, "category", "At31_episodes"]
REFERRALS = [*YEARLY, "category", "referral_count", "rereferral_count", "rereferral_percent"]


def load_counts(folder: Path, rows: list[list[Any]]) -> pd.DataFrame:
    write_csv(folder / "b1_children_in_need_2019_to_2020.csv", COUNTS, rows)
    return load_children_in_need(folder, authorities=small_england())


def count_rows() -> list[list[Any]]:
    return [
        [2020, "National", "", "", "", "Children in Need", 402_400],
        *(yearly_row(key, 2019, "Children in Need", 100 + at) for at, key in enumerate(BEFORE)),
        *(yearly_row(key, 2020, "Children in Need", 200 + at) for at, key in enumerate(AFTER)),
    ]


def load_referral_rows(folder: Path, **cells: tuple[object, object, object]) -> pd.DataFrame:
    usual = (200, 45, 22.5)
    rows = [yearly_row(key, 2025, "Referrals", *cells.get(f"la{key}", usual)) for key in AFTER]
    write_csv(folder / "c1_children_in_need_referrals_2025.csv", REFERRALS, rows)
    return load_referrals(folder, authorities=small_england())


def test_children_in_need_by_authority_and_year(tmp_path: Path) -> None:
    table = load_counts(tmp_path, count_rows())
    assert list(table.columns) == ["la_key", "year", "cin_31_march", "cin_31_march_flag"]
    assert table.loc[table["la_key"] == "901", "cin_31_march"].tolist() == [100, 200]
    assert load_report(table).dropped == {"national rows": 1}


def test_a_reorganisation_of_april_is_seen_a_year_later(tmp_path: Path) -> None:
    table = load_counts(tmp_path, count_rows())
    assert table.loc[table["la_key"] == "904", "year"].tolist() == [2019]
    assert table.loc[table["la_key"] == "905", "year"].tolist() == [2020]


def test_symbols_keep_their_reason(tmp_path: Path) -> None:
    rows = count_rows()
    for at, symbol in enumerate(["x", "c", "u"]):
        rows[1 + at][-1] = symbol
    table = load_counts(tmp_path, rows)
    missing = table[table["cin_31_march"].isna()]
    assert missing["cin_31_march_flag"].tolist() == ["unavailable", "suppressed", "unreliable"]
    assert load_report(table).flagged == {"unavailable": 1, "suppressed": 1, "unreliable": 1}


def test_an_unknown_symbol_is_refused(tmp_path: Path) -> None:
    rows = count_rows()
    rows[3][-1] = "n/a"
    with pytest.raises(DataError, match=r"'n/a' \(1\)"):
        load_counts(tmp_path, rows)


def test_a_negative_count_is_refused_with_its_line(tmp_path: Path) -> None:
    rows = count_rows()
    rows[3][-1] = -4
    with pytest.raises(DataError, match=r"column cin_31_march.*line 5, Eastmere, 2019"):
        load_counts(tmp_path, rows)


def test_referrals_have_counts_and_a_percentage(tmp_path: Path) -> None:
    table = load_referral_rows(tmp_path, la902=(300, "c", "c"))
    assert table["referrals"].tolist() == [200, 300, 200, 200, 200]
    assert table["rereferral_pct"].dropna().tolist() == [22.5] * 4
    assert table["rereferral_pct_flag"].iloc[1] == "suppressed"
    assert table["rereferrals_flag"].iloc[1] == "suppressed"


def test_a_percentage_published_as_a_fraction_is_recognised(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"0\.225 against .*= 22\.5: looks like a fraction") as caught:
        load_referral_rows(tmp_path, la902=(200, 45, 0.225))
    assert "line 3, Southmere 2025" in str(caught.value)


def test_a_percentage_over_100_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a percentage from 0 to 100"):
        load_referral_rows(tmp_path, la902=(20, 45, 225))


def test_no_referrals_make_no_percentage(tmp_path: Path) -> None:
    table = load_referral_rows(tmp_path, la902=(0, 0, "z"))
    assert table["rereferral_pct_flag"].iloc[1] == "not_applicable"


def identity_row(referrals: int, again: int, percentage: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"name_published": ["Northmere"], "year": [2025], "line": [2], "referrals": [float(referrals)],
         "rereferrals": [float(again)], "rereferral_pct": [percentage]}
    )  # fmt: skip


@given(st.integers(1, 50_000), st.data())
def test_a_rounded_percentage_satisfies_the_identity_and_a_shifted_one_does_not(referrals: int, data: Any) -> None:
    again = data.draw(st.integers(0, referrals))
    rounded = round(100 * again / referrals, 1)
    check_rereferral_identity(identity_row(referrals, again, rounded), file="c1.csv")
    with pytest.raises(DataError):
        check_rereferral_identity(identity_row(referrals, again, rounded + 0.2), file="c1.csv")


@pytest.mark.mirror
def test_the_published_children_in_need(mirror: Path) -> None:
    table = load_children_in_need(mirror)
    assert len(table) == 1_976
    assert table.groupby("year").size().iloc[[0, 6, 7, 8, 9, 10, 11, 12]].tolist() == [
        152, 152, 151, 151, 152, 152, 153, 153,
    ]  # fmt: skip
    missing = table[table["cin_31_march"].isna()]
    assert set(zip(missing["la_key"], missing["year"], missing["cin_31_march_flag"], strict=True)) == {
        ("840", 2013, "unavailable"), ("353", 2013, "unavailable"), ("926", 2013, "unavailable"),
        ("908", 2014, "unavailable"), ("420", 2014, "suppressed"), ("204", 2021, "unavailable"),
        ("204", 2022, "unavailable"), ("420", 2023, "suppressed"), ("850", 2024, "unreliable"),
    }  # fmt: skip
    assert table.loc[table["year"] == 2025, "cin_31_march"].sum() == pytest.approx(402_400, abs=5)


@pytest.mark.mirror
def test_the_published_referrals(mirror: Path) -> None:
    table = load_referrals(mirror)
    assert len(table) == 1_976
    assert int(table["rereferral_pct"].isna().sum()) == 27
    latest = table[table["year"] == 2025]
    assert 100 * latest["rereferrals"].sum() / latest["referrals"].sum() == pytest.approx(22.6, abs=0.05)
    hackney = table[(table["la_key"] == "204") & table["year"].isin([2021, 2022])]
    assert hackney["rereferral_pct_flag"].tolist() == ["unavailable", "unavailable"]
