"""What an authority is held against: its statistical neighbours, its region, England."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authority
from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, MEASURES, Flag
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import place_words, plain_name, plural, shown
from workforce_grades.study import Study

SYMBOLS_SHOWN: Final[dict[Flag, str]] = {
    "suppressed": "[c]", "unavailable": "[x]", "not_applicable": "[z]", "unreliable": "[u]", "low": "[low]",
}  # fmt: skip
"""The publisher's symbols as tables show them in place of a number."""

COMPARISON_COLUMNS: Final = (
    "la_key", "name", "year", "measure", "value", "flag", "neighbours", "region", "england", "place",
)  # fmt: skip
"""Columns of :func:`comparisons`."""


@dataclass(frozen=True)
class Comparators:
    """One authority's workforce returns beside those of its comparators.

    Attributes
    ----------
    study
        All tables.
    authority
        Whom the page is about.
    """

    study: Study
    authority: Authority

    @cached_property
    def own(self) -> pd.DataFrame:
        """The authority's returns, by year; joint returns count as each member's own."""
        return self.study.returns_of(self.authority.la_key)

    @cached_property
    def neighbour_keys(self) -> list[str]:
        """Keys of the ten statistical neighbours, closest first."""
        rows = self.study.neighbours
        own = rows[(rows["la_key"] == self.authority.la_key) & (rows["model"] == rows["model"].max())]
        return [str(key) for key in own.sort_values("rank")["neighbour_key"]]

    @cached_property
    def neighbour_returns(self) -> pd.DataFrame:
        """The five rates of the neighbours' returns: a joint return once, and not one that is the authority's own."""
        members = self.study.members[["la_key", "return_group", "year", *EXPOSURES]]
        chosen = members[members["la_key"].isin(self.neighbour_keys)]
        own = {(group, year) for year, group in self.own["return_group"].items()}
        shared = [pair in own for pair in zip(chosen["return_group"], chosen["year"], strict=True)]
        return chosen[~pd.Series(shared, index=chosen.index, dtype=bool)].drop_duplicates(["return_group", "year"])

    @cached_property
    def region(self) -> pd.DataFrame:
        """The region's published rows, by year."""
        rows = self.study.regions
        return rows[rows["region_name"] == self.authority.region_name].set_index("year").sort_index()

    @cached_property
    def england(self) -> pd.DataFrame:
        """England's published rows, by year."""
        return self.study.england.set_index("year").sort_index()

    @cached_property
    def neighbour_medians(self) -> pd.DataFrame:
        """The median of the neighbours' returns in each of the five rates, by year."""
        return self.neighbour_returns.groupby("year")[list(EXPOSURES)].median()

    @cached_property
    def _series(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def _latest(self) -> dict[str, tuple[int, pd.Series] | None]:
        return {}

    def series(self, measure: str) -> pd.DataFrame:
        """Return a measure by year for the authority and its three comparators.

        Returns
        -------
        pandas.DataFrame
            Index `year`, columns `authority`, `neighbours` (median), `region`, `england`.
        """
        if measure not in self._series:
            self._series[measure] = self._beside(measure)
        return self._series[measure]

    def _beside(self, measure: str) -> pd.DataFrame:
        years = self.england.index
        return pd.DataFrame(
            {
                "authority": self.own[measure].reindex(years),
                "neighbours": self.neighbour_medians[measure].reindex(years),
                "region": self.region[measure].reindex(years),
                "england": self.england[measure],
            }
        )

    def latest(self, measure: str) -> tuple[int, pd.Series] | None:
        """Return the last year in which the authority has a value, and that year's row of `series`."""
        if measure not in self._latest:
            rows = self.series(measure).dropna(subset=["authority"])
            self._latest[measure] = None if rows.empty else (int(rows.index[-1]), rows.iloc[-1])
        return self._latest[measure]

    def place(self, measure: str, year: int) -> str:
        """Return where the authority stands among returns, in words: :func:`standings`; blank where it has no place."""
        of_use = self.study.workforce[["return_group", "year", measure, f"{measure}_flag"]]
        return standings(of_use[of_use["year"] == year], measure).get(
            (str(self.own["return_group"].loc[year]), year), ""
        )


def standings(workforce: pd.DataFrame, measure: str) -> dict[tuple[str, int], str]:
    """Return where each return stands among those of its year with a sound value, in words.

    Returns of fewer than 20 FTE and values with a caution are left out. Values are compared as they are shown.

    Parameters
    ----------
    workforce
        Returns of one year or more.
    measure
        One of the five rates.

    Returns
    -------
    dict
        By `return_group` and `year`.
    """
    sound = workforce[(workforce[f"{measure}_flag"] == "ok") & workforce[measure].notna()]
    told: dict[tuple[str, int], str] = {}
    for year in sound["year"].unique():
        rows = sound[sound["year"] == year]
        values = [shown(value) for value in rows[measure]]
        ordered, count = sorted(values), len(values)
        for group, value in zip(rows["return_group"], values, strict=True):
            lower = bisect_left(ordered, value)
            place = place_words(lower, bisect_right(ordered, value) - lower, count)
            told[str(group), int(year)] = f"{place} of {plural(count, 'return')}"
    return told


def comparisons(study: Study) -> pd.DataFrame:
    """Return every number that cards and figures of authorities compare: one row an authority, year and rate.

    Parameters
    ----------
    study
        All tables.

    Returns
    -------
    pandas.DataFrame
        `la_key`, `name`, `year`, `measure`, `value`, `flag`, `neighbours` (their median), `region`, `england`,
        `place` (among returns, in words). In a year without a return of its own there is no value and no flag.
    """
    places = {measure: standings(study.workforce, measure) for measure in EXPOSURES}
    tables = [_compared_rates(Comparators(study, authority), places) for authority in study.authorities.current]
    return pd.concat(tables, ignore_index=True)


def _compared_rates(compared: Comparators, places: Mapping[str, Mapping[tuple[str, int], str]]) -> pd.DataFrame:
    own = compared.own
    groups = own["return_group"].to_dict()
    rows = []
    for measure in EXPOSURES:
        series = compared.series(measure).rename(columns={"authority": "value"})
        flags = own[f"{measure}_flag"].reindex(series.index)
        stand = [places[measure].get((groups.get(year, ""), year), "") for year in series.index]
        rows.append(series.assign(measure=measure, flag=flags, place=stand))
    whole = pd.concat(rows).reset_index().assign(la_key=compared.authority.la_key, name=compared.authority.name)
    return whole[list(COMPARISON_COLUMNS)]


def table_comparison(compared: Comparators) -> Table:
    """Return the latest five rates of the authority, its ten neighbours, region and England.

    Parameters
    ----------
    compared
        The authority and its comparators.
    """
    study, authority, year = compared.study, compared.authority, compared.study.latest_year
    rows = [rates_row(authority.name, compared.own, year)]
    for key in compared.neighbour_keys:
        other = Comparators(study, study.authorities[key])
        rows.append(rates_row(other.authority.name, other.own, year))
    rows.append(rates_row(f"{authority.region_name} (region)", compared.region, year))
    rows.append(rates_row("England", compared.england, year))
    symbols = symbols_in_words(rows)
    return Table(
        pd.DataFrame(rows, columns=["name", *EXPOSURES]),
        f"{plain_name(authority.name)}, its statistical neighbours, region and England, {year}",
        headers={"name": "Authority"} | {name: f"{MEASURES[name].label} ({MEASURES[name].unit})" for name in EXPOSURES},
        decimals=dict.fromkeys(EXPOSURES, 1),
        own_row=authority.name,
        note="Neighbours in order of closeness." + symbols,
    )


def symbols_in_words(rows: Iterable[tuple[object, ...]]) -> str:
    """Return what the symbols in these rows mean; empty where there are none."""
    shown = {value for row in rows for value in row if isinstance(value, str)}
    symbols = [FLAG_MEANINGS[flag] for flag, symbol in SYMBOLS_SHOWN.items() if symbol in shown]
    return f" In place of a number: {'; '.join(symbols)}." if symbols else ""


def rates_row(name: str, rows: pd.DataFrame, year: int, measures: Sequence[str] = EXPOSURES) -> tuple[object, ...]:
    """Return a row of a table: the name, then each measure of a year or the symbol published in its place."""
    if year not in rows.index:
        return name, *[None] * len(measures)
    flags = [rows[f"{measure}_flag"].loc[year] for measure in measures]
    return name, *(SYMBOLS_SHOWN.get(flag, rows[m].loc[year]) for flag, m in zip(flags, measures, strict=True))
