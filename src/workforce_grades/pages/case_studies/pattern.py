"""Stories or a pattern: the inspections of the case studies beside all inspections in England."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from workforce_grades.claims.pattern import COMPARED, GROUPS, judged_beside_england, shares_above
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.findings import main_findings
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, day, interval, number, plural, say
from workforce_grades.study import Study

_LABELS: Final = {name: MEASURES[name].label.lower() for name in COMPARED}
_A_LABEL: Final = {name: f"{'an' if label[0] in 'aeiou' else 'a'} {label}" for name, label in _LABELS.items()}


@dataclass(frozen=True)
class Pattern:
    """What the inspections of some places show together, beside those of all authorities.

    Attributes
    ----------
    study
        All tables.
    names
        DfE code of each place, and how the page calls it.
    """

    study: Study
    names: Mapping[str, str]

    @cached_property
    def judged(self) -> pd.DataFrame:
        """ILACS inspections of the places, each with the census before it."""
        return judged_beside_england(self.study, self.names.keys())

    @cached_property
    def everyone(self) -> pd.DataFrame:
        """ILACS inspections of all authorities, the same way."""
        return judged_beside_england(self.study)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """How many stood above England, one row a measure and group of grades; `_all` is of everybody."""
        own, everyone = shares_above(self.judged), shares_above(self.everyone)
        return own.merge(everyone, on=["measure", "grade_group"], suffixes=("", "_all"))

    def one_line(self) -> str:
        """Return the answer: stories, and where they point the other way from all inspections."""
        other = [self._contrast(name) for name in COMPARED if self._gap(name) * self._gap(name, "_all") < 0]
        counts = f"{plural(len(self.judged), 'inspection')} of places that the press chose are too few to show one"
        return f"They are stories, not a pattern: {'; '.join([counts, *other])}."

    def in_words(self) -> Prose:
        """Return each measure in the places and in all of England, and the national finding."""
        if not self.names:
            return say()
        told = [self._measure_in_words(name) for name in COMPARED]
        national = f"The pattern is a matter for all inspections together. {main_findings(self.study).one_line()}"
        return say(*told, national)

    def table_inspections(self) -> Table | Prose:
        """Return the ILACS inspections of the places with the census before, beside England's."""
        if not self.names:
            return say()
        order = {key: at for at, key in enumerate(self.names)}
        rows = self.judged.sort_values("la_key", key=lambda keys: keys.map(order), kind="stable")
        data = pd.DataFrame(
            {"inspection": rows["la_key"].map(dict(self.names)) + ", " + rows["inspection_date"].map(day)}
        )
        data["overall"], data["census"] = rows["overall"].astype("str"), rows["census_year"].astype("str")
        for name in COMPARED:
            data[name], data[f"{name}_england"] = rows[name], rows[f"{name}_england"]
        return Table(
            data,
            "ILACS inspections of the case-study places, with the census before each",
            headers={"inspection": "Place, first day", "overall": "Overall", "census": "Census"}
            | {name: f"{MEASURES[name].label} ({MEASURES[name].unit})" for name in COMPARED}
            | {f"{name}_england": f"England, {_LABELS[name]}" for name in COMPARED},
            note="A dash is a value that was not published, or one published with a caution.",
        )

    def table_shares(self) -> Table | Prose:
        """Return how many inspections stood above England by grade, in the places and in all of England."""
        if not self.names:
            return say()
        rows = self.shares
        data = pd.DataFrame(
            {
                "group": rows["measure"].map(lambda name: MEASURES[name].label) + ", " + rows["grade_group"],
                "places": [f"{above} of {n}" for above, n in zip(rows["above"], rows["n"], strict=True)],
                "all": [f"{above} of {n}" for above, n in zip(rows["above_all"], rows["n_all"], strict=True)],
                "share": rows["share_all"], "low": rows["ci_low_all"], "high": rows["ci_high_all"],
            }
        )  # fmt: skip
        return Table(
            data,
            "Inspections whose census before stood above England's value, by measure and overall grade",
            headers={"group": "Measure and grade", "places": "These places", "all": "All inspections",
                     "share": "All (%)", "low": "95% from (%)", "high": "95% to (%)"},
            decimals={"share": 0, "low": 0, "high": 0},
            note="Intervals are Wilson's and take inspections as independent: a description, not a test. Values "
            "with a caution, such as those of returns with fewer than 20 FTE in post, are left out.",
        )  # fmt: skip

    def _gap(self, measure: str, suffix: str = "") -> float:
        """Return by how much more often lower-graded inspections stood above England than better-graded ones."""
        rows = self.shares[self.shares["measure"] == measure].set_index("grade_group")[f"share{suffix}"]
        return float(rows[GROUPS[1]] - rows[GROUPS[0]])

    def _contrast(self, measure: str) -> str:
        """Return where the places point the other way from all inspections."""
        ways = [GROUPS[self._gap(measure, suffix) > 0] for suffix in ("", "_all")]
        counts = [
            int(self.shares.loc[self.shares["measure"] == measure, f"n{suffix}"].sum()) for suffix in ("", "_all")
        ]
        return (
            f"there, {_A_LABEL[measure]} above England's came more often before {ways[0]} grades ({counts[0]} "
            f"inspections), in all of England before {ways[1]} ones ({counts[1]})"
        )

    def _measure_in_words(self, measure: str) -> str:
        rows = self.shares[self.shares["measure"] == measure].set_index("grade_group").loc[list(GROUPS)]
        told = rows.reset_index().to_dict("records")
        own = [f"{row['above']} of {row['n']} graded {row['grade_group']}" for row in told]
        every = [
            f"{number(row['share_all'], 0)}% (95% interval {interval(row['ci_low_all'], row['ci_high_all'], 0)}; "
            f"n = {row['n_all']})"
            for row in told
        ]
        return (
            f"{MEASURES[measure].label}. In these places it stood above England's at the census before {own[0]}, and "
            f"before {own[1]}; in all of England before {every[0]} and {every[1]}."
        )
