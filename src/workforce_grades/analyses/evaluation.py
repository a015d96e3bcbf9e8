"""What forecasts of grades were worth: every predictor against the base rate and the previous grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.analyses.prediction import HEADLINE, INFORMATION, Forecasts
from workforce_grades.analyses.predictors import PREDICTORS, PROBABILITIES
from workforce_grades.analyses.scores import (
    GOOD_OR_BETTER,
    SCORES,
    authority_draws,
    calibration_groups,
    calibration_line,
    concordance,
    mean_with_interval,
    skill,
)
from workforce_grades.models.likelihood import Array

REFERENCES: Final = ("base_rate", "previous_grade")
"""What a predictor has to beat: knowing only the mix of grades, and knowing the last one."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Scores of all predictors on the same inspections; intervals are 95%, resampling authorities.

    Attributes
    ----------
    performance
        One row an information set and predictor: mean `rps`, `brier`, `log_loss`; `right`, the share
        in which the likeliest grade was given; the c-statistic for good or better `c_good`, the concordance over
        all four grades `c_grades`, and calibration `intercept` and `slope`; each with `_low` and `_high`.
    comparisons
        One row an information set, score, predictor and reference: `difference` in the mean score (below 0: the
        predictor is better) with `low` and `high`, `skill` (share by which it is better) with bounds, and `n`.
    by_year
        As `comparisons`, of the ranked probability score against the base rate by year of the inspection.
    groups
        Predicted and observed share of good or better by group of predictions, for each predictor.
    n, authorities
        Inspections scored, and their authorities.
    """

    performance: pd.DataFrame
    comparisons: pd.DataFrame
    by_year: pd.DataFrame
    groups: pd.DataFrame
    n: int
    authorities: int


def evaluate_forecasts(forecasts: Forecasts) -> Evaluation:
    """Score forecasts; see :class:`Evaluation` for what comes back.

    Parameters
    ----------
    forecasts
        From :func:`workforce_grades.analyses.prediction.forecast_grades`.
    """
    sets = {name: _by_predictor(forecasts.table, name) for name in INFORMATION}
    first = sets[HEADLINE]["base_rate"]
    draws = authority_draws(first["la_key"])
    return Evaluation(
        performance=_each(sets, lambda by: _performance(by, draws)),
        comparisons=_each(sets, lambda by: _comparisons(by, draws)),
        by_year=_each(sets, lambda by: _by_year(by, draws)),
        groups=_each(sets, _groups),
        n=len(first),
        authorities=first["la_key"].nunique(),
    )


_Rows = dict[str, object]
_Sets = dict[str, dict[str, pd.DataFrame]]


def _by_predictor(table: pd.DataFrame, information: str) -> dict[str, pd.DataFrame]:
    """The rows of each predictor, all in the same order of inspections."""
    rows = table[table["information"] == information].sort_values("inspection_id")
    return {name: rows[rows["predictor"] == name].reset_index(drop=True) for name in PREDICTORS}


def _each(sets: _Sets, tabulate: Callable[[dict[str, pd.DataFrame]], Iterator[_Rows]]) -> pd.DataFrame:
    return pd.DataFrame([{"information": name, **row} for name, by in sets.items() for row in tabulate(by)])


def _performance(by: dict[str, pd.DataFrame], draws: Array) -> Iterator[_Rows]:
    levels = np.arange(len(PROBABILITIES), dtype="float64")
    for name, rows in by.items():
        probability, grade = rows[PROBABILITIES].to_numpy("float64"), rows["grade"].to_numpy("int64")
        good = probability[:, GOOD_OR_BETTER:].sum(axis=1)
        happened = grade >= GOOD_OR_BETTER
        line = calibration_line(good, happened, rows["la_key"])
        values = {score: mean_with_interval(function(probability, grade), draws) for score, function in SCORES.items()}
        values["right"] = mean_with_interval((probability.argmax(axis=1) == grade).astype("float64"), draws)
        values["c_good"] = concordance(good, happened.astype("int64"), draws)
        values["c_grades"] = concordance(probability @ levels, grade, draws)
        values |= {"intercept": line.intercept, "slope": line.slope}
        bounds = {f"{key}{end}": part for key, whole in values.items() for end, part in zip(_ENDS, whole, strict=True)}
        yield {"predictor": name, **bounds}


_ENDS: Final = ("", "_low", "_high")


def _comparisons(by: dict[str, pd.DataFrame], draws: Array) -> Iterator[_Rows]:
    for score in SCORES:
        for reference in REFERENCES:
            for name in PREDICTORS:
                if name not in REFERENCES[: REFERENCES.index(reference) + 1]:
                    yield {"score": score, "predictor": name, "reference": reference} | _against(
                        _scored(by[name], score), _scored(by[reference], score), draws
                    )


def _by_year(by: dict[str, pd.DataFrame], draws: Array) -> Iterator[_Rows]:
    years = by["base_rate"]["inspection_date"].dt.year
    for name in PREDICTORS:
        for year in sorted(years.unique()) if name != "base_rate" else ():
            within = (years == year).to_numpy()
            drawn = draws[:, within]
            values, reference = (_scored(by[key], "rps")[within] for key in (name, "base_rate"))
            yield {"predictor": name, "year": int(year)} | _against(values, reference, drawn[drawn.any(axis=1)])


def _groups(by: dict[str, pd.DataFrame]) -> Iterator[_Rows]:
    for name, rows in by.items():
        good = rows[PROBABILITIES[GOOD_OR_BETTER:]].to_numpy("float64").sum(axis=1)
        for row in calibration_groups(good, rows["grade"].to_numpy() >= GOOD_OR_BETTER).to_dict("records"):
            yield {"predictor": name} | {str(key): value for key, value in row.items()}


def _scored(rows: pd.DataFrame, score: str) -> Array:
    return SCORES[score](rows[PROBABILITIES].to_numpy("float64"), rows["grade"].to_numpy("int64"))


def _against(values: Array, reference: Array, draws: Array) -> _Rows:
    difference, better = mean_with_interval(values - reference, draws), skill(values, reference, draws)
    found = zip(("difference", "low", "high", "skill", "skill_low", "skill_high"), difference + better, strict=True)
    return {**dict(found), "n": len(values)}
