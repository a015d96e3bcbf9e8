"""Inspections: when they come, what their grades are drawn from, what an Inadequate one does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.miscmodels.ordinal_model import OrderedModel

from workforce_grades.sample.grades import Truth, draw_grades, draw_sub_judgements, linear_predictor
from workforce_grades.sample.inspections import CENSUS_DAY_TIE, OUT_BY, PAUSE, add_open_years, first_census_from
from workforce_grades.sample.simulation import Simulation, simulate
from workforce_grades.sample.streams import Floats, stream

EXPOSURES = list(Truth().coefficients)


@pytest.fixture(scope="module")
def inspections(country: Simulation) -> pd.DataFrame:
    return country.inspections


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    return pd.concat([simulate(authorities=300, seed=seed).inspections for seed in (5, 6)], ignore_index=True)


def fit(rows: pd.DataFrame, grades: Floats, *, known: Floats | None = None) -> tuple[Floats, Floats, Floats]:
    """Return coefficients, their standard errors, and thresholds, of an ordered logit."""
    model = OrderedModel(grades, rows[EXPOSURES].to_numpy(), offset=known, distr="logit")
    result = model.fit(method="bfgs", disp=False, maxiter=500)
    assert result.mle_retvals["converged"]
    return result.params[:3], result.bse[:3], model.transform_threshold_params(result.params)[1:-1]


def test_the_grades_mix_is_near_the_published_one(inspections: pd.DataFrame) -> None:
    share = inspections["overall"].value_counts(normalize=True)
    for grade, published in {1: 0.13, 2: 0.27, 3: 0.40, 4: 0.20}.items():
        assert share[grade] == pytest.approx(published, abs=0.045)


def test_an_ordered_logit_on_a_larger_sample_finds_the_truth(many: pd.DataFrame) -> None:
    rows = many.dropna(subset=EXPOSURES)
    assert len(rows) > 1_100
    found, errors, thresholds = fit(rows, rows["overall"].to_numpy(), known=rows["intercept"].to_numpy())
    truth = np.array(list(Truth().coefficients.values()))
    assert (np.abs(found - truth) < 3 * errors).all()
    assert (np.abs(truth) > 2.5 * errors).all(), "the sample is large enough for the test to mean something"
    assert thresholds == pytest.approx(Truth().thresholds, abs=0.75)


def test_the_grade_step_alone_is_an_ordered_logit_with_the_recorded_truth(many: pd.DataFrame) -> None:
    rows = many.dropna(subset=EXPOSURES)
    rows = rows.iloc[np.tile(np.arange(len(rows)), 25)]
    grades = draw_grades(linear_predictor(rows, Truth()), Truth(), stream(9, "grades"))
    found, errors, thresholds = fit(rows, grades)
    assert (np.abs(found - list(Truth().coefficients.values())) < 3.5 * errors).all()
    assert thresholds == pytest.approx(Truth().thresholds, abs=0.15)


def test_leaving_the_authority_out_shrinks_coefficients_as_recorded(many: pd.DataFrame) -> None:
    rows = many.dropna(subset=EXPOSURES)
    rows = rows.iloc[np.tile(np.arange(len(rows)), 25)]
    random = stream(10, "intercepts")
    own = Truth(authority_sd=1.5)
    predictor = linear_predictor(rows, own) + own.authority_sd * random.standard_normal(len(rows))
    found, errors, _ = fit(rows, draw_grades(predictor, own, random))
    expected = own.seen_without_intercept * np.array(list(own.coefficients.values()))
    assert own.seen_without_intercept < 0.8
    assert (np.abs(found - expected) < 4 * errors + 0.03 * np.abs(expected)).all()


def test_a_grade_is_drawn_on_the_latest_census_strictly_before(country: Simulation) -> None:
    for row in country.inspections.itertuples():
        assert pd.Timestamp(row.census_year, 9, 30) < row.date <= pd.Timestamp(row.census_year + 1, 9, 30)
    tie = country.inspections[country.inspections["date"] == CENSUS_DAY_TIE]
    assert 2018 in set(tie["census_year"])


def test_the_recorded_measures_are_those_of_the_return(country: Simulation) -> None:
    census = {(key, row.year): row for row in country.censuses.itertuples() for key in row.group}
    for row in country.inspections.itertuples():
        found = census[row.key, row.census_year]
        assert row.caseload == found.caseload_fte
        assert row.agency_rate == found.agency_rate_fte


def test_nothing_began_in_the_pause_and_all_is_on_mondays(inspections: pd.DataFrame) -> None:
    assert not inspections["date"].between(PAUSE[0], PAUSE[1], inclusive="left").any()
    assert set(inspections["date"].dt.day_of_week) == {0}
    assert inspections["date"].min() >= pd.Timestamp(2018, 1, 29)
    assert inspections["date"].max() <= pd.Timestamp(2025, 3, 31)


def test_publication_follows_by_22_to_225_days_on_a_weekday(inspections: pd.DataFrame) -> None:
    lag = (inspections["published"] - inspections["date"]).dt.days
    assert lag.between(22, 225).all()
    assert 45 <= lag.median() <= 58
    assert inspections["published"].max() <= OUT_BY
    assert inspections["published"].dt.day_of_week.max() <= 4


def test_inspections_come_about_every_three_years_of_open_time(inspections: pd.DataFrame) -> None:
    assert set(inspections.groupby("key").size()) <= {1, 2, 3}
    gap = inspections.groupby("key")["date"].diff().dropna()
    paused = inspections.groupby("key")["date"].shift()[gap.index] < PAUSE[0]
    years = (gap - pd.to_timedelta(paused * (PAUSE[1] - PAUSE[0]).days, unit="D")).dt.days / 365.25
    assert years.mean() == pytest.approx(3, abs=0.3)


def test_care_leavers_are_graded_from_january_2023(inspections: pd.DataFrame) -> None:
    late = inspections["date"] >= pd.Timestamp(2023, 1, 16)
    assert inspections.loc[late, "care_leavers"].notna().all()
    assert inspections.loc[~late, "care_leavers"].isna().all()


def test_short_inspections_go_to_the_good_and_outstanding(country: Simulation) -> None:
    rows = country.inspections.copy()
    rows["previous"] = rows.groupby("key")["overall"].shift()
    later = rows.dropna(subset=["previous"])
    assert set(later.loc[later["previous"] < 3, "type"]) == {"standard"}
    assert (later.loc[later["previous"] >= 3, "type"] == "short").mean() > 0.75


def test_agency_use_and_turnover_rise_after_an_inadequate_grade() -> None:
    calm = Truth(agency_after_inadequate=(0.0, 0.0, 0.0), turnover_after_inadequate=(0.0, 0.0, 0.0))
    with_rise, without = (
        simulate(authorities=200, seed=4, truth=truth).censuses.set_index(["group", "year"])
        for truth in (Truth(), calm)
    )
    first = simulate(authorities=200, seed=4).inspections
    first = first[(first["overall"] == 1) & (first["date"] < "2018-10-01")]
    groups = {key: group for group, _ in with_rise.index for key in group}
    rise = {
        (measure, wait): np.mean([
            with_rise.loc[[(groups[row.key], first_census_from(row.date) + wait)], measure].iloc[0]
            - without.loc[[(groups[row.key], first_census_from(row.date) + wait)], measure].iloc[0]
            for row in first.itertuples()
        ])
        for measure in ("agency_rate_fte", "turnover_rate_fte")
        for wait in (-1, 0, 1)
    }  # fmt: skip
    assert len(first) >= 3
    assert rise["agency_rate_fte", -1] == rise["turnover_rate_fte", -1] == 0
    assert rise["agency_rate_fte", 0] == pytest.approx(4, abs=0.8)
    assert rise["agency_rate_fte", 1] == pytest.approx(5, abs=0.9)
    assert rise["turnover_rate_fte", 0] == pytest.approx(3, abs=0.6)


@pytest.mark.parametrize(("overall", "seed"), [(1, 1), (1, 2), (2, 3), (4, 4)])
def test_sub_judgements_lie_within_the_scale_and_inadequate_has_one(overall: int, seed: int) -> None:
    random = stream(seed, "parts")
    for _draw in range(200):
        parts = draw_sub_judgements(overall, random)
        assert set(parts) == {"leaders", "help_protection", "in_care", "care_leavers"}
        assert set(parts.values()) <= {1, 2, 3, 4}
        assert overall > 1 or 1 in parts.values()


@given(st.dates(pd.Timestamp(2018, 1, 29).date(), pd.Timestamp(2020, 3, 16).date()), st.floats(0.1, 4))
def test_open_years_never_end_in_the_pause(day: object, years: float) -> None:
    start = pd.Timestamp(day)  # type: ignore[arg-type]
    later = add_open_years(start, years)
    assert later > start
    assert not PAUSE[0] <= later < PAUSE[1]


def test_judgements_before_2018_are_over_before_the_first_inspection(country: Simulation) -> None:
    first = country.inspections.groupby("key")["date"].min()
    judged = country.before.judgements
    assert {judgement.again for judgement in judged} == {True, False}
    for judgement in judged:
        assert judgement.key not in first.index or judgement.published < first[judgement.key]
    again = [judgement for judgement in judged if judgement.again]
    bad = {judgement.key for judgement in judged if not judgement.again and judgement.overall == 1}
    assert {judgement.key for judgement in again} <= bad


def test_who_follows_an_authority_keeps_what_lasts(country: Simulation) -> None:
    for link in country.geography.successions:
        if link.change == "split":
            assert country.before.intercepts[link.after] == country.before.intercepts[link.before]
