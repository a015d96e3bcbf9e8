"""Shares that Ofsted has published for other dates, each with its address, against the same from the data."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import pandas as pd

from workforce_grades.analyses.judgements import InForce, in_force
from workforce_grades.authorities import Authorities
from workforce_grades.codebook import GOOD_OR_BETTER, Grade

QUANTITIES: Final[dict[str, tuple[Grade, ...]]] = {
    "good or outstanding": GOOD_OR_BETTER,
    "inadequate": ("Inadequate",),
}

_ALL_HAD_ILACS: Final = pd.Timestamp(2023, 3, 31)
"""From this day on every authority had been inspected under ILACS: SIF is not needed for what is in force."""


@lru_cache(maxsize=1)
def published_shares() -> pd.DataFrame:
    """Return what Ofsted has published: one row a number.

    Returns
    -------
    pandas.DataFrame
        `which` (in force, first SIF, first ILACS, first to latest ILACS), `outcome`, `quantity`, `region`,
        `on`, `published_by` (the publication's cut-off), `value`, `unit` (percent or authorities),
        `denominator` as far as the page says it, `title` and `source` (its address).
    """
    with (files("workforce_grades.analyses") / "reference" / "published_shares.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, keep_default_na=False, parse_dates=["on", "published_by"])


def compare_published(inspections: pd.DataFrame, authorities: Authorities) -> pd.DataFrame:
    """Return each published number beside the same one from the data.

    A share is worked out twice, of the authorities with a grade and of all that existed; the text of
    `fits` says which of them rounds to the published one.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`published_shares`, then `ours` (that of `fits`; of those with a grade where
        neither fits), `graded`, `existing`, `difference` (rounded as published) and `fits`: ``"graded"``,
        ``"existing"``, ``"either"`` or ``"neither"``. Rows that the data cannot speak of are left out.
    """
    published = published_shares()
    there = published[[_can_tell(row, inspections) for row in published.to_dict("records")]]
    found = [_compare(row, inspections, authorities) for row in there.to_dict("records")]
    return there.reset_index(drop=True).join(pd.DataFrame(found))


def _can_tell(row: Mapping[Hashable, Any], inspections: pd.DataFrame) -> bool:
    has_sif = bool((inspections["framework"] == "SIF").any())
    needs_sif = row["which"] == "first SIF" or (row["which"] == "in force" and row["on"] < _ALL_HAD_ILACS)
    return bool(row["on"] <= inspections["as_at"].max()) and (has_sif or not needs_sif)


def _compare(
    row: Mapping[Hashable, Any], inspections: pd.DataFrame, authorities: Authorities
) -> dict[str, float | int | str]:
    held = _held(row, inspections, authorities)
    if row["which"] == "first to latest ILACS":
        ours = {"graded": float(_moved(row, inspections, held))}
    elif row["unit"] == "authorities":
        ours = {"graded": float(held.count(*QUANTITIES[row["quantity"]]))}
    else:
        grades = QUANTITIES[row["quantity"]]
        ours = {"graded": held.share(*grades), "existing": held.share(*grades, of_all=True)}
    fitting = [base for base, value in ours.items() if f"{value:.0f}" == str(row["value"])]
    fits = "either" if len(fitting) == 2 or (fitting and held.existing == len(held.grades)) else "".join(fitting)
    best = ours[fitting[0]] if fitting else ours["graded"]
    difference = float(f"{best:.0f}") - row["value"]
    return {"ours": best, "graded": len(held.grades), "existing": held.existing, "difference": difference,
            "fits": fits or "neither"}  # fmt: skip


def _held(row: Mapping[Hashable, Any], inspections: pd.DataFrame, authorities: Authorities) -> InForce:
    """Return the grades that a published number is about."""
    if row["which"] == "first SIF":
        first = inspections[inspections["framework"] == "SIF"].set_index("la_key")
        return InForce(row["on"], first[row["outcome"]].dropna(), ())
    known = inspections
    if row["which"] == "first ILACS":
        ilacs = known[(known["framework"] == "ILACS") & (known["publication_date"] <= row["published_by"])]
        known = ilacs.sort_values("inspection_date").groupby("la_key").head(1)
    return in_force(
        known, authorities, row["on"],
        published_by=row["published_by"], outcome=row["outcome"], region=row["region"],
    )  # fmt: skip


def _moved(row: Mapping[Hashable, Any], inspections: pd.DataFrame, held: InForce) -> int:
    """Return how many authorities moved from their first to their latest ILACS grade in the way that is asked."""
    ilacs = inspections[
        (inspections["framework"] == "ILACS") & (inspections["publication_date"] <= row["published_by"])
        & (inspections["inspection_date"] <= row["on"]) & inspections["la_key"].isin(held.grades.index)
    ].sort_values("inspection_date")  # fmt: skip
    ends = ilacs.assign(code=ilacs["overall"].cat.codes).groupby("la_key")["code"].agg(["first", "last", "size"])
    ends = ends[ends["size"] > 1]
    good = ilacs["overall"].cat.categories.get_loc("Good")
    chosen = {
        "inspected more than once": ends["size"] > 1,
        "improved": ends["last"] > ends["first"],
        "declined": ends["last"] < ends["first"],
        "stayed good or outstanding": (ends["last"] == ends["first"]) & (ends["last"] >= good),
    }[row["quantity"]]
    return int(chosen.sum())
