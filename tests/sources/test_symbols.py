from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.codebook import FLAG_MEANINGS, SYMBOLS
from workforce_grades.errors import DataError
from workforce_grades.sources.symbols import is_number, parse_cells


def parse(*cells: str) -> tuple[list[float], list[str]]:
    values, flags = parse_cells(pd.Series(cells, dtype="str"), file="f.csv", column="rate")
    return values.tolist(), flags.tolist()


@pytest.mark.parametrize(
    ("cell", "value"),
    [("14.8", 14.8), ("0", 0.0), ("-3", -3.0), ("1,234", 1234.0), ("1,234,567.5", 1234567.5),
     ("14.8%", 14.8), (" 7 ", 7.0)],
)  # fmt: skip
def test_numbers(cell: str, value: float) -> None:
    assert parse(cell) == ([value], ["ok"])
    assert is_number(cell)


@pytest.mark.parametrize(("symbol", "flag"), SYMBOLS.items())
def test_every_symbol_keeps_its_reason(symbol: str, flag: str) -> None:
    values, flags = parse(symbol, symbol.upper())
    assert flags == [flag, flag]
    assert flag in FLAG_MEANINGS
    assert all(value == 0.0 if flag == "low" else math.isnan(value) for value in values)


@pytest.mark.parametrize(
    "cell", ["12,34", "1,2345", "1.2E+03", "1e5", "+3", "3.", ".5", "nan", "inf", "٣", "1_000", "--", "n/a"]
)
def test_nothing_else_is_a_number(cell: str) -> None:
    assert not is_number(cell)
    with pytest.raises(DataError, match="symbols that are not known"):
        parse(cell)


def test_error_counts_symbols_and_names_the_first_line() -> None:
    cells = pd.Series(["1", "*", "n/a", "*"], index=[7, 8, 9, 10])
    with pytest.raises(DataError) as raised:
        parse_cells(cells, file="f.csv", column="rate", lines=cells.index.to_series() + 2)
    assert raised.value.place == "column rate, line 10"
    assert "'*' (2), 'n/a' (1)" in raised.value.found
    assert "c x : .. . z - u low k" in raised.value.expected


def test_error_of_many_symbols_is_short() -> None:
    with pytest.raises(DataError, match="and 4 more"):
        parse(*(f"symbol {number}" for number in range(9)))


def test_index_is_kept() -> None:
    values, flags = parse_cells(pd.Series(["1", "x"], index=[5, 3]), file="f.csv", column="rate")
    assert values.index.tolist() == flags.index.tolist() == [5, 3]
    assert values.dtype == "float64"


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False).map(lambda number: round(number, 1)))
def test_any_printed_number_reads_back(number: float) -> None:
    for text in (f"{number:.1f}", f"{number:,.1f}", f"{number:.1f}%"):
        assert parse(text) == ([number], ["ok"])


@given(st.lists(st.text(max_size=8), max_size=5))
def test_any_text_is_read_or_refused(cells: list[str]) -> None:
    try:
        values, flags = parse(*cells)
    except DataError:
        assert any(not is_number(cell) and cell.strip().casefold() not in SYMBOLS for cell in cells)
    else:
        assert [math.isnan(value) for value in values] == [flag not in ("ok", "low") for flag in flags]
