"""The exported tables as a run writes them, read back from their files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from workforce_grades.pages.findings import main_findings
from workforce_grades.pages.local_authority.comparators import comparisons
from workforce_grades.reports.exports import write_csv
from workforce_grades.study import Study


@dataclass(frozen=True)
class Exported:
    """The exported tables, read from their files, and the authorities' reference facts."""

    folder: Path
    study: Study

    @classmethod
    def of(cls, study: Study, folder: Path) -> Exported:
        """Write the tables as a run exports them."""
        tables = {
            "workforce": study.workforce.assign(la_keys=study.workforce["la_keys"].map("+".join)),
            "inspections": study.inspections, "linked": study.linked(), "comparisons": comparisons(study),
            "estimates": main_findings(study).estimates,
        }  # fmt: skip
        for name, table in tables.items():
            write_csv(table, folder / f"{name}.csv")
        return cls(folder, study)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Each table by name."""
        days = ["census_date", "inspection_date", "publication_date"]
        kinds = {"la_key": "str", "la_keys": "str", "return_group": "str"}
        found = {path.stem: pd.read_csv(path, dtype=kinds) for path in sorted(self.folder.glob("*.csv"))}
        return {
            name: table.assign(**{day: pd.to_datetime(table[day]) for day in days if day in table})
            for name, table in found.items()
        }


def shown(value: object, decimals: int = 1) -> str:
    """Return a number as pages print it; nothing where there is none."""
    return "" if pd.isna(value) else f"{float(value):.{decimals}f}"  # type: ignore[call-overload, arg-type]


def date(moment: pd.Timestamp) -> tuple[str, ...]:
    """Return the numbers of a date; a month is a word."""
    return () if pd.isna(moment) else (str(moment.day), str(moment.year))


def spelt(*cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return cells of a row, each with its numbers in one text."""
    return tuple(" ".join(cell) for cell in cells)
