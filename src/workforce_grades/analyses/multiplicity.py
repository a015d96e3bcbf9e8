"""Several judgements of one inspection: what is left once their number is allowed for."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workforce_grades.codebook import SUB_JUDGEMENTS
from workforce_grades.models import Panel, Spec, estimates_table

ADJUSTMENTS: Final = {"p_holm": "holm", "p_false_discovery": "fdr_bh"}


def adjusted_p_values(panel: Panel, terms: tuple[str, ...] = ("turnover", "caseload")) -> pd.DataFrame:
    """Return each term's estimates for the four sub-judgements, with p values adjusted for their number.

    Holm's method bounds the chance of one false finding among all; Benjamini and Hochberg's the
    expected share of false ones. Both over every term and judgement that could be estimated.

    Returns
    -------
    pandas.DataFrame
        Rows of the table of estimates, then `p_holm` and `p_false_discovery`.
    """
    from statsmodels.stats.multitest import multipletests

    table = estimates_table([Spec(outcome, terms) for outcome in SUB_JUDGEMENTS], panel)
    rows = table[table["term"].isin(terms) & table["converged"]].reset_index(drop=True)
    if rows.empty:
        return rows.assign(**dict.fromkeys(ADJUSTMENTS, 0.0))
    adjusted = {name: multipletests(rows["p_cluster"], method=method)[1] for name, method in ADJUSTMENTS.items()}
    return rows.assign(**adjusted)
