"""Ordered and yes-or-no models by Newton's method on exact derivatives."""

from __future__ import annotations

import numpy as np

from workforce_grades.models.likelihood import Array, CumulativeLink
from workforce_grades.models.newton import maximise
from workforce_grades.models.optimum import Optimum


def fit_cumulative(likelihood: CumulativeLink, start: Array | None = None) -> Optimum:
    """Estimate a cumulative-link model.

    Parameters
    ----------
    likelihood
        Without empty grades.
    start
        Parameters to begin at; those of the model without terms if not given.
    """
    begin = null_params(likelihood) if start is None else start
    with np.errstate(all="ignore"):
        params = maximise(lambda at, _: likelihood.expansion(at), begin[None])[0]
        return Optimum.of(likelihood, params)


def null_params(likelihood: CumulativeLink) -> Array:
    """Return the estimates of the model in which no term matters: its thresholds are those of the shares."""
    from scipy.special import logit, ndtri

    counts = np.bincount(likelihood.y, minlength=likelihood.levels)
    below = counts.cumsum()[:-1] / counts.sum()
    thresholds = logit(below) if likelihood.link == "logit" else ndtri(below)
    return np.concatenate([np.zeros(likelihood.x.shape[1]), thresholds])
