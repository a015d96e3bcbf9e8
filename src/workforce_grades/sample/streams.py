"""Random numbers: one stream a subject, so that a change to one leaves the others as they were."""

from __future__ import annotations

import zlib
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]
_HOLIDAYS = ((12, 25), (12, 26), (1, 1))


def stream(seed: int, subject: str) -> np.random.Generator:
    """Return the generator of a subject, the same for the same seed."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(subject.encode())]))


def autocorrelated(shape: tuple[int, int], random: np.random.Generator, *, between: float, memory: float) -> Floats:
    """Return standard normal series that remember: units by years.

    Parameters
    ----------
    shape
        Units and years.
    random
        Source of the numbers.
    between
        Share of the variance that never changes within a unit.
    memory
        Correlation of the rest from one year to the next.

    Returns
    -------
    numpy.ndarray
        Mean 0, variance 1; the correlation `k` years apart is ``between + (1 - between) * memory**k``.
    """
    units, years = shape
    lasting = random.standard_normal(units)
    shocks = random.standard_normal(shape)
    passing = np.empty(shape)
    passing[:, 0] = shocks[:, 0]
    for year in range(1, years):
        passing[:, year] = memory * passing[:, year - 1] + np.sqrt(1 - memory**2) * shocks[:, year]
    return np.asarray(np.sqrt(between) * lasting[:, None] + np.sqrt(1 - between) * passing)


def on_weekday(day: pd.Timestamp) -> pd.Timestamp:
    """Return the day at midnight, moved on from a weekend, and from Christmas and New Year's Day."""
    day = day.normalize()
    while day.weekday() > 4 or (day.month, day.day) in _HOLIDAYS:
        day += pd.Timedelta(days=1)
    return day
