"""Designs of one yes-or-no term, given as a table of counts: their estimates have closed forms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.models import Design, parse_spec

WITHOUT, WITH = (12, 30, 44, 14), (25, 36, 30, 9)
"""Inspections by grade, worst first, of those without the term and of those with it."""


def cell_design(
    counts: Sequence[Sequence[int]] = (WITHOUT, WITH), family: str = "ordered_logit", *, alike: int = 1
) -> Design:
    """Return one inspection for each count, in clusters of `alike` inspections that are the same in everything."""
    cells = [(group, grade, n) for group, row in enumerate(counts) for grade, n in enumerate(row)]
    x, codes = (np.repeat([cell[at] for cell in cells], [n * alike for *_, n in cells]) for at in (0, 1))
    index = pd.Index([f"i{at:04d}" for at in range(len(x))], name="inspection_id")
    cluster = pd.Series([f"c{at // alike:04d}" for at in range(len(x))], index=index)
    grade = pd.Series(pd.Categorical.from_codes(codes, list(GRADES), ordered=True), index=index)
    frame = pd.DataFrame({"turnover": x.astype("float64")}, index=index)
    return Design(parse_spec(f"overall|turnover|family={family}"), frame, grade, cluster, cluster, {})


def sides(cut: int) -> np.ndarray:
    """Return the two-by-two table of a threshold: a row a group, worse than grade `cut` and at least it."""
    table = np.array([WITHOUT, WITH])
    return np.column_stack([table[:, :cut].sum(axis=1), table[:, cut:].sum(axis=1)])


def log_odds_ratio(cut: int) -> float:
    """Return the log of the cross-product ratio at a threshold."""
    (a, b), (c, d) = sides(cut)
    return float(np.log(d * a / (b * c)))
