"""What lasts from census to census, worked out by hand on a few returns and with scipy on many."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from workforce_grades.analyses.workforce_stability import Stability, stability

CASELOAD = "caseload"


def returns(table: np.ndarray, *, first: int = 2018) -> pd.DataFrame:
    """Return a return for each row of a table and a year for each column; a missing number is no return."""
    rows = [
        {
            "return_group": f"r{at:02d}",
            "year": first + year,
            CASELOAD: value,
            f"{CASELOAD}_flag": "ok",
            "inpost_fte": 90.0,
        }
        for at, row in enumerate(table)
        for year, value in enumerate(row)
        if not np.isnan(value)
    ]
    return pd.DataFrame(rows).assign(inpost_fte=90.0, **{f"{CASELOAD}_flag": "ok"})


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    """Thirty returns over five years, some of which were not made."""
    rng = np.random.default_rng(12)
    values = rng.normal(16, 2, (30, 1)) + rng.normal(0, 1.5, (30, 5))
    values[rng.random(values.shape) < 0.1] = np.nan
    return values


@pytest.fixture(scope="module")
def found(table: np.ndarray) -> Stability:
    return stability(returns(table), CASELOAD)


def both(table: np.ndarray, one: int, two: int) -> np.ndarray:
    pair = table[:, [one, two]]
    return pair[~np.isnan(pair).any(axis=1)]


def test_ranks_are_scipys_over_every_pair_of_censuses(table: np.ndarray, found: Stability) -> None:
    by_distance: dict[int, list[float]] = {}
    for one, two in combinations(range(5), 2):
        by_distance.setdefault(two - one, []).append(float(spearmanr(both(table, one, two)).statistic))
    assert found.measure == CASELOAD
    assert found.ranks["pairs"].to_dict() == {1: 4, 2: 3, 3: 2, 4: 1}
    means = {apart: np.mean(values) for apart, values in by_distance.items()}
    assert found.ranks["correlation"].to_dict() == pytest.approx(means)


def test_the_next_census_by_the_first_year_of_the_pair(table: np.ndarray, found: Stability) -> None:
    expected = {2018 + at: spearmanr(both(table, at, at + 1)).statistic for at in range(4)}
    assert found.next_year.to_dict() == pytest.approx(expected)


def test_the_variance_is_split_as_a_one_way_analysis_does(table: np.ndarray, found: Stability) -> None:
    centred = table - np.nanmean(table, axis=0)
    kept = centred[(~np.isnan(centred)).sum(axis=1) >= 3]
    counts = (~np.isnan(kept)).sum(axis=1)
    own = np.nanmean(kept, axis=1)
    within = np.nansum((kept - own[:, None]) ** 2) / (counts - 1).sum()
    between = own.var(ddof=1) - within * (1 / counts).mean()
    assert found.between == pytest.approx(between / (between + within))
    assert found.by_chance == pytest.approx(-1 / (counts.mean() - 1))
    away = kept - own[:, None]
    now, after = away[:, :-1].ravel(), away[:, 1:].ravel()
    there = ~(np.isnan(now) | np.isnan(after))
    assert found.within == pytest.approx(np.corrcoef(now[there], after[there])[0, 1])


def test_a_return_of_fewer_than_three_years_says_nothing_of_variance(table: np.ndarray, found: Stability) -> None:
    short = np.full((1, 5), np.nan)
    short[0, :2] = np.nanmean(table, axis=0)[:2]
    more = stability(returns(np.vstack([table, short])), CASELOAD)
    assert more.between == pytest.approx(found.between)
    assert more.by_chance == pytest.approx(found.by_chance)


def test_what_lasts_by_hand() -> None:
    """Of eight returns the top quarter are two: who is there at first, next year, and the year after."""
    steady, falls, comes, gone = [9.0, 9, 9], [8.0, 1, 8], [1.0, 8, 1], [2.0, 2, 2]
    rest = [[3.0, 3, 3], [4.0, 4, 4], [5.0, 5, 5], [6.0, 6, 6]]
    found = stability(returns(np.array([steady, falls, comes, gone, *rest])), CASELOAD)
    # 2018: steady, falls. 2019: steady, comes. A year later still high: steady (2018), steady (2019).
    assert found.lasting.loc[1].to_dict() == {"high": 4, "still": 50.0, "throughout": 50.0}
    # two years after 2018 both are high, but only one throughout
    assert found.lasting.loc[2].to_dict() == {"high": 2, "still": 100.0, "throughout": 50.0}


def test_a_return_that_is_not_seen_again_is_not_counted_again() -> None:
    nan = np.nan
    rows = [[9.0, nan, 9], [8.0, 8, nan], *([at, at, at] for at in (1.0, 2, 3, 4, 5, 6))]
    found = stability(returns(np.array(rows)), CASELOAD)
    # high are 9 and 8 in 2018, 8 and 6 in 2019, 9 and 6 in 2020: seen a year later are 8 once and 6 once
    assert found.lasting.loc[1].to_dict() == {"high": 2, "still": 100.0, "throughout": 100.0}
    assert found.lasting.loc[2, ["high", "still"]].to_list() == [1, 100.0]
    assert np.isnan(found.lasting.loc[2, "throughout"]), "nobody was seen at all three"


@pytest.mark.parametrize("at_most", [9, 10])
def test_a_correlation_needs_ten_returns(at_most: int) -> None:
    values = np.random.default_rng(4).normal(16, 2, (at_most, 3))
    found = stability(returns(values), CASELOAD)
    assert found.ranks["pairs"].to_dict() == ({1: 2, 2: 1} if at_most == 10 else {})


def test_a_census_that_nobody_has_keeps_its_place() -> None:
    """Two years apart is two years apart, whether or not a census lies between."""
    values = np.random.default_rng(5).normal(16, 2, (20, 4))
    values[:, 1] = np.nan
    found = stability(returns(values), CASELOAD)
    assert found.ranks["pairs"].to_dict() == {1: 1, 2: 1, 3: 1}
    assert found.next_year.index.tolist() == [2020]
    assert found.lasting["high"].to_dict() == {1: 5, 2: 5, 3: 5}, "the top quarter of twenty, seen again once each"


def test_doubtful_values_are_no_part_of_it(table: np.ndarray, found: Stability) -> None:
    rows = returns(table)
    wild = rows.assign(caseload=500.0, return_group="wild", caseload_flag="suspect_zero")
    small = rows.assign(caseload=900.0, return_group="small", inpost_fte=19.9)
    again = stability(pd.concat([rows, wild, small], ignore_index=True), CASELOAD)
    pd.testing.assert_frame_equal(again.ranks, found.ranks)
    pd.testing.assert_frame_equal(again.lasting, found.lasting)


@pytest.mark.parametrize(("scale", "shift"), [(10.0, 0.0), (1.0, -5.0), (0.1, 100.0)])
def test_the_unit_of_a_measure_does_not_matter(table: np.ndarray, found: Stability, scale: float, shift: float) -> None:
    again = stability(returns(table * scale + shift).sample(frac=1, random_state=3), CASELOAD)
    assert (again.between, again.within) == (pytest.approx(found.between), pytest.approx(found.within))
    assert again.ranks["correlation"].to_numpy() == pytest.approx(found.ranks["correlation"].to_numpy())
    pd.testing.assert_frame_equal(again.lasting, found.lasting)
