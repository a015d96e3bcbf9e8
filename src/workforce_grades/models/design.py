"""The design frame: which inspections a specification uses, with which values, and which it drops and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workforce_grades.codebook import GRADES
from workforce_grades.models.columns import Columns, Words, first_reason
from workforce_grades.models.likelihood import Array
from workforce_grades.models.panel import Panel
from workforce_grades.models.spec import Spec, as_spec
from workforce_grades.sources.grades import GRADE_DTYPE

REFERENCE_GRADE: Final = "Good"
PREVIOUS: Final = "previous_grade"


NO_GRADE: Final[dict[str, str]] = {
    "care_leavers": "no grade for care leavers (this judgement began in January 2023)",
}
"""Why inspections lack a grade that Ofsted did not always give."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each factor of the specification that has no column, because it has one level left."""
        effects = self.spec.effects.split("+") if self.spec.effects != "none" else []
        said = dict.fromkeys(effects, "the effect")
        if PREVIOUS in self.spec.terms:
            said = {PREVIOUS: "it"} | said
        return tuple(
            f"Only one {name.replace('_', ' ')} is left: {it} is not in the model."
            for name, it in said.items()
            if not any(str(column).startswith(f"{name}:") for column in self.x)
        )

    def __repr__(self) -> str:
        """Return the specification and its counts."""
        return f"<Design {self.spec}: {len(self.x)} inspections, {self.n_dropped} left out>"


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
    columns = panel.columns
    reasons = _reasons(spec, columns)
    kept = np.flatnonzero(reasons == "")
    rows = columns.inspections
    authority = rows["la_key"].take(kept)
    return Design(
        spec=spec,
        x=_terms(spec, columns, kept),
        grade=pd.Series(pd.Categorical(rows[spec.outcome].take(kept), dtype=GRADE_DTYPE), index=authority.index),
        authority=authority,
        cluster=authority if spec.cluster == "la" else columns.census(spec, "return_group").take(kept),
        dropped=dict(Counter(reasons[reasons != ""].tolist())),
    )


def _reasons(spec: Spec, columns: Columns) -> Words:
    """Why each inspection is not used: outside the sample, ungraded, not linked, or without a term."""
    lacking = [
        columns.outside(spec),
        columns.absent(spec.outcome, NO_GRADE.get(spec.outcome, f"no grade for {spec.outcome.replace('_', ' ')}")),
        columns.unlinked(spec),
    ]
    for term in spec.terms:
        own = term == PREVIOUS
        lacking.append(columns.absent(PREVIOUS, "no previous grade") if own else columns.term(term, spec).lacking)
    return first_reason(lacking)


def _terms(spec: Spec, columns: Columns, kept: NDArray[np.intp]) -> pd.DataFrame:
    """Terms and effects as numeric columns, each factor without its reference level."""
    found = {term: columns.term(term, spec).value[kept] for term in spec.terms if term != PREVIOUS}
    if PREVIOUS in spec.terms:
        found |= _indicators(columns.factor(PREVIOUS, spec)[kept], PREVIOUS, REFERENCE_GRADE)
    for effect in spec.effects.split("+") if spec.effects != "none" else []:
        found |= _indicators(columns.factor(effect, spec)[kept], effect)
    values = np.column_stack(list(found.values())) if found else np.empty((len(kept), 0))
    return pd.DataFrame(values, index=columns.inspections.index.take(kept), columns=list(found))


def _indicators(values: Words, name: str, reference: str = "") -> dict[str, Array]:
    present = {level for level in values if isinstance(level, str)}
    graded: list[str] = [grade for grade in GRADES if grade in present]
    levels = graded or sorted(present)
    base = reference if reference in levels else next(iter(levels), "")
    return {f"{name}:{level}": (values == level).astype("float64") for level in levels if level != base}
