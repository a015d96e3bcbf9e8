"""How small an association a study of this size can find."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.models import Fit

SIZE: Final = 0.05
"""Of the two-sided test."""


def least_detectable(fit: Fit, *, power: float = 0.8) -> pd.DataFrame:
    """Return the odds ratios nearest to 1 that would be found with a given power.

    Parameters
    ----------
    fit
        An estimated logit: its clustered errors say how sharp the study is.
    power
        Share of studies like this one that would find it.

    Returns
    -------
    pandas.DataFrame
        One row a term: `term`, `below` and `above` (odds ratios on either side of 1).
    """
    from scipy.stats import norm

    terms = [str(term) for term in fit.design.x]
    distance = norm.ppf(1 - SIZE / 2) + norm.ppf(power)
    reach = distance * np.sqrt(np.diag(fit.covariance)[: len(terms)])
    return pd.DataFrame({"term": terms, "below": np.exp(-reach), "above": np.exp(reach)})
