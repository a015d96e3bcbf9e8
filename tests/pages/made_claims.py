"""Claims, readings and findings made by hand, for tests of the case studies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from workforce_grades.claims import Claim, Finding, Position, Reading, Value

LEVEL = Claim("C07", "831", "831", "a paper", "then", "some", "Something.", "level", "turnover_rate", 2019, 2021,
              direction="above")  # fmt: skip
"""That Derby's turnover stood above England's from 2019 to 2021."""


def on(year: int, value: float = 20.0, flag: str = "ok", place: Position | None = None, england: float = 15.0) -> Value:
    """Return a value at the census of a year."""
    return Value(year, pd.Timestamp(year, 9, 30), value, flag, england, 20.0, place)


def read(*values: Value, holds: bool | None = True, margin: float | None = None) -> Reading:
    """Return a reading of these values."""
    return Reading(values[-1].year, values, holds, margin)


def told(verdict: Any, *readings: Reading, **changes: Any) -> Finding:
    """Return a finding with this verdict; the claim is as above where nothing is changed."""
    return Finding(replace(LEVEL, **changes), readings, verdict)


CLOSE, FIRM = read(on(2020), margin=0.94), read(on(2021), margin=1.0)
"""Readings that lie less than a percentage point from where the answer turns, and exactly one."""
