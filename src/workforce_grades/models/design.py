"""The design frame: which inspections a specification uses, with which values, and which it drops and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES, OUTCOMES
from workforce_grades.models.panel import Panel
from workforce_grades.models.samples import CENSUSES_OF_COVID, outside_sample
from workforce_grades.models.spec import Spec, as_spec

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
REFERENCE_GRADE: Final = "Good"


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Complete cases of one specification; every part is indexed by `inspection_id`.

    Attributes
    ----------
    spec
        The specification.
    x
        Numeric terms and indicators, float64, named as in the table of estimates; no constant.
    grade
        The outcome, ordered categorical of the four grades.
    authority
        `la_key` of each inspection.
    cluster
        What errors are clustered by.
    dropped
        Graded inspections that are left out, by reason; with `x` they add up to all inspections.
    """

    spec: Spec
    x: pd.DataFrame
    grade: pd.Series
    authority: pd.Series
    cluster: pd.Series
    dropped: Mapping[str, int]

    @property
    def n_dropped(self) -> int:
        """Number of inspections left out."""
        return sum(self.dropped.values())


def design_frame(spec: str | Spec, panel: Panel) -> Design:
    """Return the complete cases of a specification.

    The sample is chosen first (by the census of lag 0 and, for ``first`` and ``latest``, before any
    incomplete case is dropped); then each inspection goes with the first value that it lacks.

    Raises
    ------
    UnknownNameError
        The id is not of the grammar.
    """
    spec = as_spec(spec)
    rows = _inspections(panel).join(_exposures(spec, panel))
    rows = rows.join(_background(spec, rows, panel.context))
    lacking = [outside_sample(rows, spec.sample), _no_grade(rows, spec.outcome), rows["link_reason"]]
    lacking += [_lacking(term, rows) for term in spec.terms]
    reasons = _first_reason(lacking)
    kept = rows[reasons == ""]
    return Design(
        spec=spec,
        x=_columns(kept, spec),
        grade=pd.Series(pd.Categorical(kept[spec.outcome], categories=GRADES, ordered=True), index=kept.index),
        authority=kept["la_key"],
        cluster=kept["la_key" if spec.cluster == "la" else "return_group"],
        dropped={str(why): int(count) for why, count in reasons[reasons != ""].value_counts(sort=False).items()},
    )


def _inspections(panel: Panel) -> pd.DataFrame:
    """Inspections with their own and their lag-0 census's columns, and the authority's region."""
    rows = panel.linked["lag0"].set_index("inspection_id").rename_axis(index="inspection_id")
    region = rows["la_key"].map(dict(panel.regions)).replace({"Inner London": "London", "Outer London": "London"})
    own = ["la_key", "inspection_date", "inspection_type", "inpost_fte", *OUTCOMES]
    return rows[own].assign(region=region, previous_grade=rows["previous_overall"])


def _exposures(spec: Spec, panel: Panel) -> pd.DataFrame:
    """The census of the specification's distance: values, flags and why there is none."""
    tables = [panel.linked[distance].set_index("inspection_id") for distance in distances(spec)]
    exposures = tables[0][["census_year", "return_group"]].copy()
    years = pd.concat([table["census_year"] for table in tables], axis="columns")
    exposures["in_covid_census"] = years.isin(CENSUSES_OF_COVID).any(axis="columns")
    exposures["link_reason"] = _first_reason([_no_census(table) for table in tables])
    for term in (term for term in spec.terms if term in MEASURE_OF):
        measure = "turnover_rate_headcount" if (term, spec.turnover) == ("turnover", "headcount") else MEASURE_OF[term]
        values = pd.concat([table[measure] for table in tables], axis="columns")
        exposures[term] = values.mean(axis="columns", skipna=False)
        exposures[f"{term}_flag"] = _first_reason([_flag(table[f"{measure}_flag"], table[measure]) for table in tables])
    return exposures


def distances(spec: Spec) -> tuple[str, ...]:
    """Return the linked tables that a specification takes its exposures from."""
    if spec.lead:
        return (f"lead{spec.lead}",)
    return ("lag0", "lag1", "lag2") if spec.lag == "mean3" else (f"lag{spec.lag}",)


def _background(spec: Spec, rows: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """The context terms at the latest 31 March on or before the inspection."""
    date = rows["inspection_date"].dt
    before_31_march = (date.month < 3) | ((date.month == 3) & (date.day < 31))
    keys = pd.MultiIndex.from_arrays([rows["la_key"], date.year - before_31_march.astype("int64")])
    background = pd.DataFrame(index=rows.index)
    for term in (term for term in spec.terms if term in CONTEXT_OF):
        column = CONTEXT_OF[term]
        found = context.set_index(["la_key", "year"])[[column, f"{column}_flag"]].reindex(keys).set_index(rows.index)
        values = found[column].astype("float64")
        background[term] = np.log(values.where(values > 0)) if term == "log_population" else values
        background[f"{term}_flag"] = _flag(found[f"{column}_flag"], values)
    return background


def _lacking(term: str, rows: pd.DataFrame) -> pd.Series:
    """Say where a term has no value, and why."""
    if term == "previous_grade":
        return _says(rows[term].isna(), "no previous grade")
    said = f"{term.replace('_', ' ')} " + rows[f"{term}_flag"].str.replace("_", " ")
    return said.where(rows[term].isna(), "")


def _columns(kept: pd.DataFrame, spec: Spec) -> pd.DataFrame:
    """Terms and effects as numeric columns, each factor without its reference level."""
    parts = [kept[[term]].astype("float64") for term in spec.terms if term != "previous_grade"]
    if "previous_grade" in spec.terms:
        parts.append(_indicators(kept["previous_grade"], "previous_grade", REFERENCE_GRADE))
    effects = spec.effects.split("+") if spec.effects != "none" else []
    parts += [_indicators(kept[effect], effect) for effect in effects]
    return pd.concat(parts, axis="columns")


def _indicators(values: pd.Series, name: str, reference: str = "") -> pd.DataFrame:
    levels = [grade for grade in GRADES if (values == grade).any()] or sorted(values.dropna().unique())
    base = reference if reference in levels else next(iter(levels), "")
    return pd.DataFrame(
        {f"{name}:{_level(level)}": (values == level).astype("float64") for level in levels if level != base},
        index=values.index,
    )


def _level(level: object) -> str:
    return str(int(level)) if isinstance(level, float) else str(level)


def _no_grade(rows: pd.DataFrame, outcome: str) -> pd.Series:
    return _says(rows[outcome].isna(), f"no grade for {outcome.replace('_', ' ')}")


def _no_census(table: pd.DataFrame) -> pd.Series:
    return table["link_status"].astype("str").where(table["link_status"] != "linked", "")


def _flag(flags: pd.Series, values: pd.Series) -> pd.Series:
    return flags.astype("str").fillna("unavailable").where(values.isna(), "")


def _says(where: pd.Series, reason: str) -> pd.Series:
    return pd.Series(np.where(where, reason, ""), index=where.index, dtype="str")


def _first_reason(reasons: list[pd.Series]) -> pd.Series:
    """The first reason that is not empty, row by row."""
    first = reasons[0]
    for reason in reasons[1:]:
        first = first.where(first != "", reason)
    return first
