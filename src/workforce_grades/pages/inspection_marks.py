"""How figures over the censuses mark an inspection: where it stands and which letters name its grade."""

from __future__ import annotations

from typing import Final

import pandas as pd

INITIALS: Final = {"Inadequate": "Inad.", "Requires improvement": "RI", "Good": "Good", "Outstanding": "Outst."}
"""Overall grades as there is room for above a line."""

LONGEST_NAME: Final = 14
"""Letters of a place's name that fit beside its line."""

_CENSUS_DAY: Final = 273


def census_years(days: pd.Series) -> pd.Series:
    """Return days on an axis of years on which a whole number is that year's census, at the end of September."""
    at: pd.Series = days.dt.year + (days.dt.day_of_year - _CENSUS_DAY) / 365.25
    return at


def grade_letters(overall: object) -> str:
    """Return the letters above an inspection's line; `Insp.` where it gave no overall grade."""
    return "Insp." if pd.isna(overall) else INITIALS[str(overall)]  # type: ignore[call-overload]
