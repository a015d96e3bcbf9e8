"""Event study: who has an event and when, known jumps, hand dummies, R's numbers on the real files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from workforce_grades.analyses.event_study import event_study
from workforce_grades.analyses.event_variants import event_variants
from workforce_grades.analyses.event_years import EventYears, authority_years, event_years, first_events
from workforce_grades.codebook import EXPOSURES
from workforce_grades.errors import EstimationError, ParameterError, UnknownNameError
from workforce_grades.study import Study, load_study

YEARS = range(2017, 2026)
ESTIMATORS = ("two_way", "stacked", "interaction_weighted")
COHORTS = {2019: 8, 2020: 6, 2021: 7, 2022: 9}


def made(
    jump: Any = lambda time, cohort: 5.0 * (time >= 0), *, noise: float = 0.0, never: int = 40, seed: int = 5
) -> EventYears:
    """Authority-years with authority and year effects and, from the event on, a jump."""
    rng = np.random.default_rng(seed)
    cohorts = [float(year) for year, count in COHORTS.items() for _ in range(count)] + [np.nan] * never
    rows = []
    for unit, cohort in enumerate(cohorts):
        level = rng.normal(15, 4)
        for year in YEARS:
            moved = 0.0 if np.isnan(cohort) else jump(year - cohort, cohort)
            value = level + 0.7 * (year - 2017) + moved + noise * rng.normal()
            rows.append({"la_key": f"{unit}", "year": year, "event_year": cohort, "event_time": year - cohort,
                         **dict.fromkeys(EXPOSURES, value)})  # fmt: skip
    frame = pd.DataFrame(rows)
    events = frame.dropna(subset=["event_year"]).drop_duplicates("la_key")[["la_key", "event_year"]]
    return EventYears(frame, events, {})


def members(*rows: tuple[str, int, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["la_key", "year", "return_group"])
    return table.assign(inpost_fte=100.0, **dict.fromkeys(EXPOSURES, 10.0))


def judged(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["la_key", "framework", "inspection_date", "publication_date"])
    return table.astype({"inspection_date": "datetime64[ns]", "publication_date": "datetime64[ns]"})


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_known_jump_is_recovered(estimator: Any) -> None:
    found = event_study(made(), "caseload", estimator=estimator)
    table = found.estimates.set_index("event_time")["estimate"]
    assert table.to_numpy() == pytest.approx([0, 0, 0, 5, 5, 5, 5], abs=1e-9)
    assert (found.n_events, found.n_never, found.n) == (30, 40, 630)
    assert found.after.estimate == pytest.approx(5)
    assert found.step.estimate == pytest.approx(5)


def test_the_step_is_beyond_the_move_before_it() -> None:
    drift = made(lambda time, cohort: 2.0 * np.clip(time, -3, 1))
    found = event_study(drift, "caseload", estimator="stacked")
    assert found.after.estimate == pytest.approx(np.mean([2, 4, 4, 4]))
    assert found.step.estimate == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("estimator", ["stacked", "interaction_weighted"])
def test_estimates_that_differ_by_cohort_are_averaged_without_forbidden_comparisons(estimator: Any) -> None:
    growing = made(lambda time, cohort: (time >= 0) * (time + 1.0) * (cohort - 2018))
    mean = sum((year - 2018) * count for year, count in COHORTS.items()) / sum(COHORTS.values())
    found = event_study(growing, "caseload", before=2, after=1, estimator=estimator)
    got = found.estimates.set_index("event_time")["estimate"]
    assert got[-2] == pytest.approx(0, abs=1e-9)
    if estimator == "interaction_weighted":
        assert got[[0, 1]].to_numpy() == pytest.approx([mean, 2 * mean])
    else:
        assert got[[0, 1]].to_numpy() == pytest.approx([mean, 2 * mean], rel=0.05)


def test_a_flat_past_is_not_rejected_and_a_drift_is() -> None:
    flat = event_study(made(noise=2.0), "caseload")
    assert flat.pre_trend.p > 0.05
    assert flat.pre_trend.df == 2
    assert flat.after.ci_low < 5 < flat.after.ci_high
    drifting = made(lambda time, cohort: 2.0 * min(time, 0), noise=2.0)
    assert event_study(drifting, "caseload").pre_trend.p < 0.01


def test_a_flat_past_is_not_rejected_much_more_often_than_it_should_be() -> None:
    """Ten events and a window of four: chi-squared of the usual clustered errors rejects 22 of these 100."""
    few = [made(noise=2.0, seed=seed).only([f"{unit}" for unit in range(12, 22)]) for seed in range(100)]
    rejected = sum(event_study(years, "caseload", before=4, after=1).pre_trend.p < 0.05 for years in few)
    assert rejected <= 9


def test_two_way_equals_hand_dummies() -> None:
    """Bell and McCaffrey's errors by hand: every dummy in the model, the root of each I - H by eigenvalues."""
    rows = made(noise=3.0).rows
    times = [-3, -2, 0, 1, 2, 3]
    x = pd.concat(
        [
            *(rows["event_time"].eq(at).rename(f"e{at}") for at in times),
            rows["event_time"].lt(-3).rename("earlier"),
            rows["event_time"].gt(3).rename("later"),
            pd.get_dummies(rows["la_key"], prefix="la"),
            pd.get_dummies(rows["year"], prefix="y", drop_first=True),
        ],
        axis="columns",
    ).astype(float)
    fit = OLS(rows["caseload"], x).fit()
    bread, residuals = fit.normalized_cov_params.to_numpy(), fit.resid.to_numpy()
    scores = []
    for own in rows.groupby("la_key").indices.values():
        part = x.to_numpy()[own]
        values, vectors = np.linalg.eigh(np.eye(len(own)) - part @ bread @ part.T)
        roots = np.array([value**-0.5 if value > 1e-8 else 0.0 for value in values])
        scores.append(part.T @ vectors @ np.diag(roots) @ vectors.T @ residuals[own])
    covariance = bread @ np.transpose(scores) @ np.array(scores) @ bread
    found = event_study(EventYears(rows, rows, {}), "caseload")
    table = found.estimates.set_index("event_time").loc[times]
    assert table["estimate"].to_numpy() == pytest.approx(fit.params.to_numpy()[:6])
    assert table["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(covariance))[:6])
    q = found.pre_trend.df
    wald = fit.params.to_numpy()[:2] @ np.linalg.solve(covariance[:2, :2], fit.params.to_numpy()[:2])
    degrees = found.pre_trend.df_error + q - 1
    assert found.pre_trend.statistic == pytest.approx(wald * found.pre_trend.df_error / (degrees * q))


def test_counts_stand_at_each_event_time() -> None:
    rows = made().rows
    rows.loc[(rows["event_time"] == 2) & (rows["event_year"] == 2020), "caseload"] = np.nan
    events = event_study(EventYears(rows, rows, {}), "caseload").estimates.set_index("event_time")["events"]
    assert events.to_dict() == {-3: 22, -2: 30, -1: 30, 0: 30, 1: 30, 2: 24, 3: 30}


def test_an_authority_without_the_reference_census_is_left_out() -> None:
    rows = made().rows
    rows.loc[(rows["event_time"] == -1) & (rows["event_year"] == 2021), "caseload"] = np.nan
    assert event_study(EventYears(rows, rows, {}), "caseload").n_events == 23
    assert event_study(EventYears(rows, rows, {}), "agency_rate").n_events == 30


@pytest.mark.parametrize(
    ("window", "says"),
    [((9, 3), r"-9 \(0\), -8 \(0\).*2017 to 2025.*widest window is -5 to \+6"), ((3, 8), "2017 to 2025")],
)
def test_a_window_before_the_first_census_is_a_clear_error(window: tuple[int, int], says: str) -> None:
    with pytest.raises(ParameterError, match=says):
        event_study(made(), "caseload", before=window[0], after=window[1])


def test_an_event_time_with_fewer_than_five_events_is_refused() -> None:
    rows = made().rows
    late = rows[(rows["event_time"] == -5) & (rows["event_year"] == 2022)].index
    rows.loc[late[4:], "caseload"] = np.nan
    years = EventYears(rows, rows, {})
    assert event_study(years, "agency_rate", before=5).pre_trend.df == 4
    with pytest.raises(ParameterError, match=r"time -5 \(4\): it needs 5.*The widest window is -4 to \+6\.$"):
        event_study(years, "caseload", before=5)
    rows.loc[(rows["event_time"] == -2) & (rows["event_year"] != 2019), "caseload"] = np.nan
    rows.loc[rows[rows["event_time"] == -2].index[:4], "caseload"] = np.nan
    with pytest.raises(ParameterError, match="No window is wide enough"):
        event_study(EventYears(rows, rows, {}), "caseload")


def test_what_cannot_be_estimated_is_said() -> None:
    with pytest.raises(ParameterError, match="2 censuses or more before"):
        event_study(made(), "caseload", before=1)
    with pytest.raises(UnknownNameError, match="agency_rate"):
        event_study(made(), "agency")
    with pytest.raises(EstimationError, match="30 authorities with an event and 0 without"):
        event_study(made(never=0), "caseload")
    years = made()
    few = years.only(["0", "1", "2"])
    assert few.never == 40
    with pytest.raises(EstimationError, match="3 authorities with an event and 40 without are too few"):
        event_study(few, "caseload")


def test_an_event_is_the_first_grade_after_the_first_census() -> None:
    graded = judged(
        ("a", "SIF", "2016-05-01", "2016-06-26"),
        ("a", "ILACS", "2019-09-30", "2019-11-20"),
        ("b", "ILACS", "2019-10-01", "2019-11-20"),
        ("b", "ILACS", "2022-01-10", "2022-03-01"),
        ("c", "SIF re-inspection", "2018-01-05", "2018-03-02"),
        ("d", "ILACS", "2025-11-01", "2026-01-05"),
        ("e", "ILACS", "2021-09-20", "2021-11-15"),
    )
    found = first_events(graded, frameworks="ILACS", dating="inspection", censuses=(2017, 2025)).set_index("la_key")
    assert found["event_year"].to_dict() == {"a": 2019, "b": 2020, "e": 2021}
    assert found["earlier"].to_dict() == {"a": True, "b": False, "e": False}
    assert found["again"].to_dict() == {"a": 0, "b": 1, "e": 0}
    published = first_events(graded, frameworks="ILACS", dating="publication", censuses=(2017, 2025)).set_index(
        "la_key"
    )
    assert published["event_year"].to_dict() == {"a": 2020, "b": 2020, "e": 2022}
    every = first_events(graded, frameworks="all", dating="inspection", censuses=(2017, 2025)).set_index("la_key")
    assert every["event_year"].to_dict() == {"c": 2018, "a": 2019, "b": 2020, "e": 2021}


def test_a_joint_return_counts_once_and_for_the_event() -> None:
    table = members(("1", 2018, "1+2"), ("2", 2018, "1+2"), ("3", 2018, "3+4"), ("4", 2018, "3+4"),
                    ("5", 2018, "5+6"), ("6", 2018, "5+6"), ("7", 2018, "7"), ("8", 2018, "8"))  # fmt: skip
    table.loc[table["la_key"] == "8", "inpost_fte"] = 19.9
    events = pd.DataFrame({"la_key": ["2"], "event_year": [2019]})
    found = authority_years(table, events, {"6": "elsewhere", "9": "not in the returns"})
    assert found.rows["la_key"].tolist() == ["2", "3", "7"]
    assert found.rows["event_time"].tolist()[0] == -1
    assert found.never == 2
    assert found.left_out == {"elsewhere": 1}


def test_nobody_in_the_comparison_was_ever_graded_inadequate(study: Study) -> None:
    years = event_years(study)
    inadequate = set(study.inspections.loc[study.inspections["overall"] == "Inadequate", "la_key"])
    never = set(years.rows.loc[years.rows["event_year"].isna(), "la_key"])
    assert never
    assert not never & inadequate
    heirs = {heir for key in inadequate for heir in study.authorities.successors(key)}
    assert heirs
    assert not never & heirs
    groups = study.members.merge(years.rows[["la_key", "year"]], on=["la_key", "year"])
    assert not groups.duplicated(["return_group", "year"]).any()


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_agency_use_rises_after_an_inadequate_grade_of_the_sample(study: Study, estimator: Any) -> None:
    """The sample adds points to the agency rate of the censuses after an Inadequate grade."""
    table = event_study(event_years(study), "agency_rate", estimator=estimator).estimates.set_index("event_time")
    assert table.loc[0, "estimate"] + table.loc[1, "estimate"] > 0
    assert table.loc[0, "estimate"] > 0


def test_variants_begin_with_the_main_estimate(study: Study) -> None:
    table = event_variants(study)
    assert len(table) == 7 * len(EXPOSURES)
    assert not table.duplicated(["measure", "variant"]).any()
    main = table[table["variant"] == "main"].set_index("measure")
    found = event_study(event_years(study), "vacancy_rate")
    assert main.loc["vacancy_rate", "estimate"] == found.after.estimate
    assert main.loc["vacancy_rate", "pre_trend_p"] == found.pre_trend.p
    events = table[table["measure"] == "caseload"].set_index("variant")["events"]
    assert events["every_census"] < events["first_ever"] < events["main"]


@pytest.mark.mirror
def test_the_real_files_agree_with_r(mirror: Path) -> None:
    """R's lm with dummies and clubSandwich (CR2, Satterthwaite, HTZ) and pyfixest's saturated estimator."""
    years = event_years(load_study(mirror))
    assert (len(years.events), years.never, len(years.rows), sum(years.left_out.values())) == (32, 88, 1047, 35)
    agency = event_study(years, "agency_rate")
    table = agency.estimates.set_index("event_time").drop(index=-1)
    assert table["estimate"].to_numpy() == pytest.approx([-7.3863, -3.5798, 8.1994, 7.4449, 5.9906, 4.1725], abs=6e-5)
    errors = [1.97782831, 1.78207006, 1.77753185, 2.08423427, 2.47955472, 2.93591362]
    degrees = [25.2047852, 31.4042905, 31.9216006, 32.0163468, 28.5511339, 26.1574688]
    p = [0.000966553402, 0.0532210087, 0.0000613010693, 0.00114492804, 0.0223255976, 0.16707054]
    assert table["se"].to_numpy() == pytest.approx(errors, rel=1e-7)
    assert table["df"].to_numpy() == pytest.approx(degrees, rel=1e-7)
    assert table["p"].to_numpy() == pytest.approx(p, rel=1e-6)
    joint = agency.pre_trend
    assert (joint.statistic, joint.df_error, joint.p) == pytest.approx((6.88187636, 26.5292489, 0.00391208928))
    assert (agency.after.se, agency.after.df, agency.after.p) == pytest.approx((1.98260441, 32.8461868, 0.00263593453))
    weighted = event_study(years, "agency_rate", estimator="interaction_weighted").estimates.set_index("event_time")
    saturated = [-9.518012, -4.667379, 8.236944, 7.833318, 6.672962, 4.782354]
    assert weighted.drop(index=-1)["estimate"].to_numpy() == pytest.approx(saturated, abs=1e-6)


@pytest.mark.mirror
def test_the_pre_trend_test_keeps_its_level_among_the_never_graded(mirror: Path) -> None:
    """Pseudo-events, with the timing of the real ones, drawn among authorities never graded inadequate."""
    years = event_years(load_study(mirror))
    never, when = years.rows[years.rows["event_year"].isna()], years.events["event_year"].to_numpy(float)
    rng, rejected = np.random.default_rng(11), 0
    for _ in range(60):
        drawn = dict(zip(rng.permutation(never["la_key"].unique())[: len(when)], when, strict=True))
        rows = never.assign(event_year=never["la_key"].map(drawn))
        rows["event_time"] = rows["year"] - rows["event_year"]
        rejected += event_study(EventYears(rows, rows, {}), "turnover_rate").pre_trend.p < 0.05
    assert rejected <= 6
