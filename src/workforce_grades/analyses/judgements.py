"""What Ofsted found: grades by year, moves between inspections, grades in force on a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.codebook import GOOD_OR_BETTER, GRADES, OUTCOMES, Grade, Outcome
from workforce_grades.errors import ParameterError
from workforce_grades.sources.inspections import grades_in_force
from workforce_grades.study import Study

WITHIN_ILACS: Final = "within ILACS"
SIF_TO_ILACS: Final = "SIF to ILACS"
SIF_REPEATED: Final = "SIF to its re-inspection"
TRANSITIONS: Final = (WITHIN_ILACS, SIF_TO_ILACS, SIF_REPEATED)

DAYS_A_MONTH: Final = 365.25 / 12


@dataclass(frozen=True)
class InForce:
    """The grades that authorities held on a date.

    Attributes
    ----------
    on
        The date.
    grades
        One grade an authority that had one, by `la_key`.
    without
        Keys of authorities that existed and had none.
    """

    on: pd.Timestamp
    grades: pd.Series
    without: tuple[str, ...]

    @property
    def existing(self) -> int:
        """How many authorities there were."""
        return len(self.grades) + len(self.without)

    def count(self, *grades: Grade) -> int:
        """Return how many held one of these grades."""
        return int(self.grades.isin(grades).sum())

    def share(self, *grades: Grade, of_all: bool = False) -> float:
        """Return the percentage that held one of these grades, of those with a grade or of all that existed."""
        out_of = self.existing if of_all else len(self.grades)
        return 100 * self.count(*grades) / out_of if out_of else float("nan")


def grades_by_year(inspections: pd.DataFrame) -> pd.DataFrame:
    """Return how many inspections of each framework and calendar year ended in each overall grade.

    Returns
    -------
    pandas.DataFrame
        `framework`, `year` (of the first day of the inspection), `grade`, `inspections`, `of` (all with an
        overall grade that year under that framework), `share` (%).
    """
    graded = inspections.dropna(subset=["overall"])
    keys = [graded["framework"], graded["inspection_date"].dt.year.rename("year")]
    counts = pd.crosstab(keys, graded["overall"].astype(str)).reindex(columns=list(GRADES), fill_value=0)
    long = counts.reset_index().melt(["framework", "year"], var_name="grade", value_name="inspections")
    long = long.sort_values(["framework", "year"], kind="stable", ignore_index=True)
    of = long.groupby(["framework", "year"])["inspections"].transform("sum")
    return long.assign(of=of, share=100 * long["inspections"] / of)


def rating_day(text: str, inspections: pd.DataFrame) -> pd.Timestamp:
    """Return the date that a parameter means; the edition's date where it is empty.

    Parameters
    ----------
    text
        A date like 2024-03-31, or nothing.
    inspections
        From :func:`workforce_grades.load_inspections`.

    Raises
    ------
    ParameterError
        The text is no such date, or the data say nothing about it.
    """
    last: pd.Timestamp = inspections["as_at"].max()
    first: pd.Timestamp = inspections["inspection_date"].min()
    if not text.strip():
        return last
    try:
        day = pd.Timestamp(datetime.strptime(text.strip(), "%Y-%m-%d"))
    except ValueError:
        raise ParameterError(f"Parameter 'on': '{text}' is not a date. Expected one such as {last:%Y-%m-%d}.") from None
    if day < first:
        raise ParameterError(
            f"Parameter 'on': no inspection in the data had begun by {text.strip()}. The first began on "
            f"{first:%Y-%m-%d}: give that date or a later one."
        )
    if day > last:
        raise ParameterError(
            f"Parameter 'on': the data end on {last:%Y-%m-%d} and say nothing about {text.strip()}. "
            "Give that date or an earlier one."
        )
    return day


def in_force(
    inspections: pd.DataFrame,
    authorities: Authorities,
    on: pd.Timestamp,
    *,
    published_by: pd.Timestamp | None = None,
    outcome: Outcome = "overall",
    region: str = "",
) -> InForce:
    """Return the grade of each authority that existed on a date: that of its latest inspection begun by then.

    Parameters
    ----------
    inspections, authorities
        Who was inspected, and who there was.
    on
        The date.
    published_by
        Leaves out reports that came later, as a publication with this cut-off does.
    outcome
        Which judgement.
    region
        One region only.
    """
    known = inspections if published_by is None else inspections[inspections["publication_date"] <= published_by]
    latest = grades_in_force(known, on, authorities=authorities).set_index("la_key")[outcome].dropna()
    there = [
        member.la_key for member in authorities
        if member.existed_on(on.date()) and region in ("", member.region_name)
    ]  # fmt: skip
    grades = latest[latest.index.isin(there)]
    return InForce(on, grades, tuple(key for key in there if key not in grades.index))


def years_in_force(inspections: pd.DataFrame, authorities: Authorities) -> pd.DataFrame:
    """Return the grades in force each 31 March since ILACS began.

    Returns
    -------
    pandas.DataFrame
        `on`, `inspected`, `existing`, `good_or_better`, `share` (% of those inspected), `share_of_all` (%),
        and the count of each grade.
    """
    rows: list[dict[str, Any]] = []
    for on in _days_of_march(inspections):
        held = in_force(inspections, authorities, on)
        rows.append({
            "on": on, "inspected": len(held.grades), "existing": held.existing,
            "good_or_better": held.count(*GOOD_OR_BETTER), "share": held.share(*GOOD_OR_BETTER),
            "share_of_all": held.share(*GOOD_OR_BETTER, of_all=True),
            **{str(grade): held.count(grade) for grade in GRADES},
        })  # fmt: skip
    return pd.DataFrame(rows)


def agreement(study: Study) -> tuple[int, int]:
    """Return for how many authorities the five latest judgements equal Ofsted's own sheet, and of how many."""
    latest = grades_in_force(study.inspections, study.inspections["as_at"].max()).set_index("la_key")[list(OUTCOMES)]
    own = study.as_at.set_index("la_key")[list(OUTCOMES)]
    ours, theirs = (table.astype("object").fillna("") for table in (latest.reindex(own.index), own))
    return int((ours == theirs).all(axis=1).sum()), len(own)


