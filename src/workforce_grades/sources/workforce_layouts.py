"""How DfE has laid out the workforce file over the years, as declared column maps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.codebook import MEASURES
from workforce_grades.sources.files import LINE
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_columns

IDENTIFIERS: Final = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name",
    "region_code", "region_name", "old_la_code", "new_la_code", "la_name",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of the file: published column names to ours.

    Attributes
    ----------
    name
        The release that brought it.
    columns
        Published measure column to measure name.
    cover_rates_over_100
        Whether shares of agency cover above 100% were still published.
    joint_under_first
        Whether a joint return stands under its first member's name, the other member having no
        row or one of `z` only; otherwise both names stand in one row, separated by " / ".
    """

    name: str
    columns: dict[str, str]
    cover_rates_over_100: bool = False
    joint_under_first: bool = False

    @property
    def published(self) -> dict[str, str]:
        """Measure name to published measure column."""
        return {name: column for column, name in self.columns.items()}


LAYOUT_2025: Final = Layout("2025", {measure.published: measure.name for measure in MEASURES.values()})
LAYOUT_2022: Final = Layout(
    "2022",
    {
        "social_worker_fte": "inpost_fte",
        "social_worker_headcount": "inpost_headcount",
        "leaver_fte": "leavers_fte",
        "leaver_headcount": "leavers_headcount",
        "turnover_rate_fte_%": "turnover_rate",
        "turnover_rate_headcount_%": "turnover_rate_headcount",
        "agency_fte": "agency_fte",
        "agency_headcount": "agency_headcount",
        "agency_worker_rate_fte_%": "agency_rate",
        "agency_worker_rate_headcount_%": "agency_rate_headcount",
        "agency_cover_fte": "agency_cover_fte",
        "agency_cover_rate_fte_%": "agency_cover_rate",
        "vacancy_fte": "vacancy_fte",
        "vacancy_rate_fte_%": "vacancy_rate",
        "vacancy_agency_cover_rate_fte_%": "vacancy_agency_cover_rate",
        "case_holders_fte": "case_holders_fte",
        "cases": "cases",
        "caseload_fte": "caseload",
        "working_days_lost_fte": "working_days_lost",
        "absence_rate_fte_%": "absence_rate",
    },
    cover_rates_over_100=True,
    joint_under_first=True,
)
"""The headline measures of 2017 to 2022; starters were not published."""


def to_tidy_names(table: pd.DataFrame, path: Path, log: LoadLog) -> tuple[pd.DataFrame, Layout]:
    """Return the table with our measure names, and the layout it came in.

    Raises
    ------
    DataError
        A column of the layout is missing; lists the nearest ones found.
    """
    layout = LAYOUT_2022 if _is_older(table) else LAYOUT_2025
    check_columns(
        table, [*IDENTIFIERS, *layout.columns], file=path, layout=f"the workforce file's {layout.name} layout"
    )
    if layout is LAYOUT_2022 and log.source_id == "workforce":
        log.note("column `turnover_rate_fte` not found; found `turnover_rate_fte_%`: this is the 2022 layout")
    unknown = [str(name) for name in table.columns if name not in {*IDENTIFIERS, *layout.columns, LINE}]
    if unknown:
        log.aside(f"columns that are not used: {', '.join(unknown)}")
    return table[[*IDENTIFIERS, *layout.columns, LINE]].rename(columns=layout.columns), layout


def _is_older(table: pd.DataFrame) -> bool:
    old_only = LAYOUT_2022.columns.keys() - LAYOUT_2025.columns.keys()
    new_only = LAYOUT_2025.columns.keys() - LAYOUT_2022.columns.keys()
    return len(old_only & set(table.columns)) > len(new_only & set(table.columns))
