"""One measure of one authority beside a group of others, year by year: numbers, figure and table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pandas as pd

from workforce_grades.authorities import Authority
from workforce_grades.codebook import MEASURES, Measure
from workforce_grades.errors import ParameterError, UnknownNameError
from workforce_grades.pages.figures import (
    MARKERS,
    PALETTE,
    STUDY_SOURCE,
    Figure,
    canvas,
    data_table,
    direct_labels,
    draw,
)
from workforce_grades.pages.inspection_marks import census_years, grade_letters
from workforce_grades.pages.local_authority.comparators import Comparators
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import compare, plural, value_with_unit
from workforce_grades.study import Study

_BAND: Final = 0.18
_HEIGHT: Final = 3.4
_HEADERS: Final = {
    "year": "Year",
    "own": "Authority",
    "low": "Lower quartile of the group",
    "median": "Median of the group",
    "high": "Upper quartile of the group",
    "returns": "Returns",
}


def _neighbours(study: Study, authority: Authority) -> list[str]:
    return Comparators(study, authority).neighbour_keys


def _region(study: Study, authority: Authority) -> list[str]:
    return [each.la_key for each in study.authorities if each.region_name == authority.region_name]


def _kind(study: Study, authority: Authority) -> list[str]:
    return [each.la_key for each in study.authorities if each.authority_type == authority.authority_type]


def _england(study: Study, authority: Authority) -> list[str]:
    return [each.la_key for each in study.authorities]


GROUPS: Final[dict[str, Callable[[Study, Authority], list[str]]]] = {
    "statistical neighbours": _neighbours,
    "region": _region,
    "same type of authority": _kind,
    "all of England": _england,
}
"""What an authority can be held against: the keys of the group, in which it may itself stand."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """One measure of one authority beside a group, over some years.

    Attributes
    ----------
    study
        All tables of one data folder.
    authority
        Whom it is about.
    measure
        What is compared.
    years
        First and last census shown.
    group
        One of :data:`GROUPS`.
    """

    study: Study
    authority: Authority
    measure: Measure
    years: tuple[int, int]
    group: str

    @cached_property
    def data(self) -> pd.DataFrame:
        """One row a year: the authority's own value, and quartiles, median and number of the group's returns.

        A joint return counts once, and not where it is the authority's own.
        """
        others = self._returns(GROUPS[self.group](self.study, self.authority))
        own = self._returns([self.authority.la_key])
        shared = others["return_group"].isin(own["return_group"])
        values = others[~shared].drop_duplicates(["return_group", "year"]).groupby("year")[self.measure.name]
        first, last = self.years
        frame = pd.DataFrame(
            {
                "own": own.set_index("year")[self.measure.name],
                "low": values.quantile(0.25),
                "median": values.median(),
                "high": values.quantile(0.75),
                "returns": values.count(),
            },
            index=pd.RangeIndex(first, last + 1, name="year"),
        )
        frame["returns"] = frame["returns"].astype("Int64")
        return frame

    @cached_property
    def inspections(self) -> pd.DataFrame:
        """The authority's ILACS inspections that begin within the years shown, oldest first."""
        rows = self.study.inspections
        own = rows[(rows["la_key"] == self.authority.la_key) & (rows["framework"] == "ILACS")]
        first, last = self.years
        within: pd.DataFrame = own[own["inspection_date"].dt.year.between(first, last)]
        return within.sort_values("inspection_date")

    @property
    def table(self) -> Table:
        """The numbers as an accessible table."""
        shown = self.data.reset_index().astype({"year": "str"})
        return data_table(shown, self.subtitle, headers=_HEADERS, decimals=dict.fromkeys(
            ("own", "low", "median", "high"), self.measure.decimals))  # fmt: skip

    @property
    def subtitle(self) -> str:
        """Measure, unit, whom beside which group, and when, in words."""
        first, last = self.years
        who = f"{self.authority.name} and {self.group}"
        return f"{self.measure.label} ({self.measure.unit}), {who}, {first} to {last}"

    @property
    def headline(self) -> str:
        """The latest value beside the group's median, in words."""
        known = self.data.dropna(subset=["own"])
        if known.empty:
            return f"{self.authority.name} has no published {self.measure.label.lower()} in these years"
        year, latest = int(known.index[-1]), known.iloc[-1]
        value = value_with_unit(latest["own"], self.measure.name)
        if pd.isna(latest["median"]):
            return f"{self.measure.label}: {value} in {year}; the group has no return with a value"
        beside = compare(latest["own"], latest["median"])
        median = value_with_unit(latest["median"], self.measure.name)
        returns = plural(int(latest["returns"]), "return")
        return f"{self.measure.label}: {value} in {year}, {beside} the median of {returns} ({median})"

    @property
    def figure(self) -> Figure:
        """The authority as a line, the group as its median and the band between its quartiles."""
        inspected = "; ".join(
            f"{grade_letters(overall)} in {begun:%B %Y}"
            for begun, overall in zip(self.inspections["inspection_date"], self.inspections["overall"], strict=True)
        )
        return Figure(
            _draw(self),
            headline=self.headline,
            subtitle=self.subtitle,
            alt=f"Line chart by year with a band between the quartiles of the group. {self.headline}. "
            f"Inspections: {inspected or 'none in these years'}.",
            source=STUDY_SOURCE,
            data=self.table,
            illustrative=self.study.illustrative,
        )

    def _returns(self, keys: list[str]) -> pd.DataFrame:
        members = self.study.members
        rows = members[members["la_key"].isin(keys) & members["year"].between(*self.years)]
        chosen: pd.DataFrame = rows[["la_key", "year", "return_group", self.measure.name]]
        return chosen


