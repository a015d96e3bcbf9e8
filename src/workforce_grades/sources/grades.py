"""Ofsted's judgements: one normaliser, one order, worst first."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.codebook import GRADES, Grade
from workforce_grades.errors import DataError
from workforce_grades.sources.spreadsheets import squash

GRADE_DTYPE: Final = pd.CategoricalDtype(list(GRADES), ordered=True)
"""Inadequate < Requires improvement < Good < Outstanding; codes 0 to 3, plus 1 where numbers are stored."""

_SPELLINGS: Final[dict[str, Grade]] = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires improvement": "Requires improvement",
    "requires improvement to be good": "Requires improvement",
    "ri": "Requires improvement",
    "inadequate": "Inadequate",
}
_NOT_GIVEN: Final = frozenset({"", "-", "not judged", "inspection_pre_dates_judgement", "not yet inspected"})


def parse_grade(cell: object, *, file: str | Path, place: str) -> Grade | None:
    """Return the judgement in a cell, or None where none was given.

    Case and white space do not matter. `adequate` belongs to frameworks before 2013 and is refused.

    Raises
    ------
    DataError
        The cell is none of Ofsted's four judgements and not one of the ways to say "none".
    """
    text = squash(cell).casefold()
    if text in _NOT_GIVEN:
        return None
    if text in _SPELLINGS:
        return _SPELLINGS[text]
    old = "; 'Adequate' belongs to frameworks before 2013" if text == "adequate" else ""
    raise DataError(
        file,
        f"'{squash(cell)[:60]}' is not a judgement{old}",
        place=place,
        expected="Outstanding, Good, Requires improvement to be good, Inadequate, or blank",
        action="Correct the cell, or use the publisher's own file",
    )
