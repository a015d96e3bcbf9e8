"""The columns of a panel that design frames are cut from: each is made once, whatever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workforce_grades.codebook import MERGED_REGIONS, OUTCOMES
from workforce_grades.errors import EstimationError
from workforce_grades.models.samples import CENSUSES_OF_COVID, outside_sample
from workforce_grades.models.spec import OWN_TERM, Spec

if TYPE_CHECKING:
    from workforce_grades.models.likelihood import Array
    from workforce_grades.models.panel import Panel

MEASURE_OF: Final[dict[str, str]] = {
    "turnover": "turnover_rate",
    "caseload": "caseload",
    "agency": "agency_rate",
    "vacancy": "vacancy_rate",
    "absence": "absence_rate",
}
CONTEXT_OF: Final[dict[str, str]] = {
    "deprivation": "deprivation_score",
    "log_population": "population_0_17",
    "cin_rate": "cin_rate_10k",
}

T = TypeVar("T")
Words = NDArray[np.object_]
"""A text for each inspection; of reasons why it cannot be used, empty where it can."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One term's value for each inspection, and the reason where there is none."""

    value: Array
    lacking: Words


class Columns:
    """The columns of one panel, in the order of its inspections.

    Parameters
    ----------
    panel
        The panel.
    """

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._made: dict[Hashable, Any] = {}

    @cached_property
    def inspections(self) -> pd.DataFrame:
        """Inspections with their own and their lag-0 census's columns, and where the authority is."""
        rows = self._panel.linked["lag0"].set_index("inspection_id").rename_axis(index="inspection_id")
        region = rows["la_key"].map(dict(self._panel.regions))
        region = region.replace(MERGED_REGIONS)
        own = ["la_key", "inspection_date", "inspection_type", "inpost_fte", *OUTCOMES]
        in_london = rows["la_key"].isin(self._panel.london)
        return rows[own].assign(region=region, in_london=in_london, previous_grade=rows["previous_overall"])

    def term(self, term: str, spec: Spec) -> Column:
        """Return a numeric term at the distance and by the count of a specification."""
        if term in CONTEXT_OF:
            return self._once(("context", term), lambda: self._context(term))
        if OWN_TERM.fullmatch(term):
            at = distances(spec)
            return self._once((term, at), lambda: self._own(term, at))
        headcount = (term, spec.turnover) == ("turnover", "headcount")
        measure = "turnover_rate_headcount" if headcount else MEASURE_OF[term]
        at = distances(spec)
        return self._once((measure, at), lambda: self._measure(term, measure, at))

    def census(self, spec: Spec, column: str) -> pd.Series:
        """Return `census_year` or `return_group` at the (first) distance of a specification."""
        return self.tables(distances(spec))[0][column]

    def factor(self, name: str, spec: Spec) -> Words:
        """Return a term of levels, as text: `region`, `previous_grade` or `census_year`."""
        if name == "census_year":
            at = distances(spec)[:1]
            return self._once(
                (name, at), lambda: self.census(spec, name).astype("Int64").astype("str").to_numpy(object)
            )
        return self._once((name,), lambda: self.inspections[name].astype("str").to_numpy(object))

    def outside(self, spec: Spec) -> Words:
        """Return why inspections are not in the sample of a specification."""
        at = distances(spec) if spec.sample == "no_covid" else ()
        return self._once(("sample", spec.sample, at), lambda: self._outside(spec.sample, at))

    def absent(self, column: str, said: str) -> Words:
        """Return which inspections lack a column of their own, in the words given."""
        return self._once(
            ("absent", column), lambda: np.where(self.inspections[column].isna(), said, "").astype(object)
        )

    def unlinked(self, spec: Spec) -> Words:
        """Return why inspections have no census at the distance of a specification."""
        at = distances(spec)
        return self._once(("link", at), lambda: first_reason([_no_census(table) for table in self.tables(at)]))

    def tables(self, at: tuple[str, ...]) -> list[pd.DataFrame]:
        """Return the linked tables at some distances, in the order of the inspections."""
        return self._once(("tables", at), lambda: [self._table(distance) for distance in at])

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def _table(self, distance: str) -> pd.DataFrame:
        return self._panel.linked[distance].set_index("inspection_id").reindex(self.inspections.index)

    def _measure(self, term: str, measure: str, at: tuple[str, ...]) -> Column:
        tables = self.tables(at)
        values = np.mean([table[measure].to_numpy("float64") for table in tables], axis=0)
        flags = first_reason([_flag(table[f"{measure}_flag"], table[measure]) for table in tables])
        return Column(values, _lacking(term, values, flags))

    def _own(self, term: str, at: tuple[str, ...]) -> Column:
        """A measure of the researcher's own file, at the censuses that the others are taken from."""
        own, column = self._panel.own, term.removeprefix("own_")
        if own is None or column not in own:
            there = ", ".join(f"own_{name}" for name in own) if own is not None else "none, no file was given"
            raise EstimationError(f"There is no '{term}'. Terms of your own file: {there}")
        rows = self.inspections["la_key"]
        keys = [pd.MultiIndex.from_arrays([rows, table["census_year"].astype("Int64")]) for table in self.tables(at)]
        values = np.mean([own[column].reindex(key).to_numpy("float64") for key in keys], axis=0)
        return Column(values, _lacking(term, values, np.full(len(values), "not given", dtype=object)))

    def _context(self, term: str) -> Column:
        """A context term at the latest 31 March on or before the inspection."""
        rows, column = self.inspections, CONTEXT_OF[term]
        date = rows["inspection_date"].dt
        before_31_march = (date.month < 3) | ((date.month == 3) & (date.day < 31))
        keys = pd.MultiIndex.from_arrays([rows["la_key"], date.year - before_31_march.astype("int64")])
        found = self._panel.context.set_index(["la_key", "year"])[[column, f"{column}_flag"]].reindex(keys)
        flags = _flag(found[f"{column}_flag"], found[column])
        values = found[column].to_numpy("float64")
        if term == "log_population":
            values = np.log(np.where(values > 0, values, np.nan))
        return Column(values, _lacking(term, values, flags))

    def _outside(self, sample: str, at: tuple[str, ...]) -> Words:
        in_covid = np.any([table["census_year"].isin(CENSUSES_OF_COVID) for table in self.tables(at)], axis=0)
        return outside_sample(self.inspections.assign(in_covid_census=in_covid), sample).to_numpy(object)


def distances(spec: Spec) -> tuple[str, ...]:
    """Return the linked tables that a specification takes its exposures from."""
    if spec.lead:
        return (f"lead{spec.lead}",)
    return ("lag0", "lag1", "lag2") if spec.lag == "mean3" else (f"lag{spec.lag}",)


def first_reason(reasons: list[Words]) -> Words:
    """Return the first reason that is not empty, inspection by inspection."""
    first = reasons[0]
    for reason in reasons[1:]:
        first = np.where(first == "", reason, first)
    return first


def _lacking(term: str, values: Array, flags: Words) -> Words:
    """Say where a term has no value, and why."""
    said = [f"{term.replace('_', ' ')} {str(flag).replace('_', ' ')}" for flag in flags]
    return np.where(np.isnan(values), np.array(said, dtype=object), "")


def _flag(flags: pd.Series, values: pd.Series) -> Words:
    return flags.astype("str").fillna("unavailable").where(values.isna(), "").to_numpy(object)


def _no_census(table: pd.DataFrame) -> Words:
    return table["link_status"].astype("str").where(table["link_status"] != "linked", "").to_numpy(object)
