from __future__ import annotations

import pandas as pd
import pytest
from pandera.pandas import Check, Column, DataFrameSchema

from workforce_grades.errors import DataError
from workforce_grades.sources.schema import check_columns, check_schema

SCHEMA = DataFrameSchema({"rate": Column(float, Check.le(100, error="at most 100"), nullable=True), "key": Column(str)})


def table(*rates: float) -> pd.DataFrame:
    names = [f"Authority {number}" for number in range(len(rates))]
    frame = pd.DataFrame({"rate": rates, "name_published": names, "year": 2024, "line": range(2, len(rates) + 2)})
    return frame.assign(key="1")


def test_a_valid_table_comes_back_itself() -> None:
    valid = table(1.0, float("nan"))
    assert check_schema(valid, SCHEMA, file="f.csv") is valid


def test_failing_cells_are_named_with_line_name_and_year() -> None:
    with pytest.raises(DataError) as raised:
        check_schema(table(1.0, 101.0), SCHEMA, file="f.csv", published={"rate": "rate_fte"})
    assert str(raised.value) == (
        "f.csv, column rate_fte: 101.0 (line 3, Authority 1, 2024). Expected at most 100. "
        "Correct the rows, or use the publisher's own file."
    )


def test_many_failing_cells_are_counted() -> None:
    with pytest.raises(DataError, match=r"101 \(line 2.*, 103 \(line 4, Authority 2, 2024\) and 2 more"):
        check_schema(table(101, 102, 103, 104, 105), SCHEMA, file="f.csv")


def test_rows_without_a_line_are_named_by_their_index() -> None:
    with pytest.raises(DataError, match=r"column rate: 101.0 \(row 0\)"):
        check_schema(table(101.0)[["rate", "key"]], SCHEMA, file="f.csv")


def test_a_column_that_is_not_there_at_all() -> None:
    with pytest.raises(DataError, match=r"f.csv: column `key` not found"):
        check_schema(table(1.0).drop(columns="key"), SCHEMA, file="f.csv")


def test_missing_columns_are_listed_with_the_nearest_found() -> None:
    frame = pd.DataFrame(columns=["turnover_rate_fte_%", "name", "line"])
    with pytest.raises(DataError) as raised:
        check_columns(frame, ["turnover_rate_fte", "name"], file="f.csv", layout="the 2025 layout")
    assert raised.value.found == "column `turnover_rate_fte` (found `turnover_rate_fte_%`) not found"
    assert raised.value.expected == "the columns of the 2025 layout"


def test_the_line_column_is_never_suggested_and_long_lists_are_cut() -> None:
    with pytest.raises(DataError, match=r"column `lines`, `b`, `c` and 2 more not found"):
        check_columns(pd.DataFrame(columns=["line"]), ["lines", "b", "c", "d", "e"], file="f.csv", layout="it")


def test_nothing_missing_is_no_error() -> None:
    assert check_columns(pd.DataFrame(columns=["a", "b"]), ["b"], file="f.csv", layout="it") is None


def test_a_column_of_the_wrong_kind_fails_as_a_whole() -> None:
    with pytest.raises(DataError, match=r"f.csv, column rate: .*\(whole column\). Expected dtype\('float64'\)"):
        check_schema(table(1.0).assign(rate="1"), SCHEMA, file="f.csv")
