"""Children, need and money: what an authority has to deal with, apart from its workforce."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.sample.geography import FictionalAuthority, Geography
from workforce_grades.sample.streams import Floats, autocorrelated, stream

POPULATION_YEARS: Final = range(2016, 2025)
CHILDREN_YEARS: Final = range(2017, 2026)

ENGLAND_CHILDREN: Final = {
    2016: 12_050_000, 2017: 12_110_000, 2018: 12_140_000, 2019: 12_190_000, 2020: 12_180_000,
    2021: 12_140_000, 2022: 12_300_000, 2023: 12_450_000, 2024: 12_570_000,
}  # fmt: skip
"""Children aged 0 to 17 of a country of 153 authorities; the sample has its share of them."""

ENGLAND_AUTHORITIES: Final = 153
_MEDIAN_CHILDREN = {"SC": 150_000, "MD": 78_000, "UA": 49_000, "LB": 57_000}
_MEAN_DEPRIVATION = {"SC": -0.8, "MD": 0.7, "UA": 0.0, "LB": 0.2}
_SPECIAL_CHILDREN = {"tiny": 1_600.0, "smallest": 450.0}
_CIN_PER_10K = 352.0
_REFERRALS_PER_10K = 570.0
_NET_SPEND = 1_230.0


@dataclass(frozen=True)
class Children:
    """Facts about the children of each authority, ended ones included.

    Attributes
    ----------
    deprivation
        Score by key; higher is more deprived.
    population
        Children aged 0 to 17 at mid-year; keys by years.
    in_need, started, ended, referrals, rereferrals, no_action, not_in_need
        Counts of the year to 31 March, `in_need` on that day; keys by years.
    net_spend
        £ thousand in the year to 31 March 2025, by key.
    """

    deprivation: pd.Series
    population: pd.DataFrame
    in_need: pd.DataFrame
    started: pd.DataFrame
    ended: pd.DataFrame
    referrals: pd.DataFrame
    rereferrals: pd.DataFrame
    no_action: pd.DataFrame
    not_in_need: pd.DataFrame
    net_spend: pd.Series


def simulate_children(geography: Geography, seed: int) -> Children:
    """Return the children of every authority, near England's totals in number.

    Parameters
    ----------
    geography
        The authorities.
    seed
        Of the sample.
    """
    random = stream(seed, "children")
    living = geography.current
    keys = [member.key for member in living]
    need = _deprivation(living, random)
    population = _population(living, random)
    rates = _rates(len(living), need, random)
    before = population[list(range(CHILDREN_YEARS[0] - 1, CHILDREN_YEARS[-1]))].to_numpy()
    whole: Callable[[Floats], pd.DataFrame] = lambda values: _with_ended(  # noqa: E731
        pd.DataFrame(np.rint(values), index=keys, columns=list(CHILDREN_YEARS)), geography
    )
    in_need = rates["in_need"] * before / 10_000
    referrals = rates["referrals"] * before / 10_000
    spend = np.exp(np.log(_NET_SPEND) + 0.12 * need + 0.16 * random.standard_normal(len(living)))
    return Children(
        deprivation=_with_ended(pd.DataFrame({"score": 21.5 + 7.0 * need}, index=keys), geography, mean=True)["score"],
        population=_with_ended(population, geography),
        in_need=whole(in_need),
        started=whole(in_need * rates["started"]),
        ended=whole(in_need * rates["ended"]),
        referrals=whole(referrals),
        rereferrals=whole(referrals * rates["again"]),
        no_action=whole(referrals * rates["no_action"]),
        not_in_need=whole(referrals * rates["not_in_need"]),
        net_spend=pd.Series(np.rint(spend * population[POPULATION_YEARS[-1]].to_numpy() / 1_000), index=keys),
    )


def _deprivation(living: list[FictionalAuthority], random: np.random.Generator) -> Floats:
    means = np.array([_MEAN_DEPRIVATION[member.kind] for member in living])
    return np.clip(means + 0.8 * random.standard_normal(len(living)), -2.1, 3.0)


def _population(living: list[FictionalAuthority], random: np.random.Generator) -> pd.DataFrame:
    typical = np.log([_MEDIAN_CHILDREN[_size_kind(member)] for member in living])
    size = np.exp(typical + 0.4 * random.standard_normal(len(living)))
    special = np.array([member.role in _SPECIAL_CHILDREN for member in living])
    exact = np.array([_SPECIAL_CHILDREN.get(member.role, 0.0) for member in living])
    growth = 0.004 * random.standard_normal(len(living))
    columns = {}
    for year in POPULATION_YEARS:
        moved = np.where(special, 0.0, size * np.exp(growth * (year - 2020)))
        total = ENGLAND_CHILDREN[year] * len(living) / ENGLAND_AUTHORITIES - exact.sum()
        columns[year] = np.rint(np.where(special, exact + year - 2020, moved * total / moved.sum()))
    return pd.DataFrame(columns, index=[member.key for member in living])


def _size_kind(member: FictionalAuthority) -> str:
    return "SC" if member.role in ("recode 2020", "merge after", "split 2021 after 1") else member.kind


def _rates(count: int, need: Floats, random: np.random.Generator) -> dict[str, Floats]:
    """Return yearly rates, authorities by years."""

    def around(level: float, spread: float, pull: float = 0.0) -> Floats:
        noise = autocorrelated((count, len(CHILDREN_YEARS)), random, between=0.7, memory=0.6)
        return np.asarray(level * np.exp(spread * noise + pull * need[:, None] - spread**2 / 2))

    return {
        "in_need": around(_CIN_PER_10K, 0.20, 0.10),
        "referrals": around(_REFERRALS_PER_10K, 0.25, 0.10),
        "started": around(0.98, 0.06),
        "ended": around(0.90, 0.06),
        "again": np.minimum(around(0.235, 0.22), 0.5),
        "no_action": np.minimum(around(0.052, 0.7), 0.4),
        "not_in_need": np.minimum(around(0.33, 0.3), 0.55),
    }


def _with_ended(living: pd.DataFrame, geography: Geography, *, mean: bool = False) -> pd.DataFrame:
    """Add the authorities that have ended: a split one is the sum of its parts, a merged one has a share."""
    rows = {}
    for member in geography.authorities:
        if member.end is None:
            rows[member.key] = living.loc[member.key]
            continue
        after = living.loc[geography.successors(member.key)]
        rivals = geography.predecessors(geography.successors(member.key)[0])
        share = 1.0 if mean or len(rivals) == 1 else (0.46, 0.40)[rivals.index(member.key)]
        rows[member.key] = (after.mean() if mean else after.sum() * share).round(4 if mean else 0)
    return pd.DataFrame(rows).T


def population_of(children: Children, returns: list[tuple[str, ...]]) -> pd.DataFrame:
    """Return the children behind each workforce return at mid-year: returns by years."""
    member = pd.Series({key: place for place, group in enumerate(returns) for key in group})
    return children.population.loc[member.index].groupby(member).sum()
