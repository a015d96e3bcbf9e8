"""Published cells to numbers: every symbol keeps its reason in a flag beside the value."""

from __future__ import annotations

import re

import pandas as pd

from workforce_grades.codebook import SYMBOLS
from workforce_grades.errors import DataError

_NUMBER = r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?%?"
_NUMBER_RE = re.compile(_NUMBER)


def parse_cells(
    cells: pd.Series, *, file: str, column: str, lines: pd.Series | None = None
) -> tuple[pd.Series, pd.Series]:
    """Split published text into numbers and the reasons why some are missing.

    Parameters
    ----------
    cells
        Text as published, any index; thousands commas and a closing ``%`` are allowed.
    file, column
        Named in the error.
    lines
        Line of the file that each cell stands on, for the error; on the index of `cells`.

    Returns
    -------
    tuple of pandas.Series
        Numbers (float64; NaN where the symbol says missing, 0.0 for `low`) and flags (text;
        ``ok`` or the symbol's meaning), both on the index of `cells`.

    Raises
    ------
    DataError
        A cell is neither a number nor one of :data:`workforce_grades.codebook.SYMBOLS`.

    Examples
    --------
    >>> values, flags = parse_cells(pd.Series(["14.8", "low", "x"]), file="f.csv", column="rate")
    >>> values.tolist(), flags.tolist()
    ([14.8, 0.0, nan], ['ok', 'low', 'unavailable'])
    """
    text = cells.astype(str).str.strip()
    is_number = text.str.fullmatch(_NUMBER)
    flags = text.str.casefold().map(SYMBOLS).where(~is_number, "ok")
    if flags.isna().any():
        place = f"column {column}" + ("" if lines is None else f", line {lines[flags.isna()].iloc[0]}")
        raise _unknown_symbols(text[flags.isna()], file=file, place=place)
    cleaned = text.where(is_number).str.rstrip("%").str.replace(",", "")
    values = cleaned.astype("float64").mask(flags == "low", 0.0)
    return values, flags.astype(str)


def is_number(text: str) -> bool:
    """Tell whether a published cell is a number."""
    return _NUMBER_RE.fullmatch(text.strip()) is not None


def _unknown_symbols(unknown: pd.Series, *, file: str, place: str) -> DataError:
    counts = unknown.value_counts()
    listed = ", ".join(f"'{str(symbol)[:40]}' ({count})" for symbol, count in counts.head(5).items())
    more = f" and {len(counts) - 5} more" if len(counts) > 5 else ""
    allowed = " ".join(symbol for symbol in SYMBOLS if symbol)
    hint = (
        "A number such as 1.2E+03 was rewritten by a spreadsheet program; use the publisher's own file"
        if unknown.str.contains(r"\d[eE][+-]?\d").any()
        else "Correct the cells, or add the symbol to codebook.SYMBOLS with its meaning"
    )
    return DataError(
        file,
        f"symbols that are not known: {listed}{more}",
        place=place,
        expected=f"a number, blank or one of {allowed}",
        action=hint,
    )
