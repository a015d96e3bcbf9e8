"""Errors and tests that hold with few authorities graded: bias-reduced linearisation, Satterthwaite's degrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from workforce_grades.errors import EstimationError
from workforce_grades.models.likelihood import Array

_SINGULAR: Final = 1e-8


@dataclass(frozen=True, slots=True)
class Contrast:
    """A combination of estimates, in the measure's unit, errors clustered by authority, t with `df` degrees."""

    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float
    df: float


@dataclass(frozen=True, slots=True)
class Wald:
    """A joint test that `df` combinations are zero: F with `df` and `df_error` degrees of freedom, and its p."""

    statistic: float
    df: int
    df_error: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class Clustered:
    """Least squares with what tests of few clusters need.

    Errors clustered the usual way are too small, and chi-squared tests of them reject too often, where few
    clusters decide an estimate, as authorities graded inadequate do here. Bias-reduced linearisation (Bell
    and McCaffrey 2002) multiplies each cluster's residuals by (I - H)^(-1/2), H the cluster's block of the hat
    matrix, so that the variance is unbiased under equal, independent errors. Degrees of freedom follow
    from how much that variance varies: Satterthwaite's for one combination, Hotelling's T-squared for
    several (AHT of Pustejovsky and Tipton 2018, doi:10.1080/07350015.2016.1247004).

    Attributes
    ----------
    params, bread
        Coefficients, shape (k,); inverse of X'X, shape (k, k).
    covariance
        Of the coefficients, shape (k, k).
    once, twice
        X'(I - H)^(-1/2) X and X'(I - H)^(-1) X of every cluster, shape (clusters, k, k).
    weights
        Combinations of the coefficients that are the estimates, shape (m, k).
    """

    params: Array
    bread: Array
    covariance: Array
    once: Array
    twice: Array
    weights: Array

    def combined(self, weights: Array) -> Clustered:
        """Return the same with combinations of the estimates, shape (any, m), as the estimates."""
        return replace(self, weights=weights @ self.weights)

    def contrast(self, weights: npt.ArrayLike) -> Contrast:
        """Return one combination of the estimates, `weights` of shape (m,), with a 95% interval of t."""
        from scipy.stats import t

        row = np.asarray(weights, dtype="float64")[None] @ self.weights
        estimate, se = float(row[0] @ self.params), float(np.sqrt(row[0] @ self.covariance @ row[0]))
        df = self._degrees(row)
        half = float(t.ppf(0.975, df)) * se
        return Contrast(estimate, se, estimate - half, estimate + half, 2 * float(t.sf(abs(estimate / se), df)), df)

    def joint(self, chosen: npt.ArrayLike) -> Wald:
        """Test that the chosen estimates, `chosen` true at them, are all zero.

        Raises
        ------
        EstimationError
            There are too few clusters for so many estimates.
        """
        from scipy.stats import f

        rows = self.weights[np.asarray(chosen, dtype=bool)]
        estimates, q, degrees = rows @ self.params, len(rows), self._degrees(rows)
        error = degrees - q + 1
        if error <= 0:
            raise EstimationError(f"{q} estimates are too many to test together with so few clusters behind them.")
        quadratic = float(estimates @ np.linalg.solve(rows @ self.covariance @ rows.T, estimates))
        statistic = error / (degrees * q) * quadratic
        return Wald(statistic, q, error, float(f.sf(statistic, q, error)))

    def _degrees(self, rows: Array) -> float:
        """Degrees of freedom of the covariance of some combinations, shape (q, k)."""
        q = len(rows)
        left = np.linalg.solve(np.linalg.cholesky(rows @ self.bread @ rows.T), rows @ self.bread)
        outer = self.once @ left.T
        products = -np.einsum("gks,kl,hlt->gsht", outer, self.bread, outer, optimize=True)
        clusters = np.arange(len(self.once))
        products[clusters, :, clusters, :] += left @ self.twice @ left.T
        spread = (products * products.transpose(0, 3, 2, 1)).sum() + (np.einsum("gshs->gh", products) ** 2).sum()
        return float(q * (q + 1) / spread)


def clustered(y: Array, x: Array, clusters: npt.NDArray[np.intp]) -> Clustered:
    """Estimate least squares with bias-reduced errors.

    Parameters
    ----------
    y, x
        Outcome, shape (n,), and regressors of full rank, shape (n, k), effects of single clusters taken out.
    clusters
        Number of each row's cluster, from 0 without gaps, shape (n,).
    """
    bread = np.asarray(np.linalg.inv(x.T @ x), dtype="float64")
    params = bread @ (x.T @ y)
    residuals = y - x @ params
    parts = [_cluster(x[rows], residuals[rows], bread) for rows in _rows_of(clusters)]
    scores, once, twice = (np.array(part) for part in zip(*parts, strict=True))
    return Clustered(params, bread, bread @ scores.T @ scores @ bread, once, twice, np.eye(len(params)))


def _rows_of(clusters: npt.NDArray[np.intp]) -> list[npt.NDArray[np.intp]]:
    """Positions of each cluster's rows."""
    order = np.argsort(clusters, kind="stable")
    return np.split(order, np.cumsum(np.bincount(clusters))[:-1])


def _cluster(x: Array, residuals: Array, bread: Array) -> tuple[Array, Array, Array]:
    """One cluster's adjusted score, X'(I - H)^(-1/2) X and X'(I - H)^(-1) X; singular directions count as zero."""
    values, vectors = np.linalg.eigh(np.eye(len(x)) - x @ bread @ x.T)
    kept = values > _SINGULAR
    values, turned = values[kept], vectors[:, kept].T @ x
    root = turned / np.sqrt(values)[:, None]
    return root.T @ (vectors[:, kept].T @ residuals), turned.T @ root, root.T @ root
