"""A design frame whose truth is known: grades drawn from an ordered logit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.models import Design, parse_spec

TRUTH = {"turnover": -0.05, "caseload": -0.3}
THRESHOLDS = np.array([-7.5, -5.8, -3.4])


def made_design(
    authorities: int = 130, each: int = 2, *, seed: int = 1, spec: str = "overall|turnover+caseload"
) -> Design:
    rng = np.random.default_rng(seed)
    keys = pd.Series(np.repeat([f"{300 + at}" for at in range(authorities)], each))
    n = len(keys)
    index = pd.Index([f"i{at:03d}" for at in range(n)], name="inspection_id")
    x = pd.DataFrame({"turnover": rng.normal(15, 6, n).clip(1), "caseload": rng.normal(16.5, 2.5, n)}, index=index)
    latent = x.to_numpy() @ np.array(list(TRUTH.values())) + rng.logistic(size=n)
    codes = np.searchsorted(THRESHOLDS, latent)
    grade = pd.Series(pd.Categorical(np.array(GRADES)[codes], categories=GRADES, ordered=True), index=index)
    keys.index = index
    return Design(parse_spec(spec), x, grade, keys, keys, {})
