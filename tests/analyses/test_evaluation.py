"""Forecasts of six predictors scored by hand: who is held against whom, on which inspections, by which year."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import somersd

from workforce_grades.analyses import evaluation as module
from workforce_grades.analyses.evaluation import Evaluation, evaluate_forecasts
from workforce_grades.analyses.prediction import HEADLINE, OWN, Forecasts
from workforce_grades.analyses.predictors import PREDICTORS, PROBABILITIES
from workforce_grades.analyses.scores import authority_draws

GIVEN = np.array([2, 1, 2, 3, 0, 2, 1, 2, 2, 3])
KEYS = ["301", "301", "302", "303", "303", "304", "305", "306", "306", "307"]
LEANT_TO = np.where(np.arange(10) == 4, 2, np.where(np.arange(10) == 7, 1, GIVEN))
DAYS = pd.to_datetime(["2021-03-01"] * 4 + ["2022-05-02"] * 6)
BASE = np.array([0.1, 0.25, 0.45, 0.2])


def sharper(by: float) -> np.ndarray:
    """Forecasts that lean from the base rate towards what came, and in two cases elsewhere."""
    return (1 - by) * BASE + by * np.eye(4)[LEANT_TO]


LEANING = dict(zip(PREDICTORS, (0.0, 0.1, 0.2, 0.3, 0.4, -0.1), strict=True))


def part(information: str, predictor: str, extra: float = 0.0) -> pd.DataFrame:
    told = pd.DataFrame(sharper(LEANING[predictor] + extra), columns=PROBABILITIES)
    return told.assign(
        information=information, predictor=predictor, la_key=KEYS, inspection_date=DAYS, grade=GIVEN,
        inspection_id=[f"i{at:02d}" for at in range(len(GIVEN))],
    )  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Evaluation:
    """The evaluation, of rows in no order at all; what an authority knows itself leans a little more."""
    parts = [part(HEADLINE, name) for name in PREDICTORS] + [part(OWN, name, 0.05) for name in PREDICTORS]
    table = pd.concat(parts).sample(frac=1, random_state=8)
    return evaluate_forecasts(Forecasts(table, 2021, 0, 0, len(GIVEN), {}))


def performance(found: Evaluation, predictor: str, information: str = HEADLINE) -> pd.Series:
    return found.performance.set_index(["information", "predictor"]).loc[(information, predictor)]


@pytest.mark.parametrize("predictor", PREDICTORS)
@pytest.mark.parametrize(("information", "extra"), [(HEADLINE, 0.0), (OWN, 0.05)])
def test_mean_scores_are_those_of_the_formulas(
    found: Evaluation, predictor: str, information: str, extra: float
) -> None:
    chances, happened = sharper(LEANING[predictor] + extra), np.eye(4)[GIVEN]
    row = performance(found, predictor, information)
    assert row["brier"] == pytest.approx(((chances - happened) ** 2).sum(axis=1).mean())
    gaps = np.cumsum(chances, axis=1) - np.cumsum(happened, axis=1)
    assert row["rps"] == pytest.approx((gaps**2).sum(axis=1).mean() / 3)
    assert row["log_loss"] == pytest.approx(-np.log(chances[np.arange(10), GIVEN]).mean())
    assert row["right"] == pytest.approx(np.mean(chances.argmax(axis=1) == GIVEN))


@pytest.mark.parametrize("predictor", ["base_rate", "workforce", "previous_workforce"])
def test_the_order_of_predictions_is_scipys_concordance(found: Evaluation, predictor: str) -> None:
    chances, row = sharper(LEANING[predictor]), performance(found, predictor)
    for column, predicted, outcome in (
        ("c_good", chances[:, 2:].sum(axis=1), GIVEN >= 2),
        ("c_grades", chances @ np.arange(4), GIVEN),
    ):
        expected = (somersd(outcome, predicted.round(12)).statistic + 1) / 2
        assert row[column] == pytest.approx(expected if LEANING[predictor] else 0.5)
    # of seven good ones one, and of three others one, were leant the wrong way: 6 x 2 pairs right, 1 x 1 wrong
    assert row["c_good"] == pytest.approx((12 + 8 / 2) / 21 if LEANING[predictor] > 0 else 0.5)


def test_calibration_in_the_large(found: Evaluation) -> None:
    """Of equal predictions the intercept is the log-odds that came less those that were predicted."""
    share, said = np.mean(GIVEN >= 2), BASE[2:].sum()
    row = performance(found, "base_rate")
    assert row["intercept"] == pytest.approx(np.log(share / (1 - share)) - np.log(said / (1 - said)))
    assert np.isnan([row["slope"], row["slope_low"], row["slope_high"]]).all()


def test_intervals_are_of_authorities_drawn_again(found: Evaluation) -> None:
    chances = sharper(LEANING["workforce"])
    loss = -np.log(chances[np.arange(10), GIVEN])
    draws = authority_draws(pd.Series(KEYS))
    low, high = np.percentile(draws @ loss / draws.sum(axis=1), [2.5, 97.5])
    row = performance(found, "workforce")
    assert (row["log_loss_low"], row["log_loss_high"]) == pytest.approx((low, high))
    assert (found.n, found.authorities) == (10, 7)


def test_nobody_is_held_against_itself_or_a_better_reference(found: Evaluation) -> None:
    pairs = found.comparisons.groupby("reference")["predictor"].agg(set).to_dict()
    assert pairs == {
        "base_rate": set(PREDICTORS) - {"base_rate"},
        "previous_grade": set(PREDICTORS) - {"base_rate", "previous_grade"},
    }
    assert len(found.comparisons) == 2 * 3 * (5 + 4)
    assert set(found.comparisons["score"]) == {"rps", "brier", "log_loss"}


@pytest.mark.parametrize("score", ["rps", "brier", "log_loss"])
@pytest.mark.parametrize("reference", ["base_rate", "previous_grade"])
def test_a_difference_is_below_nought_where_the_predictor_is_better(
    found: Evaluation, score: str, reference: str
) -> None:
    mine = found.comparisons.query("information == @HEADLINE and score == @score and reference == @reference")
    rows = mine.set_index("predictor")
    for predictor, row in rows.iterrows():
        mean, against = performance(found, str(predictor))[score], performance(found, reference)[score]
        assert row["difference"] == pytest.approx(mean - against)
        assert row["skill"] == pytest.approx(1 - mean / against)
        assert row["n"] == 10
        assert (row["difference"] < 0) == (LEANING[str(predictor)] > LEANING[reference])
        assert row["skill_low"] <= row["skill"] <= row["skill_high"]


def test_each_year_is_scored_by_itself(found: Evaluation) -> None:
    rows = found.by_year[found.by_year["information"] == HEADLINE].set_index(["predictor", "year"])
    assert set(rows.index) == {(name, year) for name in PREDICTORS if name != "base_rate" for year in (2021, 2022)}
    assert rows.xs("workforce")["n"].to_dict() == {2021: 4, 2022: 6}
    for year, within in ((2021, slice(0, 4)), (2022, slice(4, 10))):
        happened = np.cumsum(np.eye(4)[GIVEN[within]], axis=1)
        means = [
            ((np.cumsum(sharper(LEANING[name])[within], axis=1) - happened) ** 2).sum(axis=1).mean() / 3
            for name in ("workforce", "base_rate")
        ]
        assert rows.loc[("workforce", year), "difference"] == pytest.approx(means[0] - means[1])
        assert rows.loc[("workforce", year), "low"] <= means[0] - means[1] <= rows.loc[("workforce", year), "high"]


def test_groups_of_predictions_hold_every_inspection(found: Evaluation) -> None:
    groups = found.groups[found.groups["information"] == HEADLINE]
    assert groups.groupby("predictor")["n"].sum().to_dict() == dict.fromkeys(PREDICTORS, 10)
    (base,) = groups[groups["predictor"] == "base_rate"].to_dict("records")
    assert (base["predicted"], base["observed"]) == (pytest.approx(0.65), pytest.approx(0.7))
    told = groups[groups["predictor"] == "workforce"]
    assert np.average(told["observed"], weights=told["n"]) == pytest.approx(0.7)


def test_references_are_named_once_and_known() -> None:
    assert tuple(PREDICTORS)[:2] == module.REFERENCES
