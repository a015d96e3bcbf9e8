"""The grade of an inspection: an ordered logit on the census before it, with coefficients on record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.sample.streams import Floats, Places

CARE_LEAVERS_BEGIN: Final = pd.Timestamp(2023, 1, 16)


@dataclass(frozen=True, slots=True)
class Truth:
    """What the sample's grades were drawn from.

    ``logit P(grade <= k) = threshold[k] - (x'b + u)``, with grades from Inadequate up, so that a
    positive coefficient means better grades, and u normal, one for each authority.

    Attributes
    ----------
    turnover_rate, caseload, agency_rate
        Coefficients by percentage point, and by case for each FTE.
    thresholds
        Between Inadequate and Requires improvement, and so on up.
    authority_sd
        Standard deviation of u.
    agency_after_inadequate, turnover_after_inadequate
        Percentage points added to the three censuses after an Inadequate grade.
    """

    turnover_rate: float = -0.03
    caseload: float = -0.10
    agency_rate: float = -0.05
    thresholds: tuple[float, float, float] = (-5.20, -3.45, -1.45)
    authority_sd: float = 0.6
    agency_after_inadequate: tuple[float, float, float] = (4.0, 5.0, 3.0)
    turnover_after_inadequate: tuple[float, float, float] = (3.0, 3.0, 1.5)

    @property
    def coefficients(self) -> dict[str, float]:
        """Coefficients by measure."""
        return {"turnover_rate": self.turnover_rate, "caseload": self.caseload, "agency_rate": self.agency_rate}

    @property
    def seen_without_intercept(self) -> float:
        """Factor by which a model that leaves u out shrinks coefficients and thresholds (Zeger and others, 1988)."""
        return float(1 / np.sqrt(1 + (16 * np.sqrt(3) / (15 * np.pi)) ** 2 * self.authority_sd**2))

    def record(self) -> dict[str, object]:
        """Return the truth as it stands in illustrative_truth.json."""
        names = [f"{below}/{above}" for below, above in pairwise(GRADES)]
        return {
            "model": "logit P(overall <= k) = threshold[k] - (x'b + u), grades Inadequate < Requires improvement "
            "< Good < Outstanding, x from the latest census strictly before the inspection, u ~ N(0, sd^2) for each "
            "authority",
            "coefficients": self.coefficients,
            "thresholds": dict(zip(names, self.thresholds, strict=True)),
            "authority_intercept_sd": self.authority_sd,
            "factor_seen_without_the_intercept": round(self.seen_without_intercept, 4),
            "percentage_points_in_the_three_censuses_after_an_inadequate_grade": {
                "agency_rate": asdict(self)["agency_after_inadequate"],
                "turnover_rate": asdict(self)["turnover_after_inadequate"],
            },
        }


def linear_predictor(measures: pd.DataFrame, truth: Truth) -> Floats:
    """Return x'b of each row.

    Parameters
    ----------
    measures
        Columns `turnover_rate`, `caseload`, `agency_rate`; a rate of nobody counts as 0.
    truth
        The coefficients.
    """
    x = measures[list(truth.coefficients)].fillna(0.0).to_numpy(dtype=np.float64)
    return np.asarray(x @ np.array(list(truth.coefficients.values())))


def draw_grades(predictor: Floats, truth: Truth, random: np.random.Generator) -> Places:
    """Draw a grade, 1 (Inadequate) to 4, for each value of x'b + u."""
    below = 1 / (1 + np.exp(predictor[:, None] - np.array(truth.thresholds)))
    return np.asarray(1 + (random.random(len(predictor))[:, None] > below).sum(axis=1))


SIF_THRESHOLDS: Final = (-1.15, 0.62, 3.5)
"""Of the framework before, on u alone: fewer Outstanding than later."""

_OFFSETS: Final[dict[str, dict[int, float]]] = {
    "leaders": {0: 0.84, 1: 0.13, -1: 0.03},
    "help_protection": {0: 0.80, -1: 0.15, 1: 0.05},
    "in_care": {0: 0.75, 1: 0.16, -1: 0.09},
    "care_leavers": {0: 0.70, -1: 0.16, 1: 0.14},
}
"""How far sub-judgements lie from the overall one, much as in the published ones."""


def draw_before(intercept: float, random: np.random.Generator) -> int:
    """Draw the grade of the framework before 2018, from what lasts in an authority."""
    below = 1 / (1 + np.exp(intercept - np.array(SIF_THRESHOLDS)))
    return 1 + int((random.random() > below).sum())


def draw_sub_judgements(overall: int, random: np.random.Generator) -> dict[str, int]:
    """Draw the four sub-judgements around an overall grade; an Inadequate one has at least one of them."""
    drawn = {
        name: int(np.clip(overall + random.choice(list(offsets), p=list(offsets.values())), 1, 4))
        for name, offsets in _OFFSETS.items()
    }
    if overall == 1 and 1 not in drawn.values():
        drawn["help_protection"] = 1
    return drawn
