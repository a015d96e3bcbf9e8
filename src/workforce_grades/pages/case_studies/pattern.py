"""Stories or a pattern: the inspections of the case studies beside all inspections in England."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from workforce_grades.claims.pattern import (
    ANSWERS,
    BEYOND_CHANCE,
    COMPARED,
    GROUPS,
    Answer,
    Way,
    answer_of,
    judged_beside_england,
    shares_above,
    ways,
)
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.findings import main_findings
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, day, interval, listed, number, p_value, plural, say
from workforce_grades.study import Study

_LABELS: Final = {name: MEASURES[name].label.lower() for name in COMPARED}
_WAYS: Final[dict[Way, str]] = {
    "same": "the same way as in all of England",
    "other": "the other way",
    "neither": "neither way",
}
_ANSWERS: Final[dict[Answer, str]] = {
    "a pattern": "Together they make a pattern",
    "a mixed picture": "Together they make a mixed picture",
    "too few to tell": "They are stories: too few to show a pattern, or to deny one",
}


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

    @cached_property
    def ways(self) -> pd.DataFrame:
        """Which way each measure points in the places, beside all inspections."""
        return ways(shares_above(self.judged), shares_above(self.everyone))

    def one_line(self) -> str:
        """Return the answer by its rule, and which way every measure points."""
        clear = int((self.ways["p"] < BEYOND_CHANCE).sum())
        return (
            f"{_ANSWERS[answer_of(self.ways)]}. In {plural(len(self.judged), 'inspection')} of places that the press "
            f"chose, {listed(self._counted())}; {clear or 'none'} of the {len(self.ways)} differences "
            f"{'is' if clear <= 1 else 'are'} beyond chance."
        )

    def rule_in_words(self) -> str:
        """Return when a measure points a way, and what the answer follows from."""
        names = "; ".join(f"'{name}', {when}" for name, when in ANSWERS.items())
        return (
            "The rule. A measure points the same way as in all of England where it stood above England's more often "
            "before the same group of grades, the other way where more often before the other group. A difference is "
            f"beyond chance where Fisher's exact test gives p below {BEYOND_CHANCE}, taking inspections as "
            f"independent. What they show together: {names}."
        )

    def in_words(self) -> Prose:
        """Return each measure in the places and in all of England, and the national finding."""
        if not self.names:
            return say()
        told = [self._measure_in_words(name) for name in COMPARED]
        national = f"The pattern is a matter for all inspections together. {main_findings(self.study).one_line()}"
        return say(self.rule_in_words(), *told, national)

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
            note="Intervals are Wilson's and, as the test does, take inspections as independent. Values "
            "with a caution, such as those of returns with fewer than 20 FTE in post, are left out.",
        )  # fmt: skip

    def _counted(self) -> list[str]:
        """Return how many measures point each way, of how many, and which."""
        counted = []
        for way, words in _WAYS.items():
            names = [_LABELS[name] for name in self.ways.loc[self.ways["way"] == way, "measure"]]
            if names:
                verb = "points" if len(names) == 1 else "point"
                counted.append(f"{len(names)} of {plural(len(self.ways), 'measure')} ({listed(names)}) {verb} {words}")
        return counted

    def _measure_in_words(self, measure: str) -> str:
        rows = self.shares[self.shares["measure"] == measure].set_index("grade_group").loc[list(GROUPS)]
        told = rows.reset_index().to_dict("records")
        (way,) = self.ways[self.ways["measure"] == measure].to_dict("records")
        own = [f"{row['above']} of {row['n']} graded {row['grade_group']}" for row in told]
        every = [
            f"{number(row['share_all'], 0)}% (95% interval {interval(row['ci_low_all'], row['ci_high_all'], 0)}; "
            f"n = {row['n_all']})"
            for row in told
        ]
        return (
            f"{MEASURES[measure].label}. In these places it stood above England's at the census before {own[0]}, and "
            f"before {own[1]} ({p_value(way['p'])}); in all of England before {every[0]} and {every[1]}: "
            f"{_WAYS[way['way']]}."
        )
