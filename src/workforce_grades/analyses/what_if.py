"""What grades the model expects at other levels of caseload, turnover and agency: g-computation.

Each inspection of the sample keeps everything but the term that a scenario moves; predicted
probabilities are averaged over the inspections and held against those at the observed values.
Source: Robins (1986); Hernan and Robins (2020), Causal Inference: What If, chapter 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workforce_grades.codebook import GRADES, MERGED_REGIONS
from workforce_grades.errors import ParameterError
from workforce_grades.models import Design, Fit, fit_spec, study_panel
from workforce_grades.models.bootstrap import Bootstrap, cluster_bootstrap
from workforce_grades.models.columns import MEASURE_OF
from workforce_grades.models.likelihood import Array
from workforce_grades.models.predict import grade_probabilities
from workforce_grades.study import Study

Inside = NDArray[np.bool_]
Level = float | pd.Series

MODEL: Final = "overall|turnover+caseload+agency"
CAPS: Final = (22.0, 18.0, 16.0)
"""Cases per worker: 22 is what Hull agreed with its staff."""

SHARES: Final = (*GRADES, "Good or outstanding")
"""What is predicted: each grade, and the last two together."""

LEVERS: Final = ("turnover", "agency")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One change of the observed values.

    Attributes
    ----------
    name
        As readers see it.
    at_most
        Highest value that a term may have; what is above comes down to it.
    at
        Value that a term has whatever it was.

    Each value is one number, or one a inspection on the index of the terms.
    """

    name: str
    at_most: Mapping[str, Level] = field(default_factory=dict)
    at: Mapping[str, Level] = field(default_factory=dict)

    def applied(self, x: pd.DataFrame) -> pd.DataFrame:
        """Return the terms as the scenario has them."""
        lowered = {term: np.minimum(x[term], value) for term, value in self.at_most.items()}
        return x.assign(**lowered, **self.at)


def scenarios(cap: float, medians: pd.DataFrame) -> list[Scenario]:
    """Return the scenarios of the study: caps on caseload, and turnover and agency at the national median.

    Parameters
    ----------
    cap
        A cap on caseload (cases per FTE) beside :data:`CAPS`.
    medians
        From :func:`national_medians`.
    """
    caps = sorted({*CAPS, cap}, reverse=True)
    lowest = min(caps)
    chosen = [Scenario(f"Caseload at most {value:g}", at_most={"caseload": value}) for value in caps]
    levels = {term: medians[term] for term in LEVERS}
    chosen += [Scenario(f"{term.capitalize()} at the national median", at={term: levels[term]}) for term in LEVERS]
    chosen += [
        Scenario(f"{term.capitalize()} at most the national median", at_most={term: levels[term]}) for term in LEVERS
    ]
    together = f"All three: caseload at most {lowest:g}, turnover and agency at most the national median"
    return [*chosen, Scenario(together, at_most={"caseload": lowest, **levels})]


def national_medians(workforce: pd.DataFrame, census_year: pd.Series) -> pd.DataFrame:
    """Return the median of all returns at each inspection's own census.

    Parameters
    ----------
    workforce
        One row a return and year: `year`, `turnover_rate`, `agency_rate`.
    census_year
        Of each inspection.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`LEVERS` (%), on the index of `census_year`.
    """
    by_year = workforce.groupby("year")[[MEASURE_OF[term] for term in LEVERS]].median()
    return pd.DataFrame({term: census_year.map(by_year[MEASURE_OF[term]]) for term in LEVERS})


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """Predicted grades under each scenario.

    Attributes
    ----------
    predictions
        One row a place, scenario and share: `place` (England or a region), `scenario`, `grade` (of :data:`SHARES`),
        `observed` and `probability` (predicted shares at the observed values and under the scenario),
        `difference`, each of the last two with `_low` and `_high` (95%, bootstrap of authorities),
        `moved` (inspections whose values the scenario changes) and `n`.
    ranges
        Lowest and highest observed value of each term.
    n, n_clusters
        Inspections and authorities.
    replicates, failed
        Of the bootstrap.
    unseen
        Regions of which no inspection was graded Inadequate.
    """

    predictions: pd.DataFrame
    ranges: pd.DataFrame
    n: int
    n_clusters: int
    replicates: int
    failed: int
    unseen: tuple[str, ...]


