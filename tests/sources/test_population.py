from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_england import AFTER, YEARLY, small_england, write_csv, yearly_row

from workforce_grades.errors import DataError
from workforce_grades.sources.population import AGE_GROUP, load_population
from workforce_grades.sources.report import load_report

HEADER = [*YEARLY, "age_group", "population_estimate"]


def load(folder: Path, rows: list[list[Any]]) -> pd.DataFrame:
    write_csv(folder / "ons_mid-year_population_estimates_2024_to_2024.csv", HEADER, rows)
    return load_population(folder, authorities=small_england())


def rows_with(**cells: object) -> list[list[Any]]:
    return [yearly_row(key, 2024, AGE_GROUP, cells.get(f"la{key}", 1000)) for key in AFTER]


def test_one_row_an_authority_and_mid_year(tmp_path: Path) -> None:
    table = load(tmp_path, rows_with(la901="12,345", la902="x"))
    assert list(table.columns) == ["la_key", "year", "population_0_17", "population_0_17_flag"]
    assert table["la_key"].tolist() == list(AFTER)
    assert table["population_0_17"].iloc[0] == 12_345
    assert pd.isna(table["population_0_17"].iloc[1])
    assert table["population_0_17_flag"].tolist() == ["ok", "unavailable", "ok", "ok", "ok"]
    report = load_report(table)
    assert (report.read, report.kept, report.years, report.authorities) == (5, 5, (2024, 2024), 5)
    assert report.flagged == {"unavailable": 1}


@pytest.mark.parametrize("bad", ["0", "-3", "12183016"])
def test_a_number_that_cannot_be_one_authority_is_refused(tmp_path: Path, bad: str) -> None:
    with pytest.raises(DataError, match=r"column population_0_17.*line 4"):
        load(tmp_path, rows_with(la903=bad))


def test_another_age_group_is_refused(tmp_path: Path) -> None:
    rows = rows_with()
    rows[2][5] = "Children aged 0 to 4 years"
    with pytest.raises(DataError, match="Children aged 0 to 4 years"):
        load(tmp_path, rows)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"2 authorities; missing: Dunmere, Eastmere, Newmere"):
        load(tmp_path, rows_with()[:2])


def test_without_the_file_the_page_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ons_mid-year_population"):
        load_population(tmp_path, authorities=small_england())


@pytest.mark.mirror
def test_the_published_population(mirror: Path) -> None:
    table = load_population(mirror)
    assert len(table) == 1_976
    by_year = table.groupby("year").size()
    assert by_year.to_dict() == {
        **dict.fromkeys(range(2012, 2019), 152), 2019: 151, 2020: 151, 2021: 152, 2022: 152, 2023: 153, 2024: 153,
    }  # fmt: skip
    latest = table[table["year"] == 2024].set_index("la_key")["population_0_17"]
    assert latest.sum() == 12_183_016
    assert (latest.idxmin(), latest.min(), latest.idxmax(), latest.max()) == ("420", 319, "886", 355_390)
    absent = table[table["population_0_17_flag"] != "ok"]
    assert set(absent["la_key"]) == {"835", "836", "837"}
    assert len(absent) == 21
    assert load_report(table).dropped == {"national rows": 13, "regional rows": 143}