def compare_authority(
    study: Study,
    authority: str,
    measure: str = "turnover_rate",
    *,
    years: tuple[int, int] | None = None,
    group: str = "statistical neighbours",
) -> Comparison:
    """Return one measure of an authority beside a group of others.

    Parameters
    ----------
    study
        All tables of one data folder.
    authority
        Name or code.
    measure
        One of :data:`workforce_grades.codebook.MEASURES`.
    years
        First and last census; all that there are without them.
    group
        One of :data:`GROUPS`.

    Raises
    ------
    UnknownNameError
        An authority, measure or group that is not known; carries the nearest.
    ParameterError
        No census lies within the years.
    """
    if measure not in MEASURES:
        raise UnknownNameError("measure", measure, MEASURES)
    if group not in GROUPS:
        raise UnknownNameError("group", group, GROUPS)
    there = int(study.workforce["year"].min()), study.latest_year
    first, last = years or there
    if max(first, there[0]) > min(last, there[1]):
        raise ParameterError(f"years {first} to {last}: no census. The data have {there[0]} to {there[1]}")
    within = max(first, there[0]), min(last, there[1])
    return Comparison(study, study.authorities.find(authority), MEASURES[measure], within, group)


def _draw(compared: Comparison) -> str:
    data, colours = compared.data, (PALETTE[0], PALETTE[1])
    with canvas(_HEIGHT) as (figure, axes):
        axes.fill_between(data.index, data["low"], data["high"], color=colours[1], alpha=_BAND, linewidth=0)
        ends: dict[str, tuple[float, float, str]] = {}
        for column, name, colour, marker in zip(
            ("own", "median"), ("Authority", "Group"), colours, MARKERS, strict=False
        ):
            axes.plot(data.index, data[column], color=colour, marker=marker, linestyle="-" if column == "own" else "--")
            values = data[column].dropna()
            if len(values):
                ends[name] = (float(values.index[-1]), float(values.iloc[-1]), colour)
        top = max(1.0, float(data[["own", "high", "median"]].max().max() or 0)) * 1.12
        _mark(axes, compared.inspections, top)
        direct_labels(axes, ends, gap=top * 0.085)
        axes.set_ylim(0, top)
        begun = census_years(compared.inspections["inspection_date"])
        axes.set_xlim(min([data.index[0] - 0.4, *(begun - 0.1)]), data.index[-1] + 1.1)
        axes.set_xticks(list(data.index[:: max(1, len(data) // 5)]))
        axes.set_xlabel("Census of 30 September")
        return draw(figure)


def _mark(axes: Any, inspections: pd.DataFrame, top: float) -> None:
    at = census_years(inspections["inspection_date"])
    for place, overall in zip(at, inspections["overall"], strict=True):
        axes.axvline(place, color=PALETTE[4], linewidth=1, linestyle=(0, (2, 2)), zorder=0)
        axes.annotate(grade_letters(overall), (place, top), xytext=(0, -10), textcoords="offset points", ha="center",
                      color=PALETTE[4])  # fmt: skip
