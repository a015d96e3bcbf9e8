"""What must hold before a download takes its place: its kind, its columns, its rows, and all that a loader checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workforce_grades.errors import DataError
from workforce_grades.fetch.registry import Listed
from workforce_grades.sources.files import read_csv
from workforce_grades.sources.folder import DataFolder
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_columns
from workforce_grades.sources.spreadsheets import Workbook

if TYPE_CHECKING:
    import pandas as pd

_AGAIN: Final = "Fetch it again; if that does not help, the publisher has changed the file"


def check_file(source: Listed, file: Path, *, is_illustrative: bool = False) -> None:
    """Raise unless a file is what the registry expects of a source, whatever it is called.

    Raises
    ------
    DataError
        It is no CSV or workbook, lacks columns, sheets or rows, or has other numbers of rows.
    """
    if file.suffix.casefold() in (".ods", ".xlsx"):
        book = Workbook(file)
        for sheet in source.expect.sheets:
            book.sheet(sheet, marker=sheet)
        return
    table = read_csv(file, LoadLog(source.id, file.name, ""), member=source.source.pattern, ragged=True)
    check_columns(table, list(source.expect.columns), file=file, layout=source.source.title)
    if not is_illustrative:
        _check_rows(source, table, file)


def years_of(file: Path) -> tuple[str, str]:
    """Return the first and last `time_period` of a CSV; empty texts where it has none."""
    if file.suffix.casefold() != ".csv":
        return "", ""
    table = read_csv(file, LoadLog("", file.name, ""), ragged=True)
    years = sorted(set(table["time_period"])) if "time_period" in table else []
    return (years[0], years[-1]) if years else ("", "")


def check_content(source_id: str, folder: DataFolder) -> bool:
    """Read a source as the study will: identities, ranges, codes, dates, nothing lost.

    Parameters
    ----------
    source_id
        The source.
    folder
        A folder with its file and DfE's list of authorities.

    Returns
    -------
    bool
        False where that could not be done for want of the list, or of another file that it is read with.
    """
    needed = {source_id, "authorities", *_READ_WITH.get(source_id, ())}
    if source_id not in _READERS or any(folder.find(each) is None for each in needed):
        return False
    for reader, options in _READERS[source_id]:
        _read(reader, folder, options)
    return True


def _check_rows(source: Listed, table: pd.DataFrame, file: Path) -> None:
    expected = source.expect
    if expected.rows is not None and len(table) < 0.9 * expected.rows:
        raise DataError(file, f"{len(table):,} rows", expected=f"about {expected.rows:,}", action=_AGAIN)
    if not expected.rows_per_year:
        return
    found = Counter(table["time_period"])
    wrong = [(year, rows) for year, rows in expected.rows_per_year.items() if found[year] != rows]
    first, last = min(expected.rows_per_year), max(expected.rows_per_year)
    # An earlier release ends sooner; a later one goes on.
    wrong = [(year, rows) for year, rows in wrong if year <= max(found) or max(found) < first]
    if wrong:
        year, rows = wrong[0]
        more = f", and {len(wrong) - 1} more years differ" if len(wrong) > 1 else ""
        raise DataError(
            file,
            f"{found[year]:,} rows of {year}{more}",
            expected=f"{rows:,} (known for {first} to {last})",
            action=_AGAIN,
        )


def _read(reader: str, folder: DataFolder, options: Mapping[str, str]) -> None:
    module, _dot, function = reader.partition(".")
    package = "workforce_grades" if module == "authorities" else "workforce_grades.sources"
    getattr(import_module(f"{package}.{module}"), function)(folder, **options)


_READERS: Final[dict[str, tuple[tuple[str, Mapping[str, str]], ...]]] = {
    "workforce": tuple(("workforce.load_workforce", {"level": level}) for level in ("authority", "region", "national")),
    "workforce_2022": (("workforce.load_workforce", {"edition": "2022"}),),
    "inspections": (
        ("inspections.load_inspections", {}), ("inspections.load_visits", {}), ("inspections.load_as_at_grades", {}),
    ),
    "inspections_2023": (("history_2023.load_history_2023", {}),),
    "inspections_overview": (("overview.load_overview", {}),),
    "authorities": (("authorities.load_authorities", {}),),
    "neighbours": (("neighbours.load_neighbours", {}),),
    "neighbours_2021": (("neighbours.load_neighbours", {"model": "2021"}),),
    "children_in_need": (("children_in_need.load_children_in_need", {}),),
    "referrals": (("children_in_need.load_referrals", {}),),
    "population": (("population.load_population", {}),),
    "spending": (("spending.load_spending", {}),),
    "deprivation": (("deprivation.load_deprivation", {}),),
    "uk_authorities": (("deprivation.load_deprivation", {}),),
}  # fmt: skip
"""The loaders that read each source, with their options."""

_READ_WITH: Final = {"deprivation": ("uk_authorities",), "uk_authorities": ("deprivation",)}
"""Sources that say something only together."""
