"""Children and workforce as simulated: totals like England's, who ends and who follows, shares of the whole, memory."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workforce_grades.sample import england
from workforce_grades.sample.children import (
    CHILDREN_YEARS,
    ENGLAND_CHILDREN,
    POPULATION_YEARS,
    population_of,
    simulate_children,
)
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.workforce import SMALLEST, Workforce, _of_all, _percent, _rounded, _to_total

COUNTS = ["in_need", "started", "ended", "referrals", "rereferrals", "no_action", "not_in_need"]


def living(country: Simulation) -> list[str]:
    return [member.key for member in country.geography.current]


@pytest.mark.parametrize("year", POPULATION_YEARS)
def test_the_country_has_its_share_of_englands_children(year: int, country: Simulation) -> None:
    total = country.children.population.loc[living(country), year].sum()
    assert total == pytest.approx(ENGLAND_CHILDREN[year] * 150 / 153, abs=100)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [("in_need", 320, 400), ("referrals", 500, 640)],
)
def test_need_for_each_10000_children_is_like_englands(
    table: str, low: float, high: float, country: Simulation
) -> None:
    counts = getattr(country.children, table).loc[living(country)]
    for year in CHILDREN_YEARS:
        rate = 10_000 * counts[year].sum() / country.children.population.loc[living(country), year - 1].sum()
        assert low < rate < high


def test_counts_are_whole_and_parts_are_not_more_than_the_whole(country: Simulation) -> None:
    children = country.children
    for name in COUNTS:
        counts = getattr(children, name)
        assert (counts % 1 == 0).all(axis=None), name
        assert list(counts.columns) == list(CHILDREN_YEARS)
        assert (counts >= 0).all(axis=None)
    for name, most in (("rereferrals", 0.5), ("no_action", 0.4), ("not_in_need", 0.55)):
        assert (getattr(children, name) <= most * children.referrals + 1).all(axis=None)


def test_who_has_ended_is_there_as_the_sum_of_its_parts_or_a_share_of_the_whole(country: Simulation) -> None:
    geography, children = country.geography, country.children
    for role in ("split 2021 before", "split 2023 before"):
        key = geography.role(role).key
        parts = geography.successors(key)
        for table in (children.population, children.in_need, children.referrals):
            assert (table.loc[key] == table.loc[parts].sum()).all()
        assert children.deprivation[key] == pytest.approx(children.deprivation[parts].mean(), abs=1e-4)
    after = geography.role("merge after").key
    for at, share in ((1, 0.46), (2, 0.40)):
        key = geography.role(f"merge before {at}").key
        assert (children.population.loc[key] - share * children.population.loc[after]).abs().max() <= 0.5
        assert children.deprivation[key] == pytest.approx(children.deprivation[after], abs=1e-4)
        assert key not in children.net_spend.index
    assert set(children.net_spend.index) == set(living(country))


def test_deprivation_lies_within_its_bounds_and_money_and_need_follow_it(country: Simulation) -> None:
    children, keys = country.children, living(country)
    score = children.deprivation[keys]
    assert 21.5 - 7 * 2.1 <= score.min() < score.max() <= 21.5 + 7 * 3
    people = children.population.loc[keys]
    assert np.corrcoef(score, children.net_spend[keys] / people[2024])[0, 1] > 0.3
    assert np.corrcoef(score, children.in_need.loc[keys, 2024] / people[2023])[0, 1] > 0.25


def test_children_behind_a_joint_return_are_those_of_both(country: Simulation) -> None:
    first, second = country.geography.joint[0][0]
    found = population_of(country.children, [(first, second), (first,)][:1])
    assert (found.loc[0] == country.children.population.loc[[first, second]].sum()).all()


def test_the_same_seed_has_the_same_children_and_another_has_others(country: Simulation) -> None:
    again, other = (simulate_children(country.geography, seed) for seed in (country.seed, country.seed + 1))
    pd.testing.assert_frame_equal(again.population, country.children.population)
    pd.testing.assert_series_equal(again.net_spend, country.children.net_spend)
    assert not again.population.equals(other.population)


def test_staff_add_up_to_the_countrys_share_of_england_in_every_census(country: Simulation) -> None:
    posts = country.censuses.groupby("year")["inpost_fte"].sum()
    for year in england.YEARS:
        assert posts[year] == pytest.approx(england.INPOST_FTE[year] * 150 / 153, rel=0.001)


@pytest.mark.parametrize("column", ["leavers_fte", "agency_fte", "vacancy_fte", "starters_fte"])
def test_few_people_come_as_whole_ones(column: str, country: Simulation) -> None:
    smallest = country.geography.role("smallest").key
    few = country.censuses[(country.censuses["inpost_fte"] < 20) & (country.censuses["group"] != (smallest,))]
    assert len(few) >= 9
    assert (few[column] % 1 == 0).all()
    many = country.censuses[country.censuses["inpost_fte"] >= 20]
    assert not (many[column] % 1 == 0).all()


def test_the_smallest_is_as_it_was_written_down(country: Simulation) -> None:
    key = country.geography.role("smallest").key
    own = country.censuses[country.censuses["group"] == (key,)].set_index("year")
    for column in SMALLEST.columns:
        assert own[column].tolist() == SMALLEST[column].tolist(), column
    assert own.loc[2020, "turnover_rate_fte"] == 100
    assert own.loc[2021:, "turnover_rate_fte"].isna().all()


def test_counts_are_rounded_as_they_are_counted(country: Simulation) -> None:
    rows = country.censuses
    assert (rows["cases"] % 1 == 0).all()
    assert (2 * rows["working_days_lost_fte"] % 1 == 0).all()
    tenths = rows[["inpost_fte", "leavers_fte", "agency_fte", "case_holders_fte"]] * 10
    assert (tenths - tenths.round()).abs().max().max() < 1e-6
    assert (rows["case_holders_fte"] >= 1).all()


def test_nobody_leaves_more_than_sixty_in_a_hundred_and_cover_is_by_agency_workers(country: Simulation) -> None:
    large = country.censuses[country.censuses["inpost_fte"] >= 20]
    assert large["turnover_rate_fte"].max() <= 60.1
    assert large["agency_rate_fte"].max() <= 58.1
    assert large["vacancy_rate_fte"].max() <= 62.1
    assert (large["agency_cover_fte"] <= large["agency_fte"] + 0.11).all()
    whole = (large["agency_cover_fte"] - large["agency_fte"]).abs() < 0.11
    assert 0.3 < whole.mean() < 0.7


def test_who_comes_is_who_left_and_how_many_more_there_are(country: Simulation) -> None:
    rows = country.censuses.set_index(["group", "year"])
    large = rows[rows["inpost_fte"] >= 100]
    before = rows["inpost_fte"].groupby(level="group").shift().reindex(large.index)
    expected = large["inpost_fte"] - before + large["leavers_fte"]
    usual = expected > 0.12 * large["inpost_fte"]
    gap = (large["starters_fte"] - expected)[usual] / large["inpost_fte"][usual]
    assert usual.sum() > 300
    assert gap.abs().median() < 0.03
    assert (large["starters_fte"] >= 0.019 * large["inpost_fte"]).all()


@pytest.mark.parametrize(
    ("rate", "inpost", "fte"), [(20.0, 80.0, 20.0), (0.0, 80.0, 0.0), (50.0, 80.0, 80.0), (20.0, 0.0, 0.0)]
)
def test_so_many_fte_are_a_rate_of_themselves_and_those_in_post(rate: float, inpost: float, fte: float) -> None:
    assert _of_all(rate, inpost) == fte


def test_values_are_scaled_until_they_add_up_also_where_some_have_a_ceiling() -> None:
    sizes = np.array([1.0, 2.0, 30.0])
    assert _to_total(lambda scale: scale * sizes, 66.0).tolist() == [2.0, 4.0, 60.0]
    capped = _to_total(lambda scale: np.minimum(scale * sizes, 40.0), 60.0)
    assert capped.sum() == pytest.approx(60.0, abs=0.01)
    assert capped[2] == 40.0
    assert capped[1] == pytest.approx(2 * capped[0])


def test_a_lean_becomes_a_percentage_with_true_zeros() -> None:
    assert _percent(np.array([-3.0, 0.5, 1.1, 4.0]), fewest=1.1).tolist() == [0.0, 0.0, pytest.approx(1.21), 16.0]


def test_rounding_of_one_large_and_one_small_return() -> None:
    row = {"starters_fte": 2.46, "leavers_fte": 2.54, "agency_fte": 0.5, "agency_cover_fte": 1.5, "vacancy_fte": 0.04,
           "cases": 30.6, "working_days_lost_fte": 7.3, "case_holders_fte": 1.84}  # fmt: skip
    small, large = (
        _rounded(pd.DataFrame([{"inpost_fte": posts, **row}])).iloc[0].to_dict() for posts in (19.94, 20.04)
    )
    assert small == {"inpost_fte": 19.9, "starters_fte": 2, "leavers_fte": 3, "agency_fte": 0, "agency_cover_fte": 2,
                     "vacancy_fte": 0, "cases": 31, "working_days_lost_fte": 7.5, "case_holders_fte": 1.8}  # fmt: skip
    assert large == {"inpost_fte": 20.0, "starters_fte": 2.5, "leavers_fte": 2.5, "agency_fte": 0.5,
                     "agency_cover_fte": 1.5, "vacancy_fte": 0.0, "cases": 31, "working_days_lost_fte": 7.5,
                     "case_holders_fte": 1.8}  # fmt: skip


@pytest.mark.parametrize("points", [(0.0, 0.0), (6.0, 0.0), (0.0, 6.0)])
def test_what_an_inspection_raises_is_added_to_one_return(points: tuple[float, float], country: Simulation) -> None:
    group = (country.geography.role("full stop").key,)
    calm, raised = (
        Workforce(country.geography, country.children, country.seed).census(2019, after)
        for after in ({}, {group: points})
    )
    turnover, agency = (
        raised.loc[[group], rate].iloc[0] - calm.loc[[group], rate].iloc[0]
        for rate in ("turnover_rate_fte", "agency_rate_fte")
    )
    assert (turnover, agency) == (pytest.approx(points[0], abs=0.3), pytest.approx(points[1], abs=0.3))


def test_who_follows_a_split_authority_goes_on_from_where_it_was(country: Simulation) -> None:
    staff = Workforce(country.geography, country.children, country.seed)
    place = {group: at for at, group in enumerate(staff.returns)}
    (pair, _first), before = country.geography.joint[0], country.geography.role("split 2021 before").key
    for measure in ("turnover", "agency", "caseload"):
        values = staff._noise[measure]
        assert (values[place[pair]] == values[place[before,]]).all()
        parts = [(country.geography.role(f"split 2023 after {at}").key,) for at in (1, 2)]
        origin = (country.geography.role("split 2023 before").key,)
        for part in parts:
            assert np.corrcoef(values[place[part]], values[place[origin]])[0, 1] > 0.5