def consecutive(inspections: pd.DataFrame) -> pd.DataFrame:
    """Return each inspection with the one before it of the same authority.

    A successor of a split or merged authority has no inspection before its own first. Without an overall
    grade an inspection is no part of a pair.

    Returns
    -------
    pandas.DataFrame
        One row a pair: `la_key`, `transition` (one of :data:`TRANSITIONS`), `previous`, `next` (ordered
        categoricals), `steps` (grades up), `gap_months` between first days.
    """
    rows = inspections.dropna(subset=["overall"]).sort_values(
        ["la_key", "inspection_date", "publication_date"], kind="stable", ignore_index=True
    )
    before = rows.groupby("la_key")[["overall", "framework", "inspection_date"]].shift()
    transition = pd.Series(SIF_TO_ILACS, index=rows.index)
    transition[before["framework"] == "ILACS"] = WITHIN_ILACS
    transition[rows["framework"] != "ILACS"] = SIF_REPEATED
    pairs = pd.DataFrame({
        "la_key": rows["la_key"],
        "transition": transition,
        "previous": before["overall"],
        "next": rows["overall"],
        "steps": rows["overall"].cat.codes - before["overall"].cat.codes,
        "gap_months": (rows["inspection_date"] - before["inspection_date"]).dt.days / DAYS_A_MONTH,
    })  # fmt: skip
    return pairs[before["framework"].notna()].reset_index(drop=True)


def transition_counts(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return how often each grade followed each.

    Returns
    -------
    pandas.DataFrame
        `transition`, `previous`, `next`, `inspections`, `of` (all after that grade), `share` (%); grades that
        nobody held before are left out.
    """
    counts = pairs.groupby(["transition", "previous", "next"], observed=False).size().rename("inspections")
    long = counts.reset_index()
    of = long.groupby(["transition", "previous"], observed=False)["inspections"].transform("sum")
    long = long.assign(of=of, share=100 * long["inspections"] / of.where(of > 0))
    return long[long["of"] > 0].reset_index(drop=True)


def sub_judgements(inspections: pd.DataFrame) -> pd.DataFrame:
    """Return the grades of each ILACS judgement, and how often it differs from the overall one.

    Returns
    -------
    pandas.DataFrame
        A row a judgement: `outcome`, `judged`, the count of each grade, `compared` (with an overall grade
        too), `better`, `same`, `worse` than overall.
    """
    ilacs = inspections[inspections["framework"] == "ILACS"]
    return pd.DataFrame([_judged(ilacs, outcome) for outcome in OUTCOMES])


def _judged(ilacs: pd.DataFrame, outcome: Outcome) -> dict[str, Any]:
    grades = ilacs[outcome].dropna()
    both = ilacs.dropna(subset=[outcome, "overall"])
    steps = both[outcome].cat.codes - both["overall"].cat.codes
    counts = {str(grade): int((grades == grade).sum()) for grade in GRADES}
    signs = {"better": int((steps > 0).sum()), "same": int((steps == 0).sum()), "worse": int((steps < 0).sum())}
    return {"outcome": outcome, "judged": len(grades), **counts, "compared": len(both), **signs}


def _days_of_march(inspections: pd.DataFrame) -> Iterable[pd.Timestamp]:
    begun = inspections.loc[inspections["framework"] == "ILACS", "inspection_date"].min()
    days = (pd.Timestamp(year, 3, 31) for year in range(begun.year, inspections["as_at"].max().year + 1))
    return [day for day in days if begun <= day <= inspections["as_at"].max()]
