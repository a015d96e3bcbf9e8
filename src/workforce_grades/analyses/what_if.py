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

from workforce_grades.codebook import GRADES
from workforce_grades.errors import ParameterError
from workforce_grades.models import Design, Panel, design_frame, fit_spec
from workforce_grades.models.bootstrap import Bootstrap, cluster_bootstrap
from workforce_grades.models.likelihood import Array, cdf

Inside = NDArray[np.bool_]

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
        Value that a term has everywhere.
    """

    name: str
    at_most: Mapping[str, float] = field(default_factory=dict)
    at: Mapping[str, float] = field(default_factory=dict)

    def applied(self, x: pd.DataFrame) -> pd.DataFrame:
        """Return the terms as the scenario has them."""
        lowered = {term: x[term].clip(upper=value) for term, value in self.at_most.items()}
        return x.assign(**lowered, **{term: float(value) for term, value in self.at.items()})


def scenarios(x: pd.DataFrame, cap: float) -> list[Scenario]:
    """Return the scenarios of the study: caps on caseload, and turnover and agency at their medians.

    Parameters
    ----------
    x
        Terms of the inspections in the sample.
    cap
        A cap on caseload (cases per FTE) beside :data:`CAPS`.
    """
    caps = sorted({*CAPS, cap}, reverse=True)
    chosen = [Scenario(f"Caseload at most {value:g}", at_most={"caseload": value}) for value in caps]
    medians = {term: float(x[term].median()) for term in LEVERS}
    chosen += [
        Scenario(f"{term.capitalize()} at the median, {medians[term]:.1f}%", at={term: medians[term]})
        for term in LEVERS
    ]
    chosen += [
        Scenario(f"{term.capitalize()} at most {medians[term]:.1f}%", at_most={term: medians[term]}) for term in LEVERS
    ]
    together = {"caseload": min(caps), **medians}
    return [*chosen, Scenario(f"All three: caseload at most {min(caps):g}, turnover and agency at most their medians",
                              at_most=together)]  # fmt: skip


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


def what_if(panel: Panel, *, cap: float = 22.0, replicates: int = 1000, seed: int = 2025) -> WhatIf:
    """Predict grades under every scenario, for England and each region.

    Parameters
    ----------
    panel
        The study's panel.
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
    design = design_frame(MODEL, panel)
    fit = fit_spec(MODEL, panel)
    chosen = scenarios(design.x, cap)
    for scenario in chosen:
        check_observed(scenario, design.x)
    bootstrap = cluster_bootstrap(design, replicates=replicates, seed=seed)
    regions = pd.Series(design.authority.map(dict(panel.regions)), index=design.x.index)
    regions = regions.replace({"Inner London": "London", "Outer London": "London"})
    places = {"England": np.ones(len(design.x), bool)} | {
        str(name): (regions == name).to_numpy("bool") for name in sorted(regions.dropna().unique())
    }
    rows = _rows(design, fit.params.to_numpy("float64"), bootstrap, chosen, places)
    inadequate = (design.grade == GRADES[0]).to_numpy("bool")
    return WhatIf(
        predictions=pd.DataFrame(rows),
        ranges=design.x.agg(["min", "max"]).T.rename(columns={"min": "lowest", "max": "highest"}),
        n=len(design.x),
        n_clusters=fit.n_clusters,
        replicates=replicates,
        failed=bootstrap.failed,
        unseen=tuple(name for name, inside in places.items() if not (inside & inadequate).any()),
    )


def check_observed(scenario: Scenario, x: pd.DataFrame) -> None:
    """Raise unless every value of a scenario lies among those observed.

    Raises
    ------
    ParameterError
        One does not: the model would be stretched beyond what anybody has seen.
    """
    for term, value in {**scenario.at_most, **scenario.at}.items():
        low, high = float(x[term].min()), float(x[term].max())
        if not low <= value <= high:
            raise ParameterError(
                f"{term} of {value:g} is outside what was observed before any inspection ({low:.1f} to {high:.1f}): "
                "the model says nothing about it. Give a value between these."
            )


def _rows(
    design: Design, params: Array, bootstrap: Bootstrap, chosen: Iterable[Scenario], places: Mapping[str, Inside],
) -> list[dict[str, object]]:  # fmt: skip
    draws = bootstrap.params.to_numpy("float64")
    weights = bootstrap.weights
    observed = _Predicted.of(design.x, params, draws)
    rows: list[dict[str, object]] = []
    for scenario in chosen:
        changed = scenario.applied(design.x)
        moved = (changed != design.x).any(axis="columns").to_numpy("bool")
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
        return cls(_probabilities(values, params[None])[0], _probabilities(values, draws))

    def within(self, inside: Inside, weights: Array) -> tuple[Array, Array]:
        """Return mean probabilities of a place: (grades,), and in each draw (draws, grades)."""
        weighted = weights[:, inside]
        total = weighted.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            drawn = np.einsum("rn,rng->rg", weighted, self.draws[:, inside]) / total
        return self.point[inside].mean(axis=0), drawn


def _probabilities(x: Array, params: Array) -> Array:
    """Return probabilities of :data:`SHARES`, shape (draws, n, shares)."""
    terms = x.shape[1]
    at = params[:, None, terms:] - (params[:, :terms] @ x.T)[:, :, None]
    below = cdf(at, "logit")
    ends = np.zeros((*below.shape[:2], 1))
    probabilities = np.diff(np.concatenate([ends, below, ends + 1], axis=2), axis=2)
    return np.concatenate([probabilities, probabilities[:, :, -2:].sum(axis=2, keepdims=True)], axis=2)


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
