"""Ofsted's history with the inspections that are newer: Ofsted wins, what is added is marked, conflicts are listed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from workforce_grades.codebook import OUTCOMES
from workforce_grades.sources.inspection_checks import CARE_LEAVERS_FROM
from workforce_grades.sources.inspections import with_previous

SOURCE_COLUMN: Final = "inspection_source"
OFSTED, OVERVIEW = "Ofsted", "Data to Insight"
"""Who an inspection's row comes from: values of the column."""

NOT_GIVEN: Final = "not given"
_NO_DAY: Final = pd.Timestamp.min
_CONFLICT: Final = ["la_key", "name", "inspection_date", "what", "ofsted", "overview"]
SAME_WITHIN: Final = pd.Timedelta(days=14)
"""A report's first day can be that of the visit or of its announcement; inspections of one place are years apart."""


@dataclass(frozen=True)
class Merged:
    """Ofsted's history with what the overview adds.

    Attributes
    ----------
    inspections
        Ofsted's rows as they were, then those added, by authority and date, with `inspection_source` (``Ofsted`` or
        ``Data to Insight``).
    conflicts
        Where the two differ about one inspection, or the overview has an older one that Ofsted's history lacks: one row
        each with `la_key`, `name`, `inspection_date`, `what`, `ofsted`, `overview`. Ofsted's value stands.
    """

    inspections: pd.DataFrame
    conflicts: pd.DataFrame

    @property
    def added(self) -> pd.DataFrame:
        """The inspections that only the overview has."""
        return self.inspections[self.inspections[SOURCE_COLUMN] == OVERVIEW]

    def rows(self) -> pd.DataFrame:
        """Return additions and conflicts as one table, for export: `kind`, then the columns of `conflicts`."""
        told = self.added["overall"].astype("str").fillna("no overall judgement")
        added = self.added.rename(columns={"name_published": "name"}).assign(
            kind="added", what="new inspection", ofsted="", overview=told
        )
        return pd.concat([added, self.conflicts.assign(kind="conflict")], ignore_index=True)[["kind", *_CONFLICT]]


def merge_overview(official: pd.DataFrame, overview: pd.DataFrame) -> Merged:
    """Add to Ofsted's history the inspections published since its list, if newer than the authority's latest there.

    Parameters
    ----------
    official
        From :func:`workforce_grades.load_inspections`.
    overview
        From :func:`load_overview`.

    Returns
    -------
    Merged
        Ofsted wins wherever both have an inspection; conflicts are listed. `previous_overall` is made anew.
    """
    latest = official.groupby("la_key")["inspection_date"].max()
    listed_to = min(official["publication_date"].max(), official["as_at"].max())
    added, conflicts = [], []
    for row in overview.to_dict("records"):
        same = _same(official, row)
        if same is not None:
            conflicts += _differences(same, row)
        elif row["publication_date"] > listed_to and row["inspection_date"] > latest.get(row["la_key"], _NO_DAY):
            added.append(row)
        else:
            conflicts.append(
                _conflict(row, "inspection not in Ofsted's history", "", f"{row['inspection_date']:%Y-%m-%d}")
            )
    marked = official.assign(**{SOURCE_COLUMN: OFSTED})
    together = pd.concat([marked, _as_official(added, overview, marked)], ignore_index=True) if added else marked
    ordered = together.sort_values(["la_key", "inspection_date"], kind="stable", ignore_index=True)
    merged = with_previous(ordered.drop(columns=["previous_overall", "previous_framework"], errors="ignore"))
    merged.attrs = {**official.attrs, "load_reports": [
        *official.attrs.get("load_reports", []), overview.attrs["load_report"]]}  # fmt: skip
    return Merged(merged, pd.DataFrame(conflicts, columns=_CONFLICT))


def _same(official: pd.DataFrame, row: Mapping[Hashable, Any]) -> pd.Series | None:
    """Return Ofsted's row of an inspection: the same report, or a first day within two weeks."""
    rows = official[official["la_key"] == row["la_key"]]
    near = (rows["inspection_date"] - row["inspection_date"]).abs() <= SAME_WITHIN
    found = rows[(rows["publication_date"] == row["publication_date"]) | near]
    return None if found.empty else found.iloc[-1]


def _differences(same: pd.Series, row: Mapping[Hashable, Any]) -> list[tuple[Any, ...]]:
    """Return where the two differ about one inspection; what the overview could not read is no difference."""
    read = [column for column in (*OUTCOMES, "inspection_type") if not pd.isna(row[column]) and row[column] != ""]
    dates = ("inspection_date", "publication_date")
    judged = [(column, NOT_GIVEN if pd.isna(same[column]) else str(same[column]), str(row[column])) for column in read]
    dated = [(column, _day(same[column]), _day(row[column])) for column in dates]
    return [_conflict(row, *found) for found in (*judged, *dated) if found[1] != found[2]]


def _day(moment: pd.Timestamp) -> str:
    return NOT_GIVEN if pd.isna(moment) else f"{moment:%Y-%m-%d}"


def _conflict(row: Mapping[Hashable, Any], what: str, ofsted: str, overview: str) -> tuple[Any, ...]:
    return row["la_key"], row["name"], row["inspection_date"], what, ofsted, overview


def _as_official(added: list[dict[Hashable, Any]], overview: pd.DataFrame, official: pd.DataFrame) -> pd.DataFrame:
    """Return the added inspections with the columns and types of Ofsted's history."""
    rows = pd.DataFrame(added)
    begun = rows["inspection_date"]
    table = rows.assign(
        inspection_id="ILACS-" + rows["la_key"] + "-" + begun.dt.strftime("%Y-%m-%d"),
        name_published=rows["name"],
        ons_code_published="",
        la_status="current",
        framework="ILACS",
        date_basis="inspection",
        in_care_includes_care_leavers=begun < CARE_LEAVERS_FROM,
        as_at=overview["publication_date"].max(),
        inspection_source=OVERVIEW,
    )
    columns = [column for column in official.columns if column in table]
    return table[columns].astype({column: official[column].dtype for column in columns})
