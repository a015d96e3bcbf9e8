"""Stories or a pattern: inspections by whether the workforce stood above England at the census before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

import pandas as pd

from workforce_grades.claims.readings import SOUND
from workforce_grades.codebook import GOOD_OR_BETTER
from workforce_grades.shares import share
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.study import Study

COMPARED: Final = ("turnover_rate", "caseload", "agency_rate")
GROUPS: Final = ("good or outstanding", "requires improvement or inadequate")

Way = Literal["same", "other", "neither"]
BEYOND_CHANCE: Final = 0.05
"""p of Fisher's exact test below which a difference between the two groups of grades is beyond chance."""

Answer = Literal["a pattern", "a mixed picture", "too few to tell"]
ANSWERS: Final[dict[Answer, str]] = {
    "a pattern": "every measure points the same way as all inspections do, each beyond chance",
    "too few to tell": "no measure's difference is beyond chance, whichever way it points",
    "a mixed picture": "neither holds",
}
"""What the places show together, and when."""


def judged_beside_england(study: Study, la_keys: Collection[str] | None = None) -> pd.DataFrame:
    """Return ILACS inspections with the measures of the census before them, and England's.

    Parameters
    ----------
    study
        All tables.
    la_keys
        Whose inspections; everybody's without any.

    Returns
    -------
    pandas.DataFrame
        One row an inspection with an overall grade: `la_key`, `inspection_date`, `overall`, `grade_group` (of
        :data:`GROUPS`), `census_year`, and for each of :data:`COMPARED` the measure `m`, NaN where it is not
        sound, `m_england`, and `m_above` (1 above England as printed, 0 not, NaN where it cannot be told).
    """
    linked = study.linked()
    kept = linked["overall"].notna() & (linked["la_key"].isin(la_keys) if la_keys is not None else True)
    rows = linked[kept].sort_values(["la_key", "inspection_date"])
    england = study.england.set_index("year")
    better = rows["overall"].astype(GRADE_DTYPE).isin(GOOD_OR_BETTER)
    told = rows[["la_key", "inspection_date", "overall", "census_year"]].assign(
        grade_group=better.map({True: GROUPS[0], False: GROUPS[1]})
    )
    for measure in COMPARED:
        value = rows[measure].where(rows[f"{measure}_flag"].isin(SOUND))
        reference = rows["census_year"].map(england[measure])
        above = (value - reference).round(1).gt(0).astype("float64")
        told[measure], told[f"{measure}_england"] = value, reference
        told[f"{measure}_above"] = above.where(value.notna() & reference.notna())
    return told.reset_index(drop=True)


def shares_above(judged: pd.DataFrame) -> pd.DataFrame:
    """Return how many inspections stood above England, by measure and by grade group.

    Parameters
    ----------
    judged
        From :func:`judged_beside_england`.

    Returns
    -------
    pandas.DataFrame
        `measure`, `grade_group`, `above` and `n` (counts), `share`, `ci_low` and `ci_high` (percent; 95% Wilson
        interval that takes inspections as independent); NaN where `n` is 0.
    """
    rows = []
    for measure in COMPARED:
        for group in GROUPS:
            above = judged.loc[judged["grade_group"] == group, f"{measure}_above"].dropna()
            count, n = int(above.sum()), len(above)
            found = share(count, n)
            rows.append((measure, group, count, n, *(100 * part for part in (found.value, found.low, found.high))))
    return pd.DataFrame(rows, columns=["measure", "grade_group", "above", "n", "share", "ci_low", "ci_high"])


def ways(own: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """Return which way each measure points in some inspections, beside which way it points in all.

    Parameters
    ----------
    own, everyone
        From :func:`shares_above`.

    Returns
    -------
    pandas.DataFrame
        `measure`, `gap` and `gap_all` (percentage points by which the share above England is larger before the
        lower grades than before the better ones), `way` (``same`` or ``other`` as in all inspections, ``neither``
        where one of them has no gap) and `p` (Fisher's exact test of `own`, two-sided; 1 where a group is empty).
    """
    from scipy.stats import fisher_exact

    rows = []
    for measure in COMPARED:
        mine, theirs = (part[part["measure"] == measure].set_index("grade_group") for part in (own, everyone))
        gap, gap_all = (float(part["share"][GROUPS[1]] - part["share"][GROUPS[0]]) for part in (mine, theirs))
        way: Way = "same" if gap * gap_all > 0 else "other" if gap * gap_all < 0 else "neither"
        counts = [mine["above"], mine["n"] - mine["above"]]
        rows.append((measure, gap, gap_all, way, float(fisher_exact(counts).pvalue)))
    return pd.DataFrame(rows, columns=["measure", "gap", "gap_all", "way", "p"])


def answer_of(told: pd.DataFrame) -> Answer:
    """Return what the ways of all measures, from :func:`ways`, show together by :data:`ANSWERS`."""
    clear = told["p"] < BEYOND_CHANCE
    if not clear.any():
        return "too few to tell"
    return "a pattern" if (clear & (told["way"] == "same")).all() else "a mixed picture"
