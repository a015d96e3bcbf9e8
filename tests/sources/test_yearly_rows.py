"""What must hold in DfE's yearly tables, on tables of a few rows: years, one row a key, nobody lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_england import AFTER, BEFORE, small_england

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.errors import DataError
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.yearly_rows import (
    check_all_there,
    check_years_of_name,
    reporting_years,
    without_repeats,
)

FILE = Path("need_2018_to_2020.csv")
DAY = date(2018, 6, 30)


def years(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"time_period": pd.Series(texts, dtype="str"), "line": range(2, 2 + len(texts))})


def test_years_become_whole_numbers_on_the_index_of_the_table() -> None:
    found = reporting_years(years("2025", "2013").set_index(pd.Index([7, 3])), FILE)
    assert (found.dtype, found.to_dict()) == ("int64", {7: 2025, 3: 2013})
    assert reporting_years(years(), FILE).empty


@pytest.mark.parametrize("text", ["202425", "1999", "25", "2025.0", " 2025", "2025-26", "", "20X5", "20２５"])
def test_anything_but_four_digits_of_this_century_is_refused(text: str) -> None:
    with pytest.raises(DataError) as refused:
        reporting_years(years("2024", text, "x"), FILE)
    assert refused.value.found == f"'{text}' is not a reporting year"
    assert refused.value.place == "line 3, column time_period"


def rows(*cells: tuple[str, int, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(cells, columns=["la_key", "year", "name_published", "value"])
    return table.assign(line=range(2, 2 + len(cells)))


def log() -> LoadLog:
    return LoadLog("need", FILE.name, "")


def test_rows_of_different_keys_are_left_as_they_are() -> None:
    table, told = rows(("901", 2018, "A", "1"), ("901", 2019, "A", "1"), ("902", 2018, "B", "1")), log()
    pd.testing.assert_frame_equal(without_repeats(table, ["la_key", "year"], FILE, told), table)
    assert (told.notes, told.dropped) == ([], {})


def test_rows_that_differ_in_line_and_spelling_only_count_once_and_that_is_noted() -> None:
    table, told = (
        rows(("901", 2018, "A", "1"), ("902", 2018, "B", "2"), ("901", 2018, "a", "1"), ("901", 2018, "A", "1")),
        log(),
    )
    kept = without_repeats(table, ["la_key", "year"], FILE, told)
    assert kept["line"].tolist() == [2, 3]
    assert told.dropped == {"repeated rows with the same values": 2}
    assert told.notes == ["2 rows stand there twice with the same values; each was used once"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([("901", 2018, "A", "1"), ("901", 2018, "A", "2")],
         "A 2018 stands there twice with different values (value, line 2: 1 and line 3: 2)"),
        ([("902", 2018, "B", "1"), ("902", 2018, "b", "x"), ("901", 2019, "A", "3"), ("901", 2019, "A", "4")],
         "A 2019 stands there twice with different values (value, line 4: 3 and line 5: 4)"),
        ([("901", 2018, "A", "1"), ("901", 2018, "A", "1"), ("901", 2018, "A", "2")],
         "(value, line 2: 1 and line 4: 2)"),
    ],
)  # fmt: skip
def test_two_values_of_one_key_are_shown_with_their_lines(cells: list[tuple[str, int, str, str]], message: str) -> None:
    with pytest.raises(DataError) as refused:
        without_repeats(rows(*cells), ["la_key", "year"], FILE, log())
    assert message in str(refused.value)
    assert "Expected one row an authority and year. Keep the right one." in str(refused.value)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["901", "902"]), st.integers(2018, 2019)), max_size=8))
def test_each_key_is_kept_once(keys: list[tuple[str, int]]) -> None:
    table, told = rows(*((key, year, "A", f"{key}{year}") for key, year in keys)), log()
    kept = without_repeats(table, ["la_key", "year"], FILE, told)
    assert set(zip(kept["la_key"], kept["year"], strict=True)) == set(keys)
    assert len(kept) + sum(told.dropped.values()) == len(keys)


@pytest.mark.parametrize(
    ("name", "there", "absent"),
    [
        ("need_2018_to_2020.csv", [2018, 2019, 2020], ""),
        ("need_2018_to_2020.csv", [2020, 2018], "2019"),
        ("need_2018_to_2020.csv", [], "2018, 2019, 2020"),
        ("need_2018_to_2020.csv", [2019, 2030], "2018, 2020"),
        ("NEED_2018_to_2018.csv", [2018], ""),
        ("need_2018.csv", [], ""),
        ("need_1998_to_2020.csv", [], ""),
    ],
)
def test_years_that_the_name_promises_must_be_there(name: str, there: list[int], absent: str) -> None:
    if not absent:
        check_years_of_name(there, Path(name))
        return
    with pytest.raises(
        DataError, match=rf"no rows for {absent}: the file is incomplete\. Expected the years 2018 to 2020"
    ):
        check_years_of_name(there, Path(name))


@pytest.mark.parametrize(
    ("day", "there"),
    [(DAY, BEFORE), (date(2019, 3, 31), BEFORE), (date(2019, 4, 1), AFTER), (date(2025, 3, 31), AFTER)],
)
def test_everybody_of_the_day_must_be_there_and_nobody_else_matters(day: date, there: tuple[str, ...]) -> None:
    check_all_there(set(there), small_england(), day, file=FILE, place="year")
    check_all_there({*there, "999", "904", "905"}, small_england(), day, file=FILE, place="year")
    with pytest.raises(DataError, match=r"4 authorities; missing: Northmere\. Expected the 5 that existed on"):
        check_all_there({*there[1:], "999"}, small_england(), day, file=FILE, place="year")


def test_the_missing_are_named_by_name_and_the_day_in_words() -> None:
    with pytest.raises(DataError) as refused:
        check_all_there({"901"}, small_england(), DAY, file=FILE, place="year 2018")
    assert refused.value.found == "1 authorities; missing: Dunmere, Eastmere, Oldmere, Southmere"
    assert (refused.value.place, refused.value.expected) == ("year 2018", "the 5 that existed on 30 June 2018")


@pytest.mark.parametrize(
    ("count", "tail"), [(12, "Place 11."), (13, "Place 11 and 1 more."), (40, "Place 11 and 28 more.")]
)
def test_no_more_than_twelve_are_named(count: int, tail: str) -> None:
    members = {
        str(at): Authority(str(at), f"E06{at:06}", f"Place {at:02}", "E1", "North", "UA", True, date(2009, 4, 1))
        for at in range(count)
    }
    with pytest.raises(DataError) as refused:
        check_all_there(set(), Authorities(members, {}, pd.DataFrame()), DAY, file=FILE, place="x")
    assert f"{refused.value.found}.".endswith(tail)
