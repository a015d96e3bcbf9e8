"""The named samples: which inspections each one leaves out, and in which words."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import SMALL_BASE_FTE

CENSUSES_OF_COVID: Final = (2020, 2021)
LEAST_FTE: Final[dict[str, float]] = {"all": 0.0, "fte50": 50.0}
"""FTE in post needed at the census of lag 0; 20 in every other sample."""


def outside_sample(rows: pd.DataFrame, sample: str) -> pd.Series:
    """Tell why each inspection is not in a sample.

    Parameters
    ----------
    rows
        One row an inspection: `la_key`, `inspection_date`, `inspection_type`, `in_london`,
        `inpost_fte` (FTE, at the census of lag 0) and `in_covid_census`.
    sample
        One of the samples of :data:`workforce_grades.models.spec.CHOICES`.

    Returns
    -------
    pandas.Series
        Text on the index of `rows`, empty where the inspection is in the sample.
    """
    outside = ~_selected(rows, sample)
    least = LEAST_FTE.get(sample, SMALL_BASE_FTE)
    too_small = ~(rows["inpost_fte"] >= least) & (least > 0)
    reasons = np.select([outside, too_small], [f"not in sample {sample}", f"fewer than {least:.0f} FTE in post"], "")
    return pd.Series(reasons, index=rows.index, dtype="str")


def _selected(rows: pd.DataFrame, sample: str) -> pd.Series:
    if sample in ("london", "no_london"):
        return rows["in_london"] == (sample == "london")
    if sample in ("standard", "short"):
        return rows["inspection_type"].astype("str") == sample
    if sample in ("first", "latest"):
        return _one_each(rows, last=sample == "latest")
    if sample == "no_covid":
        return ~rows["in_covid_census"]
    return pd.Series(True, index=rows.index)


def _one_each(rows: pd.DataFrame, *, last: bool) -> pd.Series:
    """The first or last inspection of each authority."""
    ordered = rows.rename_axis(index="inspection_id").sort_values(["inspection_date", "inspection_id"])
    chosen = ordered.index[~ordered["la_key"].duplicated(keep="last" if last else "first")]
    return pd.Series(rows.index.isin(chosen), index=rows.index)
