"""What the data say at one time: a number beside England's and among all returns, or a judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from workforce_grades.claims.measures import CLAIM_MEASURES, CONTEXT_MEASURES, ENGLAND, REGIONS
from workforce_grades.codebook import Grade
from workforce_grades.study import Study

SOUND: Final = ("ok", "low")
"""Flags of values that count; others are shown with their reason and left out."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place among the returns of one census, a region's among regions: how many are lower, alike, of how many."""

    lower: int
    alike: int
    count: int


@dataclass(frozen=True, slots=True)
class Value:
    """One measure at one census.

    Attributes
    ----------
    year, on
        The census.
    value
        As published, in the measure's unit; NaN where there is none.
    flag
        Of the codebook; ``no return`` where there is no row.
    england
        England's published value, or the middle authority's where the data have none; NaN for England itself.
    upper_quarter
        The value above which a quarter of the returns, or of the regions, lie.
    position
        Among returns with a sound value; None where it has none itself.
    """

    year: int
    on: pd.Timestamp
    value: float
    flag: str
    england: float
    upper_quarter: float
    position: Position | None

    @property
    def is_sound(self) -> bool:
        """Whether the value counts."""
        return self.flag in SOUND and not pd.isna(self.value)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement: when the inspection began and its report came out, under which framework, which grade."""

    began: pd.Timestamp
    published: pd.Timestamp
    framework: str
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read to check a claim once.

    Attributes
    ----------
    at
        The year it is of.
    seen
        One value or judgement; two where a change is read, the earlier first.
    holds
        Whether it bears the claim out; None where it cannot tell.
    margin
        How far the number lies from where the answer turns, in the measure's unit; None where it is no number,
        or the claim quotes its figures or says in line.
    """

    at: int
    seen: tuple[Value, ...] | tuple[Judgement, ...]
    holds: bool | None
    margin: float | None = None


def value_at(study: Study, authority: str, measure: str, year: int) -> Value | None:
    """Return one authority's measure at one census, with what it is held against.

    Parameters
    ----------
    study
        All tables.
    authority
        DfE code, ``England`` or one of :data:`workforce_grades.claims.measures.REGIONS`.
    measure
        One of :data:`workforce_grades.claims.measures.CLAIM_MEASURES`.
    year
        Of the census; for re-referrals, the year to 31 March.

    Returns
    -------
    Value or None
        None where the data have no such year.
    """
    returns = regions_of(study, measure, year) if authority in REGIONS else returns_of(study, measure, year)
    if returns.empty:
        return None
    if authority == ENGLAND:
        own, everyone = study.england[study.england["year"] == year], float("nan")
    else:
        own = returns[[authority in keys for keys in returns["la_keys"]]]
        everyone = england_value(study, measure, year)
    sound = returns[returns[f"{measure}_flag"].isin(SOUND)][measure].dropna()
    value = float(own[measure].iloc[0]) if len(own) else float("nan")
    flag = str(own[f"{measure}_flag"].iloc[0]) if len(own) else "no return"
    is_sound = flag in SOUND and not pd.isna(value) and authority != ENGLAND
    return Value(
        year, returns["on"].iloc[0], value, flag, everyone,
        float(sound.quantile(0.75)), _position(sound, value) if is_sound else None,
    )  # fmt: skip


def returns_of(study: Study, measure: str, year: int) -> pd.DataFrame:
    """Return all returns of one year: `la_keys`, `on`, the measure and its flag; a joint return once."""
    if measure in CONTEXT_MEASURES:
        rows = study.context[study.context["year"] == year].rename(columns={"context_date": "on"})
        rows = rows.assign(la_keys=pd.Series([(key,) for key in rows["la_key"]], index=rows.index, dtype="object"))
    else:
        rows = study.workforce[study.workforce["year"] == year].rename(columns={"census_date": "on"})
    return rows[["la_keys", "on", measure, f"{measure}_flag"]]


def regions_of(study: Study, measure: str, year: int) -> pd.DataFrame:
    """Return the nine regions' published values of one year, as :func:`returns_of` does; the key is the name."""
    rows = study.regions[(study.regions["year"] == year) & study.regions["region_name"].isin(REGIONS)]
    keys = pd.Series([(name,) for name in rows["region_name"]], index=rows.index, dtype="object")
    rows = rows.assign(la_keys=keys).rename(columns={"census_date": "on"})
    return rows[["la_keys", "on", measure, f"{measure}_flag"]]


def england_value(study: Study, measure: str, year: int) -> float:
    """Return England's published value, or that of the middle authority where the data have none."""
    if measure in CONTEXT_MEASURES:
        returns = returns_of(study, measure, year)
        middle = returns[returns[f"{measure}_flag"].isin(SOUND)][measure].median()
        return round(float(middle), CLAIM_MEASURES[measure].decimals)
    return float(study.england.set_index("year")[measure].loc[year])


def _position(sound: pd.Series, value: float) -> Position:
    return Position(int((sound < value).sum()), int((sound == value).sum()), len(sound))
