"""Which authority a result rests on: the model estimated again without each one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from workforce_grades.errors import EstimationError
from workforce_grades.models import Design, Panel, Spec, design_frame
from workforce_grades.models.fit import Fit, fit_design


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """How one specification's estimates move without each authority.

    Attributes
    ----------
    fit
        The specification with everybody in.
    moves
        One row an authority and term: `la_key`, `inspections`, `term`, `estimate` and the interval
        `ci_low`, `ci_high` without it (log-odds), `change` in clustered standard errors of the whole
        estimate, `turns` (whether the interval's leaving out of 0 changes).
    failed
        Authorities without which the model cannot be estimated.
    """

    fit: Fit
    moves: pd.DataFrame
    failed: tuple[str, ...]

    def most(self, term: str, count: int = 5) -> pd.DataFrame:
        """Return the authorities whose leaving moves a term most, first the most."""
        rows = self.moves[self.moves["term"] == term]
        order = rows["change"].abs().sort_values(ascending=False, kind="stable").index
        return rows.loc[order[:count]].reset_index(drop=True)

    def outstanding(self, term: str) -> pd.DataFrame:
        """Return the authorities that stand apart from all others in how they move a term, first the most.

        Moves are compared with each other by their median absolute deviation, scaled to a standard
        deviation: beyond :data:`APART` of it is far more than any of 150 ordinary authorities reaches.
        """
        rows = self.moves[self.moves["term"] == term]
        spread = 1.4826 * (rows["change"] - rows["change"].median()).abs().median()
        found = rows[rows["change"].abs() > APART * spread]
        return found.loc[found["change"].abs().sort_values(ascending=False).index].reset_index(drop=True)


APART: Final = 10.0
"""Robust standard deviations beyond which an authority's influence stands apart."""


def leave_one_out(spec: str | Spec, panel: Panel) -> Influence:
    """Estimate a specification again without each authority.

    Parameters
    ----------
    spec
        A specification or its id.
    panel
        The study's panel.

    Raises
    ------
    EstimationError
        The specification cannot be estimated with everybody in.
    """
    design = design_frame(spec, panel)
    fit = fit_design(design)
    parts, failed = [], []
    for la_key, inspections in design.authority.value_counts(sort=False).items():
        try:
            without = fit_design(inspections_where(design, design.authority != la_key))
        except EstimationError:
            failed.append(str(la_key))
        else:
            parts.append(_moves(fit, without).assign(la_key=str(la_key), inspections=inspections))
    moves = pd.concat(parts, ignore_index=True)
    columns = ["la_key", "inspections", "term", "estimate", "ci_low", "ci_high", "change", "turns"]
    return Influence(fit, moves[columns], tuple(failed))


def inspections_where(design: Design, kept: pd.Series) -> Design:
    """Return some of a design's inspections.

    Parameters
    ----------
    design
        All of them.
    kept
        Whether to keep each, on the index of `design.x`.
    """
    return replace(
        design,
        x=design.x[kept],
        grade=design.grade[kept],
        authority=design.authority[kept],
        cluster=design.cluster[kept],
        dropped={**design.dropped, "left out on purpose": int((~kept).sum())},
    )


def _moves(whole: Fit, without: Fit) -> pd.DataFrame:
    terms = list(whole.design.x)
    before, after = (fit.estimates.set_index("term").loc[terms] for fit in (whole, without))
    clear = [(rows["ci_low"] > 0) | (rows["ci_high"] < 0) for rows in (before, after)]
    return pd.DataFrame(
        {
            "term": terms,
            "estimate": after["estimate"].to_numpy(),
            "ci_low": after["ci_low"].to_numpy(),
            "ci_high": after["ci_high"].to_numpy(),
            "change": ((after["estimate"] - before["estimate"]) / before["se_cluster"]).to_numpy(),
            "turns": (clear[0] != clear[1]).to_numpy(),
        }
    )
