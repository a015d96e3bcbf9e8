"""Lags and leads on one sample: who is in, known answers, R's numbers on the real files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import block_diag

from workforce_grades.analyses.direction import AFTER, AGENCY, BASE, BEFORE, DISTANCES, Direction, direction
from workforce_grades.codebook import GRADES, OUTCOMES
from workforce_grades.errors import EstimationError, UnknownNameError
from workforce_grades.models import Panel, design_frame, fit_spec, study_panel
from workforce_grades.models.fit import fit_design
from workforce_grades.models.sandwich import cluster_covariance
from workforce_grades.study import load_study

MEASURES = ("turnover_rate", "caseload", "agency_rate")


def panel_where(decisive: str, *, n: int = 400) -> Panel:
    """Two inspections an authority; the turnover and agency of one census decide the grade, alike at all others."""
    rng = np.random.default_rng(0)
    exposures = {at: rng.normal([14, 16, 15], [5, 3, 6], (n, 3)) for at in DISTANCES}
    turnover, agency = exposures[decisive][:, 0], exposures[decisive][:, 2]
    latent = -0.3 * (turnover - 14) - 0.2 * (agency - 15) + rng.logistic(size=n)
    grade = np.digitize(latent, [-3.0, -0.5, 2.5])
    return Panel(
        linked={at: linked(values, grade) for at, values in exposures.items()},
        context=pd.DataFrame(columns=["la_key", "year"]),
        regions={f"{row}": "North Vale" for row in range(n)},
    )


def linked(values: np.ndarray, grade: np.ndarray) -> pd.DataFrame:
    n = len(values)
    frame = pd.DataFrame(values, columns=list(MEASURES)).assign(
        inspection_id=[f"i{row:03d}" for row in range(n)],
        la_key=[f"{row // 2}" for row in range(n)],
        return_group=[f"{row // 2}" for row in range(n)],
        inspection_type="standard",
        inspection_date=pd.Timestamp(2022, 5, 1),
        census_year=2021,
        link_status="linked",
        inpost_fte=100.0,
        **{f"{name}_flag": "ok" for name in MEASURES},
    )
    for name in (*OUTCOMES, "previous_overall"):
        frame[name] = pd.Categorical([GRADES[code] for code in grade], categories=GRADES, ordered=True)
    return frame


def without(panel: Panel, at: str, rows: list[int], measure: str) -> Panel:
    table = panel.linked[at].copy()
    table.loc[rows, measure] = np.nan
    table.loc[rows, f"{measure}_flag"] = "unavailable"
    return Panel({**panel.linked, at: table}, panel.context, panel.regions)


@pytest.fixture(scope="module")
def before() -> Panel:
    return panel_where(BEFORE)


def difference(found: Direction, term: str, model: str = "separate") -> pd.Series:
    rows = found.comparisons
    return rows[(rows["term"] == term) & (rows["model"] == model)].iloc[0]


def test_every_distance_stands_on_the_same_inspections(before: Panel) -> None:
    gaps = without(without(without(before, "lag2", [0, 1], "turnover_rate"), "lead2", [1, 5], "caseload"),
                   "lead1", [9], "agency_rate")  # fmt: skip
    found = direction(gaps)
    common = found.estimates[found.estimates["common"]]
    own = found.estimates[~found.estimates["common"]]
    assert found.n == 396
    assert set(common["n"]) == {396}
    assert dict(zip(own["distance"], own["n"], strict=True)) == dict.fromkeys(DISTANCES, 400) | {
        "lag2": 398,
        "lead2": 398,
    }
    assert (common["n"] + common["n_dropped"] == 400).all()
    assert direction(gaps, complete_for=()).n == 397
    assert found.left_out.to_dict("records") == [
        {"distance": "lag2", "reason": "turnover unavailable", "inspections": 2},
        {"distance": "lead1", "reason": "agency unavailable", "inspections": 1},
        {"distance": "lead2", "reason": "caseload unavailable", "inspections": 2},
    ]


def test_models_with_other_terms_stand_on_the_same_inspections(before: Panel) -> None:
    gaps = without(before, "lag1", [3, 4, 8], "agency_rate")
    assert direction(gaps, terms=BASE).n == direction(gaps, terms=AGENCY).n == 397


@pytest.mark.parametrize(("decisive", "sign"), [(BEFORE, 1), (AFTER, -1)])
@pytest.mark.parametrize("model", ["separate", "together"])
def test_the_census_that_decides_is_found(decisive: str, sign: int, model: str) -> None:
    found = direction(panel_where(decisive), terms=AGENCY)
    row = difference(found, "turnover", model)
    assert np.sign(row["difference"]) == sign
    assert row["p"] < 0.001
    assert difference(found, "caseload", model)["p"] > 0.05
    decided = row["before"] if sign > 0 else row["after"]
    assert decided == pytest.approx(-0.3, abs=0.06)


def test_the_error_of_the_difference_is_that_of_both_models_stacked(before: Panel) -> None:
    found = direction(before)
    fits = [fit_spec("overall|turnover+caseload", before), fit_spec("overall|turnover+caseload|lead=1", before)]
    n, k = fits[0].n, len(fits[0].params)
    bread = block_diag(*(fit.optimum.bread for fit in fits))
    scores = np.hstack([fit.optimum.scores for fit in fits])
    stacked = cluster_covariance(bread, scores, fits[0].design.cluster, n=n) * (n - 2 * k) / (n - k)
    for at, term in enumerate(BASE):
        contrast = np.zeros(2 * k)
        contrast[[at, at + k]] = [-1, 1]
        assert difference(found, term)["se"] == pytest.approx(np.sqrt(contrast @ stacked @ contrast), rel=1e-9)


def test_the_difference_in_one_model_is_that_of_its_coefficients(before: Panel) -> None:
    """With the sum of both censuses beside the later one, the coefficient of the later one is the difference."""
    x = [design_frame(f"overall|turnover+caseload{lead}", before) for lead in ("", "|lead=1")]
    turned = x[0].x.add(x[1].x).join(x[1].x.add_suffix("_after"))
    fit = fit_design(replace(x[0], x=turned))
    for term in BASE:
        row = difference(direction(before), term, "together")
        at = list(fit.params.index).index(f"{term}_after")
        assert row["difference"] == pytest.approx(fit.params.iloc[at], abs=1e-6)
        assert row["se"] == pytest.approx(np.sqrt(fit.covariance[at, at]), rel=1e-5)


def test_the_outermost_censuses_are_compared_too() -> None:
    found = direction(panel_where("lead2"), distances=["lag1", "lead2"])
    row, rows = difference(found, "turnover", "outermost"), found.estimates[found.estimates["common"]]
    own = rows[rows["term"] == "turnover"].set_index("distance")["estimate"]
    assert (row["before"], row["after"]) == (own["lag1"], own["lead2"])
    assert row["p"] < 0.001


def test_the_interval_is_around_the_difference(before: Panel) -> None:
    row = difference(direction(before), "turnover")
    assert row["difference"] == row["after"] - row["before"]
    assert (row["ci_low"] + row["ci_high"]) / 2 == pytest.approx(row["difference"])
    assert row["ci_high"] - row["ci_low"] == pytest.approx(2 * 1.959964 * row["se"], rel=1e-6)


def test_a_distance_beyond_the_link_is_refused(before: Panel) -> None:
    with pytest.raises(UnknownNameError, match="two censuses back and two on"):
        direction(before, distances=["lag3"])


def test_censuses_before_the_first_are_a_clear_error(before: Panel) -> None:
    table = before.linked["lag2"].assign(link_status="the census of 2016 is before the first in the data (2017)")
    early = Panel({**before.linked, "lag2": table}, before.context, before.regions)
    with pytest.raises(EstimationError, match=r"lag2: the census of 2016 is before the first in the data \(2017\)"):
        direction(early)
    assert direction(early, distances=["lag1"]).n == 400


@pytest.mark.mirror
def test_the_real_files_agree_with_r(mirror: Path) -> None:
    """R's polr and sandwich on the same 161 inspections: odds ratios, bounds, and the two differences."""
    found = direction(study_panel(load_study(mirror)))
    rows = found.estimates[found.estimates["common"]].set_index(["distance", "term"])
    assert (found.n, found.n_clusters, set(rows["n"])) == (161, 142, {161})
    r = {"lag2": (1.0042, 0.9616, 1.0486), "lag1": (0.9694, 0.9250, 1.0159), "lag0": (0.9549, 0.9141, 0.9974),
         "lead1": (0.9204, 0.8793, 0.9634), "lead2": (0.9192, 0.8799, 0.9602)}  # fmt: skip
    for at, numbers in r.items():
        own = rows.loc[(at, "turnover"), ["odds_ratio", "or_ci_low", "or_ci_high"]]
        assert own.to_numpy(float) == pytest.approx(numbers, abs=6e-5)
    assert difference(found, "turnover")[["difference", "se"]].to_numpy(float) == pytest.approx(
        (-0.036753, 0.025567), abs=1e-5
    )
    assert difference(found, "caseload")[["difference", "se"]].to_numpy(float) == pytest.approx(
        (0.015551, 0.069908), abs=1e-5
    )
    outer = difference(found, "turnover", "outermost")
    assert outer[["difference", "se"]].to_numpy(float) == pytest.approx((-0.088439, 0.027792), abs=1e-5)
