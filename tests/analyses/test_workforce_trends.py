"""The censuses: spread, who moved, what lasts, what is missing, on frames whose answers are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses.workforce_stability import stability
from workforce_grades.analyses.workforce_trends import (
    holders,
    missing_values,
    moves,
    parts,
    published,
    returns_in,
    small_bases,
    sound,
    spread,
    unseen_posts,
    windows,
)
from workforce_grades.codebook import EXPOSURES
from workforce_grades.study import Study, load_study

TURNOVER = "turnover_rate"


def made(values: dict[str, list[float]], *, first: int = 2017, fte: float = 100.0) -> pd.DataFrame:
    """Return returns with one value a year."""
    rows = [
        {"return_group": name, "name": name, "year": first + at, TURNOVER: value, f"{TURNOVER}_flag": "ok",
         "inpost_fte": fte, "is_joint": False}
        for name, series in values.items()
        for at, value in enumerate(series)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_spread_is_of_sound_values_alone() -> None:
    returns = made({"a": [1.0], "b": [2.0], "c": [3.0], "d": [4.0], "e": [90.0], "f": [0.0], "g": [np.nan]})
    returns.loc[returns["name"] == "e", "inpost_fte"] = 19.9
    returns.loc[returns["name"] == "f", f"{TURNOVER}_flag"] = "suspect_zero"
    row = spread(returns, TURNOVER).loc[2017]
    assert row.to_dict() == {
        "returns": 4, "lowest": 1.0, "lower": 1.75, "median": 2.5, "upper": 3.25, "highest": 4.0, "between": 1.5,
    }  # fmt: skip
    assert holders(returns, TURNOVER, 2017, 4.0) == ["d"]
    assert small_bases(returns)["name"].tolist() == ["e"]


def test_two_with_the_same_rounded_value_are_both_named() -> None:
    returns = made({"b": [4.04], "a": [3.96], "c": [1.0]})
    assert holders(returns, TURNOVER, 2017, 4.04) == ["a", "b"]


def test_moves_compare_averages_at_both_ends() -> None:
    returns = made({
        "b": [10, 20, 30, 99, 40, 50, 60], "a": [5, 5, np.nan, 0, 4, np.nan, 4], "c": [1, np.nan, np.nan, 1, 1, 1, 1],
    })  # fmt: skip
    assert windows(returns) == ((2017, 2019), (2021, 2023))
    table = moves(returns, TURNOVER)
    assert table[["name", "before", "after", "change"]].to_numpy().tolist() == [["a", 5, 4, -1], ["b", 20, 50, 30]]
    assert moves(made({"a": [1, 2, 3, 4, 5]}), TURNOVER).empty


def test_missing_values_say_why() -> None:
    returns = made({"a": [np.nan, 0.0], "b": [1.0, 2.0]})
    returns[f"{TURNOVER}_flag"] = ["suppressed", "suspect_zero", "ok", "ok"]
    found = missing_values(returns, [TURNOVER])
    assert found[["year", "flag", "has_value"]].to_numpy().tolist() == [
        [2017, "suppressed", False], [2018, "suspect_zero", True],
    ]  # fmt: skip
    none = missing_values(returns[returns["name"] == "b"], [TURNOVER])
    assert none[~none["has_value"]].empty


def test_an_order_that_never_changes_is_perfectly_steady() -> None:
    values = {f"r{at:02d}": [at + year for year in range(6)] for at in range(20)}
    found = stability(made(values), TURNOVER)
    assert found.ranks["correlation"].tolist() == pytest.approx([1.0] * 5)
    assert found.ranks["pairs"].tolist() == [5, 4, 3, 2, 1]
    assert found.between == pytest.approx(1.0)
    assert found.by_chance == pytest.approx(-1 / 5)
    assert found.lasting["still"].tolist() == found.lasting["throughout"].tolist() == [100.0] * 5
    assert found.lasting["high"].iloc[0] == 5 * 5


def test_chance_alone_looks_like_chance() -> None:
    rng = np.random.default_rng(7)
    values = {f"r{at:03d}": list(rng.normal(15, 5, 9)) for at in range(400)}
    found = stability(made(values), TURNOVER)
    assert found.ranks["correlation"].iloc[0] == pytest.approx(0, abs=0.05)
    assert found.between == pytest.approx(0, abs=0.03)
    assert found.within == pytest.approx(found.by_chance, abs=0.03)
    assert found.lasting["still"].iloc[0] == pytest.approx(25, abs=3)
    assert found.lasting["throughout"].iloc[1] == pytest.approx(25**2 / 100, abs=2)


def test_half_the_variance_between_is_found() -> None:
    rng = np.random.default_rng(8)
    values = {f"r{at:03d}": list(rng.normal(15, 3) + rng.normal(0, 3, 9)) for at in range(400)}
    found = stability(made(values), TURNOVER)
    assert found.between == pytest.approx(0.5, abs=0.06)
    assert found.ranks["correlation"].iloc[-1] == pytest.approx(0.5, abs=0.1)


def test_a_joint_return_counts_once_and_names_its_members(study: Study) -> None:
    returns = returns_in(study)
    assert len(returns) == len(study.workforce)
    joint = returns[returns["is_joint"]]
    assert joint["name"].str.contains(" and ").all()
    assert not returns.duplicated(["return_group", "year"]).any()


def test_regions_have_their_own_rows_and_only_the_capital_has_parts(study: Study) -> None:
    split = {region.name: parts(study, region) for region in study.authorities.regions}
    capital = [name for name, found in split.items() if found]
    assert len(split) == 9
    assert len(capital) == 1
    assert len(split[capital[0]]) == 2
    every = pd.concat([returns_in(study, region) for region in study.authorities.regions])
    assert sorted(every.index) == sorted(study.workforce.index)
    for region in study.authorities.regions:
        own = published(study, region)
        assert own.index.is_unique
        assert own[list(EXPOSURES)].notna().all().all()


@pytest.mark.mirror
def test_the_publishers_england_london_and_its_halves(mirror: Path) -> None:
    real = load_study(mirror)
    england = published(real).loc[2021]
    assert [england[name] for name in ("turnover_rate", "agency_rate", "caseload")] == [15.4, 15.5, 16.3]
    london = real.authorities.find_region("London")
    total = published(real, london)["inpost_fte"]
    halves = parts(real, london)
    assert list(halves) == ["Inner London", "Outer London"]
    assert (sum(half["inpost_fte"] for half in halves.values()) - total).abs().max() < 0.2
    unseen = unseen_posts(real, london)
    assert unseen[unseen.abs() > 1].index.tolist() == [2025]
    assert len(sound(returns_in(real, london), "caseload").query("year == 2025")) == 29
