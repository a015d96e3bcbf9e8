"""Days of inspections and draws of grades: the pause, holidays, thresholds, what an Inadequate grade raises."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.sample.geography import FictionalAuthority
from workforce_grades.sample.grades import Truth, draw_before, draw_grades, draw_sub_judgements, linear_predictor
from workforce_grades.sample.history import AGAIN, PUBLISHED, Before, Judgement
from workforce_grades.sample.inspections import (
    PAUSE,
    Inspection,
    Inspectorate,
    add_open_years,
    first_census_from,
)
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.streams import autocorrelated, on_weekday, stream

DAYS = st.dates(pd.Timestamp(2018, 1, 1).date(), pd.Timestamp(2025, 12, 31).date())


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


@pytest.mark.parametrize(
    ("begun", "census"),
    [("2019-09-29", 2019), ("2019-09-30", 2019), ("2019-10-01", 2020), ("2019-01-01", 2019), ("2019-12-31", 2020)],
)
def test_the_first_census_on_or_after_a_day(begun: str, census: int) -> None:
    assert first_census_from(day(begun)) == census


@pytest.mark.parametrize(
    ("begun", "years", "later"),
    [
        ("2018-02-01", 1, "2019-02-01"),
        ("2018-02-01", 0, "2018-02-01"),
        ("2022-01-03", 2, "2024-01-03"),
        ("2020-03-16", 1 / 365.25, "2021-06-28"),
        ("2020-03-15", 1 / 365.25, "2020-03-16"),
        ("2019-03-17", 1, "2020-03-16"),
        ("2019-03-18", 1, "2021-06-28"),
        ("2020-06-01", 0, "2021-09-12"),
        ("2021-06-28", 1, "2022-06-28"),
        ("2018-02-01", 3, "2022-05-15"),
    ],
)
def test_years_go_by_while_inspections_are_held(begun: str, years: float, later: str) -> None:
    assert add_open_years(day(begun), years) == day(later)


@settings(max_examples=50)
@given(DAYS, st.floats(0, 3), st.floats(0, 3))
def test_more_years_are_never_sooner(begun: Any, years: float, more: float) -> None:
    assert add_open_years(pd.Timestamp(begun), years) <= add_open_years(pd.Timestamp(begun), years + more)


@pytest.mark.parametrize(
    ("given", "out"),
    [
        ("2024-06-14", "2024-06-14"), ("2024-06-15", "2024-06-17"), ("2024-06-16", "2024-06-17"),
        ("2024-12-25", "2024-12-27"), ("2021-12-25", "2021-12-27"), ("2022-01-01", "2022-01-03"),
        ("2020-12-26", "2020-12-28"), ("2025-01-01", "2025-01-02"), ("2021-01-01", "2021-01-04"),
        ("2024-06-14 15:30", "2024-06-14"),
    ],
)  # fmt: skip
def test_a_report_that_would_come_out_on_a_holiday_waits(given: str, out: str) -> None:
    assert on_weekday(day(given)) == day(out)


@pytest.fixture(scope="module")
def office(country: Simulation) -> Inspectorate:
    return Inspectorate(country.geography, country.before, Truth(), 5)


@settings(max_examples=50)
@given(date=DAYS)
def test_inspections_begin_on_mondays_neither_later_in_august_nor_at_the_end_of_december(
    office: Inspectorate, date: Any
) -> None:
    begun = office._working_day(pd.Timestamp(date))
    assert begun.weekday() == 0
    assert not PAUSE[0] <= begun < PAUSE[1]
    assert begun.month != 8 or begun.day <= 6, "the Monday after a day in July"
    assert begun.month != 12 or begun.day <= 17


def test_nobody_is_inspected_after_the_end(office: Inspectorate) -> None:
    ended = office.geography.role("split 2023 before")
    assert office._in_time(ended, day("2023-03-31")) == day("2023-03-31")
    assert office._in_time(ended, day("2023-04-01")).year > 2200
    going_on = office.geography.role("tiny")
    assert office._in_time(going_on, day("2030-01-07")) == day("2030-01-07")


@pytest.mark.parametrize("previous", [None, 1, 2, 3, 4])
def test_only_the_good_have_short_inspections_and_most_of_them_do(previous: int | None, office: Inspectorate) -> None:
    kinds = [office._type(previous) for _draw in range(400)]
    share = kinds.count("short") / len(kinds)
    assert share == (0 if previous is None or previous < 3 else pytest.approx(0.88, abs=0.06))


def test_a_report_takes_22_to_222_days(office: Inspectorate) -> None:
    days = [office._report_days() for _draw in range(2_000)]
    assert 22 <= min(days) < 25
    assert max(days) <= 222
    assert 48 <= np.median(days) <= 55  # 12 and exp(3.68)


def found(key: str, begun: str, overall: int = 1) -> Inspection:
    at = day(begun)
    return Inspection(key, at, at, "standard", overall, 1, 1, 1, 1, at.year - 1, 15.0, 16.0, 14.0, 0.0)


@pytest.mark.parametrize(
    ("begun", "overall", "year", "points"),
    [
        ("2022-09-30", 1, 2021, None), ("2022-09-30", 1, 2022, (3.0, 4.0)), ("2022-10-03", 1, 2022, None),
        ("2022-10-03", 1, 2023, (3.0, 4.0)), ("2022-10-03", 1, 2024, (3.0, 5.0)), ("2022-10-03", 1, 2025, (1.5, 3.0)),
        ("2021-10-04", 1, 2025, None), ("2022-10-03", 2, 2023, None), ("2022-10-03", 4, 2023, None),
    ],
)  # fmt: skip
def test_an_inadequate_grade_raises_the_three_censuses_after_it(
    begun: str, overall: int, year: int, points: tuple[float, float] | None, office: Inspectorate
) -> None:
    key = office.geography.role("full stop").key
    office.inspections = [found(key, begun, overall)]
    assert office.after(year) == ({} if points is None else {(key,): points})


def test_what_it_raises_goes_to_the_joint_return_and_to_whoever_follows(office: Inspectorate) -> None:
    one, other = (office.geography.role(f"joint {at}").key for at in (1, 2))
    office.inspections = [found(other, "2022-10-03")]
    assert list(office.after(2023)) == [(one, other)]
    before = office.geography.role("split 2023 before").key
    office.inspections = [found(before, "2022-11-07")]
    assert sorted(office.after(2023)) == sorted((key,) for key in office.geography.successors(before))


def test_of_two_inadequate_grades_the_later_counts(office: Inspectorate) -> None:
    key = office.geography.role("full stop").key
    office.inspections = [found(key, "2021-10-04"), found(key, "2022-10-03")]
    assert office.after(2023) == {(key,): (3.0, 4.0)}


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ((10.0, 20.0, 30.0), -0.03 * 10 - 0.10 * 20 - 0.05 * 30),
        ((0.0, 0.0, 0.0), 0.0),
        ((np.nan, 20.0, 30.0), -0.10 * 20 - 0.05 * 30),
        ((np.nan, np.nan, np.nan), 0.0),
    ],
)
def test_the_predictor_is_a_weighted_sum_and_a_rate_of_nobody_counts_as_nothing(
    row: tuple[float, float, float], value: float
) -> None:
    table = pd.DataFrame([row], columns=["turnover_rate", "caseload", "agency_rate"])
    shuffled = table.assign(more=1.0)[["more", "agency_rate", "caseload", "turnover_rate"]]
    assert linear_predictor(shuffled, Truth())[0] == pytest.approx(value)


def test_shares_of_grades_are_those_of_the_thresholds() -> None:
    truth = Truth(thresholds=(-1.0, 0.0, 2.0))
    drawn = draw_grades(np.full(40_000, 0.5), truth, stream(1, "grades"))
    below = [1 / (1 + np.exp(0.5 - threshold)) for threshold in truth.thresholds]
    shares = [float(np.mean(drawn <= grade)) for grade in (1, 2, 3)]
    assert shares == pytest.approx(below, abs=0.01)
    assert set(drawn) == {1, 2, 3, 4}


@pytest.mark.parametrize(("predictor", "grade"), [(-60.0, 1), (60.0, 4)])
def test_far_out_there_is_one_grade_only(predictor: float, grade: int) -> None:
    assert set(draw_grades(np.full(50, predictor), Truth(), stream(2, "grades"))) == {grade}
    assert {draw_before(predictor, stream(at, "before")) for at in range(20)} == {grade}


def test_sub_judgements_lie_around_the_overall_grade_as_often_as_they_are_meant_to() -> None:
    random = stream(3, "parts")
    drawn = [draw_sub_judgements(3, random) for _draw in range(1_500)]
    for name, same in (("leaders", 0.84), ("help_protection", 0.80), ("in_care", 0.75), ("care_leavers", 0.70)):
        values = [each[name] for each in drawn]
        assert values.count(3) / len(values) == pytest.approx(same, abs=0.04)
        assert set(values) == {2, 3, 4}


def test_what_is_on_record_can_be_worked_out_again() -> None:
    truth = Truth(authority_sd=1.0)
    scale = 16 * np.sqrt(3) / (15 * np.pi)
    assert truth.seen_without_intercept == pytest.approx(1 / np.sqrt(1 + scale**2))
    assert Truth(authority_sd=0.0).seen_without_intercept == 1
    record: dict[str, Any] = truth.record()
    assert record["coefficients"] == {"turnover_rate": -0.03, "caseload": -0.10, "agency_rate": -0.05}
    assert list(record["thresholds"]) == [
        "Inadequate/Requires improvement", "Requires improvement/Good", "Good/Outstanding",
    ]  # fmt: skip
    assert record["authority_intercept_sd"] == 1.0
    assert record["percentage_points_in_the_three_censuses_after_an_inadequate_grade"] == {
        "agency_rate": (4.0, 5.0, 3.0), "turnover_rate": (3.0, 3.0, 1.5),
    }  # fmt: skip


def test_the_last_grade_before_2018_is_that_of_the_re_inspection() -> None:
    first = Judgement("801", day("2015-03-02"), 1, (1,) * 6, again=False)
    later = replace(first, published=day("2016-05-02"), overall=2, again=True)
    other = replace(first, key="802", overall=4)
    before = Before({}, (later, other, first))
    assert [before.grade(key) for key in ("801", "802", "803")] == [2, 4, None]


def test_judgements_before_2018_were_published_in_their_years(country: Simulation) -> None:
    judged = country.before.judgements
    for one in judged:
        begins, ends = AGAIN if one.again else PUBLISHED
        assert begins <= one.published <= ends + pd.Timedelta(days=4)
        assert len(one.parts) == 6
        assert max(abs(part - one.overall) for part in one.parts) <= 1
    keys = [one.key for one in judged if not one.again]
    assert len(keys) == len(set(keys))
    new: list[FictionalAuthority] = [each for each in country.geography.authorities if each.start.year >= 2018]
    assert new
    assert {each.key for each in new}.isdisjoint(keys)
    assert set(keys) | {each.key for each in new} == {each.key for each in country.geography.authorities}


@pytest.mark.parametrize(("between", "memory", "same"), [(1.0, 0.5, 1.0), (0.0, 0.0, 0.0), (0.0, 1.0, 1.0)])
def test_series_that_never_change_and_series_that_remember_nothing(between: float, memory: float, same: float) -> None:
    series = autocorrelated((4_000, 3), stream(1, "memory"), between=between, memory=memory)
    assert series.shape == (4_000, 3)
    assert np.corrcoef(series[:, 0], series[:, 2])[0, 1] == pytest.approx(same, abs=0.05)
    assert series.mean() == pytest.approx(0, abs=0.05)
    assert series.std(axis=0) == pytest.approx(1, abs=0.05)
