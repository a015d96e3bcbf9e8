"""What DfE's yearly files share, tested through the population file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_england import AFTER, BEFORE, NAMES, YEARLY, small_england, write_csv, yearly_row

from workforce_grades.errors import DataError
from workforce_grades.sources.dfe_tables import read_authority_rows, with_numbers
from workforce_grades.sources.folder import open_folder
from workforce_grades.sources.report import LoadLog

FILE = "ons_mid-year_population_estimates_2018_to_2019.csv"
Rows = list[list[Any]]


def good_rows() -> Rows:
    return [
        [2019, "National", "", "", "", 500],
        [2019, "Regional", "", "", "", 300],
        [2019, "Regional", "", "", "", 200],
        *(yearly_row(key, 2018, 10) for key in BEFORE),
        *(yearly_row(key, 2019, 20) for key in AFTER),
    ]


def read(folder: Path, rows: Rows, *, name: str = FILE) -> tuple[pd.DataFrame, LoadLog]:
    write_csv(folder / name, [*YEARLY, "population_estimate"], rows)
    return read_authority_rows(
        open_folder(folder),
        "population",
        ["population_estimate"],
        authorities=small_england(),
        month_and_day=(6, 30),
    )


def refusal(folder: Path, rows: Rows, *, name: str = FILE) -> str:
    with pytest.raises(DataError) as caught:
        read(folder, rows, name=name)
    return str(caught.value)


def test_national_and_regional_rows_are_counted_and_left_out(tmp_path: Path) -> None:
    table, log = read(tmp_path, good_rows())
    assert len(table) == 10
    assert log.rows_read == 13
    assert log.dropped == {"national rows": 1, "regional rows": 2}
    assert table["population_estimate"].astype(int).sum() == 5 * 10 + 5 * 20


def test_keys_are_dfe_codes_in_order(tmp_path: Path) -> None:
    table, _log = read(tmp_path, list(reversed(good_rows())))
    assert list(zip(table["la_key"], table["year"], strict=True)) == sorted(
        [(key, 2018) for key in BEFORE] + [(key, 2019) for key in AFTER]
    )


def test_a_former_ons_code_has_the_same_key(tmp_path: Path) -> None:
    rows = good_rows()
    rows[4][3] = "E10900002"
    table, _log = read(tmp_path, rows)
    assert set(table.loc[table["la_key"] == "902", "year"]) == {2018, 2019}


def test_two_codes_of_two_authorities_are_refused(tmp_path: Path) -> None:
    rows = good_rows()
    rows[4][3] = "E06900001"
    assert "DfE code 902 and ONS code E06900001 are two authorities" in refusal(tmp_path, rows)


@pytest.mark.parametrize("code", ["90", "0902", "E06900001"])
def test_a_code_that_is_not_three_digits_is_refused_with_its_line(tmp_path: Path, code: str) -> None:
    rows = good_rows()
    rows[4][2] = code
    message = refusal(tmp_path, rows)
    assert f"'{code}' is not a DfE code" in message
    assert "line 6" in message


def test_an_unknown_authority_is_refused(tmp_path: Path) -> None:
    assert "'999' is not in the authority list" in refusal(
        tmp_path, [*good_rows(), [2019, "Local authority", "999", "E06999999", "Nowhere", 1]]
    )


def test_a_level_that_is_not_known_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, [*good_rows(), [2019, "Ward", "901", "E06900001", "Northmere", 1]])
    assert "'Ward' is not a level that is known" in message
    assert "Local authority, National, Regional" in message


def test_a_year_range_such_as_202425_is_refused(tmp_path: Path) -> None:
    rows = good_rows()
    rows[3][0] = 202425
    assert "'202425' is not a reporting year" in refusal(tmp_path, rows)


def test_missing_authorities_are_named(tmp_path: Path) -> None:
    rows = [row for row in good_rows() if row[4] not in ("Eastmere", "Oldmere") or row[0] == 2019]
    message = refusal(tmp_path, rows)
    assert "year 2018: 3 authorities; missing: Eastmere, Oldmere" in message
    assert "the 5 that existed on 30 June 2018" in message


def test_a_year_of_the_file_name_that_is_missing_is_refused(tmp_path: Path) -> None:
    name = FILE.replace("2018_to_2019", "2016_to_2019")
    assert "no rows for 2016, 2017: the file is incomplete" in refusal(tmp_path, good_rows(), name=name)


def test_repeated_rows_with_the_same_values_count_once(tmp_path: Path) -> None:
    table, log = read(tmp_path, [*good_rows(), yearly_row("901", 2019, 20)])
    assert len(table) == 10
    assert log.dropped["repeated rows with the same values"] == 1
    assert any("each was used once" in note for note in log.notes)


def test_repeated_rows_with_other_values_show_both(tmp_path: Path) -> None:
    message = refusal(tmp_path, [*good_rows(), yearly_row("901", 2019, 21)])
    assert "Northmere 2019 stands there twice" in message
    assert "(population_estimate, line 10: 20 and line 15: 21)" in message


def test_a_renamed_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [*YEARLY, "population_estimates"], good_rows())
    with pytest.raises(DataError, match=r"`population_estimate` \(found `population_estimates`\)"):
        read_authority_rows(
            open_folder(tmp_path), "population", ["population_estimate"], authorities=small_england(),
            month_and_day=(6, 30),
        )  # fmt: skip


def test_numbers_keep_the_reason_of_each_symbol() -> None:
    log = LoadLog("population", FILE, "")
    table = pd.DataFrame({"la_key": ["901", "902", "903", "905"], "published": ["1,234", "c", "x", "low"]})
    numbers = with_numbers(table, {"published": "ours"}, log)
    assert list(numbers.columns) == ["la_key", "ours", "ours_flag"]
    assert numbers["ours"].tolist()[::3] == [1234.0, 0.0]
    assert numbers["ours"].isna().tolist() == [False, True, True, False]
    assert numbers["ours_flag"].tolist() == ["ok", "suppressed", "unavailable", "low"]
    assert log.flagged == {"suppressed": 1, "unavailable": 1, "low": 1}


def test_the_two_dunmeres_are_told_apart_by_code(tmp_path: Path) -> None:
    table, _log = read(tmp_path, good_rows())
    assert NAMES["906"] == NAMES["907"]
    assert table.loc[table["name_published"] == "Dunmere", ["la_key", "year"]].to_numpy().tolist() == [
        ["906", 2018],
        ["907", 2019],
    ]
