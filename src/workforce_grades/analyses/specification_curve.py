"""Every sensible specification at once: how much of a result rests on the choices of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import SUB_JUDGEMENTS
from workforce_grades.models import Panel, Spec, estimates_table
from workforce_grades.models.spec import AGENCY, BASE, CONTEXT, FULL

TERM_SETS: Final[dict[str, tuple[str, ...]]] = {
    "base": BASE,
    "agency": AGENCY,
    "full": FULL,
    "base + circumstances": (*BASE, *CONTEXT),
    "agency + circumstances": (*AGENCY, *CONTEXT),
    "base + previous grade": (*BASE, "previous_grade"),
    "agency + previous grade": (*AGENCY, "previous_grade"),
}
FEWEST: Final = 100
"""Inspections below which a specification says too little to be sensible."""

FOLLOWED: Final = AGENCY
"""Terms whose estimates the curve follows."""

_FAMILIES: Final = ("ordered_logit", "ordered_probit", "logit_good_or_better", "logit_not_inadequate", "ols_grade")
_SAMPLES: Final = ("primary", "all", "fte50", "no_london", "no_covid", "standard", "latest")
_LAGS: Final = ("0", "1", "mean3")
_EFFECTS: Final = ("none", "region+census_year")
_YES_OR_NO: Final = ("logit_good_or_better", "logit_not_inadequate")
_WIDE_SAMPLES: Final = ("primary", "all")


def sensible_specifications() -> list[Spec]:
    """Return every specification of the curve, each once.

    Overall effectiveness crosses all term sets, families, samples, lags 0, 1 and mean3, and effects; headcount
    turnover, errors clustered by return and the four sub-judgements vary around the ordered logit. Leads
    are no sensible explanation of a grade, the samples `short`, `london` and `first` hold too few inspections that
    ended badly, and 16 indicators of region and year separate a yes-or-no outcome.
    """
    terms = TERM_SETS.values()
    crossed = [
        Spec("overall", chosen, family=family, sample=sample, lag=lag, effects=effects)
        for chosen, family, sample, lag, effects in product(terms, _FAMILIES, _SAMPLES, _LAGS, _EFFECTS)
        if effects == "none" or family not in _YES_OR_NO
    ]
    headcount = [
        Spec("overall", chosen, sample=sample, lag=lag, turnover="headcount", effects=effects)
        for chosen, sample, lag, effects in product(terms, _SAMPLES, _LAGS, _EFFECTS)
    ]
    returns = [
        Spec("overall", chosen, sample=sample, lag=lag, cluster="return_group")
        for chosen, sample, lag in product(terms, _WIDE_SAMPLES, _LAGS)
    ]
    judgements = [
        Spec(outcome, chosen, sample=sample, lag=lag, effects=effects)
        for outcome, chosen, sample, lag, effects in product(SUB_JUDGEMENTS, terms, _WIDE_SAMPLES, _LAGS[:2], _EFFECTS)
    ]
    return list(dict.fromkeys([*crossed, *headcount, *returns, *judgements]))


@dataclass(frozen=True, slots=True, eq=False)
class SpecificationCurve:
    """Estimates of one term each over all specifications that hold it.

    Attributes
    ----------
    estimates
        One row a specification and followed term: the columns of the table of estimates, then `terms`
        (name in :data:`TERM_SETS`), `turnover_measure`, `cluster`, `same_sign` (as the main
        specification's estimate) and `clear` (its 95% interval excludes no association).
    asked
        Specifications asked for.
    failed
        Why a specification could not be estimated, by id.
    small
        Specifications left out because they hold fewer than :data:`FEWEST` inspections.
    """

    estimates: pd.DataFrame
    asked: int
    failed: dict[str, tuple[str, ...]]
    small: int = 0


def specification_curve(
    panel: Panel, specs: list[Spec] | None = None, *, n_jobs: int | None = None
) -> SpecificationCurve:
    """Estimate every sensible specification.

    Parameters
    ----------
    panel
        The study's panel.
    specs
        Specifications; :func:`sensible_specifications` without them.
    n_jobs
        Processes, through joblib; a Dask cluster where joblib's backend is set to one.
    """
    specs = sensible_specifications() if specs is None else specs
    table = estimates_table(specs, panel, n_jobs=n_jobs)
    problems: dict[str, tuple[str, ...]] = table.attrs["problems"]
    estimated = table[table["converged"] & table["term"].isin(FOLLOWED)].reset_index(drop=True)
    failed = {spec: why for spec, why in problems.items() if spec not in set(estimated["spec_id"])}
    large = estimated["n"] >= FEWEST
    small = estimated.loc[~large, "spec_id"].nunique()
    return SpecificationCurve(_with_choices(estimated[large].reset_index(drop=True), specs), len(specs), failed, small)


def _with_choices(rows: pd.DataFrame, specs: list[Spec]) -> pd.DataFrame:
    named = {terms: name for name, terms in TERM_SETS.items()}
    choices = {str(s): (named.get(s.terms, "+".join(s.terms)), s.turnover, s.cluster) for s in specs}
    chosen = [choices[spec] for spec in rows["spec_id"]]
    rows = rows.join(pd.DataFrame(chosen, columns=["terms", "turnover_measure", "cluster"], index=rows.index))
    reference = rows["term"].map(_reference_signs(rows))
    return rows.assign(
        same_sign=np.sign(rows["estimate"]) == reference,
        clear=(rows["ci_low"] > 0) | (rows["ci_high"] < 0),
    )


def _reference_signs(rows: pd.DataFrame) -> dict[str, float]:
    """Return the sign of each term in the specification that the others are held against.

    The main specification for its own terms, the agency one for agency; the median estimate where
    neither could be estimated.
    """
    signs = rows.groupby("term")["estimate"].median().to_dict()
    for terms in (AGENCY, BASE):
        found = rows[rows["spec_id"] == str(Spec("overall", terms))]
        signs |= dict(zip(found["term"], found["estimate"], strict=True))
    return {str(term): float(np.sign(value)) for term, value in signs.items()}


def shares_by_term(curve: SpecificationCurve) -> pd.DataFrame:
    """Return, for each followed term, how its estimates fall.

    Returns
    -------
    pandas.DataFrame
        One row a term: `specifications` (count), `same_sign`, `clear_same_sign`, `clear_other_sign` (shares),
        and the median, lowest and highest odds ratio of the ordered logits.
    """
    groups = curve.estimates.groupby("term", sort=False)
    rows = [{"term": term, **_shares(group)} for term, group in groups]
    order = {term: at for at, term in enumerate(FOLLOWED)}
    return pd.DataFrame(rows).sort_values("term", key=lambda terms: terms.map(order), ignore_index=True)


def shares_beside_agency(curve: SpecificationCurve, term: str) -> dict[bool, dict[str, float]]:
    """Return the shares of :func:`shares_by_term` for one term, with (true) and without the agency rate beside it."""
    rows = curve.estimates[curve.estimates["term"] == term]
    holds_agency = rows["spec_id"].isin(curve.estimates.loc[curve.estimates["term"] == "agency", "spec_id"])
    return {bool(held): _shares(group) for held, group in rows.groupby(holds_agency)}


def shares_by_choice(curve: SpecificationCurve, term: str) -> pd.DataFrame:
    """Return how one term's estimates fall under each value of each choice: `choice`, `value`, then the shares."""
    rows = curve.estimates[curve.estimates["term"] == term]
    parts = [
        {"choice": choice, "value": value, **_shares(group)}
        for choice, column in CHOICES.items()
        for value, group in rows.groupby(column, sort=False)
    ]
    return pd.DataFrame(parts)


CHOICES: Final = {
    "Judgement": "outcome",
    "Terms": "terms",
    "Model": "family",
    "Sample": "sample",
    "Censuses": "lag",
    "Effects": "effects",
    "Turnover": "turnover_measure",
}
"""Choices by the name that readers see, and the column that holds them."""


def _shares(rows: pd.DataFrame) -> dict[str, float]:
    logits = rows.loc[rows["family"] == "ordered_logit", "odds_ratio"]
    return {
        "specifications": len(rows),
        "same_sign": rows["same_sign"].mean(),
        "clear_same_sign": (rows["clear"] & rows["same_sign"]).mean(),
        "clear_other_sign": (rows["clear"] & ~rows["same_sign"]).mean(),
        "median_odds_ratio": logits.median(),
        "lowest_odds_ratio": logits.min(),
        "highest_odds_ratio": logits.max(),
    }
