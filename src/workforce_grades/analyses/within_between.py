"""Within and between authorities: is it about changing over time, or about which authority it is?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workforce_grades.errors import EstimationError
from workforce_grades.models import Design, Fit
from workforce_grades.models.fit import fit_design


@dataclass(frozen=True, slots=True, eq=False)
class WithinBetween:
    """A model whose terms are split into an authority's mean and its departures from it.

    Attributes
    ----------
    fit
        Terms named `turnover, between` (mean over the authority's inspections) and `turnover, within`
        (departure from that mean).
    difference
        One row a term: `term`, `difference` (within minus between, log-odds), `se` (clustered), `p`.
    repeated
        Authorities with more than one inspection: only they tell of within.
    """

    fit: Fit
    difference: pd.DataFrame
    repeated: int


def within_between(design: Design) -> WithinBetween:
    """Estimate a design's terms within and between authorities.

    Parameters
    ----------
    design
        Of numeric terms.

    Raises
    ------
    EstimationError
        No authority has two inspections, or the model cannot be estimated.

    Notes
    -----
    Source: Mundlak (1978), On the pooling of time series and cross section data, in the form of
    Bell and Jones (2015), Explaining fixed effects.
    """
    inspections = design.authority.value_counts()
    repeated = int((inspections > 1).sum())
    if not repeated:
        raise EstimationError(f"{design.spec}: no authority has two inspections, so nothing can change within one.")
    means = design.x.groupby(design.authority.to_numpy()).transform("mean")
    between = means.rename(columns="{}, between".format)
    within = (design.x - means).rename(columns="{}, within".format)
    fit = fit_design(replace(design, x=pd.concat([within, between], axis="columns")))
    return WithinBetween(fit, _difference(fit, [str(term) for term in design.x]), repeated)


def _difference(fit: Fit, terms: list[str]) -> pd.DataFrame:
    from scipy.special import ndtr

    count = len(terms)
    contrast = np.hstack([np.eye(count), -np.eye(count)])
    estimates, covariance = fit.params.to_numpy("float64")[: 2 * count], fit.covariance[: 2 * count, : 2 * count]
    difference = contrast @ estimates
    se = np.sqrt(np.diag(contrast @ covariance @ contrast.T))
    return pd.DataFrame({"term": terms, "difference": difference, "se": se, "p": 2 * ndtr(-np.abs(difference / se))})
