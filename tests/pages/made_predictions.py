"""Forecasts and their evaluation made by hand, for tests of the page on predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from workforce_grades.analyses.evaluation import Evaluation
from workforce_grades.analyses.prediction import HEADLINE, OWN, Forecasts
from workforce_grades.pages.prediction.findings import PredictionFindings

BETTER, BARELY, UNCLEAR, WORSE = (0.2, 0.1, 0.3), (0.03, 0.01, 0.05), (0.1, -0.1, 0.3), (-0.2, -0.3, -0.1)
"""Skill and its bounds."""

Skill = tuple[float, float, float]
PAIRS = (
    *((name, "base_rate") for name in ("previous_grade", "workforce", "workforce_agency", "previous_workforce",
                                       "previous_workforce_agency")),
    *((name, "previous_grade") for name in ("workforce", "workforce_agency", "previous_workforce",
                                            "previous_workforce_agency")),
)  # fmt: skip
"""Each predictor and what it is held against, as the evaluation has them."""

KINDS = ((HEADLINE, "rps"), (HEADLINE, "brier"), (HEADLINE, "log_loss"), (OWN, "rps"))


def comparison(
    predictor: str, reference: str, skill: Skill, *, information: str = HEADLINE, score: str = "rps", n: int = 163
) -> dict[str, Any]:
    """Return one comparison; the score of the reference is 0.2, so that the difference is a fifth of the skill."""
    value, low, high = skill
    return {"information": information, "score": score, "predictor": predictor, "reference": reference,
            "difference": -value / 5, "low": -high / 5, "high": -low / 5, "skill": value, "skill_low": low,
            "skill_high": high, "n": n}  # fmt: skip


def comparisons(skills: Mapping[Any, Skill] | None = None) -> pd.DataFrame:
    """Return every comparison; unclear unless given by (predictor, reference) or (…, information, score)."""
    given = skills or {}
    rows = []
    for information, score in KINDS:
        for pair in PAIRS:
            skill = given.get((*pair, information, score), given.get(pair, UNCLEAR))
            rows.append(comparison(*pair, skill, information=information, score=score))
    return pd.DataFrame(rows)


def performance(**values: float) -> pd.DataFrame:
    """Return the scores of all predictors, each 0.01 either side; what is not given is a usual value."""
    usual = {"rps": 0.143, "brier": 0.61, "log_loss": 1.02, "right": 0.5, "c_good": 0.7, "c_grades": 0.65,
             "intercept": 0.0, "slope": 1.0} | values  # fmt: skip
    scored = {
        f"{name}{end}": value + shift
        for name, value in usual.items()
        for end, shift in (("", 0), ("_low", -0.01), ("_high", 0.01))
    }
    names = ("base_rate", *dict.fromkeys(name for name, _reference in PAIRS))
    return pd.DataFrame(
        [{"information": kind, "predictor": name, **scored} for kind in (HEADLINE, OWN) for name in names]
    )


def by_year(skills: Mapping[int, Skill], *predictors: str, n: int = 40) -> pd.DataFrame:
    """Return the same skills by year for each of these predictors."""
    rows = [
        comparison(name, "base_rate", skill, n=n) | {"year": year}
        for name in predictors
        for year, skill in skills.items()
    ]
    return pd.DataFrame(rows).drop(columns="reference")


def forecasts(
    grades: Sequence[int] = (3, 2, 1, 0), *, fallback: Mapping[tuple[str, int], str] | None = None,
    probabilities: Sequence[float] = (0.1, 0.3, 0.4, 0.2), separated: int = 0, dropped: Mapping[str, int] | None = None,
    begun: int = 9,
) -> Forecasts:  # fmt: skip
    """Return forecasts of inspections a month apart from June 2021; origins half a year before each, two in turn."""
    origins = (pd.Timestamp(2021, 1, 1), pd.Timestamp(2021, 7, 1))
    names = ("base_rate", *dict.fromkeys(name for name, _reference in PAIRS))
    rows = [
        {"information": kind, "predictor": name, "inspection_id": f"I{at}", "la_key": str(at), "grade": grade,
         "inspection_date": pd.Timestamp(2021, 6, 14) + pd.DateOffset(months=at), "origin": origins[at % 2],
         "trained_on": 100 + at, "fallback": (fallback or {}).get((name, at), ""),
         **dict(zip(("p:Inadequate", "p:Requires improvement", "p:Good", "p:Outstanding"), probabilities, strict=True))}
        for kind in (HEADLINE, OWN) for name in names for at, grade in enumerate(grades)
    ]  # fmt: skip
    return Forecasts(pd.DataFrame(rows), 2021, separated, 2, begun, dict(dropped or {}))


def predictions(
    skills: Mapping[Any, Skill] | None = None, *, n: int = 163, authorities: int = 120, **others: Any
) -> PredictionFindings:
    """Return findings of these skills; forecasts, performance, years and groups are usual ones where not given."""
    parts: dict[str, Any] = {"performance": performance(), "by_year": by_year({2021: UNCLEAR}, "previous_grade"),
                             "groups": pd.DataFrame()} | others  # fmt: skip
    foretold = parts.pop("foretold", None) or forecasts()
    evaluation = Evaluation(comparisons=comparisons(skills), n=n, authorities=authorities, **parts)
    return PredictionFindings(foretold, evaluation)


TOO_FEW = PredictionFindings(None, None, "There are too few inspections to learn from.")
