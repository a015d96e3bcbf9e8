"""How much the terms of a model repeat one another."""

from __future__ import annotations

import numpy as np
import pandas as pd


def variance_inflation(x: pd.DataFrame) -> pd.Series:
    """Return each column's variance inflation factor, 1 / (1 - R2) on the other columns and a constant.

    Parameters
    ----------
    x
        Numeric terms without missing values, no constant; for example ``fit.design.x``.

    Returns
    -------
    pandas.Series
        At least 1, on the names of the columns; infinite where a column is determined by the others.
    """
    factors = {name: _inflation(x[name], x.drop(columns=name)) for name in x}
    return pd.Series(factors, name="variance_inflation", dtype="float64")


def _inflation(column: pd.Series, others: pd.DataFrame) -> float:
    target = column.to_numpy("float64") - column.mean()
    basis = np.column_stack([np.ones(len(others)), others.to_numpy("float64")])
    left = target - basis @ np.linalg.lstsq(basis, target, rcond=None)[0]
    unexplained, total = float(left @ left), float(target @ target)
    return total / unexplained if unexplained > 1e-12 * total else float("inf")