def what_if(study: Study, *, cap: float = CAPS[1], replicates: int = 1000, seed: int = 2025) -> WhatIf:
    """Predict grades under every scenario, for England and each region.

    Parameters
    ----------
    study
        All tables of one data folder.
    cap
        A cap on caseload (cases per FTE) beside :data:`CAPS`.
    replicates, seed
        Of the bootstrap of authorities.

    Raises
    ------
    ParameterError
        The cap is outside the caseloads that were observed.
    EstimationError
        The model cannot be estimated.
    """
    panel = study_panel(study)
    fit = fit_spec(MODEL, panel)
    design = fit.design
    linked = panel.linked["lag0"].set_index("inspection_id")
    medians = national_medians(study.workforce, linked["census_year"].reindex(design.x.index))
    chosen = scenarios(cap, medians)
    for scenario in chosen:
        check_observed(scenario, design.x)
    bootstrap = cluster_bootstrap(design, replicates=replicates, seed=seed)
    places = _places(study, design)
    inadequate = (design.grade == GRADES[0]).to_numpy("bool")
    return WhatIf(
        predictions=pd.DataFrame(_rows(fit, bootstrap, chosen, places)),
        ranges=design.x.agg(["min", "max"]).T.rename(columns={"min": "lowest", "max": "highest"}),
        n=fit.n,
        n_clusters=fit.n_clusters,
        replicates=replicates,
        failed=bootstrap.failed,
        unseen=tuple(name for name, inside in places.items() if not (inside & inadequate).any()),
    )


def _places(study: Study, design: Design) -> dict[str, Inside]:
    """Return which inspections are in England (all of them) and in each region."""
    regions = design.authority.map(dict(study_panel(study).regions)).replace(MERGED_REGIONS)
    named = {str(name): (regions == name).to_numpy("bool") for name in sorted(regions.dropna().unique())}
    return {"England": np.ones(len(design.x), bool)} | named


def check_observed(scenario: Scenario, x: pd.DataFrame) -> None:
    """Raise unless every value of a scenario lies among those observed.

    Raises
    ------
    ParameterError
        One does not: the model would be stretched beyond what anybody has seen.
    """
    for term, level in {**scenario.at_most, **scenario.at}.items():
        low, high = float(x[term].min()), float(x[term].max())
        outside = [value for value in np.atleast_1d(np.asarray(level, "float64")) if not low <= value <= high]
        if outside:
            raise ParameterError(
                f"{term} of {outside[0]:g} is outside what was observed before any inspection ({low:.1f} to "
                f"{high:.1f}): the model says nothing about it. Give a value between these."
            )


def _rows(
    fit: Fit, bootstrap: Bootstrap, chosen: Iterable[Scenario], places: Mapping[str, Inside]
) -> list[dict[str, object]]:
    x, params = fit.design.x, fit.params.to_numpy("float64")
    finite = bootstrap.params.notna().all(axis="columns").to_numpy("bool")
    draws, weights = bootstrap.params.to_numpy("float64")[finite], bootstrap.weights[finite]
    observed = _Predicted.of(x, params, draws)
    rows: list[dict[str, object]] = []
    for scenario in chosen:
        changed = scenario.applied(x)
        moved = (changed != x).any(axis="columns").to_numpy("bool")
        predicted = _Predicted.of(changed, params, draws)
        for place, inside in places.items():
            before, after = observed.within(inside, weights), predicted.within(inside, weights)
            counts = {"moved": int((moved & inside).sum()), "n": int(inside.sum())}
            rows += [{"place": place, "scenario": scenario.name, **row, **counts} for row in _compare(before, after)]
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class _Predicted:
    """Probabilities of each inspection and grade: at the estimates (n, grades), in each draw (draws, n, grades)."""

    point: Array
    draws: Array

    @classmethod
    def of(cls, x: pd.DataFrame, params: Array, draws: Array) -> _Predicted:
        values = x.to_numpy("float64")
        return cls(_shares(values, params), _shares(values, draws))

    def within(self, inside: Inside, weights: Array) -> tuple[Array, Array]:
        """Return mean probabilities of a place: (grades,), and in each draw (draws, grades)."""
        weighted = weights[:, inside]
        total = weighted.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            drawn = np.einsum("rn,rng->rg", weighted, self.draws[:, inside]) / total
        return self.point[inside].mean(axis=0), drawn


def _shares(x: Array, params: Array) -> Array:
    """Return probabilities of :data:`SHARES`, shape (n, shares), or (draws, n, shares)."""
    grades = grade_probabilities(x, params, "logit")
    shares: Array = np.concatenate([grades, grades[..., -2:].sum(axis=-1, keepdims=True)], axis=-1)
    return shares


def _compare(before: tuple[Array, Array], after: tuple[Array, Array]) -> list[dict[str, object]]:
    """Return one row a grade: both shares and their difference, with percentile intervals."""
    change = after[1] - before[1]
    low, high = np.nanpercentile(after[1], [2.5, 97.5], axis=0)
    change_low, change_high = np.nanpercentile(change, [2.5, 97.5], axis=0)
    return [
        {
            "grade": grade, "observed": before[0][at], "probability": after[0][at],
            "probability_low": low[at], "probability_high": high[at],
            "difference": after[0][at] - before[0][at],
            "difference_low": change_low[at], "difference_high": change_high[at],
        }
        for at, grade in enumerate(SHARES)
    ]  # fmt: skip
